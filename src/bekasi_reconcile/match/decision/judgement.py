"""Apply what reviewers judged of pairs of records: it outweighs comparisons and constraints."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.encode import EncodedRecords
from bekasi_reconcile.match.decision.cluster import Edges, components
from bekasi_reconcile.match.decision.decide import LinkDecisions, decide
from bekasi_reconcile.match.decision.scored_pair import ScoredPairs, unscored_pairs, with_pairs
from bekasi_reconcile.match.model.frozen_model import Model
from bekasi_reconcile.match.pair_judgements import PairJudgements

CERTAIN = 100.0
"""Bits of a reviewer's answer: more than comparisons can sum up to."""

Keys = npt.NDArray[np.int64]


def apply_different(
    records: EncodedRecords,
    pairs: ScoredPairs,
    judgements: PairJudgements,
    model: Model,
    matching: Matching,
) -> ScoredPairs:
    """Return ``pairs`` with those judged different among them, kept apart over whole persons."""
    different = _pair_keys(records, judgements.different)
    if len(different) == 0:
        return pairs
    pairs = _with_judged_pairs(records, pairs, different, model, matching)
    judged = np.isin(_keys(pairs, len(records)), different)
    number = len(matching.constraints)
    bit = np.uint64(1 << number)
    return pairs._replace(
        bits=np.where(judged, -CERTAIN, pairs.bits),
        constraint_bits=np.where(judged, pairs.constraint_bits | bit, pairs.constraint_bits),
        constraint=np.where(judged, np.int8(number), pairs.constraint),
    )


def apply_same(
    records: EncodedRecords,
    decisions: LinkDecisions,
    judgements: PairJudgements,
    model: Model,
    matching: Matching,
) -> LinkDecisions:
    """Return who is who with the persons judged the same brought together.

    Two NIKs are two persons unless a reviewer says otherwise; the answer then holds for every
    record of the two, not only for the pair that it was given on. What was judged different
    stays different.
    """
    same, count = _pair_keys(records, judgements.same), len(records)
    if len(same) == 0:
        return decisions
    pairs = _with_judged_pairs(records, decisions.pairs, same, model, matching)
    left, right = (same // count).astype(np.int32), (same % count).astype(np.int32)
    person = decisions.person
    person = components(count, Edges(person[left], person[right]))[person]
    inner = unscored_pairs(pairs, person, matching.largest_cluster)
    pairs = with_pairs(records, pairs, inner, model, matching)
    free = (person[pairs.left] == person[pairs.right]) & np.isin(person[pairs.left], person[left])
    free &= pairs.constraint != len(matching.constraints)
    bits = np.where(free, np.maximum(pairs.bits, matching.decision.apart_below), pairs.bits)
    pairs = pairs._replace(
        bits=np.where(np.isin(_keys(pairs, count), same) & free, CERTAIN, bits),
        constraint_bits=np.where(free, np.uint64(0), pairs.constraint_bits),
        constraint=np.where(free, np.int8(-1), pairs.constraint),
    )
    return decide(records, pairs, model, matching)


def _pair_keys(records: EncodedRecords, judged: pd.DataFrame) -> Keys:
    """Return the pairs whose records are both here, each as one number."""
    places = pd.Index(records.ids)
    one = places.get_indexer(pd.Index(judged["record_id_l"].astype(object)))
    other = places.get_indexer(pd.Index(judged["record_id_r"].astype(object)))
    here = (one >= 0) & (other >= 0) & (one != other)
    low, high = np.minimum(one, other)[here], np.maximum(one, other)[here]
    keys: Keys = np.unique(low.astype(np.int64) * len(places) + high)
    return keys


def _keys(pairs: ScoredPairs, count: int) -> Keys:
    keys: Keys = pairs.left.astype(np.int64) * count + pairs.right
    return keys


def _with_judged_pairs(
    records: EncodedRecords, pairs: ScoredPairs, judged: Keys, model: Model, matching: Matching
) -> ScoredPairs:
    """Return ``pairs`` and those of ``judged`` that no rule admits, in order of position."""
    count = len(records)
    new = np.setdiff1d(judged, _keys(pairs, count))
    more = Edges((new // count).astype(np.int32), (new % count).astype(np.int32))
    return with_pairs(records, pairs, more, model, matching) if len(new) else pairs
