"""The audit log: who did what when. The project's key chains each line to the one before it."""

import getpass
import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.register.secret_key import sign
from bekasi_reconcile.register.whole_file import write_whole

NAME = "jejak.jsonl"
HEAD = "jejak.json"
"""Holds the number of lines and the seal of the last, so that lines cut off are noticed."""

WAIT_SECONDS = 10


def append(journal: Path, key: bytes, event: str, **details: Any) -> str:
    """Add a line and return its seal. ``details`` hold no personal data: ids, counts, statuses."""
    journal.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(journal / "jejak.lock", timeout=WAIT_SECONDS, mode=0o600):
        lines = _complete_lines(journal)
        entry = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "who": _who(),
            "event": event,
            **details,
            "before": json.loads(lines[-1])["seal"] if lines else "",
        }
        seal = sign(key, _canonical(entry))
        with os.fdopen(
            os.open(journal / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w"
        ) as file:
            file.write(_canonical(entry | {"seal": seal}) + "\n")
            file.flush()
            os.fsync(file.fileno())
        head = {"lines": len(lines) + 1, "seal": seal}
        write_whole(journal / HEAD, _canonical(head | {"by": sign(key, _canonical(head))}))
    return seal


def head(journal: Path) -> str:
    """Return the seal of the last line, empty before the first."""
    lines = _lines(journal)
    with suppress(ValueError, KeyError, IndexError):
        return str(json.loads(lines[-1])["seal"])
    return ""


def count(journal: Path) -> int:
    """Return how many lines the log has."""
    return len(_lines(journal))


def entries(journal: Path) -> list[dict[str, Any]]:
    """Return the lines of the log, oldest first, as they stand there."""
    return [json.loads(line) for line in _lines(journal)]


def verify(journal: Path, key: bytes, heads: tuple[str, ...] = ()) -> Message | None:
    """Return what is wrong with the log, None if nothing is.

    ``heads`` are seals of lines that were the last one when a manifest was written; the log must
    have them all.
    """
    before, seals = "", set()
    for number, line in enumerate(_lines(journal), 1):
        try:
            entry = json.loads(line)
            seal = entry.pop("seal")
            fits = entry["before"] == before and seal == sign(key, _canonical(entry))
        except (ValueError, KeyError, TypeError, AttributeError):
            fits = False
        if not fits:
            return Message("program.audit_line", number=number)
        before = seal
        seals.add(seal)
    if not _has_end(journal, key, seals) or not set(heads) <= seals:
        return Message("program.audit_cut")
    return None


def _has_end(journal: Path, key: bytes, seals: set[str]) -> bool:
    """Return whether no line is missing at the end; one line more than counted is a power cut."""
    if not (journal / HEAD).exists():
        return len(seals) <= 1
    try:
        last = json.loads((journal / HEAD).read_text(encoding="utf-8"))
        by = last.pop("by")
        return bool(
            by == sign(key, _canonical(last))
            and last["seal"] in seals
            and len(seals) - last["lines"] in (0, 1)
        )
    except (ValueError, KeyError, TypeError):
        return False


def _lines(journal: Path) -> list[str]:
    path = journal / NAME
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _complete_lines(journal: Path) -> list[str]:
    """Return the lines, after cutting off one that a power cut left half written."""
    path = journal / NAME
    if not path.exists():
        return []
    content = path.read_bytes()
    complete = content[: content.rfind(b"\n") + 1]
    if complete != content:
        with path.open("r+b") as file:
            file.truncate(len(complete))
    return complete.decode("utf-8").splitlines()


def _who() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "?"


def _canonical(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=True, sort_keys=True, default=str)
