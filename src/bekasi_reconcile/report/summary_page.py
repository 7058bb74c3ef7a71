"""The page for TKPKD: where the families are, who is served, what the lists disagree on."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from bekasi_reconcile.reference.territory import Territory
from bekasi_reconcile.report import plot
from bekasi_reconcile.report.context import ReportContext
from bekasi_reconcile.report.overview import Overview, records
from bekasi_reconcile.report.page_template import write_page
from bekasi_reconcile.sql import query

COLOURS = {1: "#a8402a", 2: "#c98f2b", 3: "#9db0ba"}
WIDE, HIGH = 560, 160


def write(
    path: Path,
    con: duckdb.DuckDBPyConnection,
    context: ReportContext,
    past: Sequence[Mapping[str, Any]],
    now: Overview,
) -> Path:
    """Write the page to ``path`` and return it. ``past`` are the overviews of earlier runs."""
    values = list_values(context, past, now) | _figures(context, past, now)
    values["perubahan"] = records(con, query("report_change"))
    return write_page(path, context.language, "ringkasan.html", values)


def list_values(
    context: ReportContext, past: Sequence[Mapping[str, Any]], now: Overview
) -> dict[str, Any]:
    """Return the values of the templates that are about the lists, now and in the run before."""
    before = past[-1] if past else None
    labels = context.shown_sources([row["sumber"] for row in now["sumber"]])
    sources = {source.source: source for source in context.sources}
    listed = labels.values()
    return {
        "kini": now
        | {"sumber": [row | {"sumber": labels[row["sumber"]]} for row in now["sumber"]]},
        "dulu": before,
        "sumber_dulu": {row["sumber"]: row for row in before["sumber"]} if before else {},
        "judul_sumber": {n: sources[n].title if n in sources else n for n in listed},
        "agensi": {n: sources[n].agency if n in sources else "" for n in listed},
    } | context.label()


def _figures(
    context: ReportContext, past: Sequence[Mapping[str, Any]], now: Overview
) -> dict[str, Any]:
    runs = [*past[-9:], now]
    extreme = [run["jumlah"]["ekstrem"] for run in runs]
    before = past[-1]["kecamatan"] if past else []
    rules = context.merging
    return {
        "batas": rules.targeting,
        "aturan": sorted({r.basis for r in rules.exclusive} | {r.basis for r in rules.eligible}),
        "wilayah": context.territory,
        "kota": _cities_beside(context.territory),
        "warna": COLOURS,
        "peta_ekstrem": plot.tiles(now["kecamatan"], "ekstrem", context.territory),
        "peta_belum": plot.tiles(now["kecamatan"], "belum", context.territory),
        "desil": plot.bars(now["desil"], "keluarga", "terlayani", WIDE, 190),
        "matriks": plot.matrix(now["matriks"]),
        "pekerjaan": plot.stacked_bars(now["pemutus"], WIDE - 60),
        "tren": plot.trend(extreme, WIDE, HIGH),
        "tanda_tren": [run["posisi_data"][:7] for run in runs],
        "ekstrem_dulu": {row["kode"]: row["ekstrem"] for row in before},
    }


def _cities_beside(territory: Territory) -> str:
    """Return the cities of a territory that has kabupaten too: the tile map marks them."""
    cities = [code for code in territory.regencies if territory.is_city(code)]
    if len(cities) == len(territory.regencies):
        return ""
    return ", ".join(territory.by_code[code].nama for code in cities)
