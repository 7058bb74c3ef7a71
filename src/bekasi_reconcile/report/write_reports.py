"""What people get: files made from a register."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from bekasi_reconcile.report import csvfile, files, pages, programme, work_list
from bekasi_reconcile.report.context import ReportContext, register_words
from bekasi_reconcile.report.overview import Overview, figures
from bekasi_reconcile.sql import fetch, query

MASKED = ("nik", "no_kk")


def write(folder: Path, con: duckdb.DuckDBPyConnection, asked: ReportContext) -> Overview:
    """Write the reports on the register that ``con`` reads into ``folder``; return its figures.

    ``ringkasan.html`` goes beside ``folder``, all else into it.

    The same register and ``asked`` give the same bytes. Work lists show numbers whole;
    ``register.csv`` masks them.
    """
    files.folder(folder)
    _prepare(con, asked)
    with con.cursor() as other, ThreadPoolExecutor(1) as beside:
        _prepare(other, asked)
        lists = beside.submit(work_list.write, folder, other, asked)
        programme.write(folder, con)
        person = fetch(con, "FROM person ORDER BY person_id")
        hidden = (
            {} if asked.masked else {name: csvfile.mask_numbers(person[name]) for name in MASKED}
        )
        csvfile.write(folder / "register.csv", person.assign(**hidden).drop(columns="no_hp"))
        told = figures(con)
        pages.write(folder, con, asked, told)
        lists.result()
    return told


def _prepare(con: duckdb.DuckDBPyConnection, asked: ReportContext) -> None:
    con.execute("SET search_path = 'isi'")
    register_words(con, asked)
    if asked.masked:
        con.execute(query("report_mask"))
