"""Answers come back, are checked, obeyed in every later run, and asked again when they must be."""

import csv
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from office import PEOPLE, Office
from once import Once

SITI = PEOPLE["siti"]


pytestmark = pytest.mark.slow


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "project")


class Question(NamedTuple):
    """A project after a run that asks something, and the id of that conflict."""

    office: Office
    key: str


def ask_once(once: Once, tmp_path: Path, type_: str, lists: dict[str, list[str]]) -> Question:
    """Return a copy, to answer in, of a project whose run on ``lists`` is shared."""

    def run(folder: Path) -> None:
        office = Office(folder)
        for file, lines in lists.items():
            office.send(file, *lines)
        office.run()

    folder = tmp_path / "project"
    shutil.copytree(once.built(f"asks-{type_}", run), folder, symlinks=True)
    office = Office.at(folder)
    return Question(office, office.conflict(type_))


@pytest.fixture
def two_birth_dates(once: Once, tmp_path: Path) -> Question:
    """Two lists disagree on a birth date."""
    other = SITI.replace("21-05-1980", "22-05-1980")
    lists = {"siak.csv": [SITI, "asep"], "pkh.csv": [other, "dewi"]}
    return ask_once(once, tmp_path, "tanggal_lahir", lists)


def test_a_value_that_a_reviewer_chose_enters_the_register_and_is_not_asked_again(
    two_birth_dates: Question,
):
    office, key = two_birth_dates

    office.answer("jawaban.csv", (key, "BETULKAN: 22 Mei 1980", "Budi", "2026-02-01"))
    office.run()

    assert office.golden("SITI AMINAH", "tanggal_lahir") == ("1980-05-22", "keputusan")
    assert key not in office.conflicts()
    decision = office.ask("SELECT answer, value, officer, decided_on, status FROM decision")
    assert decision.to_numpy().tolist() == [
        ["BETULKAN", "1980-05-22", "Budi", "2026-02-01", "active"]
    ]


def test_a_value_that_no_list_has_is_a_claim_of_the_decision(two_birth_dates: Question):
    office, key = two_birth_dates

    office.answer("jawaban.csv", (key, "BETULKAN: 23-05-1980"))
    office.run()

    assert office.golden("SITI AMINAH", "tanggal_lahir") == ("1980-05-23", "keputusan")
    lines = office.ask("SELECT source, file, row FROM claim WHERE survives AND rule = 'keputusan'")
    assert lines.to_numpy().tolist() == [["keputusan", "jawaban.csv", 2]]


def test_an_answer_taken_back_is_asked_again(two_birth_dates: Question):
    office, key = two_birth_dates
    office.answer("jawaban.csv", (key, "BETULKAN: 22-05-1980"))
    office.run()

    office.answer("batal.csv", (key, "BATAL"))
    office.run()
    office.run()

    assert key in office.conflicts()
    assert office.golden("SITI AMINAH", "tanggal_lahir")[1] != "keputusan"
    assert office.ask("SELECT status FROM decision")["status"].tolist() == ["undone"]


def test_a_new_value_asks_again_with_the_old_answer_shown_and_obeyed(two_birth_dates: Question):
    office, key = two_birth_dates
    office.answer("jawaban.csv", (key, "BETULKAN: 22-05-1980", "Budi"))
    office.run()

    office.send("dtsen.csv", SITI.replace("21-05-1980", "23-05-1980"))
    office.run()

    conflict = office.ask(f"SELECT previous FROM conflict WHERE conflict_id = '{key}'")
    assert conflict["previous"].tolist() == ["BETULKAN: 1980-05-22 (Budi)"]
    assert office.golden("SITI AMINAH", "tanggal_lahir") == ("1980-05-22", "keputusan")
    assert office.ask("SELECT asked_again FROM decision")["asked_again"].tolist() == [True]


@pytest.fixture
def doubtful_pair(once: Once, tmp_path: Path) -> Question:
    """Two records may be one person: no NIK on one of them, another house and year."""
    lists = {"siak.csv": [SITI], "desa.csv": [";SITI AMINAH;1980;P;;;;;;Babelan Kota;Babelan"]}
    return ask_once(once, tmp_path, "tinjau", lists)


@pytest.mark.parametrize(("answer", "persons"), [("SAMA", 1), ("BEDA", 2)])
def test_same_and_different_bind_the_match(doubtful_pair: Question, answer: str, persons: int):
    office, key = doubtful_pair
    assert len(office.ids()) == 2

    office.answer("jawaban.csv", (key, answer.lower()))
    office.run()
    office.send("asep.csv", "asep")
    office.run()

    assert len(office.ids("SITI AMINAH")) == persons
    assert office.ask("SELECT 1 FROM conflict WHERE type = 'tinjau'").empty


def test_a_person_judged_two_is_parted_and_stays_so(two_birth_dates: Question):
    office, key = two_birth_dates
    whole = office.persons()["SITI AMINAH"]

    office.answer("jawaban.csv", (key, "BEDA"))
    office.run()
    office.run()

    parts = office.ids("SITI AMINAH")
    assert len(parts) == 2
    assert whole in parts
    assert office.ask("SELECT 1 FROM conflict WHERE type IN ('tinjau', 'tanggal_lahir')").empty


def test_an_answer_holds_for_the_row_that_follows(doubtful_pair: Question):
    office, key = doubtful_pair
    office.answer("jawaban.csv", (key, "SAMA"))
    office.run()

    office.send("siak.csv", SITI.replace("KP PULO", "KP PULO INDAH"))
    office.run()

    assert len(office.ids("SITI AMINAH")) == 1


