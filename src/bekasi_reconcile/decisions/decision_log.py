"""The log of decisions, each line bound to the one before it.

Lines are only ever added. Only those on a person who asked to be forgotten are taken out.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence, Set
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from bekasi_reconcile.config.toml import Frozen
from bekasi_reconcile.errors import DamagedError
from bekasi_reconcile.register.anchored_log import DECISIONS
from bekasi_reconcile.register.whole_file import write_whole

NAME = DECISIONS

Effect = Literal["same", "apart", "value", "note", "undo"]


class ReviewDecision(Frozen):
    """What a reviewer decided, who, when, why and on what evidence.

    ``records``: record_id → the side it is on; by the effect ``apart`` the sides are different
    persons, by ``same`` all are one. ``persons``: whom a value is of. ``shown``: record_id → what
    the question showed of it. ``evidence``: digests of what the answer rested on. ``file``,
    ``row``, ``sha256``: the line it came from; ``run_id``: the register it was about.
    """

    conflict_id: str
    type: str
    answer: str
    effect: Effect
    field: str | None = None
    value: str | None = None
    officer: str | None = None
    decided_on: str | None = None
    note: str | None = None
    records: dict[str, str] = {}
    persons: tuple[str, ...] = ()
    shown: dict[str, str | None] = {}
    evidence: tuple[str, ...] = ()
    file: str = ""
    row: int = 0
    sha256: str = ""
    run_id: str = ""


class LoggedDecision(Frozen):
    """A line of the log. ``decision_id`` is a digest of the line and of the one before it."""

    decision_id: str
    decision: ReviewDecision


def read(folder: Path) -> tuple[LoggedDecision, ...]:
    """Return the log kept in ``folder``; raise DamagedError if a line was changed or lost."""
    path = folder / NAME
    if not path.exists():
        return ()
    log: list[LoggedDecision] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            logged = LoggedDecision.model_validate_json(line)
        except ValidationError:
            logged = None
        if logged is None or logged.decision_id != _id(log, logged.decision):
            raise DamagedError("program.decision_log_broken", path=path, number=number)
        log.append(logged)
    return tuple(log)


def append(folder: Path, decisions: Iterable[ReviewDecision]) -> tuple[LoggedDecision, ...]:
    """Add decisions to the log and return all of it: wholly written, or not at all."""
    return _write(folder, _chain(read(folder), decisions))


def conflicts_about(folder: Path, records: Set[str], persons: Set[str]) -> set[str]:
    """Return the conflicts with a decision on any of ``records`` or ``persons``."""
    return {
        logged.decision.conflict_id
        for logged in read(folder)
        if not records.isdisjoint(logged.decision.records)
        or not persons.isdisjoint(logged.decision.persons)
    }


def forget(folder: Path, conflicts: Set[str], announce: Callable[[bytes], None]) -> int:
    """Take the decisions on ``conflicts`` out of the log; return how many.

    ``announce`` is told what the log will be before it is so.

    They show names and NIKs. What they decided on other persons as well is asked again.
    """
    log = read(folder)
    remaining = [x.decision for x in log if x.decision.conflict_id not in conflicts]
    if len(remaining) < len(log):
        shorter = _chain((), remaining)
        announce(_content(shorter))
        _write(folder, shorter)
    return len(log) - len(remaining)


def _chain(
    log: Sequence[LoggedDecision], decisions: Iterable[ReviewDecision]
) -> tuple[LoggedDecision, ...]:
    """Return ``log`` with ``decisions`` after it, each bound to the one before it."""
    chained = list(log)
    for decision in decisions:
        chained.append(LoggedDecision(decision_id=_id(chained, decision), decision=decision))
    return tuple(chained)


def _content(log: Iterable[LoggedDecision]) -> bytes:
    return "".join(_line(logged.model_dump()) + "\n" for logged in log).encode()


def _write(folder: Path, log: tuple[LoggedDecision, ...]) -> tuple[LoggedDecision, ...]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(folder / NAME, _content(log))
    return log


def decisions_in_force(log: Sequence[LoggedDecision]) -> dict[str, LoggedDecision]:
    """Return the decision in force on each conflict: the last one, unless it was taken back."""
    in_force: dict[str, LoggedDecision] = {}
    for logged in log:
        if logged.decision.effect == "undo":
            in_force.pop(logged.decision.conflict_id, None)
        else:
            in_force[logged.decision.conflict_id] = logged
    return in_force


def _line(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=True, sort_keys=True)


def _id(before: Sequence[LoggedDecision], decision: ReviewDecision) -> str:
    last = before[-1].decision_id if before else ""
    text = last + "\n" + _line(decision.model_dump())
    return "D-" + hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
