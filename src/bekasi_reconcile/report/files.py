"""Every report is a file that its owner alone may read, under a name that holds no person's."""

import os
import re
from pathlib import Path
from typing import IO, Any

NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def create(path: Path, mode: str = "w", **how: Any) -> IO[Any]:
    """Return the new file ``path``, open for writing and readable by its owner alone."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, mode, **how)


def folder(path: Path) -> Path:
    """Return ``path``, made as a folder that its owner alone may open."""
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def slug(name: str) -> str:
    """Return ``name`` as a file name that every system takes.

    >>> slug("BLT Dana Desa"), slug("../PBI-JK"), slug("??")
    ('blt-dana-desa', 'pbi-jk', 'lain')
    """
    return NOT_PLAIN.sub("-", name.lower()).strip("-") or "lain"
