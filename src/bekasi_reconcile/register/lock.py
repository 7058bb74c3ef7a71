"""One run at a time. The system releases the lock when its holder ends, however it ends."""

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
from bekasi_reconcile.register.whole_file import write_whole

NAME = "jalan.lock"
"""The file that is locked. That it exists says nothing: it stays after its holder."""

HOLDER = "jalan.json"
"""The file beside it that says who holds it: a process number, a host and a time, no person."""

UNKNOWN_HOLDER = {"pid": "?", "host": "?", "started_at": "?"}


@contextmanager
def project_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of ``folder``; raise BusyError, which says who holds it, if it is taken."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(folder / NAME, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise BusyError("program.busy", **UNKNOWN_HOLDER | (holder(folder) or {})) from None
    note = folder / HOLDER
    try:
        _write_holder(note)
        yield
    finally:
        with suppress(OSError):  # a note that stays behind names a run that was cut off
            note.unlink()
        lock.release()


def holder(folder: Path) -> dict[str, Any] | None:
    """Return pid, host and started_at of the run that holds the lock, or held it when cut off."""
    try:
        document: dict[str, Any] = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document


def _write_holder(path: Path) -> None:
    document = {
        "pid": os.getpid(),
        "host": platform.node(),
        "started_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    write_whole(path, json.dumps(document))
