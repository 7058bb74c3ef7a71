"""Several columns for one thing: which counts, and what the other is good for."""

import json
from pathlib import Path

import pandas as pd
import pytest

from bekasi_reconcile.ingest.stage import ingest
from territories import BEKASI

OLD = ["3216020403710031", "3216024605740032", "3216020207010033"]
NEW = ["3216020403710001", "3216024605740001", "3216020207010001"]
NAMES = ["RUSMANTO", "KOMARIAH", "DERI HAMZAH"]


def received(tmp_path: Path, *lines: list[str]) -> pd.DataFrame:
    """Return the source rows of a list whose first line is its header."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "work").mkdir()
    text = "\n".join(";".join(line) for line in lines)
    (tmp_path / "raw/daftar.csv").write_text(text + "\n", encoding="utf-8")
    return ingest(tmp_path / "raw", (), tmp_path / "work", BEKASI).source_row


def columns(*values: list[str]) -> list[list[str]]:
    return [list(row) for row in zip(*values, strict=True)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("NIK LAMA", "NIK BARU"),
        ("NIK", "NIK BARU"),
        ("NIK SALAH", "NIK BENAR"),
        ("NIK DTKS", "NIK DUKCAPIL"),
        ("NIK Sebelum Perbaikan", "NIK Sesudah Perbaikan"),
        ("NIK semula", "NIK menjadi"),
        ("NIK (keliru)", "NIK seharusnya"),
    ],
)
@pytest.mark.parametrize("reverse", [False, True])
def test_the_corrected_column_counts_on_either_side(
    tmp_path: Path, old: str, new: str, reverse: bool
):
    header, rows = [old, new, "NAMA"], columns(OLD, NEW, NAMES)
    if reverse:
        header, rows = [new, old, "NAMA"], columns(NEW, OLD, NAMES)

    found = received(tmp_path, header, *rows)

    assert found["nik"].tolist() == NEW
    assert [json.loads(extra)[old] for extra in found["extra"]] == OLD


@pytest.mark.parametrize("blank", ["", "-", "tetap"])
def test_where_the_corrected_cell_is_blank_the_former_value_still_holds(tmp_path: Path, blank: str):
    found = received(
        tmp_path, ["NIK LAMA", "NIK BARU", "NAMA"], *columns(OLD, [NEW[0], blank, NEW[2]], NAMES)
    )

    assert found["nik"].tolist() == [NEW[0], OLD[1], NEW[2]]


def test_the_former_value_of_another_person_fills_nothing(tmp_path: Path):
    header = ["NAMA LAMA", "NIK LAMA", "NAMA PENGGANTI", "NIK PENGGANTI"]
    others = ["WASTINI", "TOPIK ISMAIL", "LILIS SUNDARI"]

    found = received(tmp_path, header, *columns(others, OLD, NAMES, [NEW[0], "", NEW[2]]))

    assert found["nama"].tolist() == NAMES
    assert found["nik"].fillna("").tolist() == [NEW[0], "", NEW[2]]


def test_the_heir_is_listed_and_not_the_dead(tmp_path: Path):
    header = ["NAMA ALMARHUM", "NIK ALMARHUM", "NAMA AHLI WARIS", "NIK AHLI WARIS"]
    dead = ["WASTINI", "TOPIK ISMAIL", "LILIS SUNDARI"]

    found = received(tmp_path, header, *columns(dead, OLD, NAMES, NEW))

    assert found["nama"].tolist() == NAMES
    assert found["nik"].tolist() == NEW


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("no_kk", "NO KK LAMA", "NO KK BARU"),
        ("nama", "NAMA AWAL", "NAMA PERBAIKAN"),
        ("tanggal_lahir", "TANGGAL LAHIR LAMA", "TANGGAL LAHIR BARU"),
        ("desa", "DESA ASAL", "DESA TUJUAN"),
        ("alamat", "ALAMAT LAMA", "ALAMAT BARU"),
    ],
)
def test_other_fields_have_former_values_too(tmp_path: Path, field: str, old: str, new: str):
    cells = {
        "no_kk": ("3216020505100011", "3216020505100088"),
        "nama": ("RUSMAN", "RUSMANTO"),
        "tanggal_lahir": ("01-01-1960", "04-03-1971"),
        "desa": ("Bahagia", "Kebalen"),
        "alamat": ("Kp. Rawa RT 01", "Kp. Pulo RT 02"),
    }[field]
    people = ["NAMA LENGKAP"] if field != "nama" else ["JK"]
    others = NAMES if field != "nama" else ["L", "P", "L"]

    found = received(
        tmp_path, ["NIK", *people, old, new], *columns(NEW, others, *([c] * 3 for c in cells))
    )

    assert found[field].tolist() == [cells[1]] * 3


def test_first_and_last_names_are_one(tmp_path: Path):
    found = received(
        tmp_path,
        ["Nama Depan", "Nama Belakang", "NIK"],
        *columns(["RUSMANTO", "KOMARIAH", "DERI"], ["", "", "HAMZAH"], NEW),
    )

    assert found["nama"].tolist() == NAMES
