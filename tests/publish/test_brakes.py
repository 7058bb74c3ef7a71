"""Nothing is published that differs too much from what is, unless somebody says why."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from bekasi_reconcile import pipeline
from bekasi_reconcile.cli.app import app
from bekasi_reconcile.config.brake_limits import Brakes
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import BrakeError, UsageError
from bekasi_reconcile.publish import brakes
from bekasi_reconcile.publish.brakes import PublishedState
from bekasi_reconcile.register import manifest, runs

RULES = Brakes(
    least_records=4,
    shrunk=0.5,
    protected=("nik", "status_hidup"),
    changed=0.25,
    merged=0.25,
    one_list=2,
)
PERSONS = ["p1", "p2", "p3", "p4"]


def before() -> PublishedState:
    """Return four persons with a record each, in two lists."""
    crosswalk = {
        "record_id": ["r1", "r2", "r3", "r4"],
        "source": "dtks",
        "file": "dtks lama.csv",
        "person_id": PERSONS,
    }
    person = {"person_id": PERSONS, "nik": ["1", "2", "3", None], "status_hidup": None}
    return PublishedState(pd.DataFrame(crosswalk), pd.DataFrame(person))


def now(
    *, records: str = "1234", persons: list[str] = PERSONS, **person: list[str | None]
) -> dict[str, pd.DataFrame]:
    ids = [f"r{n}" for n in records]
    columns = {"nik": ["1", "2", "3", None], "status_hidup": [None] * 4} | person
    return {
        "record": pd.DataFrame({"record_id": ids, "source": "dtks", "file": "dtks.csv"}),
        "member": pd.DataFrame({"record_id": ids, "person_id": persons[: len(ids)]}),
        "person": pd.DataFrame({"person_id": PERSONS, **columns}),
    }


def hit(tables: dict[str, pd.DataFrame], published: PublishedState | None = None) -> list[str]:
    return [trip.brake for trip in brakes.tripped_brakes(tables, published or before(), RULES)]


def test_a_run_with_nothing_new_hits_no_brake():
    assert hit(now()) == []
    assert hit({n: t.convert_dtypes(dtype_backend="pyarrow") for n, t in now().items()}) == []


@pytest.mark.parametrize(("left", "brakes_hit"), [("12", []), ("1", ["kiriman-menyusut"])])
def test_a_source_that_shrinks_below_half_is_a_brake(left: str, brakes_hit: list[str]):
    assert hit(now(records=left)) == brakes_hit


def test_a_source_that_is_gone_is_a_brake_that_names_it():
    trips = brakes.tripped_brakes(now(records=""), before(), RULES)

    assert [t.brake for t in trips] == ["kiriman-menyusut"]
    assert "dtks menyusut dari 4 menjadi 0 catatan (batas 50.0 %)" in trips[0].message.text("id")


@pytest.mark.parametrize(
    ("nik", "brakes_hit"),
    [
        (["9", "2", "3", None], []),
        (["9", "8", "3", None], ["perubahan-massal"]),
        ([None, None, "3", None], ["perubahan-massal"]),
        (["1", "2", "3", "4"], []),
    ],
)
def test_other_values_in_a_protected_field_are_a_brake_and_first_values_are_not(
    nik: list[str | None], brakes_hit: list[str]
):
    assert hit(now(nik=nik)) == brakes_hit


def test_a_list_that_lets_many_die_is_a_brake():
    assert hit(now(status_hidup=["MENINGGAL", "MENINGGAL", None, None])) == ["perubahan-massal"]
    assert hit(now(status_hidup=["HIDUP", "HIDUP", None, None])) == []


def test_known_persons_becoming_one_are_a_brake():
    assert hit(now(persons=["p1", "p1", "p3", "p4"])) == ["penggabungan-massal"]


def test_a_person_many_times_on_one_list_is_a_brake_until_it_was_so_before():
    tables = now(persons=["p1", "p1", "p1", "p4"])
    crosswalk = before().crosswalk
    same = PublishedState(crosswalk.assign(person_id=["p1", "p1", "p1", "p4"]), before().person)
    other = PublishedState(crosswalk.assign(person_id=["p4", "p4", "p4", "p1"]), before().person)

    assert [t.brake for t in brakes.tripped_brakes(tables, None, RULES)] == ["orang-berulang"]
    assert "orang-berulang" in hit(tables)
    assert "orang-berulang" not in hit(tables, same)
    assert "orang-berulang" in hit(tables, other)


def test_a_reason_must_name_a_brake_and_say_something():
    assert brakes.accepted_reasons(["perubahan-massal=alasan = surat 12"]) == {
        "perubahan-massal": "alasan = surat 12"
    }
    for text in ("perubahan-massal", "perubahan-massal=ya", "rem=daftar sudah dibetulkan"):
        with pytest.raises(UsageError, match="REM=alasan"):
            brakes.accepted_reasons([text])


def test_a_brake_that_is_not_accepted_stops():
    trips = brakes.tripped_brakes(now(records=""), before(), RULES)

    with pytest.raises(BrakeError, match="--accept kiriman-menyusut"):
        brakes.require_acceptance(trips, {"perubahan-massal": "surat 12/2026"})

    assert brakes.require_acceptance([], {"perubahan-massal": "surat 12/2026"}) == {}


@pytest.fixture
def shrunk(finished: Path, tmp_path: Path) -> Path:
    """Return a finished project whose largest text list has lost nine of ten rows."""
    project = tmp_path / "project"
    shutil.copytree(finished, project, symlinks=True)
    largest = max((project / "data/raw").rglob("*.csv"), key=lambda p: p.stat().st_size)
    lines = largest.read_bytes().splitlines(keepends=True)
    largest.write_bytes(b"".join(lines[: len(lines) // 10]))
    return project


@pytest.mark.slow
def test_a_brake_stops_the_publication_until_its_reason_is_recorded(shrunk: Path):
    config = Config.load(shrunk)
    current = runs.latest(config.folder("output"))

    with pytest.raises(BrakeError, match="kiriman-menyusut") as stopped:
        pipeline.run(config)

    assert stopped.value.exit_code == 5
    assert runs.latest(config.folder("output")) == current
    assert len(list((shrunk / "data/output/runs").iterdir())) == 1
    reason = "daftar lama salah kirim"
    done = CliRunner().invoke(
        app,
        ["run", "--json", "-p", str(shrunk), "--accept", f"kiriman-menyusut={reason}"],
    )
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    folder = runs.latest(config.folder("output"))
    assert folder
    assert folder != current
    assert json.loads(done.stdout)["accepted"] == {"kiriman-menyusut": reason}
    assert (manifest.read(folder) or {})["accepted"] == {"kiriman-menyusut": reason}


@pytest.mark.slow
def test_no_brake_stops_a_first_run_and_a_list_accepted_once_is_not_asked_about_again(
    project: Path,
):
    month = "NIK;Nama;Tgl Lahir;Kecamatan;Bulan\n" + "".join(
        f"3216010101800001;SITI AMINAH;01-01-1980;Babelan;{month}\n" for month in range(1, 5)
    )
    text = (project / "configs/reconcile.toml").read_text(encoding="utf-8")
    limited = text.replace("one_list = 40 ", "one_list = 3 ")
    assert limited != text
    (project / "configs/reconcile.toml").write_text(limited, encoding="utf-8")
    (project / "data/raw/posyandu.csv").write_text(month, encoding="utf-8")
    config = Config.load(project)

    first = pipeline.run(config)
    (project / "data/raw/balita.csv").write_text(
        month.replace("3216010101800001;SITI AMINAH", "3216010202810002;BUDI"), encoding="utf-8"
    )
    with pytest.raises(BrakeError, match="orang-berulang") as stopped:
        pipeline.run(config)
    accepted = pipeline.run(config, accept={"orang-berulang": "satu baris tiap bulan"})
    after = pipeline.run(config)

    assert any("posyandu" in note.text("id") for note in first.notes)
    assert first.figures["accepted"] == {}
    assert "balita" in str(stopped.value)
    assert "posyandu" not in str(stopped.value)
    assert set(accepted.figures["accepted"]) == {"orang-berulang"}
    assert after.figures["accepted"] == {}
