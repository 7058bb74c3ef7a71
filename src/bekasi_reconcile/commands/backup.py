"""One encrypted file that holds a project, and the project out of that file again.

The file is a tar of two parts in the age format: ``kunci.age``, a key locked with the passphrase,
and ``proyek.tar.age``, the project locked with that key. Without this program:
``tar xf FILE && age -d -i kunci.age proyek.tar.age | tar x``.
"""

import io
import os
import tarfile
import tempfile
from pathlib import Path

import pyrage

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ConfigError, DamagedError
from bekasi_reconcile.privacy import storage_places
from bekasi_reconcile.register import fsync, manifest, runs, secret_key
from bekasi_reconcile.register.lock import HOLDER, NAME

KEY, PROJECT = "kunci.age", "proyek.tar.age"
FOLDERS = storage_places.backup_folders()


def backup(config: Config, file: Path, passphrase: str) -> Path:
    """Write the project to ``file``, whole or not at all: all but interim and older runs.

    The caller holds the project.
    """
    identity = pyrage.x25519.Identity.generate()
    with tempfile.TemporaryDirectory(prefix="cadangan-", dir=config.folder("interim")) as work:
        plain, locked = Path(work) / "proyek.tar", Path(work) / PROJECT
        with tarfile.open(plain, "w") as tar:
            for path in _contents(config):
                tar.add(path, path.relative_to(config.root.resolve()), filter=_without_lock)
        pyrage.encrypt_file(str(plain), str(locked), [identity.to_public()])
        plain.unlink()
        lock = pyrage.passphrase.encrypt(str(identity).encode(), passphrase)
        unfinished = file.with_name(file.name + ".tmp")
        with tarfile.open(unfinished, "w") as tar:
            member = tarfile.TarInfo(KEY)
            member.size = len(lock)
            tar.addfile(member, io.BytesIO(lock))
            tar.add(locked, PROJECT)
    fsync.fsync_file(unfinished)
    os.replace(unfinished, file)
    return file


def restore(file: Path, folder: Path, passphrase: str) -> str | None:
    """Make ``folder`` the project that ``file`` holds; return the id of its current run.

    Raises ConfigError if something is there already, DamagedError if the file, or the register in
    it, is not whole or the passphrase is another. Then ``folder`` is left as it was.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ConfigError("program.restore_there", folder=folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".pulih-", dir=folder.parent) as work:
        project = Path(work) / "proyek"
        try:
            _unpack(file, Path(work), project, passphrase)
        except (
            pyrage.DecryptError,
            tarfile.TarError,
            KeyError,
            EOFError,
            ValueError,
            OSError,
        ) as e:
            if isinstance(e, OSError) and e.errno:
                raise  # the disk; pyrage raises an OSError without a number for a changed file
            raise DamagedError("program.restore_closed", file=file.name) from None
        config = Config.load(project)
        for name in ("interim", "output"):
            config.folder(name).mkdir(parents=True, exist_ok=True, mode=0o700)
        current = runs.latest(config.folder("output"))
        secret = secret_key.load(config.folder("journal"))
        if current and (breaches := manifest.breaches(current, secret)):
            raise DamagedError("program.restore_damaged", file=file.name, what=breaches[0])
        if folder.exists():
            folder.rmdir()
        project.replace(folder)
    return current.name if current else None


def _contents(config: Config) -> list[Path]:
    output = config.folder("output")
    paths = [storage_places.folder_path(config, name).resolve() for name in FOLDERS]
    current = runs.latest(output)
    if current is not None:
        newest = runs.complete_runs(output)[-1].resolve()
        paths += [*sorted({current, newest}), output / "latest"]
    return [path for path in paths if path.exists()]


def _without_lock(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Leave out who holds the lock now."""
    return None if Path(member.name).name in (NAME, HOLDER) else member


def _unpack(file: Path, work: Path, project: Path, passphrase: str) -> None:
    with tarfile.open(file) as tar:
        for name in (KEY, PROJECT):
            tar.extract(name, work, filter="data")
    lock = (work / KEY).read_bytes()
    secret = pyrage.passphrase.decrypt(lock, passphrase).decode()
    identity = pyrage.x25519.Identity.from_str(secret)
    plain = work / "proyek.tar"
    pyrage.decrypt_file(str(work / PROJECT), str(plain), [identity])
    with tarfile.open(plain) as tar:
        tar.extractall(project, filter="data")
    plain.unlink()
