"""Which files of a folder are submissions."""

import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path

SETTLED_SECONDS = 2.0
"""A file changed less than this ago may still be being written."""

IGNORED_NAMES = {"thumbs.db", "desktop.ini", ".ds_store", ".gitignore", ".gitkeep"}


@dataclass(frozen=True)
class RawFile:
    """A file under the folder, by its path relative to it with ``/``; ``skip`` names why not."""

    name: str
    path: Path
    skip: str | None = None


def discover(folder: Path) -> list[RawFile]:
    """Return the files below ``folder`` in the order of their names, skipped ones with a reason."""
    files: list[RawFile] = []

    def on_error(err: OSError) -> None:  # it stays in the list, as a file that cannot be read
        if not isinstance(err, PermissionError):
            raise err
        path = Path(err.filename)
        files.append(RawFile(path.relative_to(folder).as_posix(), path))

    for root, folders, names in os.walk(folder, followlinks=False, onerror=on_error):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = Path(root) / name
            relative = path.relative_to(folder).as_posix()
            if name.lower() not in IGNORED_NAMES:
                files.append(RawFile(relative, path, _reason(path)))
    return sorted(files, key=lambda f: f.name)


def _reason(path: Path) -> str | None:
    """Return the problem rule for which ``path`` is no submission, or None."""
    name = path.name
    if name.startswith(("~$", ".~lock", ".")):
        return "skipped_owner_file"
    try:
        info = path.lstat()
    except PermissionError:
        return None  # whoever opens it says so
    if not stat.S_ISREG(info.st_mode):
        return "skipped_not_a_file"
    if 0 <= time.time() - info.st_mtime < SETTLED_SECONDS and _grows(path, info.st_size):
        return "skipped_growing"
    return None


def _grows(path: Path, size: int) -> bool:
    """Tell whether a file written this very moment is still growing."""
    time.sleep(0.2)
    return path.lstat().st_size != size