def test_a_new_nik_of_one_judged_the_same_is_asked_about_and_the_answer_obeyed(
    doubtful_pair: Question,
):
    office, key = doubtful_pair
    office.answer("jawaban.csv", (key, "SAMA", "Budi"))
    office.run()

    office.send("desa.csv", "3216024505800007;SITI AMINAH;1980;P;;;;;;Babelan Kota;Babelan")
    office.run()

    conflict = office.ask(f"SELECT type, previous FROM conflict WHERE conflict_id = '{key}'")
    assert conflict.to_numpy().tolist() == [["tinjau", "SAMA (Budi)"]]
    assert len(office.ids("SITI AMINAH")) == 1


def test_contradicting_answers_are_refused_with_the_decision_they_contradict(office: Office):
    office.send("a.csv", SITI)
    office.send("b.csv", ";SITI AMINAH;1980;P;;;;;;Babelan Kota;Babelan")
    office.send("c.csv", ";SITI AMINAH;1980;P;;;KP BARU;;;Babelan Kota;Babelan")
    office.run()
    pairs = office.ask("SELECT conflict_id FROM conflict WHERE type = 'tinjau'")["conflict_id"]
    first, second, third = pairs

    office.answer("jawaban.csv", (first, "SAMA"), (second, "SAMA"), (third, "BEDA"))
    office.run()

    assert office.refusals() == [("decisions/jawaban.csv", 4, "keputusan_bertentangan")]


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ("MUNGKIN", "keputusan_jawaban"),
        ("BETULKAN", "keputusan_tanpa_nilai"),
        ("BETULKAN: besok", "keputusan_nilai"),
        ("MENINGGAL", "keputusan_jawaban"),
        ("BATAL", "keputusan_tidak_ada"),
    ],
)
def test_a_line_that_cannot_be_taken_is_refused_with_its_reason(
    two_birth_dates: Question, answer: str, rule: str
):
    office, key = two_birth_dates

    office.answer("jawaban.csv", ("K-AAAA-AAAA-A", "SAMA"), (key, answer))
    office.run()

    assert office.refusals() == [
        ("decisions/jawaban.csv", 2, "keputusan_id_rusak"),
        ("decisions/jawaban.csv", 3, rule),
    ]
    assert office.ask("FROM decision").empty


def rewritten(path: Path, delimiter: str, encoding: str) -> None:
    """Write the work list as another program would: sorted, columns moved and dropped."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    kept = ["keputusan", "petugas", "tanggal", "nama", "id_konflik"]
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, kept, delimiter=delimiter, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(sorted(lines, key=lambda line: line["id_konflik"], reverse=True))


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-16")]
)
def test_the_work_list_itself_comes_back_however_it_was_saved(
    two_birth_dates: Question, delimiter: str, encoding: str
):
    office, key = two_birth_dates
    text = (office.folder / "data/output/latest/laporan/konflik.csv").read_text("utf-8-sig")
    head, *lines = list(csv.reader(text.splitlines(), delimiter=";"))
    for line in lines:
        if line[head.index("id_konflik")] == key:
            line[head.index("keputusan")] = "BETULKAN: 22-05-1980"
            line[head.index("tanggal")] = "03/02/2026"
    path = office.folder / "data/decisions/konflik.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([head, *lines])
    rewritten(path, delimiter, encoding)

    office.run()

    assert office.refusals() == []
    assert office.golden("SITI AMINAH", "tanggal_lahir") == ("1980-05-22", "keputusan")
    assert office.ask("SELECT decided_on FROM decision")["decided_on"].tolist() == ["2026-02-03"]


def test_the_answer_dated_last_holds_whatever_its_file_is_called(two_birth_dates: Question):
    office, key = two_birth_dates

    office.answer("b.csv", (key, "BETULKAN: 23-05-1980", "Rina", "2026-03-01"))
    office.answer("z.csv", (key, "BETULKAN: 22-05-1980", "Budi", "2026-02-01"))
    office.run()

    assert office.golden("SITI AMINAH", "tanggal_lahir") == ("1980-05-23", "keputusan")
    assert office.refusals() == [("decisions/z.csv", 2, "keputusan_lebih_lama")]


def test_an_old_file_saved_anew_brings_no_answer_back_that_was_undone(two_birth_dates: Question):
    office, key = two_birth_dates
    line = (key, "BETULKAN: 22-05-1980", "Budi", "2026-02-01")
    office.answer("jawaban.csv", line)
    office.run()
    office.answer("batal.csv", (key, "BATAL", "Rina", "2026-03-01"))
    office.run()
    assert key in office.conflicts()

    (office.folder / "data/decisions/jawaban.csv").unlink()
    office.answer("zz salinan.csv", line, ("", "", "", ""))  # as another program saves it
    office.run()

    assert key in office.conflicts()
    assert office.golden("SITI AMINAH", "tanggal_lahir")[1] != "keputusan"
    assert office.refusals() == []


def test_what_is_not_read_of_the_answers_is_told(two_birth_dates: Question):
    office, key = two_birth_dates
    office.answer("arsip/jawaban.csv", (key, "BEDA"))
    (office.folder / "data/decisions/jawaban.docx").write_bytes(b"PK")
    (office.folder / "data/decisions/tautan.csv").symlink_to("tidak-ada")
    office.answer("baik.csv", (key, "BETULKAN: 22-05-1980"))

    figures = office.run().figures

    told = office.ask("SELECT file FROM problem WHERE rule = 'keputusan_dilewati' ORDER BY file")
    assert told["file"].tolist() == [
        "decisions/arsip",
        "decisions/jawaban.docx",
        "decisions/tautan.csv",
    ]
    assert figures["decisions"] == {"active": 1, "taken": 1, "refused": 0}
