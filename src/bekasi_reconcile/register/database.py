"""The register as one DuckDB file: written once, then only read."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pandas as pd

from bekasi_reconcile.fault_injection import fault_point
from bekasi_reconcile.register.format_version import REGISTER_VERSION
from bekasi_reconcile.register.integrity import check_register
from bekasi_reconcile.register.manifest import REGISTER
from bekasi_reconcile.sql import open_database, query, quote_ident, register_tables

SQL_NAMES = {"column": "columns"}
"""Names in the register of the tables whose name in tables.py is a word of SQL."""


class RegisterWriter:
    """Write a register: a thread writes each table while the caller makes the next."""

    def __init__(self, con: duckdb.DuckDBPyConnection, thread: ThreadPoolExecutor) -> None:
        self._con, self._thread = con, thread
        self._writes: list[Future[None]] = []

    def write_tables(self, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Begin to write ``tables``, by their names in tables.py, and return at once.

        A table is let go of as soon as it is written.
        """
        for name, table in tables.items():
            self._writes.append(self._thread.submit(_write, self._con, [(name, table)]))
        return tables

    def seal_views(self) -> None:
        """Wait for all tables, add the promised views, and close the file.

        The file is checkpointed first. It needs no write-ahead log, which could be lost and would
        leave the file silently older than it looks.
        """
        self.write_tables({"schema_version": pd.DataFrame({"version": [REGISTER_VERSION]})})
        for write in self._writes:
            write.result()
        self._con.execute(query("store_register"))
        fault_point("register")
        self._con.execute("CHECKPOINT")
        self._con.close()
        fault_point("checkpoint")


@contextmanager
def register_writer(path: Path) -> Iterator[RegisterWriter]:
    """Begin the register ``path``, which must not exist yet; end it with ``seal_views``."""
    with open_database(path) as con, ThreadPoolExecutor(1) as thread:
        con.execute("CREATE SCHEMA isi")
        path.chmod(0o600)
        try:
            yield RegisterWriter(con, thread)
        except BaseException:
            thread.shutdown(wait=False, cancel_futures=True)
            with suppress(duckdb.ConnectionException):  # the register is written and closed
                con.interrupt()
            raise


def _write(con: duckdb.DuckDBPyConnection, job: list[tuple[str, pd.DataFrame]]) -> None:
    name, table = job.pop()
    register_tables(con, {"added": table})
    del table  # a frame that the caller has let go of is freed here
    con.execute(f"CREATE TABLE isi.{quote_ident(SQL_NAMES.get(name, name))} AS FROM added")
    con.unregister("added")


@contextmanager
def keep_open(path: Path | None) -> Iterator[None]:
    """Keep the register of the run ``path`` open, if there is one.

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
    check_register(path)
    return open_database(path, read_only=True)
