"""Compare candidate pairs: one level per comparison and pair."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from recordlinkage import Compare

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.encode import Codes, Prepared
from bekasi_reconcile.match.comparison.birth_date import Date
from bekasi_reconcile.match.comparison.ladder import Equal, Ladder, Levels, Number, Place, Text
from bekasi_reconcile.match.comparison.name_comparison import Name
from bekasi_reconcile.match.comparison.nik_comparison import Identifier
from bekasi_reconcile.parallel import CORES, thread_map

WORTH_A_THREAD = 20_000
"""Pairs from which a thread of their own saves time."""

FEATURES: Mapping[str, type[Ladder]] = {
    "name": Name,
    "date": Date,
    "identifier": Identifier,
    "number": Number,
    "place": Place,
    "text": Text,
    "equal": Equal,
}


def compare(prepared: Prepared, left: Codes, right: Codes, rules: Matching) -> pd.DataFrame:
    """Return the level of each comparison for each pair of positions: int8, -1 is missing."""
    if len(left) == 0:
        return pd.DataFrame({name: pd.Series(dtype="int8") for name in rules.comparisons})
    comparing = Compare(_features(prepared, rules), indexing_type="position")

    def compared(rows: slice) -> pd.DataFrame:
        pairs = pd.MultiIndex.from_arrays([left[rows], right[rows]])
        found: pd.DataFrame = comparing.compute(pairs, prepared.codes)
        return found.reset_index(drop=True)

    levels: pd.DataFrame = pd.concat(
        thread_map(compared, _chunks(len(left), rules)), ignore_index=True
    )
    return levels


def compare_by(name: str, prepared: Prepared, left: Codes, right: Codes, rules: Matching) -> Levels:
    """Return the level of the comparison ``name`` alone for each pair of positions."""
    ladder = next(each for each in _features(prepared, rules) if each.label == name)
    columns = [prepared.codes[column].to_numpy() for column in ladder.rule.on]

    def compared(rows: slice) -> Levels:
        sides = ([codes[at[rows]] for codes in columns] for at in (left, right))
        return ladder.levels(*sides)

    chunks = thread_map(compared, _chunks(len(left), rules))
    return np.concatenate([np.empty(0, np.int8), *chunks])


def _chunks(pairs: int, rules: Matching) -> list[slice]:
    """Return the pairs in parts: one for each core, if they are many, and none too large."""
    size = min(rules.chunk, max(WORTH_A_THREAD, -(-pairs // CORES)))
    return [slice(at, at + size) for at in range(0, pairs, size)]


def _features(prepared: Prepared, rules: Matching) -> list[Ladder]:
    """Return the ladders of the rules, with what they have worked out of the words before."""
    features: list[Ladder]
    asked, features = prepared.derived.get("ladders", (None, []))
    if asked != rules.comparisons:
        features = [
            FEATURES[rule.feature](name, rule, prepared.words)
            for name, rule in rules.comparisons.items()
        ]
        prepared.derived["ladders"] = (rules.comparisons, features)
    return features
