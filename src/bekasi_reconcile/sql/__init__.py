"""SQL, one file per question, and the connections that run it."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.resources import files
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

LOCKED_DOWN: dict[str, str | bool | int | float | list[str]] = {
    "python_enable_replacements": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

READ_ONLY = LOCKED_DOWN | {"enable_external_access": False, "lock_configuration": True}
"""Of a connection that only reads: no file, no other database, no extension, no way back."""


_limits: ContextVar[dict[str, str]] = ContextVar("limits", default={})  # noqa: B039  never changed

_TEXT_TYPES = dict.fromkeys((pa.string(), pa.large_string()), pd.StringDtype("pyarrow"))


@contextmanager
def limit_memory(memory: str, spill: Path) -> Iterator[None]:
    """Let no connection opened meanwhile hold more than ``memory``; it spills into ``spill``.

    The folder is private and removed afterwards, since the rows spilled are about people. Without
    this DuckDB would spill into the folder that the program was started in.
    """
    shutil.rmtree(spill, ignore_errors=True)
    token = _limits.set({"memory_limit": memory, "temp_directory": str(spill)})
    try:
        yield
    finally:
        _limits.reset(token)
        shutil.rmtree(spill, ignore_errors=True)


def open_database(
    path: Path | None = None, *, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    """Return a connection to the database at ``path``, or to an empty one in memory.

    It sees no Python variable and loads no extension; if it is ``read_only`` it reads no other
    file either. It keeps within the limits of ``limit_memory``.
    """
    config = (READ_ONLY if read_only else LOCKED_DOWN) | _limits.get()
    return duckdb.connect(str(path or ":memory:"), read_only=read_only, config=config)


def in_memory() -> duckdb.DuckDBPyConnection:
    """Return an empty database in memory; ``register_tables`` gives it tables to read."""
    return open_database()


def quote_ident(name: str) -> str:
    """Return ``name`` as an SQL identifier, whatever it holds. Values are always parameters.

    >>> quote_ident('x" ); DROP TABLE g; --')
    '"x"" ); DROP TABLE g; --"'
    """
    return '"' + name.replace('"', '""') + '"'


def query(name: str) -> str:
    """Return the text of ``<name>.sql``."""
    return files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


def register_tables(con: duckdb.DuckDBPyConnection, tables: Mapping[str, pd.DataFrame]) -> None:
    """Let ``con`` read each of ``tables`` under its name.

    They are handed over as Arrow, whose texts DuckDB reads in place on every core. It would first
    copy the texts of pandas, and Python could do nothing else meanwhile.
    """
    for name, table in tables.items():
        con.register(name, pa.Table.from_pandas(table, preserve_index=False))


def fetch(con: duckdb.DuckDBPyConnection, text: str, **parameters: object) -> pd.DataFrame:
    """Return the result of ``text``, its text columns Arrow-backed.

    It is fetched to its end, since DuckDB 2 refuses other work before that.
    """
    result = con.sql(text, params=parameters or None).to_arrow_table()
    return result.to_pandas(types_mapper=_TEXT_TYPES.get)  # type: ignore[no-any-return]
