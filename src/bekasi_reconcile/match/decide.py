"""From candidate pairs to decisions: link, review or non-link, over whole persons."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.block import Candidates
from bekasi_reconcile.match.cluster import (
    Clustered,
    Edges,
    Labels,
    cluster,
    components,
    inner_pairs,
)
from bekasi_reconcile.match.compare import compare
from bekasi_reconcile.match.model import Model
from bekasi_reconcile.match.prepare import Codes, Prepared
from bekasi_reconcile.match.weigh import kept_apart, match_weight

NON_LINK, REVIEW, LINK = 0, 1, 2
CLOSURE = -1
"""Rule number of a pair that no rule found but links brought together."""
BY_WEIGHT = "bobot_rendah"
BY_SIZE = "terlalu_banyak"
BY_RIVAL = "cocok_dengan_dua_orang"

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Weighed(NamedTuple):
    """Pairs of positions in order, all that was found out about each."""

    left: Codes
    right: Codes
    rule: npt.NDArray[np.int8]
    levels: pd.DataFrame
    bits: npt.NDArray[np.float64]
    apart: npt.NDArray[np.int8]

    def keep(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> "Weighed":
        """Return the pairs at ``rows``."""
        levels = self.levels[rows] if rows.dtype == bool else self.levels.iloc[rows]
        return Weighed(
            self.left[rows],
            self.right[rows],
            self.rule[rows],
            levels.reset_index(drop=True),
            self.bits[rows],
            self.apart[rows],
        )


class Decided(NamedTuple):
    """Weighed pairs, the decision on each, why a link was refused, the person of each record."""

    pairs: Weighed
    decision: npt.NDArray[np.int8]
    refused_by: npt.NDArray[np.object_]
    person: Labels


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
    apart = kept_apart(levels, both, prepared, rules)
    return Weighed(candidates.left, candidates.right, candidates.rule, levels, bits, apart)


def linkable(pairs: Weighed, rules: Matching) -> npt.NDArray[np.bool_]:
    """Return the pairs heavy enough to link that no constraint keeps apart."""
    found: npt.NDArray[np.bool_] = (pairs.bits >= rules.decision.link_from) & (pairs.apart < 0)
    return found


def closed(prepared: Prepared, pairs: Weighed, model: Model, rules: Matching) -> Weighed:
    """Add the pairs that links bring into one component and that no rule had found.

    So a constraint is checked over whole persons, not only between pairs that share a block.
    """
    links = linkable(pairs, rules)
    labels = components(len(prepared), Edges(pairs.left[links], pairs.right[links]))
    inner = inner_pairs(labels, rules.closure_up_to)
    if len(inner.left) == 0:
        return pairs
    width = len(prepared)
    known = pairs.left.astype(np.int64) * width + pairs.right
    wanted = inner.left.astype(np.int64) * width + inner.right
    near = known[np.minimum(np.searchsorted(known, wanted), max(len(known) - 1, 0))]
    unknown = near != wanted
    if not unknown.any():
        return pairs
    left, right = inner.left[unknown], inner.right[unknown]
    levels = compare(prepared, left, right, rules)
    rule = np.full(len(left), CLOSURE, dtype=np.int8)
    more = weigh(prepared, Candidates(left, right, rule, []), levels, model, rules)
    both = Weighed(
        left=np.concatenate([pairs.left, more.left]),
        right=np.concatenate([pairs.right, more.right]),
        rule=np.concatenate([pairs.rule, more.rule]),
        levels=pd.concat([pairs.levels, more.levels], ignore_index=True),
        bits=np.concatenate([pairs.bits, more.bits]),
        apart=np.concatenate([pairs.apart, more.apart]),
    )
    return both.keep(np.argsort(both.left.astype(np.int64) * width + both.right, kind="stable"))


def decide(
    prepared: Prepared, pairs: Weighed, rules: Matching, settled: Flags | None = None
) -> Decided:
    """Cluster the links; what is in the band between is reviewed.

    A pair that a constraint keeps apart is reviewed if it would have been a link, and so are the
    links of a record that fits two persons alike.
    """
    linked = linkable(pairs, rules)
    links = np.flatnonzero(linked if settled is None else linked | settled)
    firm = np.array([each.scope == "cluster" for each in rules.constraints] + [False])
    apart = np.flatnonzero(firm[pairs.apart] | (pairs.bits < rules.decision.apart_below))
    clustered = _clustered(len(prepared), pairs, links, apart, rules)
    torn = _torn(len(prepared), pairs, links, clustered, rules)
    names = np.array([each.name for each in rules.constraints] + [None], dtype=object)
    refused_by = names[pairs.apart]
    if torn.any():
        both = torn[pairs.left[links]] | torn[pairs.right[links]]
        refused_by[links[both]] = BY_RIVAL
        links = links[~both]
        clustered = _clustered(len(prepared), pairs, links, apart, rules)
    if settled is not None:
        refused_by[links[settled[links]]] = None
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
    doubt = np.array([each.name in doubts for each in rules.constraints] + [True])
    decision[(pairs.bits >= rules.decision.review_from) & doubt[pairs.apart]] = REVIEW
    decision[pairs.bits >= rules.decision.link_from] = REVIEW
    together = person[pairs.left] == person[pairs.right]
    decision[together & (pairs.bits >= rules.decision.review_from)] = LINK
    return decision
