"""However the project was named, a command that shows or changes people is in its audit log."""

import json
import os
import shutil
from pathlib import Path

import pytest

import warm
from bekasi_reconcile.cli.app import app, command_names
from bekasi_reconcile.cli.command_log import HARMLESS
from bekasi_reconcile.register import audit_log, secret_key

COMMANDS = (
    ("explain nobody -p../project", "explain"),
    ("explain -p../project -- nobody", "explain"),
    ("explain nobody --project=../project", "explain"),
    ("explain nobody -p . -p ../project", "explain"),
    ("explain -p../project", ""),
    ("explain --help -p../project", ""),
    ("report copy --mask -p../project", "report"),
    ("report -p../project -- --help", "report"),
    ("export-model --splink a.json --records r.parquet -p../project", "export-model"),
    ("train ../project", "train"),
    ("evaluate truth.csv -p../project", "evaluate"),
    ("diff latest -p../project", "diff"),
    ("rollback 20000101-001 -p../project", "rollback"),
    ("decide -p../project", "decide"),
    ("incident lost.csv copy -p../project", "incident"),
    ("run --as-of nonsense -p../project", ""),
    ("sources list -p../project", ""),
    ("doctor -p../project", ""),
)


def commands_noted(project: Path) -> list[str]:
    lines = (project / "data/journal/jejak.jsonl").read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    return [entry["command"] for entry in entries if entry["event"] == "command"]


@pytest.mark.parametrize(("line", "command"), COMMANDS, ids=[line for line, _ in COMMANDS])
def test_a_command_is_noted_in_the_project_that_it_loaded(tiny: Path, line: str, command: str):
    here = tiny.parent / "here"
    shutil.copytree(tiny, here, symlinks=True)  # a guess at the project must not land here
    before, before_here = commands_noted(tiny), commands_noted(here)

    warm.run(*line.split(), cwd=here)

    noted = commands_noted(tiny)
    assert noted == [*before, command] if command else noted == before
    assert commands_noted(here) == before_here
    key = secret_key.load(tiny / "data/journal")
    assert audit_log.verify(tiny / "data/journal", key) is None


def test_every_command_is_harmless_or_in_the_table_above():
    listed = {command for _, command in COMMANDS} | HARMLESS
    elsewhere = {"run", "backup", "restore", "forget", "key"}  # they note themselves as well

    assert set(command_names(app)) - listed == elsewhere


def test_a_command_that_could_not_be_noted_says_so(tiny: Path):
    journal = tiny / "data/journal"
    (journal / audit_log.NAME).unlink()
    (journal / audit_log.NAME).mkdir()  # the root of a machine may write everywhere

    done = warm.run("decide", "--list", "-p", str(tiny))

    assert done.returncode == 0
    assert "tidak dapat dicatat" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_log_of_the_program_that_cannot_be_written_leaves_the_audit_log(tiny: Path):
    before = commands_noted(tiny)
    log = tiny / "data/journal/program.jsonl"
    log.unlink(missing_ok=True)
    log.mkdir()

    done = warm.run("decide", "--list", "-p", str(tiny), env=dict(os.environ))

    assert (done.returncode, done.stderr) == (0, "")
    assert commands_noted(tiny) == [*before, "decide"]
