"""Read each distinct cell, or each distinct tuple of cells, once."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from bekasi_reconcile.tables import TEXT

BATCH = 10_000  # readings alive at once: more, and the collector scans them again and again
DTYPES: dict[Any, Any] = {
    str: TEXT,
    str | None: TEXT,
    bool: np.dtype(bool),
    bool | None: pd.BooleanDtype(),
    int | None: pd.Int64Dtype(),
}


def map_distinct(
    kind: type[NamedTuple], read: Callable[..., Any], *columns: pd.Series
) -> pd.DataFrame:
    """Return a frame of ``kind``'s fields, one row per row of ``columns``.

    ``read`` gets one cell of each column, None where missing, and returns a ``kind``. It is
    called once per distinct tuple, so it must be pure.
    """
    inverse, distinct = _distinct_tuples(columns)
    parts: list[list[Any]] = [[] for _ in kind._fields]
    for start in range(0, len(distinct), BATCH):
        readings = [read(*cells) for cells in distinct[start : start + BATCH]]
        for part, values in zip(parts, zip(*readings, strict=True), strict=True):
            part.extend(values)
    columns_read = {
        field: _array(part, DTYPES[kind.__annotations__[field]]).take(inverse)
        for field, part in zip(kind._fields, parts, strict=True)
    }
    return pd.DataFrame(columns_read, index=columns[0].index)


def map_text(read: Callable[..., str | None], *columns: pd.Series) -> pd.Series:
    """Return what ``read`` makes of the cells of each row, as text; see ``map_distinct``."""
    inverse, distinct = _distinct_tuples(columns)
    texts = _array([read(*cells) for cells in distinct], TEXT).take(inverse)
    return pd.Series(texts, index=columns[0].index)


def _array(values: Sequence[Any], dtype: Any) -> Any:
    return np.array(values, dtype=bool) if dtype == np.dtype(bool) else pd.array(values, dtype)


def _distinct_tuples(columns: tuple[pd.Series, ...]) -> tuple[np.ndarray, list[tuple[Any, ...]]]:
    """Return each row's number of its tuple, and the tuples."""
    coded = [pd.factorize(column) for column in columns]
    key = coded[0][0].astype(np.int64)
    for codes, values in coded[1:]:
        key = pd.factorize(key * (len(values) + 1) + codes)[0]  # by hash: nothing is sorted
    inverse, keys = pd.factorize(key)
    first = np.empty(len(keys), dtype=np.int64)
    first[inverse[::-1]] = np.arange(len(key))[::-1]  # the first row of each tuple, written last
    cells = []
    for codes, values in coded:
        plain = [_plain(value) for value in values.tolist()] + [None]
        cells.append([plain[code] for code in codes[first].tolist()])
    return inverse, list(zip(*cells, strict=True))


def _plain(value: Any) -> Any:
    return None if value is pd.NA else value
