"""Convert text between Arrow and pandas, and look it up by Arrow's hash tables.

The hash tables of pandas make a Python object of every text.
"""

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from bekasi_reconcile.tables import TEXT


def to_arrow(values: Iterable[str]) -> pa.Array | pa.ChunkedArray:
    """Return ``values`` as Arrow's text; missing stays missing."""
    sized = values if isinstance(values, pd.Series | pd.Index) else list(values)
    return pa.array(sized if len(sized) else [], pa.large_string())  # an empty index has any type


def to_series(text: pa.Array | pa.ChunkedArray, index: pd.Index | None = None) -> pd.Series:
    """Return Arrow's ``text`` as a Series; nothing is copied."""
    return pd.Series(pd.arrays.ArrowStringArray(text), index)


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return ``table`` as a frame, its text Arrow-backed."""
    kinds = {pa.string(): TEXT, pa.large_string(): TEXT}
    frame: pd.DataFrame = table.to_pandas(types_mapper=kinds.get)
    return frame


def is_among(values: pd.Series, members: Iterable[str]) -> pd.Series:
    """Return, per value, whether it is one of ``members``; a missing value is not.

    >>> is_among(pd.Series(["a", "b", None], dtype=TEXT), ["b"]).tolist()
    [False, True, False]
    """
    mask = pc.is_in(to_arrow(values), value_set=to_arrow(members).drop_null())
    return pd.Series(mask.to_numpy(zero_copy_only=False), index=values.index, dtype=bool)


def look_up(keys: pd.Series, by: pd.Series) -> pd.Series:
    """Return the text that ``by`` has at each of ``keys``; missing where it has none.

    The index of ``by`` holds no key twice.

    >>> look_up(pd.Series(["y", "z"], dtype=TEXT), pd.Series(["one"], ["y"], dtype=TEXT)).tolist()
    ['one', <NA>]
    """
    place = pc.index_in(to_arrow(keys), value_set=to_arrow(by.index))
    return to_series(to_arrow(by).take(place), keys.index)
