"""Write to the disk, and wait for it, what must outlive a power cut."""

import os
from pathlib import Path


def fsync_tree(path: Path) -> None:
    """Wait until every file and folder below ``path``, and its name, are on the disk."""
    for root, _, names in os.walk(path, topdown=False, onerror=_fail):
        for name in names:
            fsync_file(Path(root) / name)
        fsync_folder(Path(root))


def list_files(path: Path) -> list[Path]:
    """Return every file below ``path``, in order; a folder that cannot be listed raises OSError."""
    folders = os.walk(path, onerror=_fail)
    return sorted(Path(root) / name for root, _, names in folders for name in names)


def _fail(err: OSError) -> None:
    raise err


def fsync_file(path: Path) -> None:
    """Wait until the content of ``path`` is on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_folder(path: Path) -> None:
    """Wait until the names in ``path`` are on the disk. Windows does it by itself."""
    if os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
