"""A check-up of a project: what would stop a run, or harm it, and what to do about it."""

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import NamedTuple

from bekasi_reconcile.commands import filesystem
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ReconcileError
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.register import audit_log, lock, manifest, runs, secret_key

OLDEST = {"recordlinkage": (0, 16), "duckdb": (2, 0), "pandas": (2, 2)}
SPACE = 3
"""A run needs about three times the size of what it reads."""


class Check(NamedTuple):
    """One thing looked at. ``state``: ok, warn (look at it), fail (a run would not be right)."""

    name: str
    state: str
    text: str


Found = Iterator[tuple[str, str, dict[str, object]]]
"""State, name of the text, and what fills it."""


def examine(config: Config) -> list[Check]:
    """Return what there is to say of the project, most of it on a healthy one ``ok``."""
    language = config.settings.language
    checked = []
    for name, look in LOOKS.items():
        found = list(look(config))
        checked += [
            Check(name, state, Message(text, **told).text(language)) for state, text, told in found
        ]
        if not found:
            checked.append(Check(name, "ok", Message(f"program.dokter_{name}").text(language)))
    return checked


def _versions(_config: Config) -> Found:
    for name, oldest in OLDEST.items():
        found = version(name)
        if tuple(int(part) for part in found.split(".")[:2]) < oldest:
            yield "fail", "dokter_lama", {"name": name, "version": found}


def _folders(config: Config) -> Found:
    for name in type(config.settings.folders).model_fields:
        folder = config.folder(name)
        if not folder.is_dir():
            state = "fail" if name == "raw" else "warn"
            yield state, "dokter_tidak_ada", {"folder": folder}
        elif not os.access(folder, os.W_OK | os.X_OK):
            yield "fail", "dokter_terkunci", {"folder": folder}


def _permissions(config: Config) -> Found:
    if os.name != "posix":
        return
    folders = {config.folder(name) for name in type(config.settings.folders).model_fields}
    own = folders - {config.folder("raw")}
    paths = (p for folder in own if folder.is_dir() for p in (folder, *folder.rglob("*")))
    open_ = sorted(p for p in paths if not p.is_symlink() and p.stat().st_mode & 0o077)
    if open_:
        yield "warn", "dokter_terbuka", {"path": open_[0], "count": len(open_)}


def _space(config: Config) -> Found:
    raw = config.folder("raw")
    needed = SPACE * sum(p.stat().st_size for p in raw.rglob("*") if p.is_file())
    free = shutil.disk_usage(config.root).free
    if free < needed:
        yield "fail", "dokter_penuh", {"free": free >> 20, "needed": needed >> 20}


def _lock(config: Config) -> Found:
    folder = config.folder("journal")
    told = lock.holder(folder)
    if told is None:
        return
    try:
        with lock.project_lock(folder):
            yield "warn", "dokter_terputus", told
    except ReconcileError:
        yield "warn", "dokter_sibuk", told


def _store(config: Config) -> Found:
    current = runs.latest(config.folder("output"))
    if current is None:
        yield "warn", "dokter_kosong", {}
        return
    secret = secret_key.load(config.folder("journal"))
    if not secret and manifest.unsealed_manifest(current):
        yield "warn", "dokter_tak_bersegel", {"run": current.name}
        return
    found = manifest.breaches(current, secret)
    if found:
        yield "fail", "dokter_rusak", {"run": current.name, "what": found[0]}
    for breach in [] if found else manifest.changed_files(current):
        yield "warn", "dokter_diubah", {"run": current.name, "what": breach}


def _clock(config: Config) -> Found:
    current = runs.latest(config.folder("output"))
    told = (manifest.read(current) or {}).get("started_at") if current else None
    if told and datetime.fromisoformat(told) > datetime.now(UTC):
        yield "fail", "dokter_jam", {"last": told}


def _leftovers(config: Config) -> Found:
    left = sorted(p.name for p in (config.folder("output") / "runs").glob(f"*{runs.UNFINISHED}"))
    if left:
        yield "warn", "dokter_sisa", {"names": ", ".join(left)}


def _audit(config: Config) -> Found:
    journal = config.folder("journal")
    broken = audit_log.verify(journal, secret_key.load(journal))
    if broken:
        yield "fail", "dokter_jejak", {"what": broken}


def _place(config: Config) -> Found:
    kind = filesystem.shared(config.root.resolve())
    if kind:
        yield "fail", "dokter_bersama", {"kind": kind}


def _encryption(config: Config) -> Found:
    if not filesystem.encrypted(config.root.resolve()):
        yield "warn", "dokter_terang", {"system": platform.system()}


LOOKS: dict[str, Callable[[Config], Found]] = {
    "versions": _versions,
    "folders": _folders,
    "permissions": _permissions,
    "space": _space,
    "lock": _lock,
    "store": _store,
    "clock": _clock,
    "leftovers": _leftovers,
    "audit": _audit,
    "place": _place,
    "encryption": _encryption,
}
