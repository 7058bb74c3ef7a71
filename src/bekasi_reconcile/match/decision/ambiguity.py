"""Who else a doubtful pair could be: third persons of that name, birth date or weight."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.blocking_key import block_keys
from bekasi_reconcile.match.candidate.encode import LIST, Prepared
from bekasi_reconcile.match.decision.cluster import Labels
from bekasi_reconcile.match.decision.scored_pair import Weighed

Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Settling:
    """What settlements look at: pairs, and the person and family of each record so far."""

    prepared: Prepared
    pairs: Weighed
    person: Labels
    household: Labels
    namesakes: dict[tuple[str, ...], Rows] = field(default_factory=dict, repr=False, compare=False)
    """By keys: the group of each record that has them all, -1 of the others."""

    @cached_property
    def couple(self) -> Rows:
        """Return the number of the two persons of each pair, whichever of their records it has."""
        one, other = self.person[self.pairs.left], self.person[self.pairs.right]
        ends = np.minimum(one, other).astype(np.int64) * len(self.person) + np.maximum(one, other)
        number: Rows = pd.factorize(ends)[0]
        return number

    @cached_property
    def bonds(self) -> "Bonds":
        """Return the heaviest free pair of each person with each other one."""
        return Bonds.of(self)

    @cached_property
    def lists(self) -> npt.NDArray[np.uint64]:
        """Return the lists that have each person, as bits; a row per position."""
        lists = self.prepared.codes[LIST].to_numpy()
        on = np.zeros((len(self.person), int(lists.max(initial=0)) // 64 + 1), dtype=np.uint64)
        at = lists >= 0
        bit = np.uint64(1) << (lists[at] % 64).astype(np.uint64)
        np.bitwise_or.at(on, (self.person[at], lists[at] // 64), bit)
        return on


def shared_list(rows: Rows, so_far: Settling) -> Flags:
    """Return where some list that has its people once has both persons."""
    person, pairs = so_far.person, so_far.pairs
    return _on_one_list(person[pairs.left[rows]], person[pairs.right[rows]], so_far)


def namesake(rows: Rows, so_far: Settling, keys: tuple[str, ...]) -> Flags:
    """Return where a third person has the ``keys`` (as blocking has them) of either record.

    True as well where a record lacks one of the keys: who could be meant is not known.
    """
    if keys not in so_far.namesakes:
        at, found = block_keys(so_far.prepared, keys)
        so_far.namesakes[keys] = np.full(len(so_far.person), -1, dtype=np.int64)
        so_far.namesakes[keys][at] = pd.factorize(found)[0]
    group = so_far.namesakes[keys]
    pairs = so_far.pairs
    known = (group[pairs.left[rows]] >= 0) & (group[pairs.right[rows]] >= 0)
    return _third(rows, so_far, group) | ~known


def twin(rows: Rows, so_far: Settling, column: str, rules: Matching) -> Flags:
    """Return where there may be another child of that birth date, ``column``, in the family.

    There may unless a list shows others of the family and nobody else of that date, or one of the
    two is who only one can be, the head or his wife. There may as well where a list has one of
    the two and a third person of that date, of the family or from the same place.
    """
    value = so_far.prepared.codes[column].to_numpy().astype(np.int64)
    place = [so_far.prepared.codes[each].to_numpy() for each in _place(rules)]
    home = _groups([so_far.household, value])
    found = _other(rows, so_far, home) | _other(rows, so_far, _groups([*place, value]))
    alone = _shown_alone(so_far, value)[so_far.person] | _one_only(so_far.prepared, rules)
    maybe: Flags = found | ~(alone[so_far.pairs.left[rows]] | alone[so_far.pairs.right[rows]])
    return maybe


def _place(rules: Matching) -> tuple[str, ...]:
    return rules.household.place if rules.household is not None else ()


def _shown_alone(so_far: Settling, value: npt.NDArray[np.int64]) -> Flags:
    """Return the persons whose family some list shows, with nobody else of their ``value``.

    A list that shows brothers and sisters would show a twin as well.
    """
    source = so_far.prepared.codes["source"].to_numpy()
    seen = pd.DataFrame({"home": _groups([source, so_far.household]), "person": so_far.person})
    seen["same"] = _groups([seen["home"].to_numpy(), value])
    several = seen.groupby("home")["person"].transform("nunique") > 1
    one = seen.groupby("same")["person"].transform("nunique") == 1
    shown = np.zeros(len(so_far.person), dtype=np.bool_)
    shown[so_far.person[(several & one & (value >= 0)).to_numpy()]] = True
    return shown


def _one_only(prepared: Prepared, rules: Matching) -> Flags:
    """Return the records whose place in the family only one can have: its head, his wife."""
    found = np.zeros(len(prepared), dtype=np.bool_)
    for each in rules.comparisons.values():
        if each.only:
            known = np.append(np.isin(prepared.words[each.on[0]], each.only), np.False_)
            found |= known[prepared.codes[each.on[0]].to_numpy()]
    return found


def _groups(parts: list[npt.NDArray[np.integer]]) -> npt.NDArray[np.int64]:
    """Return a code for each combination of ``parts``, -1 where one is missing."""
    stated = np.logical_and.reduce([part >= 0 for part in parts])
    group = np.full(len(parts[0]), -1, dtype=np.int64)
    frame = pd.DataFrame({i: part[stated] for i, part in enumerate(parts)})
    group[stated] = frame.groupby(list(frame), sort=False).ngroup()
    return group


def _third(rows: Rows, so_far: Settling, group: npt.NDArray[np.int64]) -> Flags:
    """Return where a third person is in the group of either record."""
    width = len(so_far.person)
    sides = so_far.pairs.left[rows], so_far.pairs.right[rows]
    asked = np.zeros(int(group.max(initial=0)) + 2, dtype=np.bool_)
    asked[group[np.concatenate(sides)]] = True
    asked[-1] = False  # no group at all
    stated = asked[group]
    held = np.unique(group[stated] * width + so_far.person[stated])
    persons = np.bincount(held // width, minlength=len(asked))
    third: Flags = np.zeros(len(rows), dtype=np.bool_)
    for one, other in (sides, sides[::-1]):
        both = np.isin(group[one] * width + so_far.person[other], held)
        third |= np.asarray(persons[group[one]] > 1 + both)
    return third


def _other(rows: Rows, so_far: Settling, group: npt.NDArray[np.int64]) -> Flags:
    """Return where a third person of either's group is on one list with one of the two."""
    person, pairs = so_far.person, so_far.pairs
    held = pd.DataFrame({"group": group, "third": person})[group >= 0].drop_duplicates()
    sides = pairs.left[rows], pairs.right[rows]
    ends = {"row": np.tile(rows, 2), "group": np.concatenate([group[side] for side in sides])}
    ends |= {name: np.tile(person[side], 2) for name, side in zip("ab", sides, strict=True)}
    met = pd.DataFrame(ends).merge(held, on="group")
    met = met[(met["third"] != met["a"]) & (met["third"] != met["b"])]
    third = met["third"].to_numpy()
    known = _on_one_list(third, met["a"].to_numpy(), so_far)
    known |= _on_one_list(third, met["b"].to_numpy(), so_far)
    found: Flags = np.isin(rows, met["row"].to_numpy()[known])
    return found


