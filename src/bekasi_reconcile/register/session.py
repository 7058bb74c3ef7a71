"""What surrounds a run: alone in the project, on a register that is whole, leaving no leftovers."""

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.fault_injection import fault_point
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.parallel import TEMPORARY_PREFIX
from bekasi_reconcile.register import audit_log, fsync, manifest, runs, secret_key
from bekasi_reconcile.register.integrity import refuse_changed
from bekasi_reconcile.register.lock import held
from bekasi_reconcile.sql import limit_memory

DEAD = 600
"""Seconds after which nobody is at work in such a folder any more."""


@dataclass(frozen=True)
class Before:
    """What a run finds: the project's key, the register that counts, notes on what was mended."""

    key: bytes
    published: Path | None
    notes: tuple[Message, ...]


@contextmanager
def private() -> Iterator[None]:
    """Make every file that is written meanwhile readable by its owner alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def attended(config: Config, *, whole: bool = True) -> Iterator[Before]:
    """Hold the project meanwhile; sweep what is unfinished before and after.

    Raises BusyError if somebody else holds it, DamagedError if what is published was changed,
    unless it need not be ``whole``.
    """
    output, journal = config.folder("output"), config.folder("journal")
    spill = config.folder("interim") / "tumpah"
    with private(), held(journal), limit_memory(config.settings.memory_limit, spill):
        fault_point("held")
        _forget_left(config.folder("interim"))
        notes = _mended(output)
        secret = secret_key.load(journal)
        if not secret:
            unsealed = [] if audit_log.count(journal) else _unsealed(output)
            secret = secret_key.make(journal, partial(_seal, unsealed))
            if unsealed:
                notes += (Message("program.sealed", names=", ".join(p.name for p in unsealed)),)
        if whole:
            refuse_changed(output, secret)
        try:
            yield Before(secret, runs.latest(output), notes)
        finally:
            runs.sweep(output)


def _forget_left(work: Path) -> None:
    """Remove the rows that a killed run left in folders of its own."""
    for left in (*work.glob(f"{TEMPORARY_PREFIX}*"), *work.glob("sheet-*")):
        with suppress(OSError):  # somebody who still was at work has just removed it
            if time.time() - left.stat().st_mtime > DEAD:
                shutil.rmtree(left)


def _unsealed(output: Path) -> list[Path]:
    """Return the runs made before runs were sealed: to be believed once, by the first key."""
    return [p for p in runs.complete(output / "runs") if manifest.unsealed(p)]


def _seal(folders: Sequence[Path], secret: bytes) -> None:
    for folder in folders:
        with suppress(duckdb.Error):  # a register that does not open stays refused
            manifest.seal(folder, manifest.unsealed(folder) or {}, secret)
            fsync.whole(folder)


def _mended(output: Path) -> tuple[Message, ...]:
    adopted, swept = runs.recover(output), runs.sweep(output)
    return tuple(
        note
        for note in (
            adopted and Message("program.adopted", run=adopted.name),
            swept and Message("program.swept", names=", ".join(swept)),
        )
        if note
    )
