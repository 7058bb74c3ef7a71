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

FILES = (NAME, HEAD)

WAIT_SECONDS = 10


def append(journal: Path, key: bytes, event: str, **details: Any) -> str:
    """Add a line and return its seal. ``details`` hold no personal data: ids, counts, statuses.

    A log whose end is missing stays so: no later line makes it whole again.
    """
    journal.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(journal / "jejak.lock", timeout=WAIT_SECONDS, mode=0o600):
        lines, end = _complete_lines(journal), _end(journal, key)
        entry = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "who": _who(),
            "event": event,
            **details,
            "before": _seal_of(lines[-1]) if lines else "",
        }
        seal = sign(key, _canonical(entry))
        with os.fdopen(
            os.open(journal / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w"
        ) as file:
            file.write(_canonical(entry | {"seal": seal}) + "\n")
            file.flush()
            os.fsync(file.fileno())
        if (number := _lines_to_count(journal, len(lines), end)) is not None:
            _write_end(journal, key, lines=number + 1, seal=seal)
    return seal


def seal_anew(
    journal: Path, key: bytes, event: str, **details: Any
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the log's files sealed with another ``key``, with one line more at the end.

    The second result has the new seal of each line by its old one. The log must be whole.
    """
    lines, seals, before = [], {"": ""}, ""
    now = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "who": _who()}
    for entry in [*entries(journal), {**now, "event": event, **details, "seal": None}]:
        former = entry.pop("seal")
        entry["before"] = before
        before = seals[former] = sign(key, _canonical(entry))
        lines.append(_canonical(entry | {"seal": before}) + "\n")
    end = {"lines": len(lines), "seal": before}
    head_text = _canonical(end | {"by": _by(key, end)})
    return {NAME: "".join(lines).encode(), HEAD: head_text.encode()}, seals


def count(journal: Path) -> int:
    """Return how many lines the log has."""
    return len(_lines(journal))


def head(journal: Path) -> str:
    """Return the seal of the last line, empty before the first."""
    lines = _lines(journal)
    return _seal_of(lines[-1]) if lines else ""


def entries(journal: Path) -> list[dict[str, Any]]:
    """Return the lines of a log that is whole, oldest first."""
    return [json.loads(line) for line in _lines(journal)]


def set_aside(journal: Path) -> None:
    """Give a log that is not whole another name, so that the next line begins a new one."""
    for name in FILES:
        if (path := journal / name).exists():
            stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
            path.replace(path.with_name(f"{path.stem}-{stamp}{path.suffix}"))


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
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
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
    end = _end(journal, key)
    return bool(end) and end["seal"] in seals and len(seals) - end["lines"] in (0, 1)


def _lines_to_count(journal: Path, lines: int, end: dict[str, Any]) -> int | None:
    """Return the number of lines to count on from, None where there is no end to go on from."""
    if not end:
        return lines if lines <= 1 and not (journal / HEAD).exists() else None
    return lines if lines - end["lines"] in (0, 1) else int(end["lines"])


def _seal_of(line: str) -> str:
    with suppress(ValueError, KeyError, TypeError, RecursionError):
        return str(json.loads(line)["seal"])
    return ""


def _end(journal: Path, key: bytes) -> dict[str, Any]:
    """Return ``lines`` and ``seal`` of the end that was written last, empty if there is none."""
    try:
        end = json.loads((journal / HEAD).read_text(encoding="utf-8"))
        by = end.pop("by")
        return {"lines": int(end["lines"]), "seal": end["seal"]} if by == _by(key, end) else {}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _write_end(journal: Path, key: bytes, **end: Any) -> None:
    write_whole(journal / HEAD, _canonical(end | {"by": _by(key, end)}))


def _by(key: bytes, end: dict[str, Any]) -> str:
    return sign(key, _canonical(end))


def _lines(journal: Path) -> list[str]:
    """Return the lines; one that a power cut left half written was never one."""
    path = journal / NAME
    return _split(path.read_bytes())[0] if path.exists() else []


def _split(content: bytes) -> tuple[list[str], int]:
    """Return the whole lines of ``content``, and the bytes that they take."""
    whole = content[: content.rfind(b"\n") + 1]
    return whole.decode("utf-8", "replace").split("\n")[:-1], len(whole)


def _complete_lines(journal: Path) -> list[str]:
    """Return the lines, after cutting off one that a power cut left half written."""
    path = journal / NAME
    if not path.exists():
        return []
    content = path.read_bytes()
    lines, complete = _split(content)
    if complete != len(content):
        with path.open("r+b") as file:
            file.truncate(complete)
    return lines


def _who() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "?"


def _canonical(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=True, sort_keys=True, default=str)
