"""What people get: files made from the register's tables."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from bekasi_reconcile.report import csvfile
from bekasi_reconcile.sql import query, rows, scratch

MASKED = ("nik", "no_kk")


def write(folder: Path, tables: Mapping[str, pd.DataFrame], kinds: pd.DataFrame) -> list[Path]:
    """Write the reports on ``tables`` into ``folder``; return their paths.

    ``kinds`` has one row per type of conflict: type, question, decides, answers. The same tables
    give the same bytes. ``konflik.csv`` is a work list and shows numbers whole; ``register.csv``
    masks them.
    """
    folder.mkdir(mode=0o700)
    con = scratch()
    for name in ("conflict", "conflict_value", "record", "person"):
        con.register(name, tables[name])
    con.register("columns", tables["column"])
    con.register("kind", kinds)
    conflict, register = folder / "konflik.csv", folder / "register.csv"
    csvfile.write(conflict, rows(con, query("report_conflict")))
    person = tables["person"]
    hidden = {name: csvfile.masked(person[name]) for name in MASKED}
    csvfile.write(register, person.assign(**hidden).drop(columns="no_hp"))
    return [conflict, register]
