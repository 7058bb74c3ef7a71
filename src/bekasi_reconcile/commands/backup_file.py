"""The file of a backup: a tar of a project, locked with a key that is locked in its turn.

It is a tar of parts in the age format: ``kunci.age``, the key locked with a passphrase,
``kunci-penerima.age``, the same key locked for recipients, and ``proyek.tar.age``, the project
locked with that key. Without this program: ``tar xf FILE && age -d -o kunci kunci.age`` (or
``age -d -i IDENTITY -o kunci kunci-penerima.age``) ``&& age -d -i kunci proyek.tar.age | tar x``.

The project goes from its folder into the file, and back, without a copy of it in the clear.
"""

import io
import os
import tarfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import pyrage

from bekasi_reconcile.commands.backup_key import BackupLock, Identity
from bekasi_reconcile.errors import DamagedError

PASSPHRASE_KEY, RECIPIENTS_KEY, PROJECT = "kunci.age", "kunci-penerima.age", "proyek.tar.age"
LARGEST_KEY = 1 << 20
"""Bytes; a locked key has a few hundred, and some more for each recipient."""

NOT_OPENED = (pyrage.DecryptError, tarfile.TarError, KeyError, EOFError, ValueError, OSError)


def write(path: Path, lock: BackupLock, fill: Callable[[tarfile.TarFile], object]) -> Identity:
    """Write the file ``path``; ``fill`` adds the project to a tar. Return the key of the project.

    The size of the project's part is known at its end, so its header is written last.
    """
    key = pyrage.x25519.Identity.generate()
    with path.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            for name, locked in lock.locked_keys(key, (PASSPHRASE_KEY, RECIPIENTS_KEY)).items():
                tar.addfile(_member(name, len(locked)), io.BytesIO(locked))
            start = tar.offset
        file.seek(start + tarfile.BLOCKSIZE)
        _encrypt(file, key.to_public(), fill)
        size = file.tell() - start - tarfile.BLOCKSIZE
        file.write(tarfile.NUL * (-size % tarfile.BLOCKSIZE + 2 * tarfile.BLOCKSIZE))
        file.truncate()
        file.seek(start)
        file.write(_member(PROJECT, size).tobuf(tarfile.GNU_FORMAT))
    return key


def has_part(file: Path, name: str) -> bool:
    """Return whether the file has the part ``name``; raise DamagedError if it is no backup."""
    with _refuse_damage(file), tarfile.open(file) as tar:
        return name in tar.getnames()


def unlock(file: Path, name: str, opener: Callable[[bytes], bytes]) -> Identity:
    """Return the key of the project, which ``opener`` unlocks out of the part ``name``."""
    with _refuse_damage(file), tarfile.open(file) as tar:
        member = tar.getmember(name)
        part = tar.extractfile(member)
        if part is None or member.size > LARGEST_KEY:
            raise KeyError(name)
        return pyrage.x25519.Identity.from_str(opener(part.read()).decode())


@contextmanager
def project_tar(file: Path, key: Identity) -> Iterator[tarfile.TarFile]:
    """Give the tar of the project to read once, from its beginning to its end.

    Raises DamagedError if ``key`` is another, or the file is not as it was written.
    """
    with _refuse_damage(file), tarfile.open(file) as outer:
        part = outer.extractfile(PROJECT)
        if part is None:
            raise KeyError(PROJECT)
        read, write_end = os.pipe()
        with ThreadPoolExecutor(1) as thread, os.fdopen(read, "rb") as source:
            decryption = thread.submit(_decrypt, part, write_end, key)
            try:
                with tarfile.open(fileobj=source, mode="r|") as tar:
                    yield tar
                while source.read(io.DEFAULT_BUFFER_SIZE):
                    pass  # what follows the tar's end is authenticated too
            finally:
                source.close()
                failure = decryption.exception()
            if failure:
                raise failure


def _encrypt(file: IO[bytes], recipient: Any, fill: Callable[[tarfile.TarFile], object]) -> None:
    """Encrypt into ``file`` the tar that ``fill`` adds to, as it grows; a thread encrypts."""
    read, write_end = os.pipe()
    sink = _Sink(file)
    with ThreadPoolExecutor(1) as thread:
        encryption = thread.submit(_encrypt_pipe, read, sink, recipient)
        try:
            with (
                os.fdopen(write_end, "wb") as pipe,
                tarfile.open(fileobj=pipe, mode="w|", dereference=True) as tar,
            ):
                fill(tar)
        except BrokenPipeError:  # the other end failed, and says why
            raise sink.error or encryption.exception() or EOFError() from None
        failure = sink.error or encryption.exception()
    if failure:
        raise failure


def _encrypt_pipe(read: int, sink: "_Sink", recipient: Any) -> None:
    with os.fdopen(read, "rb") as source:
        pyrage.encrypt_io(source, sink, [recipient])


def _decrypt(part: IO[bytes], write_end: int, key: Identity) -> None:
    with suppress(BrokenPipeError), os.fdopen(write_end, "wb") as pipe:
        pyrage.decrypt_io(part, pipe, [key])


class _Sink(io.RawIOBase):
    """A file to write to that keeps the error, which the encryption would turn into a text."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.error: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        try:
            return self._file.write(content)
        except OSError as err:
            self.error = err
            raise


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


@contextmanager
def _refuse_damage(file: Path) -> Iterator[None]:
    try:
        yield
    except NOT_OPENED as err:
        if isinstance(err, OSError) and err.errno:
            raise  # the disk; pyrage raises an OSError without a number for a changed file
        raise DamagedError("program.restore_closed", file=file.name) from None


def names_and_sizes(members: Sequence[tarfile.TarInfo]) -> dict[str, int]:
    """Return the size of each member of a tar by its name."""
    return {member.name: member.size for member in members}
