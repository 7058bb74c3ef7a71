"""Bytes that must outlive a power cut are told to the disk, and waited for."""

import os
from pathlib import Path


def whole(path: Path) -> None:
    """Wait until every file and folder below ``path``, and its name, are on the disk."""
    for root, _, names in os.walk(path, topdown=False, onerror=_fail):
        for name in names:
            file(Path(root) / name)
        folder(Path(root))


def files(path: Path) -> list[Path]:
    """Return every file below ``path``, in order; a folder that cannot be listed raises OSError."""
    walked = os.walk(path, onerror=_fail)
    return sorted(Path(root) / name for root, _, names in walked for name in names)


def _fail(err: OSError) -> None:
    raise err


def file(path: Path) -> None:
    """Wait until the content of ``path`` is on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def folder(path: Path) -> None:
    """Wait until the names in ``path`` are on the disk. Windows cannot, and does it by itself."""
    if os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
