"""The register as one DuckDB file: written once, then only read."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pandas as pd

from bekasi_reconcile.fault_injection import fault_point
from bekasi_reconcile.register.integrity import refuse_damaged
from bekasi_reconcile.register.manifest import REGISTER
from bekasi_reconcile.register.schema import VERSION
from bekasi_reconcile.sql import open_database, query, quote_ident, register_tables

NAMED = {"column": "columns"}
"""Tables whose name is a word of SQL, by their name in tables.py."""


class Written:
    """A register being written: a thread writes each table while the caller makes the next."""

    def __init__(self, con: duckdb.DuckDBPyConnection, beside: ThreadPoolExecutor) -> None:
        self._con, self._beside = con, beside
        self._begun: list[Future[None]] = []

    def add(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Write ``tables`` (by their names in tables.py, singular) and return before they are.

        No row is held longer than it takes.
        """
        for name, table in tables.items():
            self._begun.append(self._beside.submit(_write, self._con, [(name, table)]))

    def finish(self) -> None:
        """Add the promised views, when all tables are there: then the file is whole.

        It is checkpointed and closed. No write-ahead log is left without which the file would
        silently be older than it looks.
        """
        self.add({"schema_version": pd.DataFrame({"version": [VERSION]})})
        for each in self._begun:
            each.result()
        self._con.execute(query("store_register"))
        fault_point("register")
        self._con.execute("CHECKPOINT")
        self._con.close()
        fault_point("checkpoint")


@contextmanager
def written(path: Path) -> Iterator[Written]:
    """Begin the register ``path``, which must not exist yet; the caller ends with ``finish``."""
    with open_database(path) as con, ThreadPoolExecutor(1) as beside:
        con.execute("CREATE SCHEMA isi")
        path.chmod(0o600)
        try:
            yield Written(con, beside)
        except BaseException:
            beside.shutdown(wait=False, cancel_futures=True)
            with suppress(duckdb.ConnectionException):  # it was closed, the register is written
                con.interrupt()
            raise


def _write(con: duckdb.DuckDBPyConnection, given: list[tuple[str, pd.DataFrame]]) -> None:
    name, table = given.pop()
    register_tables(con, {"added": table})
    del table  # what the caller forgets is not held here
    con.execute(f"CREATE TABLE isi.{quote_ident(NAMED.get(name, name))} AS FROM added")
    con.unregister("added")


@contextmanager
def held_open(path: Path | None) -> Iterator[None]:
    """Keep the register at ``path`` open meanwhile, if there is one.

    DuckDB takes 16 ms of a core to open a file, and none to open one that is open already: a run
    reads the register before it eight times.
    """
    if path is None or not (path / REGISTER).exists():
        yield
        return
    with connect(path / REGISTER):
        yield


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that can read the register at ``path`` and nothing else.

    Raises DamagedError, which names the newest good run, if the file is not what was published.
    """
    refuse_damaged(path)
    return open_database(path, read_only=True)
