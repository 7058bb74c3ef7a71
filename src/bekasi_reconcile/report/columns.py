"""Columns of text for files, worked on whole: a list of a million rows is written in seconds.

A pattern costs more than all else, so a column is looked through byte by byte first, and only one
that holds a byte of interest is searched.
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Column = Any
"""A pyarrow array of text without gaps (pyarrow publishes no types)."""


def texts(table: pd.DataFrame) -> list[Column]:
    """Return the columns of ``table`` as text; what is missing is empty."""
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    return [_without_gaps(column) for column in arrow.columns]


def _without_gaps(column: pa.ChunkedArray) -> Column:
    text = column.cast(pa.large_string())
    return pc.fill_null(pa.concat_arrays([pa.array([], pa.large_string()), *text.chunks]), "")


def join(parts: Sequence[Column | str], separator: str = "") -> Column:
    """Return one text per row: its ``parts`` with ``separator`` between them.

    A part is a column, or one text for every row.
    """
    columns = [_scalar(part) if isinstance(part, str) else part for part in parts]
    return pc.binary_join_element_wise(*columns, _scalar(separator))


def where(hit: Column, changed: Column | str, column: Column | str) -> Column:
    """Return ``changed`` in the rows of ``hit``, else ``column``."""
    sides = [_scalar(side) if isinstance(side, str) else side for side in (changed, column)]
    return pc.if_else(hit, *sides)


def _scalar(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def replace_all(column: Column, changes: Sequence[tuple[str, str]]) -> Column:
    """Return ``column`` with each (text, its replacement) applied in order."""
    return reduce(lambda c, change: pc.replace_substring(c, *change), changes, column)


def contains_byte(column: Column, interesting: NDArray[np.bool_]) -> bool:
    """Return whether any byte of the column's texts is ``interesting`` (a mask of 256)."""
    return bool(interesting[_bytes(column)].any())


def starts_with_byte(column: Column, interesting: NDArray[np.bool_]) -> bool:
    """Return whether any text of the column begins with an ``interesting`` byte."""
    offsets = _offsets(column)
    starts = offsets[:-1][np.diff(offsets) > 0]
    data = np.frombuffer(column.buffers()[2] or b"", dtype=np.uint8)
    return bool(interesting[data[starts]].any())


def mask(characters: bytes) -> NDArray[np.bool_]:
    """Return which of the 256 bytes are among ``characters``."""
    chosen = np.zeros(256, dtype=np.bool_)
    chosen[list(characters)] = True
    return chosen


def content(column: Column) -> memoryview:
    """Return the texts of ``column`` one after another, as UTF-8."""
    return memoryview(_bytes(column).tobytes())


def _offsets(column: Column) -> NDArray[np.int64]:
    raw = np.frombuffer(column.buffers()[1] or b"\0" * 8, dtype=np.int64)
    return raw[column.offset : column.offset + len(column) + 1]


def _bytes(column: Column) -> NDArray[np.uint8]:
    offsets = _offsets(column)
    data = np.frombuffer(column.buffers()[2] or b"", dtype=np.uint8)
    return data[offsets[0] : offsets[-1]] if len(column) else data[:0]
