"""The register as one DuckDB file: written once, then only read."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

from bekasi_reconcile.faults import point
from bekasi_reconcile.sql import connected, query
from bekasi_reconcile.store.published import refuse_damaged
from bekasi_reconcile.store.schema import VERSION


def write(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write ``tables`` (by the names in tables.py, singular) and the promised views to ``path``.

    The file must not exist yet. It is checkpointed and closed, so no write-ahead log is left
    without which it would silently be older than it looks.
    """
    with connected(path) as con:
        for name, table in tables.items():
            con.register(f"in_{name}", table)
        con.register("in_schema_version", pd.DataFrame({"version": [VERSION]}))
        con.execute(query("store_register"))
        point("register")
        con.execute("CHECKPOINT")
    point("checkpoint")
    path.chmod(0o600)


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that can read the register at ``path`` and nothing else.

    Raises DamagedError, which names the newest good run, if the file is not what was published.
    """
    refuse_damaged(path)
    return connected(path, read_only=True)
