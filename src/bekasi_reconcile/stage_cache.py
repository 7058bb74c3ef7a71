"""Tell whether an entry of a stage's cache still holds, and read its tables."""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from bekasi_reconcile.arrow_text import to_frame

READING = ("ingest", "clean", "config", "reference", "spreadsheet", "sql", "tables.py")
"""The parts of the package that decide what is read and cleaned."""


@cache
def code_fingerprint(parts: tuple[str, ...] = READING) -> str:
    """Return a digest of the code and the words in ``parts`` of the package.

    A cache entry is keyed by it, so that another version of the program believes no entry.
    """
    digest = hashlib.blake2b(digest_size=8)
    package = Path(str(files("bekasi_reconcile")))
    for part in parts:
        root = package / part
        paths = sorted(root.rglob("*.*")) if root.is_dir() else [root]
        for path in paths:
            if path.suffix in {".py", ".toml", ".csv", ".sql"}:
                digest.update(f"\n{path.relative_to(package).as_posix()}\n".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def read_table(path: Path) -> pd.DataFrame:
    """Return a table stored as Parquet, its text Arrow-backed."""
    return to_frame(pq.read_table(path))
