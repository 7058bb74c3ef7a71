"""SQL, one file per question, and the connections that run it."""

from importlib.resources import files

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
    return duckdb.connect(config=LOCKED_DOWN)


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
