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


_bounds: ContextVar[dict[str, str]] = ContextVar("bounds", default={})  # noqa: B039  never changed


@contextmanager
def bounded(memory: str, spill: Path) -> Iterator[None]:
    """Let no connection opened meanwhile hold more than ``memory``; it spills into ``spill``.

    The folder is private and gone afterwards: what is spilled are rows of people. Without this
    DuckDB would spill into the folder that the program was started in.
    """
    shutil.rmtree(spill, ignore_errors=True)
    before = _bounds.set({"memory_limit": memory, "temp_directory": str(spill)})
    try:
        yield
    finally:
        _bounds.reset(before)
        shutil.rmtree(spill, ignore_errors=True)


def connected(path: Path | None = None, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Return a connection to the database at ``path``, or to an empty one in memory.

    It sees no Python variable and loads nothing; if it is ``read_only`` it reads no other file
    either. It keeps within what ``bounded`` says.
    """
    config = (READ_ONLY if read_only else LOCKED_DOWN) | _bounds.get()
    return duckdb.connect(str(path or ":memory:"), read_only=read_only, config=config)


def quote_ident(name: str) -> str:
    """Return ``name`` as an SQL identifier, whatever it holds. Values are always parameters.

    >>> quote_ident('x" ); DROP TABLE g; --')
    '"x"" ); DROP TABLE g; --"'
    """
    return '"' + name.replace('"', '""') + '"'


def query(name: str) -> str:
    """Return the text of ``<name>.sql``."""
    return files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


def scratch() -> duckdb.DuckDBPyConnection:
    """Return an empty in-memory database that sees no Python variable and loads nothing.

    Tables enter it by ``register``.
    """
    return connected()


def enter(con: duckdb.DuckDBPyConnection, tables: Mapping[str, pd.DataFrame]) -> None:
    """Let ``con`` read each of ``tables`` under its name.

    As Arrow, whose texts DuckDB reads as they are, on every core; those of pandas it copies first,
    and Python can do nothing else meanwhile.
    """
    for name, table in tables.items():
        con.register(name, pa.Table.from_pandas(table, preserve_index=False))


def rows(con: duckdb.DuckDBPyConnection, text: str, **parameters: object) -> pd.DataFrame:
    """Return the result of ``text``, its text columns Arrow-backed."""
    return frame(con.sql(text, params=parameters or None))


def frame(found: duckdb.DuckDBPyRelation) -> pd.DataFrame:
    """Return ``found``, its text columns Arrow-backed.

    It is fetched to its end, since DuckDB 2 refuses other work before that.
    """
    text_type = pd.StringDtype("pyarrow")
    types = {pa.string(): text_type, pa.large_string(): text_type}
    return found.to_arrow_table().to_pandas(types_mapper=types.get)  # type: ignore[no-any-return]
