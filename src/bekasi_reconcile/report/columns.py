"""Columns of text for files, worked on whole: a list of a million rows is written in seconds."""

from collections.abc import Sequence
from functools import reduce
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Column = Any
"""A pyarrow array of text (pyarrow publishes no types)."""


def texts(table: pd.DataFrame) -> list[Column]:
    """Return the columns of ``table`` as text; what is missing is empty."""
    arrow = pa.Table.from_pandas(table, preserve_index=False).combine_chunks()
    return [_filled(column) for column in arrow.columns]


def _filled(column: pa.ChunkedArray) -> Column:
    text = column.cast(pa.large_string())
    return pc.fill_null(pa.concat_arrays([pa.array([], pa.large_string()), *text.chunks]), "")


def joined(columns: Sequence[Column], separator: str) -> Column:
    """Return one text per row: the row's cells with ``separator`` between them."""
    return pc.binary_join_element_wise(*columns, pa.scalar(separator, pa.large_string()))


def where(column: Column, pattern: str, changed: Column) -> Column:
    """Return ``changed`` where a text of ``column`` matches ``pattern``, else the text."""
    return pc.if_else(pc.match_substring_regex(column, pattern), changed, column)


def around(before: str, column: Column, after: str = "") -> Column:
    """Return each text of ``column`` between ``before`` and ``after``."""
    ends = [pa.scalar(text, pa.large_string()) for text in (before, after, "")]
    return pc.binary_join_element_wise(ends[0], column, ends[1], ends[2])


def replaced(column: Column, changes: Sequence[tuple[str, str]]) -> Column:
    """Return ``column`` with each (text, its replacement) applied in order."""
    return reduce(lambda c, change: pc.replace_substring(c, *change), changes, column)
