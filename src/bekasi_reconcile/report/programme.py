"""Programmes: who is aided twice, who by nobody, who is asked about, and each one's target list.

Everything here is a *dugaan*: the lists suggest it, the musyawarah desa/kelurahan decides.
"""

from pathlib import Path

import duckdb

from bekasi_reconcile.report import csvfile, files
from bekasi_reconcile.report.context import ReportContext
from bekasi_reconcile.sql import fetch, query


def write(folder: Path, con: duckdb.DuckDBPyConnection, context: ReportContext) -> None:
    """Write the four lists and ``sasaran/<programme>.csv``; leave their tables on ``con``."""
    con.execute(query("report_programme"))
    for file, text in (
        ("tumpang_tindih", "report_overlap"),
        ("belum_terlayani", "report_unserved"),
    ):
        csvfile.write(folder / f"{file}.csv", context.people(fetch(con, query(text))))
    of_desa = context.counts(fetch(con, query("report_programme_desa")))
    csvfile.write(folder / "program_desa.csv", of_desa)
    target = fetch(con, query("report_target"))
    doubted = target["dugaan"].notna().to_numpy(dtype=bool)
    csvfile.write(folder / "perlu_verifikasi.csv", context.people(target[doubted]))
    per_programme = files.folder(folder / "sasaran")
    for name, targets in target.groupby("program", sort=True):
        csvfile.write(per_programme / f"{files.slug(str(name))}.csv", context.people(targets))
