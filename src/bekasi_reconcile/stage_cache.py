"""Tell whether an entry of a stage's cache still holds; write and read its tables.

A table bears checksums, since a flipped bit in a cached name would be another person's.
"""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bekasi_reconcile.arrow_text import to_frame
from bekasi_reconcile.errors import CacheError

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


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Store a table as Parquet, with its ``attrs`` and without its index."""
    table.to_parquet(path, index=False, compression="snappy", write_page_checksum=True)


def read_table(path: Path) -> pd.DataFrame:
    """Return a table that ``write_table`` stored, its text Arrow-backed.

    Raises CacheError if it is not there any more, or not as it was.
    """
    if not path.is_file():  # a folder would be read as a table of no rows
        raise CacheError(path.name)
    try:
        return to_frame(pq.read_table(path, page_checksum_verification=True))
    except (pa.ArrowException, OSError) as err:
        raise CacheError(path.name) from err


def read_attributes(path: Path) -> dict[str, Any]:
    """Return the ``attrs`` of a table that ``write_table`` stored; raise as ``read_table``."""
    try:
        attributes = pd.read_parquet(path, columns=[]).attrs
    except (pa.ArrowException, OSError) as err:
        raise CacheError(path.name) from err
    return {str(name): value for name, value in attributes.items()}
