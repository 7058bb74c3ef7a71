"""Nobody is known again by a row that leaves the office, nor a NIK rebuilt from one that stays."""

import csv
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bekasi_reconcile.commands import report_copy
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.register import audit_log, database, secret_key
from bekasi_reconcile.report.anonymity import IDS, LEAST, LEVELS, anonymous_counts, anonymous_rows
from report.test_pages import everything, report_context, write

pytestmark = pytest.mark.slow  # a whole run and its copies

TOLD = sorted({name for level in LEVELS for name in level})
OTHER_IDS = (
    "SELECT household_id FROM person UNION SELECT conflict_id FROM conflict "
    "UNION SELECT record_id FROM crosswalk"
)
RECIPIENT = "BPS Kabupaten <b>Bekasi</b>"


@pytest.fixture(scope="module")
def project(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("anonim") / "project"
    shutil.copytree(finished, folder, symlinks=True)
    return folder


@pytest.fixture(scope="module")
def copy(project: Path) -> Path:
    """Return a masked copy of the reports on 120 invented families."""
    folder = project.parent / "salinan"
    return report_copy.write(Config.load(project), folder, masked=True, recipient=RECIPIENT)


def rows_of(path: Path) -> pd.DataFrame:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return pd.DataFrame(list(csv.DictReader(file, delimiter=";")))


def ask(project: Path, query: str) -> pd.DataFrame:
    with database.connect(project / "data/output/latest/register.duckdb") as con:
        return con.execute(query).df()


def people_tables(copy: Path) -> dict[str, pd.DataFrame]:
    tables = {p.relative_to(copy).as_posix(): rows_of(p) for p in copy.rglob("*.csv")}
    return {name: rows for name, rows in tables.items() if {*IDS} & {*rows}}


def alone(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that say something of a person and say it of fewer than LEAST."""
    own = next(name for name in rows if name in IDS)
    said = [n for n in rows if n != own and (rows[n].fillna("") != "").any()]
    of_person = rows[[n for n in TOLD if n in rows]].fillna("").ne("").any(axis="columns")
    if not said:
        return rows[:0]
    persons = rows.fillna("").groupby(said)[own].transform("nunique")
    return rows[of_person & (persons < LEAST)]


def test_nobody_stands_alone_in_a_masked_copy(copy: Path):
    tables = people_tables(copy)

    assert len(tables) > 5
    assert {name: len(alone(rows)) for name, rows in tables.items() if len(alone(rows))} == {}
    register = tables["laporan/register.csv"]
    assert len(register) > 100
    assert (register["tanggal_lahir"] != "").mean() > 0.5  # and yet it says something
    assert set(register["nama"]) | set(register["rt"]) | set(register["household_id"]) == {""}


@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from("xyz"), st.integers(1940, 2020),
                  st.sampled_from("LP"), st.sampled_from("12")),
        max_size=60,
    )
)  # fmt: skip
def test_whatever_the_table_a_row_says_what_five_have_in_common(people: list[tuple[str, ...]]):
    columns = ["kecamatan", "desa", "tanggal_lahir", "jenis_kelamin", "program"]
    table = pd.DataFrame(people, columns=columns).astype(str)
    table["id_orang"] = [f"P-{n}" for n in range(len(table))]

    told = anonymous_rows(table)

    assert len(told) == len(table)
    assert sorted(told["program"]) == sorted(table["program"])
    assert alone(told).empty


def test_several_conflicts_of_one_person_are_one_person():
    table = pd.DataFrame(
        {
            "id_konflik": [f"K-{n}" for n in range(12)],
            "kecamatan": ["Babelan"] * 6 + ["Tambun"] * 6,
            "id_orang": ["P-1"] * 6 + [f"P-{n}" for n in range(6)],
        }
    )

    told = anonymous_rows(table)

    assert sorted(told["kecamatan"].fillna("")) == [""] * 6 + ["Tambun"] * 6
    assert told["id_konflik"].nunique() == 12
    assert told["id_orang"].isna().all()


def test_a_family_without_a_conflict_keeps_an_id_of_its_own():
    table = pd.DataFrame(
        {"id_keluarga": ["H-1", "H-2"], "program": ["PKH", "PKH"], "id_konflik": [None, "K-1"]}
    )

    told = anonymous_rows(table)

    assert told["id_keluarga"].nunique() == 2
    assert told["id_konflik"].isna().all()


def test_no_id_file_or_sheet_leads_back_and_two_copies_cannot_be_joined(
    project: Path, copy: Path, tmp_path: Path
):
    again = report_copy.write(Config.load(project), tmp_path / "lagi", masked=True)
    ids = ask(project, f"SELECT person_id AS id FROM person UNION {OTHER_IDS}")["id"]
    files = ask(project, "SELECT DISTINCT file, sheet FROM crosswalk")

    text, own = (
        everything(copy),
        next(n for n in IDS if n in rows_of(copy / "laporan/register.csv")),
    )

    assert [id_ for id_ in ids if id_ in text] == []
    assert [file for file in set(files["file"]) if file in text] == []
    assert [sheet for sheet in set(files["sheet"]) - {""} if f" {sheet}!" in text] == []
    of_copy, of_again = ({*rows_of(c / "laporan/register.csv")[own]} for c in (copy, again))
    assert len(of_copy) == len(of_again) > 100
    assert not of_copy & of_again
    other = rows_of(copy / "laporan/belum_terlayani.csv")
    assert not of_copy & {*other["id_keluarga"]}


def test_a_list_that_nobody_reviewed_is_not_named_after_its_file(project: Path, tmp_path: Path):
    config = Config.load(project)
    drafts = tuple(s.model_copy(update={"reviewed": False}) for s in config.sources)
    context = replace(report_context(config), sources=drafts, masked=True)
    masked = tmp_path / "salinan"

    write(project, masked, context)

    assert list((masked / "laporan/agensi").iterdir()) == []
    page = (masked / "ringkasan.html").read_text(encoding="utf-8")
    assert re.search(r"perbaikan/daftar-[0-9]+\.xlsx", page)
    assert [s.source for s in drafts if f"perbaikan/{s.source}.xlsx" in page] == []


def rebuilt(row: dict[str, str], nik: str) -> bool:
    """Return whether a row of register.csv tells the NIK; a hidden serial is guessed as 0001."""
    day = row["tanggal_lahir"]
    if len(day) != len("2000-01-01"):
        return False
    number = int(day[8:]) + (40 if row["jenis_kelamin"] == "P" else 0)
    serial = row["nik"][-4:] if row["nik"][-4:].isdigit() else "0001"
    return f"{row['kode_desa'][:6]}{number:02d}{day[5:7]}{day[2:4]}{serial}" == nik


def test_no_nik_is_rebuilt_from_a_row_of_the_register(project: Path):
    niks = ask(project, "SELECT person_id, nik FROM person WHERE nik IS NOT NULL")
    nik_of = dict(zip(niks["person_id"], niks["nik"], strict=True))
    rows = rows_of(project / "data/output/latest/laporan/register.csv").to_dict("records")
    with_nik = [row for row in rows if row["person_id"] in nik_of]

    assert len(with_nik) > 100
    assert [row for row in with_nik if rebuilt(row, nik_of[row["person_id"]])] == []
    assert {len(re.sub(r"\D", "", row["nik"])) for row in with_nik} == {4}
    assert {len(row["tanggal_lahir"]) for row in with_nik} <= {0, 4, 7}
    whole = {"tanggal_lahir": "1980-05-21", "jenis_kelamin": "P", "kode_desa": "3216022001"}
    assert rebuilt(whole | {"nik": "3216********0001"}, "3216026105800001")  # what it showed once


def test_a_small_count_is_not_told():
    table = pd.DataFrame(
        [("PKH", 12, 30, 900, 7), ("BST", 12, 30, 900, 1), ("PIP", 2, 7, 100, 0)],
        columns=["program", "keluarga", "orang", "rupiah", "dugaan_inclusion"],
    )

    counts = anonymous_counts(table).drop(columns="program").astype("Float64").fillna(-1)

    assert counts.to_numpy().tolist() == [[12, 30, 900, 7], [12, 30, 900, -1], [-1, -1, -1, -1]]


def test_a_copy_says_its_level_its_run_and_who_gets_it(project: Path, copy: Path, tmp_path: Path):
    config, run = Config.load(project), (project / "data/output/latest").resolve().name
    whole = report_copy.write(
        config, tmp_path / "utuh", masked=False, recipient="BPS", language="en"
    )

    masked = everything(copy)
    assert f"Salinan tersamar: tanpa nama, NIK dan alamat. Proses: {run}." in masked
    assert "kepada: BPS Kabupaten &lt;b&gt;Bekasi&lt;/b&gt;." in masked
    assert "<b>Bekasi</b>" not in masked
    page = (whole / "ringkasan.html").read_text(encoding="utf-8")
    assert (
        f"Whole copy: it holds personal data. Do not pass it on. Run: {run}. Given to: BPS." in page
    )
    own = (project / "data/output/latest/ringkasan.html").read_text(encoding="utf-8")
    assert "Salinan" not in own
    journal = project / "data/journal"
    given = [e for e in audit_log.entries(journal) if e["event"] == "report"]
    assert {"BPS" in str(entry) for entry in given} == {False}
    mark = secret_key.sign(secret_key.load(journal), RECIPIENT)[:16]
    (named, *_) = (e for e in given if e.get("recipient") == mark)
    assert (named["run_id"], named["masked"]) == (run, True)
