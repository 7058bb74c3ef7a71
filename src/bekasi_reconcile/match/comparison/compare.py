"""Compare candidate pairs: one level per comparison and pair."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from recordlinkage import Compare

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.encode import Codes, EncodedRecords
from bekasi_reconcile.match.comparison.birth_date import BirthDateComparison
from bekasi_reconcile.match.comparison.ladder import (
    EqualComparison,
    Ladder,
    Levels,
    NumberComparison,
    PlaceComparison,
    TextComparison,
)
from bekasi_reconcile.match.comparison.name_comparison import NameComparison
from bekasi_reconcile.match.comparison.nik_comparison import NikComparison
from bekasi_reconcile.parallel import CORES, thread_map

WORTH_A_THREAD = 20_000
"""Pairs from which a thread of their own saves time."""

FEATURES: Mapping[str, type[Ladder]] = {
    "name": NameComparison,
    "date": BirthDateComparison,
    "identifier": NikComparison,
    "number": NumberComparison,
    "place": PlaceComparison,
    "text": TextComparison,
    "equal": EqualComparison,
}


def compare(records: EncodedRecords, left: Codes, right: Codes, matching: Matching) -> pd.DataFrame:
    """Return the level of each comparison for each pair of positions: int8, -1 is missing."""
    if len(left) == 0:
        return pd.DataFrame({name: pd.Series(dtype="int8") for name in matching.comparisons})
    comparing = Compare(_ladders(records, matching), indexing_type="position")

    def compare_rows(rows: slice) -> pd.DataFrame:
        pairs = pd.MultiIndex.from_arrays([left[rows], right[rows]])
        levels: pd.DataFrame = comparing.compute(pairs, records.codes)
        return levels.reset_index(drop=True)

    chunks = thread_map(compare_rows, _chunks(len(left), matching))
    levels: pd.DataFrame = pd.concat(chunks, ignore_index=True)
    return levels


def compare_one(
    name: str, records: EncodedRecords, left: Codes, right: Codes, matching: Matching
) -> Levels:
    """Return the level of the comparison ``name`` alone for each pair of positions."""
    ladder = next(own for own in _ladders(records, matching) if own.label == name)
    columns = [records.codes[column].to_numpy() for column in ladder.rule.on]

    def compare_rows(rows: slice) -> Levels:
        sides = ([codes[at[rows]] for codes in columns] for at in (left, right))
        return ladder.levels(*sides)

    chunks = thread_map(compare_rows, _chunks(len(left), matching))
    return np.concatenate([np.empty(0, np.int8), *chunks])


def _chunks(pairs: int, matching: Matching) -> list[slice]:
    """Return slices of the pairs: one for each core if they are many, none above ``chunk``."""
    size = min(matching.chunk, max(WORTH_A_THREAD, -(-pairs // CORES)))
    return [slice(at, at + size) for at in range(0, pairs, size)]


def _ladders(records: EncodedRecords, matching: Matching) -> list[Ladder]:
    """Return the ladders of the comparisons, with what they have derived from the values before."""
    ladders: list[Ladder]
    comparisons, ladders = records.cache.get("ladders", (None, []))
    if comparisons != matching.comparisons:
        ladders = [
            FEATURES[comparison.feature](name, comparison, records.dictionary)
            for name, comparison in matching.comparisons.items()
        ]
        records.cache["ladders"] = (matching.comparisons, ladders)
    return ladders
