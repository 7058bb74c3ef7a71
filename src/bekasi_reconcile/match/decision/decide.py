"""From candidate pairs to decisions: link, review or non-link, over whole persons."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.encode import EncodedRecords
from bekasi_reconcile.match.decision.cluster import Clustering, Edges, Labels, cluster
from bekasi_reconcile.match.decision.scored_pair import ScoredPairs, unscored_pairs, with_pairs
from bekasi_reconcile.match.model.frozen_model import Model

NON_LINK, REVIEW, LINK = 0, 1, 2
BY_DECISION = "keputusan"
"""A reviewer judged the two different; as a constraint, the number after the last."""
BY_WEIGHT = "bobot_rendah"
BY_SIZE = "terlalu_banyak"
BY_RIVAL = "cocok_dengan_dua_orang"

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class LinkDecisions(NamedTuple):
    """Scored pairs, the decision on each, why a link was refused, the person of each record."""

    pairs: ScoredPairs
    decision: npt.NDArray[np.int8]
    refused_by: npt.NDArray[np.object_]
    person: Labels


def linkable(pairs: ScoredPairs, matching: Matching) -> Flags:
    """Return the pairs heavy enough to link that no constraint keeps apart."""
    heavy: Flags = pairs.bits >= matching.decision.link_from
    return heavy & (pairs.constraint < 0)


def decide(
    records: EncodedRecords, pairs: ScoredPairs, model: Model, matching: Matching
) -> LinkDecisions:
    """Return who is who, such that no two records of a person are kept apart by a constraint.

    Links may bring records together that no rule paired. Such pairs are compared and weighed as
    well, and everything is decided again, until every pair within every person has been scored.
    """
    largest = matching.largest_cluster
    decisions = _decide_once(len(records), pairs, matching)
    while len((more := unscored_pairs(decisions.pairs, decisions.person, largest)).left):
        pairs = with_pairs(records, decisions.pairs, more, model, matching)
        decisions = _decide_once(len(records), pairs, matching)
    return decisions


def _decide_once(count: int, pairs: ScoredPairs, matching: Matching) -> LinkDecisions:
    """Cluster the links; what is in the band between is reviewed.

    A pair that a constraint keeps apart is reviewed if it would have been a link, and so are the
    links of a record that fits two persons alike.
    """
    links = np.flatnonzero(linkable(pairs, matching) | pairs.resolved)
    firm = np.array([rule.scope == "cluster" for rule in matching.constraints] + [True, False])
    forbidden = (firm[pairs.constraint] & ~pairs.resolved) | (
        pairs.bits < matching.decision.apart_below
    )
    cannot_link = np.flatnonzero(forbidden)
    clustering = _cluster_links(count, pairs, links, cannot_link, matching)
    ambiguous = _ambiguous_records(count, pairs, links, clustering, matching)
    names = np.array([*(rule.name for rule in matching.constraints), BY_DECISION, None], object)
    refused_by = names[pairs.constraint]
    if ambiguous.any():
        doubtful = ambiguous[pairs.left[links]] | ambiguous[pairs.right[links]]
        refused_by[links[doubtful]] = BY_RIVAL
        links = links[~doubtful]
        clustering = _cluster_links(count, pairs, links, cannot_link, matching)
    refused_by[links[pairs.resolved[links]]] = None
    for link, obstacle in clustering.refused.items():
        number = pairs.constraint[cannot_link[obstacle]]
        by_pair = names[number] if firm[number] else BY_WEIGHT
        refused_by[links[link]] = BY_SIZE if obstacle < 0 else by_pair
    decision = _decisions(pairs, clustering.labels, matching)
    return LinkDecisions(pairs, decision, refused_by, clustering.labels)


def _cluster_links(
    count: int, pairs: ScoredPairs, links: Rows, cannot_link: Rows, matching: Matching
) -> Clustering:
    edges = Edges(pairs.left, pairs.right)
    return cluster(
        count,
        edges.at(links),
        pairs.bits[links],
        edges.at(cannot_link),
        matching.largest_cluster,
    )


def _ambiguous_records(
    count: int, pairs: ScoredPairs, links: Rows, clustering: Clustering, matching: Matching
) -> Flags:
    """Return which records fit another person nearly as well as the one they were put in."""
    ambiguous = np.zeros(count, dtype=np.bool_)
    refused = links[np.array(sorted(clustering.refused), dtype=np.int64)]
    if len(refused) == 0:
        return ambiguous
    person = clustering.labels
    inside = links[person[pairs.left[links]] == person[pairs.right[links]]]
    best = np.full(count, -np.inf)
    for side in (pairs.left, pairs.right):
        np.maximum.at(best, side[inside], pairs.bits[inside])
    for side in (pairs.left, pairs.right):
        at = side[refused]
        rival = pairs.bits[refused] > best[at] - matching.decision.margin
        ambiguous[at[rival & (best[at] < matching.decision.certain_from)]] = True
    ambiguous &= np.isfinite(best)
    return ambiguous


def _decisions(pairs: ScoredPairs, person: Labels, matching: Matching) -> npt.NDArray[np.int8]:
    decision = np.full(len(pairs.bits), NON_LINK, dtype=np.int8)
    doubts = matching.doubts()
    doubt = np.array([rule.name in doubts for rule in matching.constraints] + [False, True])
    decision[(pairs.bits >= matching.decision.review_from) & doubt[pairs.constraint]] = REVIEW
    decision[pairs.bits >= matching.decision.link_from] = REVIEW
    together = person[pairs.left] == person[pairs.right]
    decision[together & (pairs.bits >= matching.decision.review_from)] = LINK
    return decision
