"""What the caches of the stages share: when a kept result still holds, how it is read."""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from bekasi_reconcile.arrow_text import frame_of

READING = ("ingest", "clean", "config", "reference", "spreadsheet", "sql", "tables.py")
"""What of the package decides what is read and cleaned."""


@cache
def code_fingerprint(parts: tuple[str, ...] = READING) -> str:
    """Return a digest of the code and the words in ``parts`` of the package."""
    whole = hashlib.blake2b(digest_size=8)
    package = Path(str(files("bekasi_reconcile")))
    for part in parts:
        root = package / part
        paths = sorted(root.rglob("*.*")) if root.is_dir() else [root]
        for path in paths:
            if path.suffix in {".py", ".toml", ".csv", ".sql"}:
                whole.update(f"\n{path.relative_to(package).as_posix()}\n".encode())
                whole.update(path.read_bytes())
    return whole.hexdigest()


def read_table(path: Path) -> pd.DataFrame:
    """Return a table kept as Parquet, text Arrow-backed."""
    return frame_of(pq.read_table(path))
