"""The register's schema has a version: older files are migrated in a copy, newer ones refused."""

import os
import shutil
from pathlib import Path

from bekasi_reconcile.errors import NewerError
from bekasi_reconcile.sql import open_database, query

VERSION = 2
"""Of the registers that this program writes. Each older one has a ``migrate_<version>.sql``."""

TOLD = "SELECT count(*) FROM information_schema.tables WHERE table_name = 'schema_version'"


def version(path: Path) -> int:
    """Return the schema version of the register at ``path``; the first told none."""
    with open_database(path, read_only=True) as con:
        told = con.execute(TOLD).fetchone()
        if not told or not told[0]:
            return 1
        found = con.execute("SELECT version FROM isi.schema_version").fetchone()
    return int(found[0]) if found else 1


def current(path: Path, work: Path) -> Path:
    """Return ``path``, or a copy of it in ``work`` migrated to VERSION. The original stays.

    Raises NewerError for a register that a newer program wrote.
    """
    found = version(path)
    if found > VERSION:
        raise NewerError("program.newer_register", path=path, schema=found, known=VERSION)
    if found == VERSION:
        return path
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = work / f"migrasi-{path.parent.name}.duckdb"
    made = copy.with_name(f"{copy.name}.{os.getpid()}.tmp")  # who only reads does not hold the lock
    shutil.copyfile(path, made)
    made.chmod(0o600)
    with open_database(made) as con:
        for step in range(found, VERSION):
            con.execute(query(f"migrate_{step}"))
        con.execute("CHECKPOINT")
    return made.replace(copy)
