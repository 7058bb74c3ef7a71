"""Why a weighed pair is, or is not, one person: what the run decided, and what made it so."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.explain.breakdown import Parts


class Kept(NamedTuple):
    """What the run kept of a pair.

    ``compared``: the pair is in the register's table ``pair``. ``apart``: what refused the link.
    ``through``: the records by which links lead from one side to the other, empty where the pair
    itself is such a link, None where there is no such way.
    """

    together: bool
    compared: bool
    decision: str
    apart: str | None
    through: list[str] | None


class Reason(NamedTuple):
    """A sentence of ``messages/explanation.toml`` by its key, and what it is about."""

    key: str
    values: dict[str, Any]


def reasons(kept: Kept, part: Parts, rules: Matching) -> list[Reason]:
    """Return why the run decided as it did, the decisive reason first."""
    found = list(_together(kept, part, rules) if kept.together else _apart(kept, part, rules))
    if not kept.compared:
        key = "light" if part.match_weight < rules.decision.keep_from else "unblocked"
        found.append(Reason(key, {"bits": rules.decision.keep_from}))
    return found


def way(steps: Mapping[Any, list[str]], start: str, end: str) -> list[str] | None:
    """Return the records of the shortest way between two, neither of them included.

    ``steps`` has the neighbours of each record, the nearest first. None if there is no way.

    >>> way({"a": ["b"], "b": ["a", "c"], "c": ["b"]}, "a", "c")
    ['b']
    """
    came_from = {start: start}
    waiting = [start]
    for at in waiting:
        fresh = [each for each in steps.get(at, []) if each not in came_from]
        came_from |= dict.fromkeys(fresh, at)
        waiting += fresh
    if end not in came_from:
        return None
    found: list[str] = []
    while (end := came_from[end]) != start:
        found.insert(0, end)
    return found


def _together(kept: Kept, part: Parts, rules: Matching) -> Iterator[Reason]:
    if kept.through == []:
        yield Reason("heavy", {"bits": rules.decision.link_from})
    elif kept.through:
        yield Reason("through", {"records": kept.through})
    else:
        yield Reason("settled", {"settlements": list(part.settlements)})
    if kept.apart is not None and kept.through != []:
        yield Reason("not_alone", {"constraint": kept.apart})


def _apart(kept: Kept, part: Parts, rules: Matching) -> Iterator[Reason]:
    decision = rules.decision
    if kept.apart is not None:
        yield Reason("kept_apart", {"constraint": kept.apart})
    if part.match_weight < decision.review_from:
        yield Reason("too_light", {"bits": decision.review_from})
    elif kept.apart is None and part.match_weight < decision.link_from:
        yield Reason("between", {"low": decision.review_from, "high": decision.link_from})
    if kept.decision == "review":
        yield Reason("reviewed", {})
