"""What is not done again is as if it had been: an incremental run equals one from scratch."""

import os
import random
import shutil
import signal
from pathlib import Path

import pandas as pd
import pytest

from bekasi_reconcile import parallel
from bekasi_reconcile.clean import record_cache
from bekasi_reconcile.clean.stage import clean
from bekasi_reconcile.ingest.reader.file_reader import FileReader
from bekasi_reconcile.ingest.submission import read_files
from bekasi_reconcile.report.correction import write_workbooks
from office import HEAD, PEOPLE, Office

pytestmark = pytest.mark.slow  # several whole runs

TABLES = (
    "submission", "sheet", "columns", "source_row", "problem", "record", "pair", "member", "claim",
    "person", "household", "receipt", "conflict", "conflict_value", "change", "quality", "decision",
    "identity", "identity_event", "past",
)  # fmt: skip


def tables(office: Office) -> dict[str, pd.DataFrame]:
    """Return every table of the register, ids of runs left out."""
    found = {name: office.ask(f"FROM isi.{name}") for name in TABLES}
    return {n: t.drop(columns=["run_id"], errors="ignore") for n, t in found.items()}


def assert_as_from_scratch(office: Office, aside: Path, before: Path) -> None:
    """Assert that the last run equals one without interim data.

    ``before``: the project as it was when that run began.
    """
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(before, aside, symlinks=True, ignore=shutil.ignore_patterns("interim"))
    scratch = Office.at(aside)
    scratch.run()
    mine, other = tables(office), tables(scratch)
    for name in TABLES:
        pd.testing.assert_frame_equal(mine[name], other[name], obj=name)
    reports = "data/output/latest/laporan"
    assert {
        p.relative_to(office.folder / reports): p.read_bytes()
        for p in (office.folder / reports).rglob("*.csv")
    } == {p.relative_to(aside / reports): p.read_bytes() for p in (aside / reports).rglob("*.csv")}


def month(draw: random.Random, office: Office) -> None:
    """Let an agency send, correct or withdraw a list, or a reviewer answer."""
    file = f"{draw.choice(['bantuan', 'usulan', 'desa', 'lama'])}.csv"
    done = draw.choice(["send", "send", "correct", "withdraw", "answer"])
    if done == "withdraw" and (office.raw / file).exists() and len(list(office.raw.iterdir())) > 1:
        office.withdraw(file)
    elif done == "answer" and (asked := sorted(office.conflicts())):
        kinds = ["SAMA", "BEDA", "BETULKAN: 1981-02-03", "MENINGGAL", "BATAL"]
        office.answer(f"jawaban {draw.random()}.csv", (draw.choice(asked), draw.choice(kinds)))
    else:
        names = draw.sample(sorted(PEOPLE), draw.randint(1, len(PEOPLE)))
        lines = [PEOPLE[name] for name in names]
        if done == "correct":
            lines[0] = lines[0].replace(";KP ", ";KAMPUNG ").replace("-19", "-18", 1)
        office.send(file, *lines)


@pytest.mark.parametrize("seed", [1])
def test_over_a_random_history_each_run_equals_one_from_scratch(tmp_path: Path, seed: int):
    draw = random.Random(seed)
    office = Office(tmp_path / "project")
    office.send("bantuan.csv", "siti", "asep", "dewi")
    office.send("usulan.csv", PEOPLE["siti"].replace("21-05-1980", "22-05-1980"), "ujang")
    office.run()
    before = tmp_path / "before"
    for _ in range(5):
        month(draw, office)
        shutil.rmtree(before, ignore_errors=True)
        shutil.copytree(office.folder, before, symlinks=True)
        office.run()
        assert_as_from_scratch(office, tmp_path / "scratch", before)


BAD = PEOPLE["siti"].replace("21-05-1980", "41-01-1980")


