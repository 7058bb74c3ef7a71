"""The letter for each agency: what became of its list, and what we ask of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from bekasi_reconcile.messages.problem_text import NAMES_TERRITORY, problem_text
from bekasi_reconcile.reference.conflict_kind import conflict_kinds
from bekasi_reconcile.report import files
from bekasi_reconcile.report.context import ReportContext
from bekasi_reconcile.report.overview import Overview, records
from bekasi_reconcile.report.page_template import write_page
from bekasi_reconcile.report.summary_page import list_values
from bekasi_reconcile.sql import query

TABLES = ("submission", "source_problem", "source_contradicted", "source_conflict")
MOST_PROBLEMS = 12

Row = Mapping[str, Any]


def write(
    folder: Path,
    con: duckdb.DuckDBPyConnection,
    context: ReportContext,
    past: Sequence[Mapping[str, Any]],
    now: Overview,
) -> None:
    """Write ``<source>.html`` for each source into ``folder``."""
    tables = {name: records(con, query(f"report_{name}")) for name in TABLES}
    values = list_values(context, past, now)
    labels = context.shown_sources([row["sumber"] for row in now["sumber"]])
    for source in now["sumber"]:
        name = source["sumber"]
        if labels[name] != name:
            continue  # nobody has said yet whose list it is
        about = {
            "s": source,
            "judul": values["judul_sumber"][name],
            "agensi": values["agensi"][name] or name,
            "lalu": values["sumber_dulu"].get(name),
        }
        path = folder / f"{files.slug(name)}.html"
        letter = values | about | _letter(context, name, tables)
        write_page(path, context.language, "agensi.html", letter)


def _letter(
    context: ReportContext, source: str, tables: Mapping[str, Sequence[Row]]
) -> dict[str, Any]:
    language = context.language
    own = {
        table: [row for row in rows if row.get("sumber", row.get("source")) == source]
        for table, rows in tables.items()
    }
    deciders = {name: kind.decides for name, kind in conflict_kinds().items()}
    return {
        "berkas": own["submission"] if not context.masked else [],
        "keadaan": {
            "read": language.text("dipakai"),
            "refused": language.text("ditolak"),
            "superseded": language.text("diganti kiriman yang lebih baru"),
            "duplicate": language.text("sama dengan berkas lain"),
        },
        "masalah": [_problem(context, row) for row in own["source_problem"][:MOST_PROBLEMS]],
        "bantahan": own["source_contradicted"],
        "konflik": [{**row, "pemutus": deciders[row["jenis"]]} for row in own["source_conflict"]],
    }


def _problem(context: ReportContext, row: Row) -> dict[str, Any]:
    detail = context.territory.name if row["aturan"] in NAMES_TERRITORY else ""
    text = problem_text(row["aturan"], context.language.code, detail)
    cells = [] if context.masked else row["contoh"]  # they name files and sheets
    return {**row, "pesan": text.message, "saran": text.remedy, "contoh": cells}
