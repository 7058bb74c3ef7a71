"""One run as the command line asks for it: published, or rehearsed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from bekasi_reconcile import pipeline
from bekasi_reconcile.cli import run_summary
from bekasi_reconcile.commands.dry_run import difference, rehearsed
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.publish import brakes
from bekasi_reconcile.register.session import project_session

Show = Callable[[], None]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Asked:
    """What the officer asks of a run: the day no birth is after, passwords, brakes accepted."""

    as_of: date | None
    passwords: tuple[str, ...]
    accept: Mapping[str, str]


def publish(config: Config, asked: Asked, tell: Tell) -> tuple[dict[str, Any], Show]:
    """Run, publish, and return the figures and how to show them."""
    done = pipeline.run(
        config, as_of=asked.as_of, passwords=asked.passwords, accept=asked.accept, tell=tell
    )
    notes = [note.text(config.settings.language) for note in done.notes]
    return done.figures, partial(run_summary.show, done.figures, done.folder, notes)


def rehearse(config: Config, asked: Asked, tell: Tell) -> tuple[dict[str, Any], Show]:
    """Run in a copy of the project, publish nothing, and return what would change.

    Brakes do not stop a rehearsal; those that would stop the run are told.
    """
    every = dict.fromkeys(brakes.NAMES, "uji coba")
    with project_session(config) as before, rehearsed(config) as copy:
        done = pipeline.run(
            copy, as_of=asked.as_of, passwords=asked.passwords, accept=every, tell=tell
        )
        changes = difference(before.published, done.folder)
    figures = done.figures | {"dry_run": True, "difference": changes}
    return figures, partial(run_summary.show_difference, changes, done.figures["accepted"])