def _on_one_list(one: Labels, other: Labels, so_far: Settling) -> Flags:
    """Return which two persons some list has both of, that has its people once."""
    shared: Flags = np.any(so_far.lists[one] & so_far.lists[other], axis=1)
    return shared


class Bonds(NamedTuple):
    """The heaviest free pair of each person with each other one, as rows in order of person.

    Person i has the rows from ``start[i]`` up to ``start[i + 1]``; ``key`` is person * persons +
    third, in order.
    """

    start: Rows
    key: Rows
    third: Rows
    bits: npt.NDArray[np.float64]

    @classmethod
    def of(cls, so_far: Settling) -> "Bonds":
        """Return the bonds between the persons found so far."""
        pairs, person = so_far.pairs, so_far.person.astype(np.int64)
        free = np.flatnonzero((pairs.apart < 0) & (person[pairs.left] != person[pairs.right]))
        left, right = person[pairs.left[free]], person[pairs.right[free]]
        width = len(person)
        key = np.concatenate([left * width + right, right * width + left])
        bits = np.tile(pairs.bits[free], 2)
        order = np.lexsort((-bits, key))
        key = key[order]
        heaviest = np.flatnonzero(np.diff(key, prepend=-1))
        key, bits = key[heaviest], bits[order][heaviest]
        start = np.searchsorted(key, np.arange(width + 1) * width)
        return cls(start, key, key % width if width else key, bits)

    def weight(self, one: Rows, other: Rows) -> npt.NDArray[np.float64]:
        """Return the bond of each two persons, -inf where there is none."""
        wanted = one * (len(self.start) - 1) + other
        near = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        found: npt.NDArray[np.float64] = np.where(
            self.key[near] == wanted, self.bits[near], -np.inf
        )
        return found


def unrivalled(rows: Rows, so_far: Settling, rules: Matching) -> Flags:
    """Return where neither person fits a third nearly as well, unless the two may be one."""
    pairs, person, bonds = so_far.pairs, so_far.person.astype(np.int64), so_far.bonds
    alone = np.ones(len(rows), dtype=np.bool_)
    if len(bonds.key) == 0:
        return alone
    least = pairs.bits[rows] - rules.decision.settle_margin
    sides = person[pairs.left[rows]], person[pairs.right[rows]]
    for ours, theirs in (sides, sides[::-1]):
        count = bonds.start[ours + 1] - bonds.start[ours]
        row = np.repeat(np.arange(len(rows)), count)
        at = np.arange(len(row)) + np.repeat(bonds.start[ours] - np.cumsum(count) + count, count)
        near = (bonds.bits[at] > least[row]) & (bonds.third[at] != theirs[row])
        row, third = row[near], bonds.third[at[near]]
        other = bonds.weight(theirs[row], third) < rules.decision.review_from
        alone[row[other]] = False
    return alone
