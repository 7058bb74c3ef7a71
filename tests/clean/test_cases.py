"""Every case of the data files beside this one, read cell by cell."""

import csv
from datetime import date
from pathlib import Path

import pytest

from bekasi_reconcile.clean import address, code, name, nik, place, rt_rw
from bekasi_reconcile.clean import date as dates
from bekasi_reconcile.clean.phonetic import sound
from bekasi_reconcile.clean.place_cell import PlaceCells
from territories import BEKASI

HERE = Path(__file__).parent
AS_OF = date(2026, 11, 22)


def cases(file: str):
    """Return the lines of a case file, an empty cell as None, each named by its text."""
    with (HERE / file).open(encoding="utf-8", newline="") as lines:
        return [
            pytest.param({k: v or None for k, v in row.items()}, id=f"{file}:{number}")
            for number, row in enumerate(csv.DictReader(lines), 2)
        ]


@pytest.mark.parametrize("case", cases("nik.csv"))
def test_a_nik_cell_is_read_with_its_status(case):
    reading = nik.read_nik(case["text"], BEKASI, numeric=case["kind"] == "angka")

    assert reading == (case["pattern"], case["status"], case["rule"]), case["why"]


@pytest.mark.parametrize("case", cases("kk.csv"))
def test_a_kk_cell_is_read_with_its_status(case):
    reading = nik.read_kk(case["text"], BEKASI, numeric=case["kind"] == "angka")

    assert reading == (case["pattern"], case["status"], case["rule"]), case["why"]


@pytest.mark.parametrize("case", cases("date.csv"))
def test_a_date_is_read_with_its_precision(case):
    reading = dates.read(case["text"], case["order"], AS_OF)

    assert (reading.value, reading.rule) == (case["value"], case["rule"]), case["why"]


@pytest.mark.parametrize("case", cases("code.csv"))
def test_a_code_is_read_by_the_coding_of_its_column(case):
    read = getattr(code, case["kind"])
    coded = case["kind"] in ("sex", "relationship", "life")

    reading = read(case["text"], case["coding"]) if coded else read(case["text"])

    assert reading == (case["value"], case["rule"])


@pytest.mark.parametrize("case", cases("name.csv"))
def test_a_name_is_taken_apart(case):
    found = name.read(case["text"])

    assert (found.baku, found.lain, found.bin) == (case["baku"], case["lain"], case["bin"])
    assert (found.wakil, found.hidup) == (case["wakil"] == "ya", case["hidup"])
    assert found.rule == case["problem"]


@pytest.mark.parametrize("case", cases("sound.csv"))
def test_names_that_sound_alike_have_one_key(case):
    assert (sound(case["left"]) == sound(case["right"])) == (case["same"] == "ya")


@pytest.mark.parametrize("case", cases("place.csv"))
def test_a_place_is_resolved_to_its_deepest_sure_code(case):
    found = place.resolve(PlaceCells(*(case[field] for field in PlaceCells._fields)), BEKASI)

    deepest = found.kode_desa or found.kode_kecamatan or found.kode_kabupaten
    expected = case["kode"]
    if expected and expected.endswith("|"):  # a desa of this kecamatan
        assert (deepest or "").startswith(expected[:-1])
        assert found.kode_desa
    else:
        assert deepest == expected, case["why"]
    assert found.rule == case["rule"], case["why"]


@pytest.mark.parametrize("case", cases("address.csv"))
def test_an_address_is_read_in_its_parts(case):
    found = address.read(case["text"], BEKASI)

    assert (found.baku, found.rt, found.rw) == (case["baku"], case["rt"], case["rw"]), case["why"]


@pytest.mark.parametrize("case", cases("rt.csv"))
def test_an_rt_cell_is_read_in_any_form(case):
    read = rt_rw.read_both if case["reader"] == "both" else rt_rw.read_unit

    assert read(case["text"]) == (case["rt"], case["rw"], case["rule"]), case["why"]
