"""What the reviewers' answers say together: who is the same, who is not, and never both."""

from collections.abc import Iterable, Mapping
from itertools import combinations

from bekasi_reconcile.decisions.decision_log import ReviewDecision


class JudgementGraph:
    """Groups of records that are one person, and which groups are different persons."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._apart: dict[str, dict[str, str]] = {}
        self._joined_by: dict[str, str] = {}

    def join(self, records: Iterable[str], by: str = "") -> str | None:
        """Make ``records`` one person; return the answer that forbids it, and then do nothing."""
        roots = sorted({self._root(r) for r in records})
        for one, other in combinations(roots, 2):
            if other in self._apart.get(one, {}):
                return self._apart[one][other]
        for root in roots[1:]:
            self._unite(roots[0], root)
        if by and roots:
            self._joined_by[self._root(roots[0])] = by
        return None

    def part(self, side_of: Mapping[str, str], by: str) -> str | None:
        """Make the sides different persons; return the answer that forbids it, and do nothing."""
        pairs = [
            (self._root(a), self._root(b))
            for a, b in combinations(sorted(side_of), 2)
            if side_of[a] != side_of[b]
        ]
        for one, other in pairs:
            if one == other:
                return self._joined_by.get(one, "")
        for one, other in pairs:
            self._apart.setdefault(one, {})[other] = by
            self._apart.setdefault(other, {})[one] = by
        return None

    def _root(self, record: str) -> str:
        while (up := self._parent.get(record, record)) != record:
            self._parent[record] = self._parent.get(up, up)
            record = self._parent[record]
        return record

    def _unite(self, kept: str, gone: str) -> None:
        self._parent[gone] = kept
        for other, by in self._apart.pop(gone, {}).items():
            self._apart[other].pop(gone, None)
            self._apart[other][kept] = by
            self._apart.setdefault(kept, {})[other] = by
        if gone in self._joined_by:
            self._joined_by.setdefault(kept, self._joined_by.pop(gone))


def judgement_graph(
    decisions: Mapping[str, ReviewDecision],
    person: Mapping[str, str],
    asked: Iterable[ReviewDecision] = (),
) -> JudgementGraph:
    """Return the bonds of ``decisions`` (by their ids) and of the register's persons.

    ``person``: record → person. A person whom an answer parts, one of ``asked`` included, is not
    taken as one.
    """
    bonds = JudgementGraph()
    parted = {
        person[a]
        for each in (*decisions.values(), *asked)
        if each.effect == "apart"
        for a, b in combinations(sorted(set(each.records) & set(person)), 2)
        if each.records[a] != each.records[b] and person[a] == person[b]
    }
    for record, whose in person.items():
        if whose not in parted:
            bonds.join((record, whose))
    for by, each in decisions.items():
        if each.effect == "same":
            bonds.join(each.records, by)
    for by, each in decisions.items():
        if each.effect == "apart":
            bonds.part(each.records, by)
    return bonds
