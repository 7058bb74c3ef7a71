"""Registers as earlier versions of the program wrote them, made by script.

``schema_<version>.sql`` makes the tables of a version, with a little in them.
"""

from pathlib import Path

import duckdb

HERE = Path(__file__).parent


def make(version: int, path: Path) -> Path:
    """Write a register of schema ``version`` to ``path``."""
    with duckdb.connect(str(path)) as con:
        con.execute((HERE / f"schema_{version}.sql").read_text(encoding="utf-8"))
        con.execute("CHECKPOINT")
    return path
