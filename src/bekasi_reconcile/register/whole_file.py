"""Write a file wholly or not at all: aside, onto the disk, then under its name.

Every file of a project outside a run folder is written here, since a full disk or a power cut
would otherwise leave it empty or cut off.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bekasi_reconcile.register.fsync import fsync_file, fsync_folder, fsync_tree

WAITS = (0.1, 0.2, 0.4, 0.8, 1.6) if os.name == "nt" else ()
"""Seconds to wait for a program that holds the file open, which Windows does not replace."""


def write_whole(path: Path, content: str | bytes) -> None:
    """Write ``content`` to ``path``, readable by its owner alone; text in UTF-8, lines as given."""
    with in_place_of(path) as draft:
        draft.write_bytes(content.encode() if isinstance(content, str) else content)


@contextmanager
def in_place_of(path: Path) -> Iterator[Path]:
    """Give an empty, private file to write; at the end of the block it takes the name ``path``.

    It is on the disk before. If the block fails, ``path`` is as it was, and nothing is left.
    """
    draft = draft_path(path)
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        yield draft
        fsync_file(draft)
        replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    fsync_folder(path.parent)


@contextmanager
def folder_in_place_of(path: Path) -> Iterator[Path]:
    """Give an empty, private folder to fill; at the end of the block it takes the name ``path``.

    Nothing may have that name yet. If the block fails, nothing is left.
    """
    draft = draft_path(path)
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        yield draft
        fsync_tree(draft)
        replace(draft, path)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    fsync_folder(path.parent)


def draft_path(path: Path) -> Path:
    """Return where the content of ``path`` is written before it has its name.

    The name is always the same, so that the next writing clears what a killed one left, and short,
    whatever the name of ``path`` is.

    >>> draft_path(Path("sources/baznas.toml")).name
    '.45bf08e40192.tmp'
    """
    digest = hashlib.blake2b(os.fsencode(path.name), digest_size=6).hexdigest()
    return path.with_name(f".{digest}.tmp")


def replace(draft: Path, path: Path, waits: tuple[float, ...] = WAITS) -> None:
    """Give ``draft`` the name ``path``; raise PermissionError if it stays in use all ``waits``."""
    for seconds in waits:
        try:
            os.replace(draft, path)
        except PermissionError:
            time.sleep(seconds)
        else:
            return
    os.replace(draft, path)
