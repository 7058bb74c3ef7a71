"""Turn records into integer codes: what every later step of the match compares.

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
from bekasi_reconcile.parallel import thread_map
from bekasi_reconcile.tables import TEXT

Codes = npt.NDArray[np.int32]
Words = npt.NDArray[np.object_]

MISSING = -1

ID = "record_id"
LIST = "daftar"
"""Column of the list that a record is on, missing where the list has its people repeatedly."""


@dataclass(frozen=True)
class Prepared:
    """Records in the order of their ids, as codes; ``words`` holds what each code stands for.

    ``ids[i]`` is the record at position ``i``; ``codes`` has one int32 column per column that
    the rules name. The order of ``words`` is alphabetical, so that codes do not depend on the
    order of the records.
    """

    ids: Words
    codes: pd.DataFrame
    words: dict[str, Words]
    derived: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What blocking has derived from the words so far, by key: each is derived once."""

    def __len__(self) -> int:
        return len(self.ids)


def prepare(records: pd.DataFrame, rules: Matching) -> Prepared:
    """Return ``records`` as codes, without the values that are no evidence.

    A column that the records do not have is missing throughout.
    """
    wanted = sorted(columns_read(rules))
    known = records.reindex(columns=sorted({c for n in wanted for c in _sources(rules, n)}))

    def column(name: str) -> tuple[Codes, Words]:
        return _sorted(records[ID]) if name == ID else coded(_values(known, rules, name))

    (order, ids), *made = thread_map(column, [ID, *wanted])
    codes = {name: own[order] for name, (own, _) in zip(wanted, made, strict=True)}
    words = {name: own for name, (_, own) in zip(wanted, made, strict=True)}
    _void_common(codes, rules)
    codes[LIST], words[LIST] = _once(codes, rules), words["source"]
    return Prepared(ids, pd.DataFrame(codes, copy=False), words)


def _sorted(ids: pd.Series) -> tuple[Codes, Words]:
    """Return the places of ``ids`` in order, and the ids in order."""
    order = pc.array_sort_indices(_arrow(ids)).to_numpy().astype(np.int32)
    return order, ids.to_numpy(dtype=object)[order]


def columns_read(rules: Matching) -> set[str]:
    """Return every column that blocking, comparing or clustering reads."""
    read = {key.split(".")[0] for rule in rules.rules for key in rule.keys}
    read |= {column for each in rules.comparisons.values() for column in each.on}
    read |= {column for each in rules.constraints for column in each.same}
    for settlement in rules.settlements:
        read |= {"source"} | ({settlement.no_twin} - {""})
        read |= {key.split(".")[0] for key in settlement.only_one}
    if (family := rules.household) is not None:
        read |= {family.card, family.head, family.own_name, *family.place, family.role}
    read |= set(rules.repeats.keys) if rules.repeats is not None else set()
    return (read | set(rules.voided_above_names) | {rules.name_key, "source"}) - {LIST}


def coded(values: pd.Series) -> tuple[Codes, Words]:
    """Return the code of each value and the words, sorted, that the codes stand for."""
    if values.dtype == TEXT:
        found = _arrow(values).dictionary_encode()
        codes, known = found.indices.fill_null(MISSING).to_numpy(), found.dictionary
        order = pc.array_sort_indices(known).to_numpy()
        words: Words = known.to_numpy(zero_copy_only=False)
    else:
        codes, known = pd.factorize(values)
        words = np.asarray(known, dtype=object)
        order = np.argsort(words, kind="stable")
    rank = np.empty(len(order) + 1, dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    rank[-1] = MISSING  # missing is coded as -1, which indexes the last
    return rank[codes], words[order]


def _arrow(text: pd.Series) -> pa.Array:
    whole = pa.array(text, pa.large_string())
    return whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole


def _sources(rules: Matching, name: str) -> list[str]:
    """Return the columns of the records that the column ``name`` is made from."""
    voiding = [rules.voided_by[name]] if name in rules.voided_by else []
    return [*rules.columns.get(name, (name,)), *voiding]


def _values(records: pd.DataFrame, rules: Matching, name: str) -> pd.Series:
    values = _coalesced(records, rules.columns[name]) if name in rules.columns else records[name]
    if name in rules.voided_by:
        return values.mask(records[rules.voided_by[name]].fillna(value=False).astype(bool))
    return values


def _coalesced(records: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
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


def _once(codes: dict[str, Codes], rules: Matching) -> Codes:
    """Return the list of each record, MISSING for lists that have many of their people twice.

    A list with a row per person and month is no sign that its rows are different people.
    """
    lists = codes["source"]
    if rules.repeats is None:
        return lists
    seen = pd.DataFrame({"list": lists} | {key: codes[key] for key in rules.repeats.keys})
    seen = seen[(seen >= 0).all(axis=1)]
    share = seen.assign(again=seen.duplicated()).groupby("list")["again"].mean()
    often = share.index[share > rules.repeats.share].to_numpy()
    return np.where(np.isin(lists, often), np.int32(MISSING), lists)


def _void_common(codes: dict[str, Codes], rules: Matching) -> None:
    """Blank, in place, the values that too many differently named people share."""
    names = codes[rules.name_key].astype(np.int64)

    def void(column: str) -> None:
        values = codes[column].astype(np.int64)
        stated = (values >= 0) & (names >= 0)
        if not stated.any():
            return
        held = np.unique(values[stated] * (names.max() + 1) + names[stated])
        bearers = np.bincount(held // (names.max() + 1), minlength=values.max() + 1)
        common = np.append(bearers > rules.voided_above_names[column], np.False_)
        codes[column] = np.where(common[values], np.int32(MISSING), codes[column])

    thread_map(void, tuple(rules.voided_above_names))
