"""What the reviewers' answers say together: who is the same, who is different, never both."""

from collections.abc import Iterable, Mapping
from itertools import combinations

from bekasi_reconcile.decisions.decision_log import ReviewDecision


class JudgementGraph:
    """Groups of records that are one person, and which groups are different persons."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._different: dict[str, dict[str, str]] = {}
        self._same_by: dict[str, str] = {}

    def mark_same(self, records: Iterable[str], by: str = "") -> str | None:
        """Make ``records`` one person; if an answer forbids it, return that and change nothing."""
        roots = sorted({self._root(r) for r in records})
        for one, other in combinations(roots, 2):
            if other in self._different.get(one, {}):
                return self._different[one][other]
        for root in roots[1:]:
            self._unite(roots[0], root)
        if by and roots:
            self._same_by[self._root(roots[0])] = by
        return None

    def mark_different(self, side_of: Mapping[str, str], by: str) -> str | None:
        """Make the sides different persons; if an answer forbids it, return that, do nothing."""
        pairs = [
            (self._root(a), self._root(b))
            for a, b in combinations(sorted(side_of), 2)
            if side_of[a] != side_of[b]
        ]
        for one, other in pairs:
            if one == other:
                return self._same_by.get(one, "")
        for one, other in pairs:
            self._different.setdefault(one, {})[other] = by
            self._different.setdefault(other, {})[one] = by
        return None

    def _root(self, record: str) -> str:
        while (up := self._parent.get(record, record)) != record:
            self._parent[record] = self._parent.get(up, up)
            record = self._parent[record]
        return record

    def _unite(self, root: str, absorbed: str) -> None:
        self._parent[absorbed] = root
        for other, by in self._different.pop(absorbed, {}).items():
            self._different[other].pop(absorbed, None)
            self._different[other][root] = by
            self._different.setdefault(root, {})[other] = by
        if absorbed in self._same_by:
            self._same_by.setdefault(root, self._same_by.pop(absorbed))


def judgement_graph(
    decisions: Mapping[str, ReviewDecision],
    person: Mapping[str, str],
    new: Iterable[ReviewDecision] = (),
) -> JudgementGraph:
    """Return the judgements of ``decisions`` (by their ids) and of the register's persons.

    ``person``: record → person. A person is not taken as one if an answer, be it of ``decisions``
    or ``new``, says that some of its records are different persons.
    """
    graph = JudgementGraph()
    judged_several = {
        person[a]
        for decision in (*decisions.values(), *new)
        if decision.effect == "apart"
        for a, b in combinations(sorted(set(decision.records) & set(person)), 2)
        if decision.records[a] != decision.records[b] and person[a] == person[b]
    }
    for record, person_id in person.items():
        if person_id not in judged_several:
            graph.mark_same((record, person_id))
    for by, decision in decisions.items():
        if decision.effect == "same":
            graph.mark_same(decision.records, by)
    for by, decision in decisions.items():
        if decision.effect == "apart":
            graph.mark_different(decision.records, by)
    return graph
