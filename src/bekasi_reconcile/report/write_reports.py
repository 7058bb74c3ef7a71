"""Write all reports on a register."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from bekasi_reconcile.report import (
    agency_letter,
    csvfile,
    files,
    programme,
    summary_page,
    work_list,
)
from bekasi_reconcile.report.context import ReportContext, register_context
from bekasi_reconcile.report.overview import Overview, earlier_overviews, figures
from bekasi_reconcile.sql import fetch

MASKED = ("nik", "no_kk")


def write(folder: Path, con: duckdb.DuckDBPyConnection, context: ReportContext) -> Overview:
    """Write the reports on the register that ``con`` reads into ``folder``; return its figures.

    ``ringkasan.html`` goes beside ``folder``, all else into it.

    The same register and ``context`` give the same bytes, but for the ids of a masked copy. Work
    lists show numbers whole; ``register.csv`` masks them, and tells the month of birth.
    """
    files.folder(folder)
    _prepare(con, context)
    with con.cursor() as cursor, ThreadPoolExecutor(1) as thread:
        _prepare(cursor, context)
        work_lists = thread.submit(work_list.write, folder, cursor, context)
        programme.write(folder, con, context)
        _write_register(folder / "register.csv", con, context)
        overview = figures(con, context.territory)
        past = earlier_overviews(context.past, overview)
        summary_page.write(folder.parent / "ringkasan.html", con, context, past, overview)
        agency_letter.write(files.folder(folder / "agensi"), con, context, past, overview)
        work_lists.result()
    return overview


def _prepare(con: duckdb.DuckDBPyConnection, context: ReportContext) -> None:
    con.execute("SET search_path = 'isi'")
    register_context(con, context)


def _write_register(path: Path, con: duckdb.DuckDBPyConnection, context: ReportContext) -> None:
    person = fetch(con, "FROM person ORDER BY person_id")
    shown = person.drop(columns="no_hp").assign(
        **{name: csvfile.mask_numbers(person[name]) for name in MASKED},
        # the day would leave but a few NIKs to try, most of which end in 0001
        tanggal_lahir=person["tanggal_lahir"].str.slice(0, len("2000-01")),
    )
    csvfile.write(path, context.people(shown))
