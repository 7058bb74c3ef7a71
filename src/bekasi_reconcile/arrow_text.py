"""Look texts up among texts by Arrow's hash tables: pandas' own make an object of each of them."""

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from bekasi_reconcile.tables import TEXT


def among(values: pd.Series, known: Iterable[str]) -> pd.Series:
    """Return, per value, whether it is one of ``known``; missing is not.

    >>> among(pd.Series(["a", "b", None], dtype=TEXT), ["b"]).tolist()
    [False, True, False]
    """
    found = pc.is_in(_texts(values), value_set=_texts(known).drop_null())
    return pd.Series(found.to_numpy(zero_copy_only=False), index=values.index, dtype=bool)


def looked_up(keys: pd.Series, by: pd.Series) -> pd.Series:
    """Return what ``by``, a Series of texts, has at each of ``keys``; missing where nothing.

    The index of ``by`` holds no key twice.

    >>> looked_up(pd.Series(["y", "z"], dtype=TEXT), pd.Series(["one"], ["y"], dtype=TEXT)).tolist()
    ['one', <NA>]
    """
    place = pc.index_in(_texts(keys), value_set=_texts(by.index))
    found = _texts(by).take(place)
    return pd.Series(pd.arrays.ArrowStringArray(found), index=keys.index, dtype=TEXT)


def _texts(values: Iterable[str]) -> pa.Array:
    sized = values if isinstance(values, pd.Series | pd.Index) else list(values)
    return pa.array(sized if len(sized) else [], pa.large_string())  # an empty index has any type


def frame_of(table: pa.Table) -> pd.DataFrame:
    """Return ``table`` as a frame, text Arrow-backed."""
    kinds = {pa.string(): TEXT, pa.large_string(): TEXT}
    frame: pd.DataFrame = table.to_pandas(types_mapper=kinds.get)
    return frame
