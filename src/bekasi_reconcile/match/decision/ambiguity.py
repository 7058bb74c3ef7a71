"""Who else a doubtful pair could be: third persons of that name, birth date or weight."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.blocking_key import block_keys
from bekasi_reconcile.match.candidate.encode import LIST, EncodedRecords
from bekasi_reconcile.match.decision.cluster import Labels
from bekasi_reconcile.match.decision.scored_pair import ScoredPairs

Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ClusterState:
    """What review rules look at: scored pairs, and the person and family of each record."""

    records: EncodedRecords
    pairs: ScoredPairs
    person: Labels
    household: Labels
    namesakes: dict[tuple[str, ...], Rows] = field(default_factory=dict, repr=False, compare=False)
    """By blocking keys: the group of each record that has them all, -1 of the others."""

    @cached_property
    def couple(self) -> Rows:
        """Return the number of the two persons of each pair, whichever of their records it has."""
        one, other = self.person[self.pairs.left], self.person[self.pairs.right]
        ends = np.minimum(one, other).astype(np.int64) * len(self.person) + np.maximum(one, other)
        number: Rows = pd.factorize(ends)[0]
        return number

    @cached_property
    def person_pairs(self) -> "PersonPairWeights":
        """Return the heaviest unconstrained pair of each person with each other one."""
        return PersonPairWeights.of(self)

    @cached_property
    def lists(self) -> npt.NDArray[np.uint64]:
        """Return the lists that have each person, as bits; a row per position."""
        lists = self.records.codes[LIST].to_numpy()
        on = np.zeros((len(self.person), int(lists.max(initial=0)) // 64 + 1), dtype=np.uint64)
        at = lists >= 0
        bit = np.uint64(1) << (lists[at] % 64).astype(np.uint64)
        np.bitwise_or.at(on, (self.person[at], lists[at] // 64), bit)
        return on


def shared_list(rows: Rows, state: ClusterState) -> Flags:
    """Return where some list that has its people once has both persons."""
    person, pairs = state.person, state.pairs
    return _on_one_list(person[pairs.left[rows]], person[pairs.right[rows]], state)


def namesake(rows: Rows, state: ClusterState, keys: tuple[str, ...]) -> Flags:
    """Return where a third person has the blocking ``keys`` of either record.

    True as well where a record lacks one of the keys: it is not known who could be meant.
    """
    if keys not in state.namesakes:
        at, hashes = block_keys(state.records, keys)
        state.namesakes[keys] = np.full(len(state.person), -1, dtype=np.int64)
        state.namesakes[keys][at] = pd.factorize(hashes)[0]
    group = state.namesakes[keys]
    pairs = state.pairs
    has_keys = (group[pairs.left[rows]] >= 0) & (group[pairs.right[rows]] >= 0)
    return _has_third_person(rows, state, group) | ~has_keys


def twin(rows: Rows, state: ClusterState, column: str, matching: Matching) -> Flags:
    """Return where there may be another child of that birth date, ``column``, in the family.

    There may be one unless a list shows others of the family and nobody else of that date, or
    one of the two is the head or his wife, of whom a family has one. There may be one as well
    where a list has one of the two and a third person of that date, of the family or from the
    same place.
    """
    birth = state.records.codes[column].to_numpy().astype(np.int64)
    place = [state.records.codes[name].to_numpy() for name in _place(matching)]
    home = _groups([state.household, birth])
    third = _has_other_on_list(rows, state, home)
    third |= _has_other_on_list(rows, state, _groups([*place, birth]))
    no_twin = _shown_alone(state, birth)[state.person] | _one_in_family(state.records, matching)
    maybe: Flags = third | ~(no_twin[state.pairs.left[rows]] | no_twin[state.pairs.right[rows]])
    return maybe


def _place(matching: Matching) -> tuple[str, ...]:
    return matching.household.place if matching.household is not None else ()


def _shown_alone(state: ClusterState, value: npt.NDArray[np.int64]) -> Flags:
    """Return the persons whose family some list shows, with nobody else of their ``value``.

    A list that shows brothers and sisters would show a twin as well.
    """
    source = state.records.codes["source"].to_numpy()
    rows = pd.DataFrame({"home": _groups([source, state.household]), "person": state.person})
    rows["same"] = _groups([rows["home"].to_numpy(), value])
    several = rows.groupby("home")["person"].transform("nunique") > 1
    one = rows.groupby("same")["person"].transform("nunique") == 1
    shown = np.zeros(len(state.person), dtype=np.bool_)
    shown[state.person[(several & one & (value >= 0)).to_numpy()]] = True
    return shown


def _one_in_family(records: EncodedRecords, matching: Matching) -> Flags:
    """Return the records whose role in the family only one can have: its head, his wife."""
    single = np.zeros(len(records), dtype=np.bool_)
    for comparison in matching.comparisons.values():
        if comparison.only:
            role = comparison.on[0]
            only = np.append(np.isin(records.dictionary[role], comparison.only), np.False_)
            single |= only[records.codes[role].to_numpy()]
    return single


def _groups(parts: list[npt.NDArray[np.integer]]) -> npt.NDArray[np.int64]:
    """Return a code for each combination of ``parts``, -1 where one is missing."""
    stated = np.logical_and.reduce([part >= 0 for part in parts])
    group = np.full(len(parts[0]), -1, dtype=np.int64)
    frame = pd.DataFrame({i: part[stated] for i, part in enumerate(parts)})
    group[stated] = frame.groupby(list(frame), sort=False).ngroup()
    return group


def _has_third_person(rows: Rows, state: ClusterState, group: npt.NDArray[np.int64]) -> Flags:
    """Return where a third person is in the group of either record."""
    width = len(state.person)
    sides = state.pairs.left[rows], state.pairs.right[rows]
    in_question = np.zeros(int(group.max(initial=0)) + 2, dtype=np.bool_)
    in_question[group[np.concatenate(sides)]] = True
    in_question[-1] = False  # no group at all
    near = in_question[group]
    members = np.unique(group[near] * width + state.person[near])
    persons = np.bincount(members // width, minlength=len(in_question))
    third: Flags = np.zeros(len(rows), dtype=np.bool_)
    for one, other in (sides, sides[::-1]):
        both = np.isin(group[one] * width + state.person[other], members)
        third |= np.asarray(persons[group[one]] > 1 + both)
    return third


def _has_other_on_list(rows: Rows, state: ClusterState, group: npt.NDArray[np.int64]) -> Flags:
    """Return where a third person of either's group is on one list with one of the two."""
    person, pairs = state.person, state.pairs
    members = pd.DataFrame({"group": group, "third": person})[group >= 0].drop_duplicates()
    sides = pairs.left[rows], pairs.right[rows]
    ends = {"row": np.tile(rows, 2), "group": np.concatenate([group[side] for side in sides])}
    ends |= {name: np.tile(person[side], 2) for name, side in zip("ab", sides, strict=True)}
    triples = pd.DataFrame(ends).merge(members, on="group")
    triples = triples[(triples["third"] != triples["a"]) & (triples["third"] != triples["b"])]
    third = triples["third"].to_numpy()
    listed = _on_one_list(third, triples["a"].to_numpy(), state)
    listed |= _on_one_list(third, triples["b"].to_numpy(), state)
    has_other: Flags = np.isin(rows, triples["row"].to_numpy()[listed])
    return has_other


