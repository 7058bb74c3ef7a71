import csv
import hashlib
from collections import defaultdict

import pytest
from python_calamine import CalamineWorkbook

from bekasi_reconcile import demo


def table(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    demo.write(tmp_path / "one", families=120)
    demo.write(tmp_path / "two", families=120)

    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_another_seed_gives_another_bekasi(tmp_path):
    demo.write(tmp_path / "one", families=60)
    demo.write(tmp_path / "two", families=60, seed=7)

    assert digests(tmp_path / "one") != digests(tmp_path / "two")


def test_twelve_agencies_send_lists(bekasi):
    folders = {file.split("/")[0] for file in bekasi.files}

    assert len(folders) == 12
    assert all((bekasi.raw / file).is_file() for file in bekasi.files)


def workbook_cells(path):
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def text_cells(path, encoding, delimiter):
    with path.open(encoding=encoding, newline="") as stream:
        return {"": list(csv.reader(stream, delimiter=delimiter))}


TEXTS = {
    "bps/anggota_keluarga_dtsen_v3_2026_3216.csv": ("utf-8", "|", 13),
    "disperkimtan/rutilahu_2022_2024.csv": ("cp1252", ";", 0),
    "dinkes/e-PPGBM penimbangan 2025.txt": ("utf-16", "\t", 2),
    "disdukcapil/SIAK_3216_20260601.csv": ("utf-8-sig", ";", 2),
}
BOOKS = {
    "dinsos/DTKS Kab Bekasi Oktober 2022.xlsx": 6,
    "kemensos/PKH BPNT TAHAP 2 2025 3216.xls": 1,
    "dpmd/BLT Dana Desa 2025.ods": 1,
    "setda/Bekasi Asih Ka Indung 2025.xlsx": 2,
    "disdik/Dapodik Layak PIP 2024.xlsx": 1,
}


@pytest.mark.parametrize("file", [*TEXTS, *BOOKS])
def test_every_row_of_the_truth_lands_on_that_person(bekasi, file):
    path = bekasi.raw / file
    at = TEXTS[file][2] if file in TEXTS else BOOKS[file]
    sheets = text_cells(path, *TEXTS[file][:2]) if file in TEXTS else workbook_cells(path)
    names = {p["person"]: p["nama"] for p in table(bekasi.truth / "people.csv")}
    struck = {
        (c["sheet"], int("".join(filter(str.isdigit, c["cell"]))))
        for c in table(bekasi.truth / "cells.csv")
        if c["file"] == file and c["field"] == "nama"
    }

    rows = [r for r in table(bekasi.truth / "rows.csv") if r["file"] == file]
    wrong = [
        r["person"]
        for r in rows
        if (r["sheet"], int(r["row"])) not in struck
        and sheets[r["sheet"]][int(r["row"]) - 1][at].upper() != names[r["person"]]
    ]

    assert len(rows) > 50
    assert wrong == []


def test_every_planted_error_stands_where_the_truth_says(bekasi):
    file = "dinsos/DTKS Kab Bekasi Oktober 2022.xlsx"
    sheets = workbook_cells(bekasi.raw / file)
    planted = [
        c for c in table(bekasi.truth / "cells.csv") if c["file"] == file and c["field"] == "nama"
    ]

    found = [sheets[c["sheet"]][int(c["cell"].lstrip("G")) - 1][6] for c in planted]

    assert len(planted) > 20
    assert found == [c["written"] for c in planted]


def test_every_kind_of_broken_nik_occurs(bekasi):
    kinds = {c["kind"] for c in table(bekasi.truth / "cells.csv")}

    numbered = {kind[4:6] for kind in kinds if kind.startswith("nik-") and kind[4].isdigit()}

    assert numbered == {f"{n:02d}" for n in range(1, 21)}


def test_conflicts_of_every_kind_are_planted(bekasi):
    kinds = {c["kind"].split()[0] for c in table(bekasi.truth / "conflicts.csv")}

    assert kinds == {
        "dua-kepala",
        "ganda-dalam-daftar",
        "kk-berpindah",
        "meninggal-di-satu-daftar",
        "nik-dipakai-bersama",
        "nik-lebih-dari-satu",
        "tumpang-tindih",
    }


def test_a_nik_belongs_to_one_person_and_says_birth_and_sex(bekasi):
    people = [p for p in table(bekasi.truth / "people.csv") if p["nik"]]
    agreeing = 0
    for person in people:
        day = int(person["nik"][6:8]) - (40 if person["jenis_kelamin"] == "P" else 0)
        year, month, stated = person["tanggal_lahir"].split("-")
        agreeing += (day, person["nik"][8:12]) == (int(stated), month + year[2:])

    assert len({p["nik"] for p in people}) == len(people)
    assert all(len(p["nik"]) == 16 and p["nik"].isdigit() for p in people)
    assert 0.97 < agreeing / len(people) < 1


def test_twins_and_migrants_live_here(bekasi):
    people = table(bekasi.truth / "people.csv")
    born = defaultdict(set)
    for person in people:
        if person["hubungan"] == "ANAK":
            born[person["household"], person["tanggal_lahir"]].add(person["nik"][:12])
    foreign = [p for p in people if p["nik"] and p["nik"][:4] not in ("3216", "3275")]

    twins = [key for key in born if sum(_twin(p, key) for p in people) > 1]

    assert len(twins) >= 5
    assert 0.1 < len(foreign) / len(people) < 0.4


def _twin(person, key):
    return (person["household"], person["tanggal_lahir"]) == key and person["hubungan"] == "ANAK"


def test_a_group_is_nobody(bekasi):
    nobody = [r for r in table(bekasi.truth / "rows.csv") if not r["person"]]

    assert nobody
    assert {r["file"].split("/")[0] for r in nobody} == {"baznas"}
