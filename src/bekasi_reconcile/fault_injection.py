"""Points at which a test makes a run die or fail, to prove that no data is lost.

``RECONCILE_FAULT=POINT`` kills the process there as a power cut would. ``POINT:full`` raises the
error of a full disk, ``POINT:error`` an error of the program that quotes a cell. ``POINT:wait``
waits there until the process is asked to end, ``POINT:deaf`` even then.
"""

import contextlib
import errno
import os
import signal
import time
from collections.abc import Callable

from bekasi_reconcile.errors import ContractError

VARIABLE = "RECONCILE_FAULT"

POINTS = (
    "held",
    "reading",
    "ingest",
    "clean",
    "match",
    "merge",
    "begun",
    "register",
    "checkpoint",
    "publish",
    "sealed",
    "durable",
    "pointed",
    "named",
    "current",
)
"""Every point: the reading of a list, the end of each stage, and each step of publishing."""

BACKUP_POINTS = ("packed", "written", "unpacked")
"""The points of ``backup`` and ``restore``: all is added, the file is written, all is read."""


def fault_point(name: str) -> None:
    """Fail here in the way that the environment asks for, if it names this point."""
    if name not in POINTS + BACKUP_POINTS:
        raise ContractError(f"{name}: a fault point that POINTS does not list")
    where, _, kind = os.environ.get(VARIABLE, "").partition(":")
    if where == name:
        KINDS[kind or "kill"]()


def _full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _error() -> None:
    raise ValueError("SITI CONTOH 9999014101900001")


def _wait() -> None:
    while True:
        time.sleep(0.1)


def _deaf() -> None:
    while True:
        with contextlib.suppress(BaseException):
            _wait()


KINDS: dict[str, Callable[[], None]] = {
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "full": _full,
    "error": _error,
    "wait": _wait,
    "deaf": _deaf,
}