def _on_one_list(one: Labels, other: Labels, state: ClusterState) -> Flags:
    """Return which two persons some list that has its people once has both of."""
    shared: Flags = np.any(state.lists[one] & state.lists[other], axis=1)
    return shared


class PersonPairWeights(NamedTuple):
    """The heaviest unconstrained pair of each person with each other one, in order of person.

    Person i has the rows from ``start[i]`` up to ``start[i + 1]``; ``key`` is person * persons +
    third, in order.
    """

    start: Rows
    key: Rows
    third: Rows
    bits: npt.NDArray[np.float64]

    @classmethod
    def of(cls, state: ClusterState) -> "PersonPairWeights":
        """Return the weights between the persons of ``state``."""
        pairs, person = state.pairs, state.person.astype(np.int64)
        free = (pairs.constraint < 0) & (person[pairs.left] != person[pairs.right])
        rows = np.flatnonzero(free)
        left, right = person[pairs.left[rows]], person[pairs.right[rows]]
        width = len(person)
        key = np.concatenate([left * width + right, right * width + left])
        bits = np.tile(pairs.bits[rows], 2)
        order = np.lexsort((-bits, key))
        key = key[order]
        heaviest = np.flatnonzero(np.diff(key, prepend=-1))
        key, bits = key[heaviest], bits[order][heaviest]
        start = np.searchsorted(key, np.arange(width + 1) * width)
        return cls(start, key, key % width if width else key, bits)

    def weight(self, one: Rows, other: Rows) -> npt.NDArray[np.float64]:
        """Return the weight between each two persons, -inf where they have no pair."""
        wanted = one * (len(self.start) - 1) + other
        near = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        weight: npt.NDArray[np.float64] = np.where(
            self.key[near] == wanted, self.bits[near], -np.inf
        )
        return weight


def without_rival(rows: Rows, state: ClusterState, matching: Matching) -> Flags:
    """Return where neither person fits a third nearly as well, unless the two may be one."""
    pairs, person, weights = state.pairs, state.person.astype(np.int64), state.person_pairs
    alone = np.ones(len(rows), dtype=np.bool_)
    if len(weights.key) == 0:
        return alone
    least = pairs.bits[rows] - matching.decision.rival_margin
    sides = person[pairs.left[rows]], person[pairs.right[rows]]
    for ours, theirs in (sides, sides[::-1]):
        count = weights.start[ours + 1] - weights.start[ours]
        row = np.repeat(np.arange(len(rows)), count)
        at = np.arange(len(row)) + np.repeat(weights.start[ours] - np.cumsum(count) + count, count)
        near = (weights.bits[at] > least[row]) & (weights.third[at] != theirs[row])
        row, third = row[near], weights.third[at[near]]
        other = weights.weight(theirs[row], third) < matching.decision.review_from
        alone[row[other]] = False
    return alone
