"""The figures of a run: the pages show them, and the manifest keeps them for later runs."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from bekasi_reconcile.reference.territory import REGENCY, Territory
from bekasi_reconcile.sql import fetch, query

Overview = dict[str, Any]
QUERIES = {
    "kecamatan": "report_kecamatan", "sumber": "report_source", "matriks": "report_matrix",
    "program": "report_programme_total", "desil": "report_decile", "pemutus": "report_decider",
}  # fmt: skip
OVERVIEW_VERSION = 1
"""Raised when a figure changes its name or meaning: earlier runs' are then not compared."""

TOTALS = ("keluarga", "orang", "ekstrem", "terbawah", "terlayani", "belum", "melanggar", "konflik")


def figures(con: duckdb.DuckDBPyConnection, territory: Territory) -> Overview:
    """Return the figures of the register on ``con``; the tables of report_programme are there.

    Plain numbers and texts, without any person's: fit for JSON. ``masukan`` is equal for runs on
    equal inputs; ``posisi_data`` is the newest date of data.
    """
    con.register("petak", _tiles(territory))
    con.execute(query("report_lost"))
    overview: Overview = {name: records(con, query(file)) for name, file in QUERIES.items()}
    submission = fetch(con, query("report_submission"))
    content = "\n".join(submission["file"] + " " + submission["sha256"])
    overview["versi"] = OVERVIEW_VERSION
    overview["masukan"] = hashlib.sha256(content.encode()).hexdigest()[:12]
    overview["posisi_data"] = max(submission["reported_on"].dropna(), default="")
    overview["jumlah"] = {name: sum(row[name] for row in overview["kecamatan"]) for name in TOTALS}
    overview["jumlah"] |= records(con, query("report_total"))[0]
    return overview


def _tiles(territory: Territory) -> pd.DataFrame:
    regions = territory.by_code
    return pd.DataFrame(
        [
            (tile.kode, regions[tile.kode].nama, regions[tile.kode[:REGENCY]].nama)
            for tile in territory.tiles
        ],
        columns=["kode", "nama", "kabupaten"],
    )


def records(con: duckdb.DuckDBPyConnection, text: str) -> list[dict[str, Any]]:
    """Return the rows of the query ``text`` as mappings of plain values."""
    table = fetch(con, text)
    plain = table.astype(object).to_dict("records")
    return [{str(k): _plain(v) for k, v in row.items()} for row in plain]


def _plain(value: Any) -> Any:
    """Return None for nothing and whole numbers as such: beside a gap they come as fractions."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if pd.isna(value):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def earlier_overviews(past: Sequence[Mapping[str, Any]], now: Overview) -> list[Mapping[str, Any]]:
    """Return the ``past`` overviews on other inputs than ``now``, each input once, oldest first.

    So a run that reads nothing new looks back on the same runs as the one it repeats.
    """
    comparable = [overview for overview in past if overview.get("versi") == now["versi"]]
    others = [overview for overview in comparable if overview["masukan"] != now["masukan"]]
    return list({overview["masukan"]: overview for overview in others}.values())
