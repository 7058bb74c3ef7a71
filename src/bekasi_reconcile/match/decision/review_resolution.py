"""Resolve pairs of the review band, once, by what only whole persons and families can show.

A pair is weighed alone; here it is seen among its rivals. A record of SITI without a NIK may or
may not be SITI AMINAH; if the same family card has one SITI AMINAH and nobody else who fits, it
is. A resolved pair is a link like any other: the constraints over whole persons still hold.
"""

import numpy as np

from bekasi_reconcile.config.matching import Matching, ReviewRule
from bekasi_reconcile.match.decision.ambiguity import (
    ClusterState,
    Flags,
    Rows,
    namesake,
    shared_list,
    twin,
    without_rival,
)


def resolve_review_band(state: ClusterState, matching: Matching) -> Flags:
    """Return the pairs that some review rule makes links."""
    pairs, person = state.pairs, state.person
    resolved = np.zeros(len(pairs.bits), dtype=np.bool_)
    two_persons = person[pairs.left] != person[pairs.right]
    for rule in matching.review_rules:
        if len(person) < rule.least_records:
            continue
        heavy = two_persons & (pairs.bits >= rule.from_bits)
        rows = np.flatnonzero(heavy & _admits(rule, state, matching))
        rows = _without_other_candidate(rows, rule, state, matching)
        rows = rows[without_rival(rows, state, matching)]
        resolved[_with_same_persons(rows, rule, state, matching)] = True
    return resolved


def _admits(rule: ReviewRule, state: ClusterState, matching: Matching) -> Flags:
    """Return the pairs for which everything holds that the rule says of the two records."""
    pairs = state.pairs
    holds = _only_overcome_constraints(rule, state, matching)
    for name, level in rule.at_least.items():
        holds &= pairs.levels[name].to_numpy() >= matching.level(name, level)
    if rule.family:
        holds &= state.household[pairs.left] == state.household[pairs.right]
    if rule.other_card and matching.household is not None:
        card = state.records.codes[matching.household.card].to_numpy()
        holds &= (card[pairs.left] != card[pairs.right]) | (card[pairs.left] < 0)
    return holds


def _only_overcome_constraints(rule: ReviewRule, state: ClusterState, matching: Matching) -> Flags:
    """Return the pairs that no constraint keeps apart but those that the rule overcomes."""
    overcome = sum(
        1 << number
        for number, constraint in enumerate(matching.constraints)
        if constraint.name in rule.despite
    )
    free: Flags = (state.pairs.constraint_bits & ~np.uint64(overcome)) == 0
    return free


def _without_other_candidate(
    rows: Rows, rule: ReviewRule, state: ClusterState, matching: Matching
) -> Rows:
    """Return those of ``rows`` where nobody else can be meant."""
    if rule.other_list:
        rows = rows[~shared_list(rows, state)]
    if rule.only_one:
        rows = rows[~namesake(rows, state, rule.only_one)]
    if rule.no_twin:
        rows = rows[~twin(rows, state, rule.no_twin, matching)]
    return rows


def _with_same_persons(
    rows: Rows, rule: ReviewRule, state: ClusterState, matching: Matching
) -> Rows:
    """Return ``rows`` and the other pairs between the same two persons that the rule may resolve.

    Once it is known who SITI is, the doubt about her other records is resolved as well.
    """
    resolved = np.zeros(len(state.couple), dtype=np.bool_)
    resolved[state.couple[rows]] = True
    same = resolved[state.couple] & _only_overcome_constraints(rule, state, matching)
    return np.union1d(rows, np.flatnonzero(same & (state.pairs.constraint >= 0)))
