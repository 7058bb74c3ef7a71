"""What reviewers decided of pairs of records: it outweighs every comparison and constraint."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.encode import Prepared
from bekasi_reconcile.match.decision.cluster import Edges, components
from bekasi_reconcile.match.decision.decide import Decided, decide
from bekasi_reconcile.match.decision.scored_pair import Weighed, added, unseen
from bekasi_reconcile.match.model.frozen_model import Model
from bekasi_reconcile.match.stage import Judged

CERTAIN = 100.0
"""Bits of a reviewer's answer: more than comparisons can sum up to."""

Keys = npt.NDArray[np.int64]


def parted(
    prepared: Prepared, pairs: Weighed, judged: Judged, model: Model, rules: Matching
) -> Weighed:
    """Return ``pairs`` with those judged two among them, kept apart over whole persons."""
    apart = _keys(prepared, judged.apart)
    if len(apart) == 0:
        return pairs
    pairs = _with(prepared, pairs, apart, model, rules)
    held = np.isin(_key(pairs, len(prepared)), apart)
    number = len(rules.constraints)
    return pairs._replace(
        bits=np.where(held, -CERTAIN, pairs.bits),
        bars=np.where(held, pairs.bars | np.uint64(1 << number), pairs.bars),
        apart=np.where(held, np.int8(number), pairs.apart),
    )


def united(
    prepared: Prepared, decided: Decided, judged: Judged, model: Model, rules: Matching
) -> Decided:
    """Return who is who with the persons judged one brought together.

    Two NIKs are two persons unless a reviewer says otherwise; if one does, it holds for every
    record of the two, not for the pair alone that was asked about. What was judged two stays so.
    """
    same, count = _keys(prepared, judged.same), len(prepared)
    if len(same) == 0:
        return decided
    pairs = _with(prepared, decided.pairs, same, model, rules)
    left, right = (same // count).astype(np.int32), (same % count).astype(np.int32)
    person = decided.person
    person = components(count, Edges(person[left], person[right]))[person]
    pairs = added(prepared, pairs, unseen(pairs, person, rules.largest_cluster), model, rules)
    key = _key(pairs, count)
    sure = np.isin(key, same)
    together = person[pairs.left] == person[pairs.right]
    free = together & np.isin(person[pairs.left], person[left])
    free &= pairs.apart != len(rules.constraints)
    bits = np.where(free, np.maximum(pairs.bits, rules.decision.apart_below), pairs.bits)
    pairs = pairs._replace(
        bits=np.where(sure & free, CERTAIN, bits),
        bars=np.where(free, np.uint64(0), pairs.bars),
        apart=np.where(free, np.int8(-1), pairs.apart),
    )
    return decide(prepared, pairs, model, rules)


def _keys(prepared: Prepared, judged: pd.DataFrame) -> Keys:
    """Return the pairs of records that both are here, as positions in one number."""
    places = pd.Index(prepared.ids)
    one = places.get_indexer(pd.Index(judged["record_id_l"].astype(object)))
    other = places.get_indexer(pd.Index(judged["record_id_r"].astype(object)))
    here = (one >= 0) & (other >= 0) & (one != other)
    low, high = np.minimum(one, other)[here], np.maximum(one, other)[here]
    keys: Keys = np.unique(low.astype(np.int64) * len(places) + high)
    return keys


def _key(pairs: Weighed, count: int) -> Keys:
    keys: Keys = pairs.left.astype(np.int64) * count + pairs.right
    return keys


def _with(
    prepared: Prepared, pairs: Weighed, wanted: Keys, model: Model, rules: Matching
) -> Weighed:
    """Return ``pairs`` and those of ``wanted`` that no rule found, in order of position."""
    count = len(prepared)
    new = np.setdiff1d(wanted, _key(pairs, count))
    more = Edges((new // count).astype(np.int32), (new % count).astype(np.int32))
    return added(prepared, pairs, more, model, rules) if len(new) else pairs
