"""The page for TKPKD and the letter for each agency."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from bekasi_reconcile.messages.problem_text import problem_text
from bekasi_reconcile.reference.conflict_kind import conflict_kinds
from bekasi_reconcile.report import files, page, plot
from bekasi_reconcile.report.context import ReportContext
from bekasi_reconcile.report.overview import Overview, earlier_overviews, records
from bekasi_reconcile.report.translation import Language
from bekasi_reconcile.sql import query

COLOURS = {1: "#a8402a", 2: "#c98f2b", 3: "#9db0ba"}
WIDE, HIGH = 560, 160
LETTER = ("submission", "source_problem", "source_contradicted", "source_conflict")
MOST_PROBLEMS = 12


def write(
    folder: Path, con: duckdb.DuckDBPyConnection, asked: ReportContext, now: Overview
) -> None:
    """Write ``ringkasan.html`` beside ``folder`` and ``agensi/<source>.html`` into it."""
    past = earlier_overviews(asked.past, now)
    values = _shared(asked, past, now)
    summary = values | _summary(con, asked, past, now)
    page.write(folder.parent / "ringkasan.html", asked.language, "ringkasan.html", summary)
    letters = files.folder(folder / "agensi")
    told = {name: records(con, query(f"report_{name}")) for name in LETTER}
    for source in now["sumber"]:
        letter = values | _letter(asked, source, told, values)
        name = f"{files.slug(source['sumber'])}.html"
        page.write(letters / name, asked.language, "agensi.html", letter)


def _shared(
    asked: ReportContext, past: Sequence[Mapping[str, Any]], now: Overview
) -> dict[str, Any]:
    before = past[-1] if past else None
    known = {source.source: source for source in asked.sources}
    listed = [row["sumber"] for row in now["sumber"]]
    return {
        "kini": now,
        "dulu": before,
        "sumber_dulu": {row["sumber"]: row for row in before["sumber"]} if before else {},
        "judul_sumber": {name: known[name].title if name in known else name for name in listed},
        "agensi_sumber": {name: known[name].agency if name in known else "" for name in listed},
        "beda": partial(_difference, asked.language),
    }


def _summary(
    con: duckdb.DuckDBPyConnection,
    asked: ReportContext,
    past: Sequence[Mapping[str, Any]],
    now: Overview,
) -> dict[str, Any]:
    runs = [*past[-9:], now]
    extreme = [run["jumlah"]["ekstrem"] for run in runs]
    before = past[-1]["kecamatan"] if past else []
    rules = asked.merging
    return {
        "agensi": _shared(asked, past, now)["agensi_sumber"],
        "batas": rules.targeting,
        "aturan": sorted({r.basis for r in rules.exclusive} | {r.basis for r in rules.eligible}),
        "warna": COLOURS,
        "peta_ekstrem": plot.tiles(now["kecamatan"], "ekstrem"),
        "peta_belum": plot.tiles(now["kecamatan"], "belum"),
        "desil": plot.bars(now["desil"], "keluarga", "terlayani", WIDE, 190),
        "matriks": plot.matrix(now["matriks"]),
        "pekerjaan": plot.stacked(now["pemutus"], WIDE - 60),
        "tren": plot.trend(extreme, WIDE, HIGH),
        "tanda_tren": [run["posisi_data"][:7] for run in runs],
        "ekstrem_dulu": {row["kode"]: row["ekstrem"] for row in before},
        "perubahan": records(con, query("report_change")),
    }


def _letter(
    asked: ReportContext,
    source: Mapping[str, Any],
    told: Mapping[str, Sequence[Mapping[str, Any]]],
    shared: Mapping[str, Any],
) -> dict[str, Any]:
    name = source["sumber"]
    mine = {
        table: [row for row in rows if row.get("sumber", row.get("source")) == name]
        for table, rows in told.items()
    }
    decides = {kind: of.decides for kind, of in conflict_kinds().items()}
    language = asked.language
    return {
        "s": source,
        "judul": shared["judul_sumber"][name],
        "agensi": shared["agensi_sumber"][name] or name,
        "lalu": shared["sumber_dulu"].get(name),
        "berkas": mine["submission"],
        "keadaan": {
            "read": language.text("dipakai"),
            "refused": language.text("ditolak"),
            "superseded": language.text("diganti kiriman yang lebih baru"),
            "duplicate": language.text("sama dengan berkas lain"),
        },
        "masalah": [_problem(asked, row) for row in mine["source_problem"][:MOST_PROBLEMS]],
        "bantahan": mine["source_contradicted"],
        "konflik": [{**row, "pemutus": decides[row["jenis"]]} for row in mine["source_conflict"]],
    }


def _problem(asked: ReportContext, row: Mapping[str, Any]) -> dict[str, Any]:
    said = problem_text(row["aturan"], asked.language_code)
    return {**row, "pesan": said.message, "saran": said.remedy}


def _difference(language: Language, value: float, places: int = 0) -> str:
    """Return a change with its sign, or that there is none."""
    if round(value, places) == 0:
        return language.text("tetap")
    return f"{'+' if value > 0 else '−'}{language.number(abs(value), places)}"
