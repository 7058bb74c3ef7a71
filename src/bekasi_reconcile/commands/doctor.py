"""A check-up of a project: what would stop a run, or harm it, and what to do about it."""

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import NamedTuple

from bekasi_reconcile.commands import filesystem, git
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ReconcileError
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.privacy import storage_places
from bekasi_reconcile.register import lock, manifest, runs, secret_key, trust

OLDEST = {"recordlinkage": (0, 16), "duckdb": (2, 0), "pandas": (2, 2)}
SPACE = 3
"""A run needs about three times the size of what it reads."""


class Check(NamedTuple):
    """One thing looked at. ``state``: ok, warn (look at it), fail (a run would not be right)."""

    name: str
    state: str
    text: Message


Findings = Iterator[tuple[str, Message]]
"""State and message of each thing that is not as it should be."""


def examine(config: Config) -> list[Check]:
    """Return what there is to say of the project: on a healthy one every check is ``ok``."""
    checks = []
    for name, check in CHECKS.items():
        try:
            findings = list(check(config)) or [("ok", _message(name))]
        except ReconcileError as err:
            findings = [("fail", err.message)]
        checks += [Check(name, state, message) for state, message in findings]
    return checks


def _message(key: str, /, **values: object) -> Message:
    return Message(f"program.dokter_{key}", **values)


def _versions(_config: Config) -> Findings:
    for name, oldest in OLDEST.items():
        installed = version(name)
        if tuple(int(part) for part in installed.split(".")[:2]) < oldest:
            yield "fail", _message("lama", name=name, version=installed)


def _folders(config: Config) -> Findings:
    for name in type(config.settings.folders).model_fields:
        folder = config.folder(name)
        if not folder.is_dir():
            state = "fail" if name == "raw" else "warn"
            yield state, _message("tidak_ada", folder=folder)
        elif not os.access(folder, os.W_OK | os.X_OK):
            yield "fail", _message("terkunci", folder=folder)


def _profiles(config: Config) -> Findings:
    if isinstance(config.profiles, ReconcileError):
        yield "fail", config.profiles.message


def _permissions(config: Config) -> Findings:
    if os.name != "posix":
        return
    folders = {config.folder(name) for name in type(config.settings.folders).model_fields}
    own = folders - {config.folder("raw")}
    paths = (p for folder in own if folder.is_dir() for p in (folder, *folder.rglob("*")))
    open_ = sorted(p for p in paths if not p.is_symlink() and p.stat().st_mode & 0o077)
    if open_:
        yield "warn", _message("terbuka", path=open_[0], count=len(open_))


def _space(config: Config) -> Findings:
    raw = config.folder("raw")
    needed = SPACE * sum(p.stat().st_size for p in raw.rglob("*") if p.is_file())
    free = shutil.disk_usage(config.root).free
    if free < needed:
        yield "fail", _message("penuh", free=free >> 20, needed=needed >> 20)


def _lock(config: Config) -> Findings:
    folder = config.folder("journal")
    holder = lock.holder(folder)
    if holder is None:
        return
    try:
        with lock.project_lock(folder):
            yield "warn", _message("terputus", **holder)
    except ReconcileError:
        yield "warn", _message("sibuk", **holder)


def _store(config: Config) -> Findings:
    current = runs.latest(config.folder("output"))
    if current is None:
        yield "warn", _message("kosong")
        return
    secret = secret_key.load(config.folder("journal"))
    if not secret and manifest.unsealed_manifest(current):
        yield "warn", _message("tak_bersegel", run=current.name)
        return
    breaches = manifest.breaches(current, secret)
    if breaches:
        yield "fail", _message("rusak", run=current.name, what=breaches[0])
    for breach in [] if breaches else manifest.changed_files(current):
        yield "warn", _message("diubah", run=current.name, what=breach)
    for run in runs.complete_runs(config.folder("output")):
        if run.resolve() != current and (breaches := manifest.breaches(run, secret)):
            yield "warn", _message("rusak_lama", run=run.name, what=breaches[0])


def _clock(config: Config) -> Findings:
    current = runs.latest(config.folder("output"))
    started = (manifest.read(current) or {}).get("started_at") if current else None
    if started and datetime.fromisoformat(started) > datetime.now(UTC):
        yield "fail", _message("jam", last=started)


def _leftovers(config: Config) -> Findings:
    output = config.folder("output")
    if left := [folder.name for folder in runs.unfinished_folders(output)]:
        yield "warn", _message("sisa", names=", ".join(left))
    if strangers := runs.strangers(output):
        names = ", ".join(path.relative_to(output).as_posix() for path in strangers)
        yield "warn", _message("asing", names=names)


def _set_aside(config: Config) -> Findings:
    names = [path.name for path in storage_places.damaged_runs(config)]
    if names:
        yield "warn", _message("disisihkan", names=", ".join(names))


def _audit(config: Config) -> Findings:
    breach = trust.breach(config, secret_key.load(config.folder("journal")))
    if breach:
        yield "fail", _message("jejak", what=breach)


def _place(config: Config) -> Findings:
    folders = (config.folder(name) for name in type(config.settings.folders).model_fields)
    kinds = map(filesystem.shared_kind, (config.root.resolve(), *folders))
    for kind in sorted(set(filter(None, kinds))):
        yield "fail", _message("bersama", kind=kind)


def _git(config: Config) -> Findings:
    folders = [config.folder(name) for name in type(config.settings.folders).model_fields]
    exposed = git.exposed_files(config.root, folders)
    if exposed:
        yield "fail", _message("git_terbuka", file=exposed[0], count=len(exposed))


def _encryption(config: Config) -> Findings:
    if not filesystem.is_encrypted(config.root.resolve()):
        yield "warn", _message("terang", system=platform.system())


CHECKS: dict[str, Callable[[Config], Findings]] = {
    "versions": _versions,
    "profiles": _profiles,
    "folders": _folders,
    "permissions": _permissions,
    "space": _space,
    "lock": _lock,
    "store": _store,
    "clock": _clock,
    "leftovers": _leftovers,
    "set_aside": _set_aside,
    "audit": _audit,
    "place": _place,
    "git": _git,
    "encryption": _encryption,
}
