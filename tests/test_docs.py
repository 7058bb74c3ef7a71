"""The handbook is true: its commands run, and it explains every error."""

import re
import shlex
from pathlib import Path

import pytest

import warm
from bekasi_reconcile import errors
from bekasi_reconcile.cli import failure_text
from bekasi_reconcile.cli.app import app, command_names
from bekasi_reconcile.publish.brakes import NAMES
from bekasi_reconcile.register.database import connect

DOCS = Path(__file__).parents[1] / "docs"
PANDUAN = (DOCS / "panduan.md").read_text(encoding="utf-8")
LIST = (
    "NIK;Nama;Tgl Lahir;Kecamatan\n"
    "3216015203910007;QWERTINAH;12-03-1991;Babelan\n"
    "3216011204880004;ZULFIKARUDDIN;12-04-1988;Babelan\n"
)


def commands() -> list[str]:
    fenced = re.findall(r"^```\n(.*?)^```", PANDUAN, flags=re.MULTILINE | re.DOTALL)
    return [
        line for block in fenced for line in block.splitlines() if line.startswith("reconcile ")
    ]


@pytest.mark.slow
def test_every_command_of_the_handbook_runs(tmp_path: Path):
    (tmp_path / "sandi-cadangan").write_text("kata sandi panjang", encoding="utf-8")
    (tmp_path / "sandi-cadangan").chmod(0o600)
    failed = []
    for command in commands():
        if "ORANG" in command:
            with connect(tmp_path / "bekasi/data/output/latest/register.duckdb") as con:
                person = con.execute("SELECT min(person_id) FROM person").fetchall()[0][0]
            command = command.replace("ORANG", person)
        done = warm.run(*shlex.split(command)[1:], cwd=tmp_path)
        if command == "reconcile init bekasi":
            (tmp_path / "bekasi/data/raw/daftar.csv").write_text(LIST, encoding="utf-8")
        if done.returncode not in (0, 3):
            failed.append((command, done.returncode, done.stderr))

    assert len(commands()) >= 15
    assert failed == []


def test_the_handbook_explains_every_error_and_brake():
    def below(kind: type[errors.ReconcileError]) -> list[type[errors.ReconcileError]]:
        return [kind, *(each for sub in kind.__subclasses__() for each in below(sub))]

    table = dict(re.findall(r"^\| (RK-\d+) \| (\d) \|", PANDUAN, flags=re.MULTILINE))

    for kind in below(errors.ReconcileError):
        assert table[kind.code] == str(kind.exit_code)
    for err in (OSError(), MemoryError(), KeyError()):
        assert table[failure_text.code(err)] == str(failure_text.status(err))
    assert all(f"`{name}`" in PANDUAN or f"{name}=" in PANDUAN for name in NAMES)


def test_the_handbook_names_every_command():
    missing = {name for name in command_names(app) if f"reconcile {name}" not in PANDUAN}

    assert missing <= {"evaluate", "train", "export-model"}


def test_every_row_of_the_fault_and_attack_lists_is_answered_by_a_test_that_exists():
    text = (DOCS / "reliability.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([RS]\d+) \| (.*)$", text, flags=re.MULTILINE))
    asked = [f"R{n}" for n in range(1, 34)] + [f"S{n}" for n in (*range(1, 16), 21, 24, 25, 26, 27)]

    assert list(rows) == asked
    for name, row in rows.items():
        tests = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row)
        assert tests or "open:" in row, name
        for file, function in tests:
            source = (DOCS.parent / file).read_text(encoding="utf-8")
            assert not function or f"def {function}(" in source, (name, function)
