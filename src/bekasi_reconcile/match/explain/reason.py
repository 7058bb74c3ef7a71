"""Why a scored pair is, or is not, one person: what the run decided, and what made it so."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.explain.breakdown import WeightBreakdown


class StoredPair(NamedTuple):
    """What the run's register says of a pair.

    ``compared``: the pair is in the table ``pair``. ``constraint``: what refused the link.
    ``through``: the records by which links lead from one side to the other, empty where the pair
    itself is such a link, None where there is no such path.
    """

    together: bool
    compared: bool
    decision: str
    constraint: str | None
    through: list[str] | None


class Reason(NamedTuple):
    """A sentence of ``messages/explanation.toml`` by its key, and what fills it."""

    key: str
    values: dict[str, Any]


def reasons(stored: StoredPair, weight: WeightBreakdown, matching: Matching) -> list[Reason]:
    """Return why the run decided as it did, the decisive reason first."""
    explain = _why_together if stored.together else _why_apart
    because = list(explain(stored, weight, matching))
    if not stored.compared:
        key = "light" if weight.match_weight < matching.decision.keep_from else "unblocked"
        because.append(Reason(key, {"bits": matching.decision.keep_from}))
    return because


def shortest_path(links: Mapping[Any, list[str]], start: str, end: str) -> list[str] | None:
    """Return the records of the shortest path between two, neither of them included.

    ``links`` has the neighbours of each record, the nearest first. None if there is no path.

    >>> shortest_path({"a": ["b"], "b": ["a", "c"], "c": ["b"]}, "a", "c")
    ['b']
    """
    came_from = {start: start}
    queue = [start]
    for at in queue:
        fresh = [record for record in links.get(at, []) if record not in came_from]
        came_from |= dict.fromkeys(fresh, at)
        queue += fresh
    if end not in came_from:
        return None
    path: list[str] = []
    while (end := came_from[end]) != start:
        path.insert(0, end)
    return path


def _why_together(
    stored: StoredPair, weight: WeightBreakdown, matching: Matching
) -> Iterator[Reason]:
    if stored.through == []:
        yield Reason("heavy", {"bits": matching.decision.link_from})
    elif stored.through:
        yield Reason("through", {"records": stored.through})
    else:
        yield Reason("settled", {"settlements": list(weight.review_rules)})
    if stored.constraint is not None and stored.through != []:
        yield Reason("not_alone", {"constraint": stored.constraint})


def _why_apart(stored: StoredPair, weight: WeightBreakdown, matching: Matching) -> Iterator[Reason]:
    decision = matching.decision
    if stored.constraint is not None:
        yield Reason("kept_apart", {"constraint": stored.constraint})
    if weight.match_weight < decision.review_from:
        yield Reason("too_light", {"bits": decision.review_from})
    elif stored.constraint is None and weight.match_weight < decision.link_from:
        yield Reason("between", {"low": decision.review_from, "high": decision.link_from})
    if stored.decision == "review":
        yield Reason("reviewed", {})
