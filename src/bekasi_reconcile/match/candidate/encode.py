"""Encode records as integers, which every later step of the match compares.

A code stands for one distinct value of one column; -1 is missing. Equality of values is then
equality of integers, and a string measure runs once per distinct value or pair of values.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.errors import ConfigError
from bekasi_reconcile.parallel import thread_map
from bekasi_reconcile.tables import TEXT, Record

Codes = npt.NDArray[np.int32]
Values = npt.NDArray[np.object_]

MISSING = -1

ID = "record_id"
LIST = "daftar"
"""Column of the list that a record is on, missing where the list has its people repeatedly."""


@dataclass(frozen=True)
class EncodedRecords:
    """Records in the order of their ids, as codes.

    ``ids[i]`` is the record at position ``i``. ``codes`` has one int32 column per column that
    the matching names; ``dictionary`` has the distinct values of each, at the place of their
    code. They are in alphabetical order, so that codes do not depend on the order of the records.
    """

    ids: Values
    codes: pd.DataFrame
    dictionary: dict[str, Values]
    cache: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """Blocking keys and ladders already derived from the dictionary: each is derived once."""

    def __len__(self) -> int:
        return len(self.ids)


def encode(records: pd.DataFrame, matching: Matching) -> EncodedRecords:
    """Return ``records`` as codes, without the values that are no evidence.

    A column that the records do not have is missing throughout. Raises ConfigError for one that
    no record can have: its rule would never admit a pair, and nobody would hear of it.
    """
    names = sorted(columns_in_use(matching))
    sources = sorted({source for name in names for source in _source_columns(matching, name)})
    unknown = set(sources) - {*Record.columns(), *records.columns}
    if unknown:
        raise ConfigError("model.unknown_column", names=", ".join(sorted(unknown)))
    table = records.reindex(columns=sources)

    def column(name: str) -> tuple[Codes, Values]:
        if name == ID:
            return _sort_ids(records[ID])
        return encode_values(_column_values(table, matching, name))

    (order, ids), *columns = thread_map(column, [ID, *names])
    codes = {name: own[order] for name, (own, _) in zip(names, columns, strict=True)}
    dictionary = {name: values for name, (_, values) in zip(names, columns, strict=True)}
    _blank_common(codes, matching)
    codes[LIST], dictionary[LIST] = _lists_without_repeats(codes, matching), dictionary["source"]
    return EncodedRecords(ids, pd.DataFrame(codes, copy=False), dictionary)


def _sort_ids(ids: pd.Series) -> tuple[Codes, Values]:
    """Return the places of ``ids`` in order, and the ids in order."""
    order = pc.array_sort_indices(_arrow(ids)).to_numpy().astype(np.int32)
    return order, ids.to_numpy(dtype=object)[order]


def columns_in_use(matching: Matching) -> set[str]:
    """Return every column that blocking, comparing or clustering reads."""
    columns = {key.split(".")[0] for rule in matching.blocking_rules for key in rule.keys}
    columns |= {name for comparison in matching.comparisons.values() for name in comparison.on}
    columns |= {name for constraint in matching.constraints for name in constraint.same}
    for rule in matching.review_rules:
        columns |= {"source"} | ({rule.no_twin} - {""})
        columns |= {key.split(".")[0] for key in rule.only_one}
    if (family := matching.household) is not None:
        columns |= {family.card, family.head, family.own_name, *family.place, family.role}
    columns |= set(matching.repeats.keys) if matching.repeats is not None else set()
    columns |= {*matching.excluded_above_names, matching.name_key, "source"}
    return columns - {LIST}


def encode_values(values: pd.Series) -> tuple[Codes, Values]:
    """Return the code of each value, and the distinct values, sorted, that the codes stand for."""
    if values.dtype == TEXT:
        encoded = _arrow(values).dictionary_encode()
        codes, unsorted = encoded.indices.fill_null(MISSING).to_numpy(), encoded.dictionary
        order = pc.array_sort_indices(unsorted).to_numpy()
        distinct: Values = unsorted.to_numpy(zero_copy_only=False)
    else:
        codes, index = pd.factorize(values)
        distinct = np.asarray(index, dtype=object)
        order = np.argsort(distinct, kind="stable")
    rank = np.empty(len(order) + 1, dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    rank[-1] = MISSING  # missing is coded as -1, which indexes the last
    return rank[codes], distinct[order]


def _arrow(text: pd.Series) -> pa.Array:
    whole = pa.array(text, pa.large_string())
    return whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole


def _source_columns(matching: Matching, name: str) -> list[str]:
    """Return the columns of the records that the column ``name`` is made from."""
    excluding = [matching.excluded_by[name]] if name in matching.excluded_by else []
    return [*matching.columns.get(name, (name,)), *excluding]


def _column_values(records: pd.DataFrame, matching: Matching, name: str) -> pd.Series:
    sources = matching.columns.get(name)
    values = records[name] if sources is None else _coalesce(records, sources)
    if name in matching.excluded_by:
        return values.mask(records[matching.excluded_by[name]].fillna(value=False).astype(bool))
    return values


def _coalesce(records: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    """Return the first value there is, made more precise by a later one that begins with it."""
    values = records[columns[0]]
    for column in columns[1:]:
        other = records[column]
        values = values.fillna(other)
        shorter = (values.str.len() < other.str.len()).fillna(value=False).astype(bool)
        if shorter.any():
            begins = [b.startswith(a) for a, b in zip(values[shorter], other[shorter], strict=True)]
            at = values.index[shorter][begins]
            values = values.copy()
            values.loc[at] = other.loc[at]
    return values


def _lists_without_repeats(codes: dict[str, Codes], matching: Matching) -> Codes:
    """Return the list of each record, MISSING for lists that have many of their people twice.

    A list with a row per person and month is no sign that its rows are different people.
    """
    lists = codes["source"]
    if matching.repeats is None:
        return lists
    rows = pd.DataFrame({"list": lists} | {key: codes[key] for key in matching.repeats.keys})
    rows = rows[(rows >= 0).all(axis=1)]
    share = rows.assign(again=rows.duplicated()).groupby("list")["again"].mean()
    repetitive = share.index[share > matching.repeats.share].to_numpy()
    return np.where(np.isin(lists, repetitive), np.int32(MISSING), lists)


def _blank_common(codes: dict[str, Codes], matching: Matching) -> None:
    """Blank, in place, the values that too many differently named people share."""
    names = codes[matching.name_key].astype(np.int64)

    def blank(column: str) -> None:
        values = codes[column].astype(np.int64)
        stated = (values >= 0) & (names >= 0)
        if not stated.any():
            return
        value_and_name = np.unique(values[stated] * (names.max() + 1) + names[stated])
        bearers = np.bincount(value_and_name // (names.max() + 1), minlength=values.max() + 1)
        common = np.append(bearers > matching.excluded_above_names[column], np.False_)
        codes[column] = np.where(common[values], np.int32(MISSING), codes[column])

    thread_map(blank, tuple(matching.excluded_above_names))
