"""The check-up names what is wrong; the timetable is what each system reads."""

import json
import os
import xml.etree.ElementTree as ET
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

import warm
from bekasi_reconcile.cli.app import app
from bekasi_reconcile.commands import filesystem
from bekasi_reconcile.commands.doctor import CHECKS, examine
from bekasi_reconcile.commands.schedule import System, timetable
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.register import runs


def states(project: Path) -> dict[str, str]:
    return {check.name: check.state for check in examine(Config.load(project))}


def test_a_healthy_project_has_nothing_to_mend(tiny: Path):
    found = states(tiny)

    assert set(found) == set(CHECKS)
    assert {name for name, state in found.items() if state != "ok"} <= {"encryption", "space"}


def cut(project: Path) -> None:
    os.truncate(project / "data/output/latest/register.duckdb", 1000)


def into_the_future(project: Path) -> None:
    current = runs.latest(project / "data/output")
    assert current
    document = json.loads((current / "manifest.json").read_text("utf-8"))
    document["started_at"] = "2999-01-01T00:00:00+00:00"
    (current / "manifest.json").write_text(json.dumps(document), "utf-8")


WRONG: dict[str, tuple[str, Callable[[Path], object]]] = {
    "store": ("fail", cut),
    "permissions": ("warn", lambda p: (p / "data/journal/kunci").parent.chmod(0o755)),
    "leftovers": ("warn", lambda p: (p / "data/output/runs/20990101-001.tmp").mkdir()),
    "audit": ("fail", lambda p: (p / "data/journal/jejak.jsonl").write_text("{}\n")),
    "clock": ("fail", into_the_future),
    "folders": ("fail", lambda p: (p / "data/raw").rename(p / "data/mentah")),
    "lock": (
        "warn",
        lambda p: (p / "data/journal/jalan.json").write_text(
            '{"pid": 1, "host": "x", "started_at": "2026"}'
        ),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found(tiny: Path, name: str):
    state, harm = WRONG[name]

    harm(tiny)

    assert states(tiny)[name] == state


def test_the_command_ends_with_6_when_a_run_would_not_be_right(tiny: Path):
    cut(tiny)

    done = CliRunner().invoke(app, ["doctor", "--json", "--project", str(tiny)])

    assert done.exit_code == 6
    told = json.loads(done.stdout)
    assert told["schema_version"] == 1
    assert "fail" in {check["state"] for check in told["checks"]}


def test_a_cloud_folder_is_told():
    assert filesystem.shared_kind(Path("/rumah/OneDrive/bekasi")) == "OneDrive"
    assert filesystem.shared_kind(Path("/rumah/Nextcloud/bekasi")) == "Nextcloud"


def test_a_folder_that_a_program_copies_to_other_machines_is_told(tiny: Path):
    (tiny.parent / ".stfolder").mkdir()

    assert states(tiny)["place"] == "fail"


def test_data_that_lie_in_a_cloud_folder_are_told_wherever_the_project_is(tiny: Path):
    (tiny.parent / "Dropbox").mkdir()
    (tiny / "data/raw").rename(tiny.parent / "Dropbox/raw")
    path = tiny / "configs/reconcile.toml"
    text = path.read_text("utf-8").replace('"data/raw"', '"../Dropbox/raw"')
    path.write_text(text, "utf-8")

    assert states(tiny)["place"] == "fail"


def test_each_timetable_runs_the_project_privately(tmp_path: Path):
    project = tmp_path / "data & kemiskinan"
    texts = {system: timetable(system, project, 7, 3, "id") for system in System}

    assert all("@" not in text for text in texts.values())
    cron = texts[System.cron].splitlines()[-1]
    assert cron.startswith("0 03 07 * * umask 077; ")
    assert cron.endswith(f"run --quiet --project '{project}'")
    unit = ConfigParser(strict=False, interpolation=None)
    unit.read_string(texts[System.systemd])
    assert unit["Service"]["UMask"] == "0077"
    assert unit["Service"]["PrivateNetwork"] == "yes"
    assert unit["Timer"]["OnCalendar"] == "*-*-07 03:00:00"
    assert unit["Timer"]["Persistent"] == "true"
    task = ET.fromstring(texts[System.taskscheduler])
    told = {element.tag.rpartition("}")[2]: element.text for element in task.iter()}
    assert told["StartWhenAvailable"] == "true"
    assert told["Arguments"] == f'-m bekasi_reconcile run --quiet --project "{project}"'


BROKEN_PROFILES = {"empty": "", "no TOML": "source = ", "unknown key": 'sources = "baznas"\n'}


@pytest.mark.parametrize("text", BROKEN_PROFILES.values(), ids=BROKEN_PROFILES)
def test_a_broken_profile_is_named_and_stops_only_what_reads_lists(tiny: Path, text: str):
    (tiny / "configs/sources/baznas.toml").write_text(text, encoding="utf-8")
    before = runs.latest(tiny / "data/output")
    at = ["--project", str(tiny)]

    told = warm.run("doctor", *at)
    people = warm.run("runs", *at), warm.run("audit", "verify", *at), warm.run("decide", *at)
    run = warm.run("run", *at)

    assert told.returncode == 6
    assert "baznas.toml" in told.stdout
    assert [done.returncode for done in people] == [0, 0, 0]
    assert run.returncode == 2
    assert "baznas.toml" in run.stderr
    assert runs.latest(tiny / "data/output") == before
