"""Every place of a project where people are kept, and what becomes of it.

Whoever copies, backs up, looks through or forgets goes by this list, so that none is left out.
"""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.decisions import decision_log
from bekasi_reconcile.privacy import tombstone
from bekasi_reconcile.register import audit_log, runs, secret_key

CONFIGS = "configs"


class Fate(StrEnum):
    """What becomes of a place when a person is forgotten."""

    by_hand = "by_hand"
    rewritten = "rewritten"
    removed = "removed"
    nobody = "nobody"
    """It holds digests, ids, headers, or values that many bear, and names nobody."""


class StoragePlace(NamedTuple):
    """Some entries of a folder of the project; ``names`` are patterns, and none means all others.

    ``backup``: whether a backup holds it; ``trial``: whether a dry run gets a copy of it.
    """

    folder: str
    names: tuple[str, ...]
    fate: Fate
    backup: bool
    trial: bool

    def paths(self, config: Config) -> list[Path]:
        """Return its files and folders that are there."""
        base = folder_path(config, self.folder)
        others = {
            p for place in PLACES if place.folder == self.folder for p in _entries(base, place)
        }
        own = _entries(base, self) if self.names else set(base.glob("*")) - others
        return sorted(own)


PLACES = (
    StoragePlace("raw", (), Fate.by_hand, backup=True, trial=False),
    StoragePlace("decisions", (decision_log.NAME,), Fate.rewritten, backup=True, trial=True),
    StoragePlace("decisions", (), Fate.by_hand, backup=True, trial=True),
    StoragePlace("model", (), Fate.nobody, backup=True, trial=True),
    StoragePlace("interim", (), Fate.removed, backup=False, trial=True),
    StoragePlace("output", ("runs/*",), Fate.rewritten, backup=True, trial=False),
    StoragePlace("output", ("latest",), Fate.rewritten, backup=True, trial=False),
    StoragePlace("output", (f"{runs.ASIDE}/*",), Fate.removed, backup=False, trial=False),
    StoragePlace("journal", secret_key.FILES, Fate.nobody, backup=True, trial=True),
    StoragePlace("journal", (tombstone.NAME,), Fate.nobody, backup=True, trial=True),
    StoragePlace("journal", audit_log.FILES, Fate.nobody, backup=True, trial=True),
    StoragePlace("journal", (), Fate.nobody, backup=True, trial=False),
    StoragePlace(CONFIGS, (), Fate.nobody, backup=True, trial=True),
)


def folder_path(config: Config, folder: str) -> Path:
    """Return the path of one of the project's folders, ``configs`` among them."""
    return config.root / CONFIGS if folder == CONFIGS else config.folder(folder)


def backup_folders() -> list[str]:
    """Return the folders that a backup holds whole; of the output it holds the runs that count."""
    return sorted({place.folder for place in PLACES if place.backup} - {"output"})


def damaged_runs(config: Config) -> list[Path]:
    """Return the damaged runs that were set aside: nothing can take a person out of them."""
    return sorted((config.folder("output") / runs.ASIDE).glob("*"))


def unknown_entries(config: Config) -> list[Path]:
    """Return what lies among the runs and is none: whoever put it there must look through it."""
    return runs.strangers(config.folder("output"))


def trial_paths(config: Config) -> Iterator[tuple[str, Path]]:
    """Yield the folder and the path of each entry that a dry run gets a copy of."""
    for place in PLACES:
        if place.trial:
            yield from ((place.folder, path) for path in place.paths(config))


def _entries(base: Path, place: StoragePlace) -> set[Path]:
    return {path for name in place.names for path in base.glob(name)}
