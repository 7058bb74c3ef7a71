"""Weigh pairs: the candidates, and those that links bring together though no rule admits them."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.blocking import CandidatePairs
from bekasi_reconcile.match.candidate.encode import Codes, EncodedRecords
from bekasi_reconcile.match.comparison.compare import compare
from bekasi_reconcile.match.decision.cluster import Edges, Labels, inner_pairs
from bekasi_reconcile.match.model.frozen_model import Model
from bekasi_reconcile.match.model.match_weight import (
    constraint_bits,
    deciding_constraint,
    match_weight,
)

CLOSURE = -1
"""Rule number of a pair that no rule admits but links bring together."""


class ScoredPairs(NamedTuple):
    """Pairs of positions, in order of position, and the evidence on each.

    ``bits`` is the match weight. ``constraint_bits`` has the bit of each cannot-link constraint
    that the pair meets, ``constraint`` the number of the one that counts, -1 where none does.
    ``resolved`` is true where a review rule makes a pair of the review band a link.
    """

    left: Codes
    right: Codes
    rule: npt.NDArray[np.int8]
    levels: pd.DataFrame
    bits: npt.NDArray[np.float64]
    constraint_bits: npt.NDArray[np.uint64]
    constraint: npt.NDArray[np.int8]
    resolved: npt.NDArray[np.bool_]

    def take(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> "ScoredPairs":
        """Return the pairs at ``rows``."""
        levels = self.levels[rows] if rows.dtype == bool else self.levels.iloc[rows]
        return ScoredPairs(
            self.left[rows],
            self.right[rows],
            self.rule[rows],
            levels.reset_index(drop=True),
            self.bits[rows],
            self.constraint_bits[rows],
            self.constraint[rows],
            self.resolved[rows],
        )


def weigh(
    records: EncodedRecords,
    candidates: CandidatePairs,
    levels: pd.DataFrame,
    model: Model,
    matching: Matching,
) -> ScoredPairs:
    """Return the candidates with their match weights and the constraints that they meet."""
    sides = (candidates.left, candidates.right)
    bits = match_weight(levels, sides, records, model, matching)
    met = constraint_bits(levels, sides, records, matching)
    unresolved = np.zeros(len(bits), np.bool_)
    return ScoredPairs(
        *candidates[:3], levels, bits, met, deciding_constraint(met, matching), unresolved
    )


def unscored_pairs(pairs: ScoredPairs, person: Labels, largest: int) -> Edges:
    """Return the pairs within one person that are not among ``pairs``, in order of position."""
    inner = inner_pairs(person, largest)
    if len(inner.left) == 0 or len(pairs.left) == 0:
        return inner
    width = len(person)
    scored = pairs.left.astype(np.int64) * width + pairs.right
    wanted = np.sort(inner.left.astype(np.int64) * width + inner.right)  # a search in order is fast
    near = scored[np.minimum(np.searchsorted(scored, wanted), len(scored) - 1)]
    left, right = np.divmod(wanted[near != wanted], width)
    return Edges(left.astype(np.int32), right.astype(np.int32))


def with_pairs(
    records: EncodedRecords, pairs: ScoredPairs, more: Edges, model: Model, matching: Matching
) -> ScoredPairs:
    """Return ``pairs`` and ``more``, weighed, in order of position."""
    levels = compare(records, more.left, more.right, matching)
    rule = np.full(len(more.left), CLOSURE, dtype=np.int8)
    candidates = CandidatePairs(more.left, more.right, rule, [])
    scored = weigh(records, candidates, levels, model, matching)
    arrays = {
        name: np.concatenate([getattr(pairs, name), getattr(scored, name)])
        for name in ScoredPairs._fields
        if name != "levels"
    }
    both = ScoredPairs(levels=pd.concat([pairs.levels, scored.levels], ignore_index=True), **arrays)
    key = both.left.astype(np.int64) * len(records) + both.right
    return both.take(np.argsort(key, kind="stable"))
