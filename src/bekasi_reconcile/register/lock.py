"""One run at a time. The system lets go of the lock when its holder ends, however it ends."""

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from bekasi_reconcile.errors import BusyError

NAME = "jalan.lock"
"""The file that is locked. That it exists says nothing: it stays after its holder."""

HOLDER = "jalan.json"
"""Beside it, who holds it: a process number, a host and a time, and no person."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock kept in ``folder`` meanwhile; raise BusyError telling who else holds it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(folder / NAME, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise BusyError("program.busy", **_unknown() | (holder(folder) or {})) from None
    told = folder / HOLDER
    try:
        _tell(told)
        yield
    finally:
        with suppress(OSError):  # what stays tells of a run that was cut off
            told.unlink()
        lock.release()


def holder(folder: Path) -> dict[str, Any] | None:
    """Return pid, host and started_at of the run that holds the lock, or was cut off holding it."""
    try:
        told: dict[str, Any] = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told


def _unknown() -> dict[str, Any]:
    return {"pid": "?", "host": "?", "started_at": "?"}


def _tell(path: Path) -> None:
    who = {
        "pid": os.getpid(),
        "host": platform.node(),
        "started_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    made = path.with_suffix(".tmp")
    made.write_text(json.dumps(who), encoding="utf-8")
    made.replace(path)
