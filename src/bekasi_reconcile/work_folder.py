"""The work folder (data/interim): what belongs there, and what killed commands left there."""

import re
import shutil
import time
from contextlib import suppress
from pathlib import Path

TRIAL = "uji-coba-"
"""How the name of the copy of a project begins in which a trial runs."""

SPILL = "tumpah"
"""Where the database puts what its memory cannot hold."""

FOLDERS = re.compile(r"r-[0-9a-f]{24}|c-s-[0-9a-f]{16}-[0-9a-f]{24}")
FILES = re.compile(
    r"p-[a-z0-9_-]+\.xlsx|s-[0-9a-f]{16}-[0-9]+\.parquet"
    r"|migrasi-[0-9]{8}-[0-9]{3,}\.duckdb|\.gitignore"
)
"""The caches. Whatever has another name was made for one command, or by a hand."""

ABANDONED = 600
"""Seconds without a change after which something that is not expected is nobody's any more."""


def sweep_work(work: Path) -> None:
    """Remove from the work folder what is no cache. The caller holds the project.

    A trial's copy, what the database spilled, and a folder in the place of a cached file or the
    other way round go at once, since only a holder makes such names;
    anything else when it is ABANDONED, since who only reads holds nothing.
    """
    for path in sorted(work.iterdir()) if work.is_dir() else []:
        is_cache = FOLDERS.fullmatch(path.name) or FILES.fullmatch(path.name)
        if is_cache and path.is_dir() == bool(FOLDERS.fullmatch(path.name)):
            continue
        of_holder = is_cache or path.name == SPILL or path.name.startswith(TRIAL)
        with suppress(OSError):  # its owner is alive and has just removed it
            if of_holder or time.time() - path.lstat().st_mtime > ABANDONED:
                discard(path)


def discard(path: Path) -> None:
    """Remove a file, a link or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
