"""The session of a command in a project: alone in it, on a whole register, without leftovers."""

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
from bekasi_reconcile.register.integrity import check_run
from bekasi_reconcile.register.lock import project_lock
from bekasi_reconcile.sql import limit_memory

ABANDONED = 600
"""Seconds without a change after which a temporary folder is nobody's any more."""


@dataclass(frozen=True)
class Session:
    """A project that is held. ``published`` is the folder of the current run.

    ``notes`` say what the session mended when it began.
    """

    key: bytes
    published: Path | None
    notes: tuple[Message, ...]


@contextmanager
def private_files() -> Iterator[None]:
    """Make files that are written within readable by their owner alone."""
    mask = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(mask)


@contextmanager
def project_session(config: Config, *, whole: bool = True) -> Iterator[Session]:
    """Hold the project; sweep unfinished runs before and after.

    Raises BusyError if another process holds it, and DamagedError if the published run was
    changed; ``whole=False`` leaves out this check.
    """
    output, journal = config.folder("output"), config.folder("journal")
    spill = config.folder("interim") / "tumpah"
    with private_files(), project_lock(journal), limit_memory(config.settings.memory_limit, spill):
        fault_point("held")
        _remove_abandoned(config.folder("interim"))
        notes = _recover_and_sweep(output)
        secret = secret_key.load(journal)
        if not secret:
            unsealed = [] if audit_log.count(journal) else _unsealed_runs(output)
            secret = secret_key.make(journal, partial(_seal, unsealed))
            if unsealed:
                notes += (Message("program.sealed", names=", ".join(p.name for p in unsealed)),)
        if whole:
            check_run(output, secret)
        try:
            yield Session(secret, runs.latest(output), notes)
        finally:
            runs.sweep(output)


def _remove_abandoned(work: Path) -> None:
    """Remove the temporary folders of runs that were killed."""
    for folder in (*work.glob(f"{TEMPORARY_PREFIX}*"), *work.glob("sheet-*")):
        with suppress(OSError):  # its owner is alive and has just removed it
            if time.time() - folder.stat().st_mtime > ABANDONED:
                shutil.rmtree(folder)


def _unsealed_runs(output: Path) -> list[Path]:
    """Return the runs made before runs were sealed; the first key seals them as they are."""
    return [p for p in runs.complete_runs(output) if manifest.unsealed_manifest(p)]


def _seal(folders: Sequence[Path], secret: bytes) -> None:
    for folder in folders:
        with suppress(duckdb.Error):  # a register that does not open stays refused
            manifest.seal(folder, manifest.unsealed_manifest(folder) or {}, secret)
            fsync.fsync_tree(folder)


def _recover_and_sweep(output: Path) -> tuple[Message, ...]:
    run, leftovers = runs.recover(output), runs.sweep(output)
    notes = []
    if run:
        notes.append(Message("program.adopted", run=run.name))
    if leftovers:
        notes.append(Message("program.swept", names=", ".join(leftovers)))
    return tuple(notes)
