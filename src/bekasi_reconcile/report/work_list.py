"""The conflict report: one work list for all, and one for each kecamatan, as CSV and workbook."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pandas as pd

from bekasi_reconcile.reference.conflict_kind import conflict_kinds
from bekasi_reconcile.report import csvfile, files, xlsx
from bekasi_reconcile.report.context import ReportContext
from bekasi_reconcile.report.page_template import render
from bekasi_reconcile.spreadsheet.cell_address import letter as letter_of
from bekasi_reconcile.sql import fetch, query

WIDTHS = {
    "id_konflik": 16, "jenis": 15, "tingkat": 8, "kabupaten": 18, "desa": 17, "rw": 5, "rt": 5,
    "id_orang": 16, "id_keluarga": 16, "nama": 22, "nik": 19, "no_kk": 19, "pertanyaan": 34,
    "menurut_daftar": 64,
    "jumlah_catatan": 15, "yang_berbeda": 18, "alasan": 40, "isi_register": 22, "aturan": 26,
    "pilihan_jawaban": 22, "keputusan": 20, "petugas": 16, "keterangan": 30, "berkas": 40,
    "isi_yang_berbeda": 34, "alamat": 30, "sel": 8, "lahir": 20,
}  # fmt: skip
FILLED_IN = ("keputusan", "petugas", "tanggal", "keterangan")
WRAPPED = ("pertanyaan", "menurut_daftar", "alasan", "pilihan_jawaban", "keterangan")
SEVERITIES = {"1": "#F6C9C4", "2": "#FBE7B8", "3": "#E4EBEF"}
NOWHERE = "tanpa kecamatan"


class _WorkList(NamedTuple):
    """One work list to write: where, whose, and what is on it."""

    folder: Path
    stem: str
    place: str
    conflict: pd.DataFrame
    detail: pd.DataFrame


def write(folder: Path, con: duckdb.DuckDBPyConnection, context: ReportContext) -> None:
    """Write ``konflik.csv`` and ``.xlsx``, and both for each kecamatan into ``konflik/``."""
    conflict = fetch(con, query("report_conflict"))
    detail = fetch(con, query("report_conflict_detail"))
    whole = _WorkList(folder, "konflik", "", context.people(conflict), detail)
    # a masked copy has none of a kecamatan: its name would tell where the few on it live
    folders = [] if context.masked else [files.folder(folder / "konflik")]
    parts = [part for below in folders for part in _by_kecamatan(below, conflict, detail)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(partial(_write, context=context), [whole, *parts]))


def _by_kecamatan(
    folder: Path, conflict: pd.DataFrame, detail: pd.DataFrame
) -> Iterator[_WorkList]:
    """Yield a list for each kecamatan, and a last one for conflicts outside any."""
    area = (conflict["kabupaten"] + " " + conflict["kecamatan"]).fillna("")
    of_detail = detail["id_konflik"].map(dict(zip(conflict["id_konflik"], area, strict=True)))
    for name in sorted(area.unique(), key=lambda name: (not name, name)):
        here = conflict[(area == name).to_numpy(dtype=bool)]
        place = here["kecamatan"].iloc[0] if name else ""
        details = detail[(of_detail == name).to_numpy(dtype=bool)]
        yield _WorkList(folder, files.slug(place or NOWHERE), place, here, details)


def _write(work: _WorkList, context: ReportContext) -> None:
    csvfile.write(work.folder / f"{work.stem}.csv", work.conflict)
    counts = {
        "hitungan": _counts(work.conflict),
        "tempat": work.place,
        "tersamar": context.masked,
    } | context.label()
    with xlsx.new_workbook(work.folder / f"{work.stem}.xlsx") as book:
        _add_text(book, context, "Petunjuk", "petunjuk.txt", counts)
        xlsx.add_page(book, _conflict_sheet(work.conflict))
        if not context.masked:
            xlsx.add_page(book, xlsx.TableSheet("Rincian", work.detail, WIDTHS))
        _add_text(book, context, "Berita acara", "berita_acara.txt", counts)
        _add_choices(book)


def _conflict_sheet(conflict: pd.DataFrame) -> xlsx.TableSheet:
    lines = conflict.assign(
        menurut_daftar=conflict["menurut_daftar"].str.replace(" | ", "\n", regex=False)
    )
    answers = {"keputusan": "=INDIRECT($B2)"} if len(conflict) else {}
    shades = {"tingkat": SEVERITIES}
    return xlsx.TableSheet("Konflik", lines, WIDTHS, answers, FILLED_IN, shades, WRAPPED)


def _add_choices(book: xlsx.ReportWorkbook) -> None:
    """Add the answers that each type allows, by the type's name, for the drop-downs."""
    sheet = book.add_worksheet("Pilihan")
    for j, (name, kind) in enumerate(conflict_kinds().items()):
        for i, text in enumerate([name, *kind.answers]):
            sheet.write_string(i, j, text)
        at = letter_of(j)
        cells = f"=Pilihan!${at}$2:${at}${len(kind.answers) + 1}"
        book.define_name(name, cells)
    sheet.hide()


def _counts(conflict: pd.DataFrame) -> list[dict[str, Any]]:
    by = ["tingkat", "jenis", "pemutus"]
    counts = conflict.groupby(by, dropna=False).size().reset_index(name="jumlah")
    return [{str(k): v for k, v in row.items()} for row in counts.to_dict("records")]


def _add_text(
    book: xlsx.ReportWorkbook,
    context: ReportContext,
    title: str,
    template: str,
    values: dict[str, Any],
) -> None:
    text = render(context.language, template, values)
    xlsx.add_text(book, title, text.rstrip("\n").split("\n"))
