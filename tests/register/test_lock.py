"""One run at a time, and no lock that outlives its holder."""

import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bekasi_reconcile.cli.app import app
from bekasi_reconcile.errors import BusyError
from bekasi_reconcile.register.lock import holder, project_lock
from bekasi_reconcile.register.runs import latest

HOLD = (
    "import sys; from pathlib import Path\n"
    "from bekasi_reconcile.register.lock import project_lock\n"
    "with project_lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def another(tiny: Path):
    """Return a process that holds the lock of ``tiny``."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tiny / "data/journal")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_second_run_is_told_who_holds_the_project(tiny: Path, another):
    before = latest(tiny / "data/output")
    told = json.loads((tiny / "data/journal/jalan.json").read_text("utf-8"))

    with pytest.raises(BusyError) as refused:
        CliRunner().invoke(app, ["run", "--project", str(tiny)], catch_exceptions=False)

    assert refused.value.exit_code == 4
    assert set(told) == {"pid", "host", "started_at"}
    for part in (str(another.pid), platform.node(), told["started_at"]):
        assert part in str(refused.value)
    assert latest(tiny / "data/output") == before


WRITING = {
    "train": ["train"],
    "decide": ["decide"],
    "undo": ["decide", "--undo", "K-1"],
    "forget": ["forget", "P-1", "--reason", "surat permintaan 12/2026"],
    "rollback": ["rollback", "latest"],
    "dry run": ["run", "--dry-run"],
}


@pytest.mark.usefixtures("another")
@pytest.mark.parametrize("command", WRITING.values(), ids=WRITING)
def test_whatever_writes_in_a_project_waits_for_its_holder(tiny: Path, command: list[str]):
    with pytest.raises(BusyError):
        CliRunner().invoke(app, [*command, "--project", str(tiny)], catch_exceptions=False)


@pytest.mark.usefixtures("another")
@pytest.mark.parametrize("command", [["runs"], ["decide", "--list"], ["sources", "list"]])
def test_who_only_reads_does_not_wait(tiny: Path, command: list[str]):
    done = CliRunner().invoke(app, [*command, "--project", str(tiny)], catch_exceptions=False)

    assert done.exit_code == 0


def test_a_killed_holder_leaves_nothing_for_a_hand_to_remove(tiny: Path, another):
    journal = tiny / "data/journal"

    another.kill()
    another.wait()

    assert holder(journal)
    with project_lock(journal):
        assert holder(journal) != another.pid
    assert holder(journal) is None
