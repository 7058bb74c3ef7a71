"""What of a project goes into a backup, and by which names it comes back."""

import os
import stat
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ConfigError, InputError
from bekasi_reconcile.fault_injection import fault_point
from bekasi_reconcile.privacy import storage_places
from bekasi_reconcile.register import runs
from bekasi_reconcile.register.lock import HOLDER, NAME


class BackupEntry(NamedTuple):
    """A file, a folder, or (``target``) the pointer at the current run, by its name in the tar."""

    name: str
    path: Path
    target: str | None = None


def name_in_project(config: Config, folder: str) -> str:
    """Return the name of a data folder relative to the project folder, by which it comes back.

    The folder may be a link to elsewhere. Raises ConfigError if its name leads out of the project.
    """
    path = Path(getattr(config.settings.folders, folder, storage_places.CONFIGS))
    name = os.path.normpath(path)
    if path.is_absolute() or name.startswith("..") or name == ".":
        raise ConfigError("program.backup_outside", folder=folder, path=path)
    return Path(name).as_posix()


def entries(config: Config, left_out: list[str]) -> Iterator[BackupEntry]:
    """Yield what a backup carries; name in ``left_out`` what it cannot."""
    holders = {config.folder("journal") / name for name in (NAME, HOLDER)}
    for folder in storage_places.backup_folders():
        path = storage_places.folder_path(config, folder)
        below = _walk(name_in_project(config, folder), path.resolve(), left_out)
        yield from (entry for entry in below if entry.path not in holders)
    output, name = config.folder("output"), name_in_project(config, "output")
    current = runs.latest(output)
    if current is None:
        return
    for run in sorted({current, runs.complete_runs(output)[-1].resolve()}):
        yield from _walk(f"{name}/runs/{run.name}", run, left_out)
    yield BackupEntry(f"{name}/{runs.LATEST}", output / runs.LATEST, f"runs/{current.name}")


def _walk(name: str, path: Path, left_out: list[str]) -> Iterator[BackupEntry]:
    """Yield the folder or file ``path`` and all below it."""
    kind = path.lstat().st_mode if os.path.lexists(path) else 0
    if stat.S_ISREG(kind):
        yield BackupEntry(name, path)
    elif stat.S_ISDIR(kind):
        yield BackupEntry(name, path)
        for child in sorted(os.listdir(path)):
            yield from _walk(f"{name}/{child}", path / child, left_out)
    elif kind:
        left_out.append(name)


def fill(tar: tarfile.TarFile, entries: Sequence[BackupEntry]) -> Iterator[tarfile.TarInfo]:
    """Add ``entries`` to ``tar``; yield each member."""
    for entry in entries:
        if entry.target is not None:
            member = tarfile.TarInfo(entry.name)
            member.type, member.linkname = tarfile.SYMTYPE, entry.target
            tar.addfile(member)
        elif entry.path.is_dir():
            member = tarfile.TarInfo(entry.name)
            member.type, member.mode = tarfile.DIRTYPE, 0o700
            tar.addfile(member)
        else:
            member = _add_file(tar, entry)
        yield member
    fault_point("packed")


def _add_file(tar: tarfile.TarFile, entry: BackupEntry) -> tarfile.TarInfo:
    """Add a file; raise InputError if it changes, or becomes something else, while it is read."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(entry.path, flags), "rb") as file:
        before = os.fstat(file.fileno())
        member = tarfile.TarInfo(entry.name)
        member.size, member.mtime, member.mode = before.st_size, before.st_mtime, 0o600
        try:
            tar.addfile(member, file)
        except BrokenPipeError:
            raise
        except OSError as err:
            if err.errno:
                raise
            raise InputError("program.backup_changing", file=entry.name) from None
        after = os.fstat(file.fileno())
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise InputError("program.backup_changing", file=entry.name)
    return member
