"""The version of the register's schema: a copy of an older file is migrated, a newer is refused."""

import os
import shutil
from pathlib import Path

from bekasi_reconcile.errors import NewerError
from bekasi_reconcile.register.format_version import REGISTER_VERSION
from bekasi_reconcile.sql import open_database, query

HAS_VERSION = "SELECT count(*) FROM information_schema.tables WHERE table_name = 'schema_version'"


def schema_version(path: Path) -> int:
    """Return the schema version of the register at ``path``; version 1 did not record it."""
    with open_database(path, read_only=True) as con:
        ((tables,),) = con.execute(HAS_VERSION).fetchall()
        if not tables:
            return 1
        ((version,),) = con.execute("SELECT version FROM isi.schema_version").fetchall()
    return int(version)


def at_current_schema(path: Path, work: Path) -> Path:
    """Return ``path``, or a copy of it in ``work`` that is migrated to REGISTER_VERSION.

    Raises NewerError for a register that a newer program wrote.
    """
    schema = schema_version(path)
    if schema > REGISTER_VERSION:
        raise NewerError("program.newer_register", path=path, schema=schema, known=REGISTER_VERSION)
    if schema == REGISTER_VERSION:
        return path
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = work / f"migrasi-{path.parent.name}.duckdb"
    draft = copy.with_name(f"{copy.name}.{os.getpid()}.tmp")  # readers hold no lock
    shutil.copyfile(path, draft)
    draft.chmod(0o600)
    with open_database(draft) as con:
        for step in range(schema, REGISTER_VERSION):
            con.execute(query(f"migrate_{step}"))
        con.execute("CHECKPOINT")
    return draft.replace(copy)
