"""Write a project to one locked file, and make a project out of that file again.

What is written is opened before it counts, and what is read is checked before it has its place.
"""

import os
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pyrage

from bekasi_reconcile.commands import backup_content, backup_file
from bekasi_reconcile.commands.backup_key import BackupLock, Identity
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ConfigError, DamagedError, InputError
from bekasi_reconcile.fault_injection import fault_point
from bekasi_reconcile.privacy import storage_places
from bekasi_reconcile.register import fsync, manifest, runs, secret_key, trust
from bekasi_reconcile.register.session import private_files
from bekasi_reconcile.register.whole_file import in_place_of
from bekasi_reconcile.work_folder import discard

BLOCK = 1 << 16

PREFIX = ".pulih-"
"""How the name of the folder begins, with the number of its process, in which it is made."""


def backup(
    config: Config,
    file: Path,
    passphrase: str | None,
    *,
    recipients: Sequence[object] = (),
    tell_left_out: Callable[[list[str]], object] = lambda _: None,
) -> Path:
    """Write the project to ``file``, whole or not at all: all but interim and older runs.

    The caller holds the project. ``tell_left_out`` hears what no backup can carry: links, pipes,
    sockets, devices. What was written is decrypted and looked through before it gets its name.
    Raises ConfigError if ``file`` is there already, InputError if a file changes meanwhile.
    """
    check_target(config, file)
    left_out: list[str] = []
    entries = list(backup_content.entries(config, left_out))
    lock = BackupLock(passphrase, recipients)
    with in_place_of(file) as draft:
        carried: list[tarfile.TarInfo] = []
        key = backup_file.write(
            draft, lock, lambda tar: carried.extend(backup_content.fill(tar, entries))
        )
        fault_point("written")
        _require_restorable(draft, lock, key, backup_file.names_and_sizes(carried))
        check_target(config, file)
    tell_left_out(left_out)
    return file


def check_target(config: Config, file: Path) -> None:
    """Raise ConfigError if ``file`` cannot become a backup of the project, or the project none."""
    if os.path.lexists(file):
        raise ConfigError("program.file_there", path=file)
    for name in (*storage_places.backup_folders(), "output", "interim"):
        backup_content.name_in_project(config, name)
        if file.resolve().is_relative_to(storage_places.folder_path(config, name).resolve()):
            raise ConfigError("program.backup_inside", path=file)


def check_source(file: Path, folder: Path) -> None:
    """Raise InputError if there is no such file, ConfigError if ``folder`` holds something."""
    if not file.is_file():
        raise InputError("program.no_file", path=file)
    if os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir())):
        raise ConfigError("program.restore_there", folder=folder)


def restore(
    file: Path, folder: Path, passphrase: str | None, identities: Sequence[Identity] = ()
) -> str | None:
    """Make ``folder`` the project that ``file`` holds; return the id of its current run.

    Raises ConfigError if something is there already, DamagedError if the file, or the register in
    it, is not whole, or the passphrase or the ``identities`` are others. Then ``folder`` is left as
    it was. All that is restored is its owner's alone.
    """
    check_source(file, folder)
    key = _unlock(file, passphrase, identities)
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder.parent)
    prefix = f"{PREFIX}{os.getpid()}-"
    with private_files(), tempfile.TemporaryDirectory(prefix=prefix, dir=folder.parent) as work:
        project = Path(work) / "proyek"
        project.mkdir()
        with backup_file.project_tar(file, key) as tar:
            tar.extractall(project, filter=_private)
        fault_point("unpacked")
        current = _check(Config.load(project), file)
        fsync.fsync_tree(project)
        if folder.exists():
            folder.rmdir()
        project.replace(folder)
    return current.name if current else None


def _unlock(file: Path, passphrase: str | None, identities: Sequence[Identity]) -> Identity:
    """Return the key of the project, by the identities if there are any, else the passphrase."""
    name = backup_file.RECIPIENTS_KEY if identities else backup_file.PASSPHRASE_KEY
    if not backup_file.has_part(file, name):
        key = "no_recipients" if identities else "no_passphrase"
        raise ConfigError(f"program.restore_{key}", file=file.name)
    opener: Callable[[bytes], bytes] = (
        (lambda part: pyrage.decrypt(part, list(identities)))
        if identities
        else (lambda part: pyrage.passphrase.decrypt(part, passphrase or ""))
    )
    return backup_file.unlock(file, name, opener)


def _private(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo:
    """Take a member that stays within ``folder``, readable by its owner alone."""
    safe = tarfile.data_filter(member, folder)
    return safe.replace(mode=0o600) if safe.isreg() else safe


def _check(config: Config, file: Path) -> Path | None:
    """Return the current run of the project that was read out of ``file``; see ``restore``."""
    for name in type(config.settings.folders).model_fields:
        folder = config.folder(name)
        if not folder.is_relative_to(config.root.resolve()):
            raise ConfigError("program.restore_outside", file=file.name, folder=name, path=folder)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    current = runs.latest(config.folder("output"))
    secret = secret_key.load(config.folder("journal"))
    breaches = manifest.breaches(current, secret) if current else []
    fault = breaches[0] if breaches else trust.breach(config, secret)
    if fault:
        raise DamagedError("program.restore_damaged", file=file.name, what=fault)
    return current


def _sweep(folder: Path) -> None:
    """Remove what restores left in ``folder`` whose process was killed: it is not encrypted."""
    for path in folder.glob(f"{PREFIX}[0-9]*-*"):
        number = int(path.name.removeprefix(PREFIX).partition("-")[0])
        if number != os.getpid() and not _is_running(number):
            with suppress(OSError):
                discard(path)


def _is_running(process: int) -> bool:
    if os.name != "posix":  # there, signal 0 is no question
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _require_restorable(
    file: Path, lock: BackupLock, key: Identity, carried: dict[str, int]
) -> None:
    """Raise DamagedError unless the file opens and ``restore`` would take all of it."""
    if lock.passphrase is not None:
        secret = lock.passphrase
        key = backup_file.unlock(
            file, backup_file.PASSPHRASE_KEY, lambda x: pyrage.passphrase.decrypt(x, secret)
        )
    sizes = {}
    with backup_file.project_tar(file, key) as tar:
        for member in tar:
            sizes[tarfile.data_filter(member, str(file)).name] = member.size
            content = tar.extractfile(member) if member.isreg() else None
            while content and content.read(BLOCK):
                pass
    if sizes != carried:
        raise DamagedError("program.backup_unreadable")