@pytest.fixture(scope="module")
def run_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project after two runs: by then its lists have their draft profiles."""
    office = Office(tmp_path_factory.mktemp("twice") / "project")
    office.send("bantuan.csv", BAD, "asep", head=HEAD.replace("Alamat", "Tempat"))
    office.send("usulan.csv", BAD)
    office.run()
    office.run()
    return office.folder


@pytest.fixture
def office(run_twice: Path, tmp_path: Path) -> Office:
    """Return a copy of that project."""
    shutil.copytree(run_twice, tmp_path / "project", symlinks=True)
    return Office.at(tmp_path / "project")


def test_an_unchanged_list_is_neither_read_nor_cleaned_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    read: list[str] = []
    cleaned: list[str] = []
    real, real_clean = FileReader.read, clean
    monkeypatch.setattr(FileReader, "read", lambda r, p: (read.append(p.name), real(r, p))[1])
    monkeypatch.setattr(
        record_cache,
        "clean",
        lambda rows, *a, **k: (cleaned.extend(rows["file"]), real_clean(rows, *a, **k))[1],
    )

    office.send("desa.csv", "dewi")
    office.run()

    assert read == ["desa.csv"]
    assert cleaned == ["desa.csv"]
    assert set(office.persons()) == {"SITI AMINAH", "ASEP SURYANA", "DEWI LESTARI"}


def test_a_list_whose_profile_changed_is_read_again(office: Office):
    draft = office.folder / "configs/sources/bantuan.toml"
    text = draft.read_text("utf-8")
    line = next(x for x in text.splitlines() if x.startswith('"Tempat" = '))
    address = "SELECT alamat FROM person WHERE nama = 'ASEP SURYANA'"
    before = office.ask(address)["alamat"].tolist()

    draft.write_text(text.replace(line, '"Tempat" = "alamat"'), "utf-8")
    office.run()

    assert before != ["KP RAWA"]
    assert office.ask(address)["alamat"].tolist() == ["KP RAWA"]


def test_what_is_kept_is_swept_when_its_list_is_gone(office: Office):
    kept = office.folder / "data/interim"
    before = len(list(kept.glob("r-*"))), len(list(kept.glob("c-*")))

    office.withdraw("usulan.csv")
    office.run()

    assert before == (2, 2)
    assert (len(list(kept.glob("r-*"))), len(list(kept.glob("c-*")))) == (1, 1)


def test_a_correction_workbook_that_would_be_the_same_is_not_written_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    sent_back = office.folder / "data/output/latest/laporan/perbaikan"
    before = {p.name: p.read_bytes() for p in sent_back.iterdir()}
    written: list[str] = []
    real = write_workbooks._write_workbook
    monkeypatch.setattr(
        write_workbooks,
        "_write_workbook",
        lambda p, **how: (written.append(p.name), real(p, **how))[1],
    )

    office.send("usulan.csv", BAD.replace("41-01", "42-01"))
    office.run()

    assert set(before) == {"bantuan.xlsx", "usulan.xlsx"}
    assert written == ["usulan.xlsx"]
    after = {p.name: p.read_bytes() for p in sent_back.iterdir()}
    assert after["bantuan.xlsx"] == before["bantuan.xlsx"]
    assert after["usulan.xlsx"] != before["usulan.xlsx"]


def test_lists_cleaned_in_several_processes_are_as_cleaned_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    one, several = Office(tmp_path / "one"), Office(tmp_path / "several")
    for office in (one, several):
        office.send("a.csv", "siti", "asep", "123;;;;;;;;;;")
        office.send("b.csv", "dewi", "ujang")
        office.send("c.csv", "siti")
    one.run()
    in_processes(monkeypatch)
    several.run()

    mine, other = tables(one), tables(several)

    for name in TABLES:
        pd.testing.assert_frame_equal(mine[name], other[name], obj=name)


def in_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the smallest lists be worth processes of their own."""
    monkeypatch.setattr(record_cache, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(read_files, "BYTES_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def test_what_a_killed_process_left_is_done_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    office = Office(tmp_path / "project")
    office.send("a.csv", "siti", "asep")
    office.send("b.csv", "dewi", "ujang")
    in_processes(monkeypatch)
    monkeypatch.setattr(parallel, "_bind_to_run", die)

    office.run()

    assert len(office.persons()) == len(PEOPLE)


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
