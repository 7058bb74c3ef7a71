"""From candidate pairs to decisions: link, review or non-link, over whole persons."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.encode import Prepared
from bekasi_reconcile.match.decision.cluster import Clustered, Edges, Labels, cluster
from bekasi_reconcile.match.decision.scored_pair import Weighed, added, unseen
from bekasi_reconcile.match.model.frozen_model import Model

NON_LINK, REVIEW, LINK = 0, 1, 2
BY_DECISION = "keputusan"
"""A reviewer judged the two different; as a constraint, the number after the last."""
BY_WEIGHT = "bobot_rendah"
BY_SIZE = "terlalu_banyak"
BY_RIVAL = "cocok_dengan_dua_orang"

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Decided(NamedTuple):
    """Weighed pairs, the decision on each, why a link was refused, the person of each record."""

    pairs: Weighed
    decision: npt.NDArray[np.int8]
    refused_by: npt.NDArray[np.object_]
    person: Labels


def linkable(pairs: Weighed, rules: Matching) -> npt.NDArray[np.bool_]:
    """Return the pairs heavy enough to link that no constraint keeps apart."""
    found: npt.NDArray[np.bool_] = (pairs.bits >= rules.decision.link_from) & (pairs.apart < 0)
    return found


def decide(prepared: Prepared, pairs: Weighed, model: Model, rules: Matching) -> Decided:
    """Return who is who, such that no two records of a person are kept apart by a constraint.

    Links may bring records together that no rule paired. Such pairs are compared and weighed as
    well, and everything is decided again, until every pair within every person has been seen.
    """
    decided = _decided(len(prepared), pairs, rules)
    while len((more := unseen(decided.pairs, decided.person, rules.largest_cluster)).left):
        pairs = added(prepared, decided.pairs, more, model, rules)
        decided = _decided(len(prepared), pairs, rules)
    return decided


def _decided(count: int, pairs: Weighed, rules: Matching) -> Decided:
    """Cluster the links; what is in the band between is reviewed.

    A pair that a constraint keeps apart is reviewed if it would have been a link, and so are the
    links of a record that fits two persons alike.
    """
    links = np.flatnonzero(linkable(pairs, rules) | pairs.settled)
    firm = np.array([each.scope == "cluster" for each in rules.constraints] + [True, False])
    firmly = (firm[pairs.apart] & ~pairs.settled) | (pairs.bits < rules.decision.apart_below)
    apart = np.flatnonzero(firmly)
    clustered = _clustered(count, pairs, links, apart, rules)
    torn = _torn(count, pairs, links, clustered, rules)
    names = np.array([*(each.name for each in rules.constraints), BY_DECISION, None], dtype=object)
    refused_by = names[pairs.apart]
    if torn.any():
        both = torn[pairs.left[links]] | torn[pairs.right[links]]
        refused_by[links[both]] = BY_RIVAL
        links = links[~both]
        clustered = _clustered(count, pairs, links, apart, rules)
    refused_by[links[pairs.settled[links]]] = None
    for link, obstacle in clustered.refused.items():
        number = pairs.apart[apart[obstacle]]
        by_pair = names[number] if firm[number] else BY_WEIGHT
        refused_by[links[link]] = BY_SIZE if obstacle < 0 else by_pair
    return Decided(pairs, _decisions(pairs, clustered.labels, rules), refused_by, clustered.labels)


def _clustered(count: int, pairs: Weighed, links: Rows, apart: Rows, rules: Matching) -> Clustered:
    everything = Edges(pairs.left, pairs.right)
    return cluster(
        count, everything.at(links), pairs.bits[links], everything.at(apart), rules.largest_cluster
    )


def _torn(
    count: int, pairs: Weighed, links: Rows, clustered: Clustered, rules: Matching
) -> npt.NDArray[np.bool_]:
    """Return which records fit another person nearly as well as the one they were put in."""
    torn = np.zeros(count, dtype=np.bool_)
    refused = links[np.array(sorted(clustered.refused), dtype=np.int64)]
    if len(refused) == 0:
        return torn
    inside = links[clustered.labels[pairs.left[links]] == clustered.labels[pairs.right[links]]]
    best = np.full(count, -np.inf)
    for side in (pairs.left, pairs.right):
        np.maximum.at(best, side[inside], pairs.bits[inside])
    for side in (pairs.left, pairs.right):
        at = side[refused]
        rival = pairs.bits[refused] > best[at] - rules.decision.margin
        torn[at[rival & (best[at] < rules.decision.certain_from)]] = True
    torn &= np.isfinite(best)
    return torn


def _decisions(pairs: Weighed, person: Labels, rules: Matching) -> npt.NDArray[np.int8]:
    decision = np.full(len(pairs.bits), NON_LINK, dtype=np.int8)
    doubts = rules.doubts()
    doubt = np.array([each.name in doubts for each in rules.constraints] + [False, True])
    decision[(pairs.bits >= rules.decision.review_from) & doubt[pairs.apart]] = REVIEW
    decision[pairs.bits >= rules.decision.link_from] = REVIEW
    together = person[pairs.left] == person[pairs.right]
    decision[together & (pairs.bits >= rules.decision.review_from)] = LINK
    return decision
