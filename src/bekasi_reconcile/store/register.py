"""The register as one DuckDB file: written once, then only read."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from bekasi_reconcile.faults import point
from bekasi_reconcile.sql import connected, query
from bekasi_reconcile.store.published import refuse_damaged
from bekasi_reconcile.store.schema import VERSION

RECEIVED = ("source_row", "problem", "record")
"""The tables that are known once the lists are read and cleaned: most of the register."""

Finish = Callable[[Mapping[str, pd.DataFrame]], None]


@contextmanager
def written(path: Path, received: dict[str, pd.DataFrame]) -> Iterator[Finish]:
    """Write the tables RECEIVED to ``path`` while the caller makes the others.

    He ends with what is yielded, giving all other tables (by the names in tables.py, singular):
    then the file has the promised views as well, and is whole. ``received`` is emptied, so that
    no row is held longer than it takes. The file must not exist yet.
    """
    with connected(path) as con, ThreadPoolExecutor(1) as beside:
        begun = beside.submit(_receive, con, received)
        try:
            yield partial(_finish, con, begun, path)
        except BaseException:
            with suppress(duckdb.ConnectionException):  # it was closed, the register is written
                con.interrupt()
            raise


def _receive(con: duckdb.DuckDBPyConnection, received: dict[str, pd.DataFrame]) -> None:
    for name in RECEIVED:
        # as Arrow, which is read without Python, so that the caller can go on
        con.register(f"in_{name}", pa.Table.from_pandas(received.pop(name), preserve_index=False))
    con.execute(query("store_received"))
    for name in RECEIVED:
        con.unregister(f"in_{name}")


def _finish(
    con: duckdb.DuckDBPyConnection,
    begun: "Future[None]",
    path: Path,
    tables: Mapping[str, pd.DataFrame],
) -> None:
    """Write the other tables and the views, checkpoint and close.

    No write-ahead log is left without which the file would silently be older than it looks.
    """
    begun.result()
    for name in tables.keys() - set(RECEIVED):
        con.register(f"in_{name}", tables[name])
    con.register("in_schema_version", pd.DataFrame({"version": [VERSION]}))
    con.execute(query("store_register"))
    point("register")
    con.execute("CHECKPOINT")
    con.close()
    point("checkpoint")
    path.chmod(0o600)


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that can read the register at ``path`` and nothing else.

    Raises DamagedError, which names the newest good run, if the file is not what was published.
    """
    refuse_damaged(path)
    return connected(path, read_only=True)
