"""The session of a command in a project: alone in it, on a whole register, without leftovers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.fault_injection import fault_point
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.register import anchored_log, runs, secret_key, staged_change, trust
from bekasi_reconcile.register.integrity import check_run
from bekasi_reconcile.register.lock import project_lock
from bekasi_reconcile.sql import limit_memory
from bekasi_reconcile.work_folder import SPILL, sweep_work


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
    """Hold the project; sweep what killed commands left before, and unfinished runs after.

    Raises BusyError if another process holds it, and DamagedError if the key, a log or the
    published run is not what the program left. ``whole=False``, for the ways out of that, leaves
    out these checks, and then the session names no published run and makes no key.
    """
    output, journal = config.folder("output"), config.folder("journal")
    spill = config.folder("interim") / SPILL
    with private_files(), project_lock(journal), limit_memory(config.settings.memory_limit, spill):
        fault_point("held")
        sweep_work(config.folder("interim"))
        staged_change.finish(config)
        secret, notes = secret_key.load(journal), _recover_and_sweep(output)
        if not whole:
            yield Session(secret, None, notes)
            return
        if restored := trust.restore_pointer(config, secret):
            notes += (restored,)
        trust.require_trust(config, secret)
        secret = secret or secret_key.make(journal)
        check_run(output, secret)
        try:
            yield Session(secret, runs.latest(output), notes)
        finally:
            runs.sweep(output)
            anchored_log.hold(config, secret)


def _recover_and_sweep(output: Path) -> tuple[Message, ...]:
    run, leftovers = runs.recover(output), runs.sweep(output)
    notes = []
    if run:
        notes.append(Message("program.adopted", run=run.name))
    if leftovers:
        notes.append(Message("program.swept", names=", ".join(leftovers)))
    return tuple(notes)
