"""Runs: what changed from one to another, back to an older one, which are kept."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bekasi_reconcile.cli.app import app
from bekasi_reconcile.config.project import History
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.register import runs
from office import PEOPLE, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "project")


def reconcile(office: Office, *arguments: str) -> str:
    done = CliRunner().invoke(app, [*arguments, "--project", str(office.folder)])
    assert done.exit_code == 0, done.output
    return done.output


def changes(office: Office) -> list[list[str | None]]:
    found = office.ask("SELECT kind, field, before, after FROM change ORDER BY kind, field")
    return found.astype(object).where(found.notna(), None).to_numpy().tolist()


def test_the_table_of_changes_tells_who_is_new_gone_and_changed(office: Office):
    office.send("daftar.csv", "siti", "asep")
    office.run()
    first = changes(office)

    office.send("daftar.csv", PEOPLE["siti"].replace("KP PULO", "KP PULO INDAH"), "ujang")
    office.run()

    assert first == []
    assert changes(office) == [
        ["baru", "person_id", None, None],
        ["berubah", "alamat", "KP PULO", "KP PULO INDAH"],
        ["hilang", "person_id", None, None],
    ]


def test_a_run_with_nothing_new_changes_nothing(office: Office):
    office.send("daftar.csv", "siti", "asep")
    office.run()
    before = office.ask("FROM crosswalk ORDER BY record_id")

    office.run()

    assert changes(office) == []
    assert office.ask("FROM crosswalk ORDER BY record_id").equals(before)


def test_diff_counts_per_kecamatan_and_shows_no_name(office: Office):
    office.send("daftar.csv", "siti", "asep")
    first = office.run().folder.name
    office.send("daftar.csv", "siti", "asep", "ujang")
    office.run()

    told = reconcile(office, "diff", first)
    lines = json.loads(reconcile(office, "diff", first, "latest", "--json"))

    assert [word for word in told.split() if word.isdigit()] == ["1", "0", "0", "0", "0", "0"]
    assert [line["kind"] for line in lines] == ["baru"]
    assert "UJANG" not in told


def test_a_rollback_keeps_the_answers_taken_since_and_the_ids_given(office: Office):
    office.send("siak.csv", "siti", "asep")
    office.send("pkh.csv", PEOPLE["siti"].replace("21-05-1980", "22-05-1980"))
    first = office.run().folder.name
    key = office.conflict("tanggal_lahir")
    office.send("salah.csv", "ujang")
    office.answer("jawaban.csv", (key, "BETULKAN: 22-05-1980"))
    office.run()
    given = office.persons()["UJANG SUPRIATNA"]

    reconcile(office, "rollback", first)
    back = office.persons()
    office.withdraw("salah.csv")
    office.run()

    assert "UJANG SUPRIATNA" not in back
    assert office.golden("SITI AMINAH", "tanggal_lahir") == ("1980-05-22", "keputusan")
    assert office.status(given) == ("retired", given)
    office.send("benar.csv", "dewi")
    office.send("salah.csv", "ujang")
    office.run()
    assert office.persons()["UJANG SUPRIATNA"] == given


def test_what_became_of_an_id_is_told_in_one_command(office: Office):
    office.send("daftar.csv", "siti")
    run = office.run().folder.name
    (gone,) = office.ids()
    office.send("daftar.csv", "ujang")
    after = office.run().folder.name

    told = reconcile(office, "id", gone.lower())

    assert told.splitlines() == [
        f"{gone}: tidak ada lagi di daftar mana pun.",
        f"  {run}: diberikan",
        f"  {after}: tidak ada lagi di daftar mana pun",
    ]


def test_a_misspelt_id_is_told_so(office: Office):
    office.send("daftar.csv", "siti")
    office.run()

    done = CliRunner().invoke(app, ["id", "P-AAAA-AAAA-B", "--project", str(office.folder)])

    assert isinstance(done.exception, InputError)
    assert "misspelt" in str(done.exception)


def test_runs_are_listed_and_the_current_one_marked(office: Office):
    office.send("daftar.csv", "siti")
    first = office.run().folder.name
    second = office.run().folder.name

    lines = reconcile(office, "runs").splitlines()

    assert [line.split()[0:2] for line in lines] == [
        [first, lines[0].split()[1]],
        ["*", second],
    ]


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
