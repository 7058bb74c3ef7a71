"""Weighed pairs: the candidates, and those that links bring together and no rule had found."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.blocking import Candidates
from bekasi_reconcile.match.candidate.encode import Codes, Prepared
from bekasi_reconcile.match.comparison.compare import compare
from bekasi_reconcile.match.decision.cluster import Edges, Labels, inner_pairs
from bekasi_reconcile.match.model.frozen_model import Model
from bekasi_reconcile.match.model.match_weight import bars, first_bar, match_weight

CLOSURE = -1
"""Rule number of a pair that no rule found but links brought together."""


class Weighed(NamedTuple):
    """Pairs of positions in order, and all that was found out about each.

    ``bars`` has the bit of each constraint that keeps the two apart, ``apart`` the number of the
    one that counts, -1 where none does;
    ``settled`` is true where what whole persons and families show makes a doubtful pair a link.
    """

    left: Codes
    right: Codes
    rule: npt.NDArray[np.int8]
    levels: pd.DataFrame
    bits: npt.NDArray[np.float64]
    bars: npt.NDArray[np.uint64]
    apart: npt.NDArray[np.int8]
    settled: npt.NDArray[np.bool_]

    def keep(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> "Weighed":
        """Return the pairs at ``rows``."""
        levels = self.levels[rows] if rows.dtype == bool else self.levels.iloc[rows]
        return Weighed(
            self.left[rows],
            self.right[rows],
            self.rule[rows],
            levels.reset_index(drop=True),
            self.bits[rows],
            self.bars[rows],
            self.apart[rows],
            self.settled[rows],
        )


def weigh(
    prepared: Prepared,
    candidates: Candidates,
    levels: pd.DataFrame,
    model: Model,
    rules: Matching,
) -> Weighed:
    """Return the candidates with their match weight and the constraint that keeps each apart."""
    both = (candidates.left, candidates.right)
    bits = match_weight(levels, both, prepared, model, rules)
    held = bars(levels, both, prepared, rules)
    return Weighed(
        *candidates[:3], levels, bits, held, first_bar(held, rules), np.zeros(len(bits), np.bool_)
    )


def unseen(pairs: Weighed, person: Labels, largest: int) -> Edges:
    """Return the pairs within one person that are not among ``pairs``, in order of position."""
    inner = inner_pairs(person, largest)
    if len(inner.left) == 0 or len(pairs.left) == 0:
        return inner
    width = len(person)
    known = pairs.left.astype(np.int64) * width + pairs.right
    wanted = np.sort(inner.left.astype(np.int64) * width + inner.right)  # then it is found near by
    near = known[np.minimum(np.searchsorted(known, wanted), len(known) - 1)]
    left, right = np.divmod(wanted[near != wanted], width)
    return Edges(left.astype(np.int32), right.astype(np.int32))


def added(
    prepared: Prepared, pairs: Weighed, more: Edges, model: Model, rules: Matching
) -> Weighed:
    """Return ``pairs`` and ``more``, weighed, in order of position."""
    levels = compare(prepared, more.left, more.right, rules)
    rule = np.full(len(more.left), CLOSURE, dtype=np.int8)
    found = weigh(prepared, Candidates(more.left, more.right, rule, []), levels, model, rules)
    both = Weighed(
        left=np.concatenate([pairs.left, found.left]),
        right=np.concatenate([pairs.right, found.right]),
        rule=np.concatenate([pairs.rule, found.rule]),
        levels=pd.concat([pairs.levels, found.levels], ignore_index=True),
        bits=np.concatenate([pairs.bits, found.bits]),
        bars=np.concatenate([pairs.bars, found.bars]),
        apart=np.concatenate([pairs.apart, found.apart]),
        settled=np.concatenate([pairs.settled, found.settled]),
    )
    key = both.left.astype(np.int64) * len(prepared) + both.right
    return both.keep(np.argsort(key, kind="stable"))
