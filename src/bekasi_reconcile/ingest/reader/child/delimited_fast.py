"""The fast way through large, well-formed text files.

Arrow reads a million rows in a second where ``csv`` takes seven. It is used only where both must
give the same: UTF-8, ordinary line ends, every line with the same number of cells, and quotation
marks, if any, around whole cells that end on their line. Anything else takes the careful way.
"""

import io

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

QUOTE, LF, CR = 34, 10, 13


def read(data: bytes, delimiter: str) -> pa.Table | None:
    """Return the cells of UTF-8 ``data``, missing where blank; None where it is not plain.

    Its columns are called c0, c1 …
    """
    if not _is_plain(np.frombuffer(data, dtype=np.uint8), ord(delimiter)):
        return None
    try:
        table = csv.read_csv(
            io.BytesIO(data),
            read_options=csv.ReadOptions(autogenerate_column_names=True, block_size=8 << 20),
            parse_options=csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(
                column_types=_OneType(pa.large_string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError):  # lines of different width
        return None
    columns = map(_blank_is_missing, table.columns)
    return pa.table({f"c{j}": column for j, column in enumerate(columns)})


class _OneType(dict[str, pa.DataType]):
    """A mapping that gives every column one type."""

    def __init__(self, kind: pa.DataType) -> None:
        super().__init__({f"f{j}": kind for j in range(1_024)})


def _is_plain(data: np.ndarray, delimiter: int) -> bool:
    """Tell whether no quoted cell runs over a line end and every quotation mark bounds a cell."""
    if (data == CR).any() and not _only_crlf(data):
        return False
    quotes = data == QUOTE
    if not quotes.any():
        return True
    inside = np.logical_xor.accumulate(quotes)
    if inside[data == LF].any() or inside[-1]:
        return False
    bounds = np.isin(data, (delimiter, LF, CR, QUOTE))
    before, after = np.roll(bounds, 1), np.roll(bounds, -1)
    before[0] = after[-1] = True
    return bool((before | after)[quotes].all())


def _only_crlf(data: np.ndarray) -> bool:
    at = np.flatnonzero(data == CR)
    return bool(at[-1] + 1 < len(data) and (data[at + 1] == LF).all())


def _blank_is_missing(text: pa.ChunkedArray) -> pa.ChunkedArray:
    blank = pc.utf8_is_space(text)
    if pc.any(blank).as_py():
        text = pc.if_else(blank, pa.scalar(None, pa.large_string()), text)
    return text
