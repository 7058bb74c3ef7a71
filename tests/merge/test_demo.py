"""Conflicts of a whole demo against its truth: those planted are reported, those reported real."""

import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from bekasi_reconcile import demo, pipeline
from bekasi_reconcile.commands.init import make_demo
from bekasi_reconcile.config.project import Config

HERE = Path(__file__).parent
TRUTH = {"truth": "rows", "cells": "cells", "people": "people", "planted": "conflicts"}

REAL = {
    "nik_bersama": "several > 1",
    "dua_kepala": "several > 1",
    "anak_lebih_tua": "several > 1 AND damaged",
    "tinjau": "several = 1",
    "nik_ganda": "several = 1 AND damaged",
    "tanggal_lahir": "several = 1 AND damaged",
    "jenis_kelamin": "several = 1 AND damaged",
    "nama": "several = 1 AND damaged",
    "status_hidup": "several = 1 AND died",
    "ganda_daftar": "several = 1",
    "beberapa_keluarga": "several = 1 AND versions > 1",
    "desil": "several = 1 AND versions > 1",
    "kode_desa": "several = 1 AND versions > 1",
    "no_kk": "families = 1 AND versions > 1",
    "tumpang_tindih": "families = 1 AND versions > 1",
}
"""What must be true of a conflict of each type, seen from the truth, for it to be real."""

REPORTED_AS = {
    "nik-dipakai-bersama": ["nik_bersama"],
    "dua-kepala": ["dua_kepala"],
    "ganda-dalam-daftar": ["ganda_daftar"],
    "nik-lebih-dari-satu": ["nik_ganda", "tinjau"],
    "kk-berpindah": ["no_kk", "beberapa_keluarga"],
    "meninggal-di-satu-daftar": ["status_hidup"],
    "tumpang-tindih": ["tumpang_tindih"],
    "tanggal-meleset": ["tanggal_lahir", "tinjau"],
    "kelamin-keliru": ["jenis_kelamin"],
}


def all_of(persons: str, found: set[str]) -> bool:
    return set(persons.split()) <= found


def some_of(persons: str, found: set[str]) -> bool:
    return bool(set(persons.split()) & found)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("town") / "project"
    make_demo(folder, lambda at: demo.write(at, seed=20_221_007, families=1500))
    pipeline.run(Config.load(folder))
    con = duckdb.connect()
    con.execute(f"ATTACH '{folder / 'data/output/latest/register.duckdb'}' AS register (READ_ONLY)")
    for name, file in TRUTH.items():
        path = folder / "truth" / f"{file}.csv"
        con.execute(f"CREATE TEMP TABLE {name} AS FROM read_csv('{path}', all_varchar = true)")
    con.execute((HERE / "truth.sql").read_text(encoding="utf-8"))
    return con


@pytest.mark.slow
def test_what_is_reported_is_real(town: duckdb.DuckDBPyConnection, capsys):
    found = [
        (kind, *town.sql(f"SELECT count(*), count(*) FILTER ({real}) FROM reported "
                         f"WHERE type = '{kind}'").fetchall()[0])
        for kind, real in REAL.items()
    ]  # fmt: skip
    table = pd.DataFrame(found, columns=["type", "reported", "real"])
    with capsys.disabled():
        sys.stdout.write(f"\n{table.to_string(index=False)}\n")

    assert set(town.sql("SELECT DISTINCT type FROM reported").df()["type"]) <= set(REAL)
    assert table["reported"].sum() > 300
    assert table["real"].sum() >= 0.98 * table["reported"].sum()


@pytest.mark.slow
def test_what_was_planted_is_reported(town: duckdb.DuckDBPyConnection, capsys):
    planted = town.sql("FROM visible").df()
    reported = [
        set(persons.tolist()) | {kind}
        for persons, kind in town.sql("SELECT persons, type FROM reported").df().to_numpy()
    ]

    def is_reported(kind: str, persons: str) -> bool:
        return any(
            name in found and (some_of if kind == "tumpang-tindih" else all_of)(persons, found)
            for name in REPORTED_AS[kind]
            for found in reported
        )

    planted["reported"] = [is_reported(k, p) for k, p in planted[["kind", "persons"]].to_numpy()]
    table = planted.groupby("kind")["reported"].agg(["size", "sum"])
    with capsys.disabled():
        sys.stdout.write(f"\n{table.to_string()}\n")

    assert set(table.index) == set(REPORTED_AS)
    assert planted["reported"].mean() >= 0.98
