"""Runs: what changed from one to another, back to an older one, which are kept."""

import json
import pickle
import shutil
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from typer.testing import CliRunner

from bekasi_reconcile.cli.app import app
from bekasi_reconcile.config.project import History
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.register import runs
from office import PEOPLE, Office
from once import Once

pytestmark = pytest.mark.slow  # several whole runs

RATNA = "3216024711680005;RATNA JUWITA;07-11-1968;P;3216020101180005;TITIN;KP BALI;4;3;Setu;Setu"
HENDRA = "3216022302910006;HENDRA SIREGAR;23-02-1991;L;3216020101180006;ELIS;KP TURI;6;5;Setu;Setu"


class RunHistory(NamedTuple):
    """A project after four runs, and what each said: its name, changes and crosswalk."""

    office: Office
    names: list[str]
    changes: list[list[list[str | None]]]
    crosswalks: list[pd.DataFrame]


@pytest.fixture(scope="module")
def history(once: Once) -> RunHistory:
    """Return what one process ran; tests only read it."""

    def run(folder: Path) -> None:
        (folder / "history.pickle").write_bytes(pickle.dumps(four_runs(folder)))

    read: RunHistory = pickle.loads((once.built("runs", run) / "history.pickle").read_bytes())
    return read


def four_runs(folder: Path) -> RunHistory:
    """Run on a first list, a changed one, the same once more, and a longer one."""
    history = RunHistory(Office(folder), [], [], [])
    moved = PEOPLE["siti"].replace("KP PULO", "KP PULO INDAH")
    history.office.send("siak.csv", "dewi")
    history.office.send("pkh.csv", PEOPLE["dewi"].replace("15-03-1992", "16-03-1992"))
    for lines in (["siti", "asep"], [moved, "ujang"], [moved, "ujang"], [moved, "ujang", RATNA]):
        history.office.send("daftar.csv", *lines)
        history.names.append(history.office.run().folder.name)
        history.changes.append(changes(history.office))
        history.crosswalks.append(history.office.ask("FROM crosswalk ORDER BY record_id"))
    return history


def reconcile(office: Office, *arguments: str) -> str:
    done = CliRunner().invoke(app, [*arguments, "--project", str(office.folder)])
    assert done.exit_code == 0, done.output
    return done.output


def changes(office: Office) -> list[list[str | None]]:
    found = office.ask("SELECT kind, field, before, after FROM change ORDER BY kind, field")
    return found.astype(object).where(found.notna(), None).to_numpy().tolist()


def test_the_table_of_changes_tells_who_is_new_gone_and_changed(history: RunHistory):
    assert history.changes[0] == []
    assert history.changes[1] == [
        ["baru", "person_id", None, None],
        ["berubah", "alamat", "KP PULO", "KP PULO INDAH"],
        ["hilang", "person_id", None, None],
    ]


def test_a_run_with_nothing_new_changes_nothing(history: RunHistory):
    assert history.changes[2] == []
    assert history.crosswalks[2].equals(history.crosswalks[1])


def test_diff_counts_per_kecamatan_and_shows_no_name(history: RunHistory):
    counted = reconcile(history.office, "diff", history.names[2])
    lines = json.loads(reconcile(history.office, "diff", history.names[2], "latest", "--json"))

    assert [word for word in counted.split() if word.isdigit()] == ["1", "0", "0", "0", "0", "0"]
    assert [line["kind"] for line in lines] == ["baru"]
    assert "RATNA" not in counted


def test_what_became_of_an_id_is_told_in_one_command(history: RunHistory):
    first, second, *_ = history.crosswalks
    (gone,) = set(first["person_id"]) - set(second["person_id"])

    said = reconcile(history.office, "id", gone.lower())

    assert said.splitlines() == [
        f"{gone}: tidak ada lagi di daftar mana pun.",
        f"  {history.names[0]}: diberikan",
        f"  {history.names[1]}: tidak ada lagi di daftar mana pun",
    ]


def test_a_misspelt_id_is_told_so(history: RunHistory):
    done = CliRunner().invoke(app, ["id", "P-AAAA-AAAA-B", "--project", str(history.office.folder)])

    assert isinstance(done.exception, InputError)
    assert "salah tulis" in str(done.exception)


def test_runs_are_listed_and_the_current_one_marked(history: RunHistory):
    lines = [line.split()[:2] for line in reconcile(history.office, "runs").splitlines()]

    assert [line[0] for line in lines[:-1]] == history.names[:-1]
    assert lines[-1] == ["*", history.names[-1]]


def test_a_rollback_keeps_the_answers_taken_since_and_the_ids_given(
    history: RunHistory, tmp_path: Path
):
    shutil.copytree(history.office.folder, tmp_path / "project", symlinks=True)
    office, good = Office.at(tmp_path / "project"), history.names[-1]
    key = office.conflict("tanggal_lahir")
    office.send("salah.csv", HENDRA)
    office.answer("jawaban.csv", (key, "BETULKAN: 16-03-1992"))
    office.run()
    given = office.persons()["HENDRA SIREGAR"]

    reconcile(office, "rollback", good)
    back = office.persons()
    office.withdraw("salah.csv")
    office.run()

    assert "HENDRA SIREGAR" not in back
    assert office.golden("DEWI LESTARI", "tanggal_lahir") == ("1992-03-16", "keputusan")
    assert office.status(given) == ("retired", given)
    office.send("benar.csv", "asep")
    office.send("salah.csv", HENDRA)
    office.run()
    assert office.persons()["HENDRA SIREGAR"] == given


def kept_runs(output: Path, *names: str) -> list[str]:
    for name in names:
        (output / "runs" / name).mkdir(parents=True)
    runs.point_at(output / "runs" / names[1])
    runs.retain(output, History(runs=3, months=2))
    return [folder.name for folder in runs.complete_runs(output)]


def test_the_newest_runs_the_last_of_each_month_and_the_current_one_are_kept(tmp_path: Path):
    made = [
        "20250101-001",
        "20250102-001",  # current
        "20250131-001",
        "20250301-001",
        "20250301-010",
        "20250401-001",
        "20250502-001",
        "20250502-002",
        "20250502-003",
        "20250502-010",
    ]

    assert kept_runs(tmp_path, *made) == [
        "20250102-001",
        "20250301-010",
        "20250401-001",
        "20250502-002",
        "20250502-003",
        "20250502-010",
    ]


def test_two_runs_on_the_same_lists_do_not_differ(tmp_path: Path):
    office = Office(tmp_path / "project")
    office.send("daftar.csv", "siti", ";TANPA TANGGAL;;P;;;KP BALI;4;3;Setu;Setu")  # a missing year
    for _ in range(2):
        office.run()
    first, second = (run.name for run in runs.complete_runs(office.folder / "data/output"))

    assert json.loads(reconcile(office, "diff", first, second, "--json")) == []
