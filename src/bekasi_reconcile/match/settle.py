"""Settle pairs of the review band, once, by what only whole persons and families can tell.

A pair is weighed alone; here it is seen among its rivals. A record of SITI without a NIK is a
doubtful SITI AMINAH; if the same family card has one SITI AMINAH and nobody else who fits, it is
not. What is settled is a link like any other: the constraints over whole persons still hold.
"""

from collections import defaultdict
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.config.matching import Matching, Settlement
from bekasi_reconcile.match.cluster import Labels
from bekasi_reconcile.match.pairs import Weighed
from bekasi_reconcile.match.prepare import Prepared

Flags = npt.NDArray[np.bool_]
Bonds = dict[int, dict[int, float]]


class Settling(NamedTuple):
    """What settlements look at: pairs, and the person and family of each record so far."""

    prepared: Prepared
    pairs: Weighed
    person: Labels
    household: Labels


def settled(so_far: Settling, rules: Matching) -> Flags:
    """Return the doubtful pairs that some settlement makes links."""
    pairs, person = so_far.pairs, so_far.person
    found = np.zeros(len(pairs.bits), dtype=np.bool_)
    apart_persons = person[pairs.left] != person[pairs.right]
    bonds = _bonds(so_far, apart_persons)
    for each in rules.settlements:
        if len(person) < each.least_records:
            continue
        open_ = apart_persons & (pairs.bits >= each.from_bits) & _admits(each, so_far, rules)
        rows = np.flatnonzero(open_)
        rows = rows[_undisputed(rows, so_far, each, rules)]
        found[rows[_unrivalled(rows, so_far, bonds, rules)]] = True
    return found


def _admits(each: Settlement, so_far: Settling, rules: Matching) -> Flags:
    """Return the pairs for which everything the settlement names holds."""
    pairs = so_far.pairs
    excused = sum(1 << n for n, one in enumerate(rules.constraints) if one.name in each.despite)
    holds: Flags = (pairs.bars & ~np.uint64(excused)) == 0
    for name, level in each.at_least.items():
        holds &= pairs.levels[name].to_numpy() >= rules.level(name, level)
    if each.family:
        holds &= so_far.household[pairs.left] == so_far.household[pairs.right]
    if each.other_card and rules.household is not None:
        card = so_far.prepared.codes[rules.household.card].to_numpy()
        holds &= (card[pairs.left] != card[pairs.right]) | (card[pairs.left] < 0)
    if each.alone:
        alone, one_only = _alone(so_far, each.alone), _one_only(so_far, rules)
        no_twin = alone[pairs.left] & alone[pairs.right]
        holds &= no_twin | one_only[pairs.left] | one_only[pairs.right]
    return holds


def _alone(so_far: Settling, column: str) -> Flags:
    """Return the records whose list shows others of the family, none with their ``column``.

    A list that shows brothers and sisters would show a twin as well.
    """
    seen = pd.DataFrame(
        {
            "source": so_far.prepared.codes["source"].to_numpy(),
            "family": so_far.household,
            "person": so_far.person,
            "value": so_far.prepared.codes[column].to_numpy(),
        }
    )
    several = seen.groupby(["source", "family"])["person"].transform("nunique").to_numpy() > 1
    same = seen.groupby(["source", "family", "value"])["person"].transform("nunique").to_numpy()
    two = seen.groupby(["family", "value"])["person"].transform("nunique").to_numpy() <= 2
    found: Flags = several & (same == 1) & two & (seen["value"].to_numpy() >= 0)
    return found


def _one_only(so_far: Settling, rules: Matching) -> Flags:
    """Return the records whose place in the family only one can have: its head, his wife."""
    found = np.zeros(len(so_far.person), dtype=np.bool_)
    for each in rules.comparisons.values():
        if each.only:
            known = np.append(np.isin(so_far.prepared.words[each.on[0]], each.only), np.False_)
            found |= known[so_far.prepared.codes[each.on[0]].to_numpy()]
    return found


def _undisputed(
    rows: npt.NDArray[np.int64], so_far: Settling, each: Settlement, rules: Matching
) -> Flags:
    """Return where nothing keeps any two records of the two persons apart, doubts aside.

    A doubt is a constraint that some settlement may overcome. With ``other_list``, nor may a list
    that has the one person have the other as well.
    """
    pairs, person = so_far.pairs, so_far.person
    width = len(person)
    doubts = [n for n, one in enumerate(rules.constraints) if one.name in rules.doubts()]
    against = np.flatnonzero((pairs.apart >= 0) & ~np.isin(pairs.apart, doubts))
    ends = [person[pairs.left].astype(np.int64), person[pairs.right].astype(np.int64)]
    key = np.minimum(*ends) * width + np.maximum(*ends)
    found: Flags = ~np.isin(key[rows], key[against])
    if each.other_list:
        source = so_far.prepared.codes["source"].to_numpy().astype(np.int64)
        held = np.unique(person.astype(np.int64) * (source.max(initial=0) + 2) + source)
        span = source.max(initial=0) + 2
        for one, other in ((pairs.left, pairs.right), (pairs.right, pairs.left)):
            found &= ~np.isin(person[one[rows]].astype(np.int64) * span + source[other[rows]], held)
    return found


def _bonds(so_far: Settling, between: Flags) -> Bonds:
    """Return, for each person, the heaviest free pair with each other person."""
    pairs, person = so_far.pairs, so_far.person
    bonds: Bonds = defaultdict(dict)
    rows = np.flatnonzero(between & (pairs.apart < 0))
    left, right = person[pairs.left[rows]], person[pairs.right[rows]]
    for a, b, bits in zip(left.tolist(), right.tolist(), pairs.bits[rows].tolist(), strict=True):
        if bits > bonds[a].get(b, -np.inf):
            bonds[a][b] = bonds[b][a] = bits
    return dict(bonds)


def _unrivalled(
    rows: npt.NDArray[np.int64], so_far: Settling, bonds: Bonds, rules: Matching
) -> Flags:
    """Return where neither person fits a third nearly as well, unless the two may be one."""
    pairs, person = so_far.pairs, so_far.person
    review, margin = rules.decision.review_from, rules.decision.settle_margin
    found = np.zeros(len(rows), dtype=np.bool_)
    for at, row in enumerate(rows.tolist()):
        a, b = int(person[pairs.left[row]]), int(person[pairs.right[row]])
        least = float(pairs.bits[row]) - margin
        found[at] = not any(
            bits > least and bonds[theirs].get(third, -np.inf) < review
            for ours, theirs in ((a, b), (b, a))
            for third, bits in bonds.get(ours, {}).items()
            if third != theirs and theirs in bonds
        )
    return found
