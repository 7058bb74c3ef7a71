"""The bytes of a foreign file as they lie on the disk, never looked into."""

import hashlib
import os
import stat
from pathlib import Path
from typing import NamedTuple

from bekasi_reconcile.ingest.reader.child.file_type import Unreadable

FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe put in the file's place would keep us waiting
)


class Content(NamedTuple):
    """A digest of a file's bytes, and what the system says of the file as they were read."""

    sha256: str
    size: int
    state: tuple[int, ...]


def content(path: Path) -> Content:
    """Return the digest and the state of ``path``; raise Unreadable if it cannot be read."""
    try:
        with open(os.open(path, FLAGS), "rb") as file:
            info = os.fstat(file.fileno())
            if not stat.S_ISREG(info.st_mode):
                raise Unreadable("file_changed")
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            return Content(sha256, info.st_size, _state(info))
    except OSError as err:
        raise Unreadable(_rule(err)) from None


def refuse_changed(path: Path, before: Content, kind: str) -> None:
    """Raise Unreadable unless ``path`` is the file still that it was ``before``."""
    try:
        after = _state(path.lstat())
    except OSError as err:
        raise Unreadable(_rule(err), kind) from None
    if after != before.state:
        raise Unreadable("file_changed", kind)


def _state(info: os.stat_result) -> tuple[int, ...]:
    return info.st_dev, info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns


def _rule(err: OSError) -> str:
    if isinstance(err, FileNotFoundError | NotADirectoryError):
        return "file_gone"
    return "file_closed" if isinstance(err, PermissionError) else "file_disk"


def is_readable(name: str) -> bool:
    """Tell whether the name of a file is text, without which no table and no terminal takes it."""
    return name.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in name)


def readable_name(name: str) -> str:
    """Return the name of a file with what is no text spelt out, and as no other file's is."""
    return name.replace("\\", "\\\\").encode("utf-8", "backslashreplace").decode()
