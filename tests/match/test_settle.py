"""Doubtful pairs are settled by their rivals and by their families."""

from pathlib import Path

import pandas as pd
from people import records

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.match import match

RULES = load(Path(__file__).parents[2] / "configs" / "matching.toml", Matching)
CARD = {"no_kk": "3216071203100004", "kode_desa": "3216072002"}
BORN = {"tanggal_lahir": "2014-09-03"}


def test_a_letter_apart_is_one_child_where_both_lists_show_the_family_with_one():
    family = {"nama": "ENTIN SUARTINI", "tanggal_lahir": "1990-05-05"}
    rows = [
        {"source": "dinsos", "nama": "FAHRI RAMADHAN", **BORN},
        {"source": "dinsos", **family},
        {"source": "bpjs", "nama": "FAHMI RAMADHAN", **BORN},
        {"source": "bpjs", **family},
    ]

    assert _persons(rows) == ["r0000", "r0001", "r0000", "r0001"]


def test_a_letter_apart_are_twins_where_a_list_shows_both():
    family = {"nama": "ENTIN SUARTINI", "tanggal_lahir": "1990-05-05"}
    rows = [
        {"source": "dinsos", "nama": "FAHRI RAMADHAN", **BORN},
        {"source": "dinsos", "nama": "FAHMI RAMADHAN", **BORN},
        {"source": "dinsos", **family},
        {"source": "bpjs", "nama": "FAHMI RAMADHAN", **BORN},
        {"source": "bpjs", **family},
    ]

    assert _persons(rows) == ["r0000", "r0001", "r0002", "r0001", "r0002"]


def _persons(rows: list[dict[str, str]]) -> list[str]:
    result = match(records(pd.DataFrame([CARD | row for row in rows])), RULES)
    return result.member.sort_values("record_id")["person"].tolist()
