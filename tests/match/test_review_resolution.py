"""Doubtful pairs are settled by their rivals and by their families."""

from pathlib import Path

import pandas as pd
from people import records

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.match.stage import match

RULES = load(Path(__file__).parents[2] / "configs" / "matching.toml", Matching)
CARD = {"no_kk": "3216071203100004", "kode_desa": "3216072002"}
BORN = {"tanggal_lahir": "2014-09-03"}
HOME = {"alamat_baku": "KAMPUNG RAWA BAMBU", "rt": "3", "rw": "2"}
SHORT = tuple(each.model_copy(update={"least_records": 0}) for each in RULES.review_rules)
ALL = RULES.model_copy(update={"review_rules": SHORT})
"""As if the few records of a test were all there are."""


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


def test_a_letter_apart_stays_open_where_no_list_shows_the_family():
    rows = [
        {"source": "dinsos", "nama": "FAHRI RAMADHAN", **BORN},
        {"source": "bpjs", "nama": "FAHMI RAMADHAN", **BORN},
    ]

    assert len(set(_persons(rows))) == 2


def test_a_name_that_only_one_in_the_rt_has_is_that_one():
    rows = [
        {"source": "dinsos", "nama": "LILIS AISYAH", "nik": "3216074109780001", **HOME},
        {"source": "baznas", "nama": "LILIS AISYAH", **HOME, "no_kk": None},
        {"source": "dinsos", "nama": "LILIS AISYAH", "nik": "3216074502810002", **HOME, "rt": "5"},
    ]

    assert _persons(rows, ALL) == ["r0000", "r0000", "r0002"]


def test_a_name_that_two_in_the_rt_have_is_nobody_s():
    other = {"no_kk": "3216070511210077", "alamat_baku": "JALAN PASAR LAMA"}
    rows = [
        {"source": "dinsos", "nama": "LILIS AISYAH", "nik": "3216074109780001", **HOME},
        {"source": "baznas", "nama": "LILIS AISYAH", **HOME, "no_kk": None},
        {"source": "dinsos", "nama": "LILIS AISYAH", "nik": "3216074502810002", **HOME, **other},
    ]

    assert _persons(rows, ALL) == ["r0000", "r0001", "r0002"]


def test_two_of_one_list_are_not_one_for_their_name_and_address():
    rows = [
        {"source": "baznas", "nama": "LILIS AISYAH", "nik": "3216074109780001", **HOME},
        {"source": "baznas", "nama": "LILIS AISYAH", **HOME, "no_kk": None},
    ]

    assert len(set(_persons(rows, ALL))) == 2


def test_a_list_with_a_row_a_month_has_its_children_repeatedly():
    months = [
        {"source": "posyandu", "nama": name, "tanggal_lahir": born, "kelamin": "L"}
        for name, born in (("ASEP PERMANA", "2023-09-24"), ("DIKI HAKIM", "2024-02-11"))
        for _ in range(2)
    ]
    late = {"source": "posyandu", "nama": "AGUS NUGRAHA", "tanggal_lahir": "2022-05-30"}
    rows = [*months, late, late | {"nama": "AGUS NUGARHA", "nik": "3216073005220001"}]

    assert _persons(rows)[-1] == _persons(rows)[-2]


def test_two_names_of_one_day_are_two_children_on_such_a_list_too():
    months = [{"source": "posyandu", "nama": "ASEP PERMANA", **BORN} for _ in range(2)]
    twins = [
        {"source": "posyandu", "nama": "HASAN HIDAYAT", **BORN},
        {"source": "posyandu", "nama": "HUSEN HIDAYAT", **BORN},
        {"source": "bpjs", "nama": "HIDAYAT", **BORN},
    ]

    person = _persons([*months, *twins])

    assert person[2] != person[3]


def _persons(rows: list[dict[str, str | None]], rules: Matching = RULES) -> list[str]:
    result = match(records(pd.DataFrame([CARD | row for row in rows])), rules)
    return result.member.sort_values("record_id")["person"].tolist()
