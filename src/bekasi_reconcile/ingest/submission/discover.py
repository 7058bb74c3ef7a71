"""Which files of a folder are submissions."""

import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path

from bekasi_reconcile.ingest.reader.content import is_readable, readable_name

SETTLED_SECONDS = 2.0
"""A file changed less than this ago may still be being written."""

IGNORED_NAMES = {"thumbs.db", "desktop.ini", ".ds_store", ".gitignore", ".gitkeep"}
OWNER_FILES = ("~$", ".~lock", "._")
"""How names of files begin that a program puts beside the one it holds open, or that macOS does."""


@dataclass(frozen=True)
class RawFile:
    """A file under the folder, by its path relative to it with ``/``.

    ``skip``: the rule for which it is no list that was sent; ``refusal``: for which it is a list
    that cannot be read. Bytes of ``name`` that are no UTF-8 are spelt out in it.
    """

    name: str
    path: Path
    skip: str | None = None
    refusal: str | None = None


def discover(folder: Path) -> list[RawFile]:
    """Return what is below ``folder`` in the order of the names: files, and what else is there.

    What will not be read has a reason: a folder that is not entered, too. One that cannot be
    opened stays in the list, as a file that cannot be read.
    """
    files: list[RawFile] = []

    def on_error(err: OSError) -> None:
        path = Path(err.filename)
        if path == folder:
            raise err
        files.append(_raw_file(folder, path, None))

    for root, folders, names in os.walk(folder, followlinks=False, onerror=on_error):
        unread = {name: _reason_of_folder(Path(root) / name) for name in folders}
        folders[:] = sorted(name for name in folders if unread[name] is None)
        files += [_raw_file(folder, Path(root) / n, rule) for n, rule in unread.items() if rule]
        for name in names:
            if name.lower() not in IGNORED_NAMES:
                path = Path(root) / name
                files.append(_raw_file(folder, path, _reason(path)))
    return sorted(files, key=lambda f: f.name)


def _raw_file(folder: Path, path: Path, reason: str | None) -> RawFile:
    name = path.relative_to(folder).as_posix()
    refusal = None if is_readable(name) else "file_name"
    return RawFile(readable_name(name), path, reason, refusal)


def _reason_of_folder(path: Path) -> str | None:
    """Return the problem rule for which the folder ``path`` is not entered, or None."""
    if path.name.startswith("."):
        return "skipped_hidden_folder"
    return "skipped_linked_folder" if os.path.islink(path) else None


def _reason(path: Path) -> str | None:
    """Return the problem rule for which ``path`` is no submission, or None."""
    name = path.name
    if name.startswith(OWNER_FILES):
        return "skipped_owner_file"
    if name.startswith("."):
        return "skipped_hidden"
    try:
        info = path.lstat()
        if not stat.S_ISREG(info.st_mode):
            return "skipped_not_a_file"
        recent = 0 <= time.time() - info.st_mtime < SETTLED_SECONDS
        return "skipped_growing" if recent and _grows(path, info.st_size) else None
    except OSError:
        return None  # whoever opens it says so


def _grows(path: Path, size: int) -> bool:
    """Tell whether a file written this very moment is still growing."""
    time.sleep(0.2)
    return path.lstat().st_size != size
