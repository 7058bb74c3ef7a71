"""Settle pairs of the review band, once, by what only whole persons and families can tell.

A pair is weighed alone; here it is seen among its rivals. A record of SITI without a NIK is a
doubtful SITI AMINAH; if the same family card has one SITI AMINAH and nobody else who fits, it is
not. What is settled is a link like any other: the constraints over whole persons still hold.
"""

import numpy as np

from bekasi_reconcile.config.matching import Matching, Settlement
from bekasi_reconcile.match.decision.ambiguity import (
    Flags,
    Rows,
    Settling,
    namesake,
    shared_list,
    twin,
    unrivalled,
)


def settled(so_far: Settling, rules: Matching) -> Flags:
    """Return the doubtful pairs that some settlement makes links."""
    pairs, person = so_far.pairs, so_far.person
    found = np.zeros(len(pairs.bits), dtype=np.bool_)
    open_ = person[pairs.left] != person[pairs.right]
    for each in rules.settlements:
        if len(person) < each.least_records:
            continue
        rows = np.flatnonzero(open_ & (pairs.bits >= each.from_bits) & _admits(each, so_far, rules))
        rows = _alone(rows, each, so_far, rules)
        rows = rows[unrivalled(rows, so_far, rules)]
        found[_with_them(rows, each, so_far, rules)] = True
    return found


def _admits(each: Settlement, so_far: Settling, rules: Matching) -> Flags:
    """Return the pairs for which everything the settlement says of the two records holds."""
    pairs = so_far.pairs
    holds = _excused(each, so_far, rules)
    for name, level in each.at_least.items():
        holds &= pairs.levels[name].to_numpy() >= rules.level(name, level)
    if each.family:
        holds &= so_far.household[pairs.left] == so_far.household[pairs.right]
    if each.other_card and rules.household is not None:
        card = so_far.prepared.codes[rules.household.card].to_numpy()
        holds &= (card[pairs.left] != card[pairs.right]) | (card[pairs.left] < 0)
    return holds


def _excused(each: Settlement, so_far: Settling, rules: Matching) -> Flags:
    """Return the pairs that no constraint keeps apart but those the settlement overcomes."""
    bits = sum(1 << n for n, one in enumerate(rules.constraints) if one.name in each.despite)
    found: Flags = (so_far.pairs.bars & ~np.uint64(bits)) == 0
    return found


def _alone(rows: Rows, each: Settlement, so_far: Settling, rules: Matching) -> Rows:
    """Return those of ``rows`` where nobody else can be meant."""
    if each.other_list:
        rows = rows[~shared_list(rows, so_far)]
    if each.only_one:
        rows = rows[~namesake(rows, so_far, each.only_one)]
    if each.no_twin:
        rows = rows[~twin(rows, so_far, each.no_twin, rules)]
    return rows


def _with_them(rows: Rows, each: Settlement, so_far: Settling, rules: Matching) -> Rows:
    """Return ``rows`` and the other pairs between the same two persons that are as excusable.

    Whoever SITI is found to be, the doubt about her other records is the same doubt.
    """
    asked = np.zeros(len(so_far.couple), dtype=np.bool_)
    asked[so_far.couple[rows]] = True
    same = asked[so_far.couple] & _excused(each, so_far, rules) & (so_far.pairs.apart >= 0)
    return np.union1d(rows, np.flatnonzero(same))
