"""The library face: people in a plain DataFrame."""

import datetime
from pathlib import Path

import pandas as pd
import pytest

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.library import match

SITI = {
    "nik": "3216015207850003",
    "nama": "SITI AMINAH",
    "tanggal_lahir": "12-07-1985",
    "jenis_kelamin": "P",
}
TWINS = {"tanggal_lahir": "03/08/2012", "jenis_kelamin": "L", "no_kk": "3216011203100004"}


def persons(rows: list[dict[str, object]], index: list[str] | None = None) -> list[int]:
    return match(pd.DataFrame(rows, index=index)).member["person"].tolist()


def test_twins_stay_two_people():
    hasan = {"source": "dtks", "nik": "3216010308120001", "nama": "HASAN BASRI", **TWINS}
    husen = {"source": "siak", "nik": "3216010308120002", "nama": "HUSEN BASRI", **TWINS}

    result = match(pd.DataFrame([hasan, husen]))

    assert result.member["person"].tolist() == [0, 1]
    assert result.member["household"].tolist() == [0, 0]
    assert result.pair["kept_apart_by"].tolist() == ["nik_bersaudara"]


def test_a_typing_error_joins():
    mistyped = SITI | {"nama": "SITI AMNIAH", "source": "siak"}

    assert persons([SITI | {"source": "dtks"}, mistyped]) == [0, 0]


def test_a_person_without_a_nik_is_found_by_name_birth_and_place():
    home = {"desa": "Sukamaju", "kecamatan": "Tambelang", "alamat": "KP PULO BAMBU", "rt": "3"}
    home |= {"kabupaten": "Kabupaten Bekasi", "rw": 2, "nama_ibu": "ENTIN"}
    without = {**SITI, **home, "source": "siak", "nik": None}

    assert persons([{**SITI, **home, "source": "dtks"}, without]) == [0, 0]


def test_the_index_is_kept_and_links_are_named_by_it():
    other = {"nama": "DADANG", "nik": "3216010101600007", "source": "dtks"}
    rows = [SITI | {"source": "dtks"}, other, SITI | {"source": "siak"}]

    member = match(pd.DataFrame(rows, index=["x", "y", "z"])).member

    assert member.index.tolist() == ["x", "y", "z"]
    assert member["linked_to"].fillna("").tolist() == ["z", "", "x"]


def test_dates_and_numbers_are_read_as_their_texts():
    typed = {
        "nik": 3216015207850003,
        "nama": "SITI AMINAH",
        "tanggal_lahir": datetime.date(1985, 7, 12),
        "rt": 3.0,
    }
    frame = pd.DataFrame([typed | {"source": "a"}, SITI | {"source": "b", "rt": "003"}])

    result = match(frame)

    assert result.member["person"].tolist() == [0, 0]
    assert result.problem.empty


def test_the_order_of_the_rows_changes_nothing_but_the_numbers():
    rows = [{"source": f"list{i}", **SITI} for i in range(3)]
    rows += [{"source": "dtks", "nama": "DADANG", "nik": "3216010101600007"}]
    frame = pd.DataFrame(rows)

    there, back = match(frame).member, match(frame[::-1]).member

    assert there["person"].tolist() == [0, 0, 0, 1]
    assert back.sort_index()["person"].tolist() == [1, 1, 1, 0]


def test_a_row_that_identifies_nobody_has_no_person_and_a_problem():
    result = match(pd.DataFrame([SITI, {"keterangan": "lunas"}], index=["a", "b"]))

    assert result.member["person"].isna().tolist() == [False, True]
    assert result.problem[["label", "rule"]].to_numpy().tolist() == [["b", "baris-tanpa-identitas"]]


@pytest.mark.parametrize("columns", [[], ["nik", "nama"]])
def test_an_empty_frame_has_nobody(columns):
    result = match(pd.DataFrame(columns=columns))

    assert result.member.columns.tolist() == ["person", "household", "linked_to", "match_weight"]
    assert (len(result.member), len(result.pair), len(result.problem)) == (0, 0, 0)


def test_an_unknown_column_is_refused_with_the_fields_there_are():
    with pytest.raises(InputError) as caught:
        match(pd.DataFrame([{"nama": "DADANG", "full_name": "DADANG"}]))

    assert "full_name" in caught.value.message.text("en")
    assert "tanggal_lahir" in caught.value.message.text("id")


SHAPES = {
    "nothing": None,
    "rows": [{"nama": "SITI AMINAH"}],
    "a dict": {"nama": ["SITI AMINAH"]},
    "a column": pd.Series({"SITI AMINAH": 1}, name="nama"),
    "two rows of names": pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("nama", "x")])),
    "a name twice": pd.DataFrame([["SITI AMINAH", "BUDI"]], columns=["nama", "nama"]),
}


@pytest.mark.parametrize("people", SHAPES.values(), ids=SHAPES)
def test_what_is_no_table_is_refused_without_a_word_of_it(people: object):
    with pytest.raises(InputError) as caught:
        match(people)  # type: ignore[arg-type]

    assert "SITI" not in str(caught.value)
    assert caught.value.message.key.startswith("library.")


def test_a_project_is_loaded_by_its_name_as_well(project: Path):
    assert Config.load(str(project)) == Config.load(project)  # type: ignore[arg-type]
