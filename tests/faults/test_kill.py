"""A run killed anywhere leaves the old register or the new one, whole, and nothing to tidy."""

import shutil
import signal
import subprocess
from pathlib import Path

import pytest

import warm
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ContractError
from bekasi_reconcile.fault_injection import POINTS, VARIABLE, fault_point
from bekasi_reconcile.register import manifest, runs, secret_key
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.session import project_session

PUBLISHING = ("held", "begun", "sealed", "durable", "pointed", "named", "current")
WHOLE_RUN, REPUBLISH = "bekasi_reconcile", "faults.republish"


def run(
    module: str, project: Path, fault: str = "", **limits: int
) -> subprocess.CompletedProcess[str]:
    options = ("run", "--quiet", "--project") if module == WHOLE_RUN else ()
    return warm.run(*options, str(project), module=module, env={VARIABLE: fault}, **limits)


def is_whole(project: Path) -> str:
    """Return the name of the published run, which must be whole and readable."""
    folder = runs.latest(project / "data/output")
    assert folder
    assert manifest.breaches(folder, secret_key.load(project / "data/journal")) == []
    assert manifest.changed_files(folder) == []
    with connect(folder / "register.duckdb") as con:
        assert con.execute("SELECT count(*) FROM person").fetchall() == [(2,)]
    return folder.name


def holds_after_a_kill(module: str, project: Path, where: str) -> None:
    before = is_whole(project)

    killed = run(module, project, where)

    assert killed.returncode == -signal.SIGKILL
    assert (is_whole(project) != before) == (where == "current")
    with project_session(Config.load(project)) as found:
        adopted = is_whole(project)
        assert (adopted != before) == (where in ("named", "current"))
        assert found.published
        assert found.published.name == adopted
    assert sorted(p.name for p in (project / "data/output").iterdir()) == ["latest", "runs"]
    assert not list((project / "data/output/runs").glob("*.tmp"))


@pytest.mark.parametrize("where", PUBLISHING)
def test_publishing_killed_at_any_step_leaves_one_whole_register(tiny: Path, where: str):
    holds_after_a_kill(REPUBLISH, tiny, where)


@pytest.mark.slow
@pytest.mark.parametrize("where", POINTS)
def test_a_run_killed_at_every_point_leaves_one_whole_register(tiny: Path, where: str):
    for kept in (tiny / "data/interim").glob("r-*"):
        shutil.rmtree(kept)  # so that the list is read
    holds_after_a_kill(WHOLE_RUN, tiny, where)


def test_a_full_disk_ends_in_one_line_and_leaves_nothing(tiny: Path):
    before = is_whole(tiny)

    done = run(WHOLE_RUN, tiny, "checkpoint:full")

    assert done.returncode == 5
    assert len(done.stderr.splitlines()) == 1
    assert "disk penuh" in done.stderr
    assert is_whole(tiny) == before
    assert len(list((tiny / "data/output/runs").iterdir())) == 2


def test_a_stage_without_a_fault_point_is_a_broken_contract():
    with pytest.raises(ContractError, match="POINTS"):
        fault_point("a new stage")


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes", [1, 100, 1000, 2000, 3000])
def test_a_disk_that_fills_up_inside_the_database_changes_nothing(tiny: Path, kilobytes: int):
    before = is_whole(tiny)

    done = run(WHOLE_RUN, tiny, file_bytes=kilobytes * 1024)

    assert done.returncode == 5
    assert len(done.stderr.splitlines()) == 1
    assert is_whole(tiny) == before
    assert not list((tiny / "data/output/runs").glob("*.tmp"))


def test_a_full_disk_is_told_by_the_status_where_nothing_can_be_written_at_all(tiny: Path):
    """As where cron's log is on the disk that is full."""
    before = is_whole(tiny)

    done = run(WHOLE_RUN, tiny, file_bytes=0)

    assert (done.returncode, done.stderr) == (5, "")
    assert is_whole(tiny) == before
