"""SQL, one file per question, and the connections that run it."""

from importlib.resources import files

import duckdb


def query(name: str) -> str:
    """Return the text of ``<name>.sql``."""
    return files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


def scratch() -> duckdb.DuckDBPyConnection:
    """Return an empty in-memory database that sees no Python variable and loads nothing.

    Tables enter it by ``register``; a result is fetched to its end (``to_arrow_table``) before
    the next statement, since DuckDB 2 refuses work on a connection with an unfinished result.
    """
    return duckdb.connect(
        config={
            "python_enable_replacements": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
