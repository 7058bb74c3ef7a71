"""The register as one DuckDB file: written once, then only read."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

from bekasi_reconcile.sql import LOCKED_DOWN, query
from bekasi_reconcile.store.schema import VERSION


def write(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write ``tables`` (by the names in tables.py, singular) and the promised views to ``path``.

    The file must not exist yet. It is checkpointed and closed, so no write-ahead log is left
    without which it would silently be older than it looks.
    """
    with duckdb.connect(str(path), config=LOCKED_DOWN) as con:
        for name, table in tables.items():
            con.register(f"in_{name}", table)
        con.register("in_schema_version", pd.DataFrame({"version": [VERSION]}))
        con.execute(query("store_register"))
        con.execute("CHECKPOINT")
    path.chmod(0o600)


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that can read the register at ``path`` and nothing else."""
    return duckdb.connect(
        str(path), read_only=True, config=LOCKED_DOWN | {"enable_external_access": False}
    )
