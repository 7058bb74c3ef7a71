"""No name and no NIK in stderr, logs, arguments, file names or tracebacks, whatever the command."""

import json
import logging
import shutil
import stat
import subprocess
import threading
from pathlib import Path

import pytest

import warm
from bekasi_reconcile.cli.app import app, command_names
from bekasi_reconcile.cli.command_log import JsonLine
from bekasi_reconcile.fault_injection import VARIABLE
from bekasi_reconcile.register.database import connect

NAMES = ("QWERTINAH", "ZULFIKARUDDIN", "XAVERINAH", "CONTOH")
NIKS = ("3216015203910007", "3216010101800003", "321601520391000", "9999014101900001")
CANARIES = (*NAMES, *NIKS)
LIST = (
    "NIK;Nama;Tgl Lahir;Kecamatan;HP\n"
    "3216015203910007;QWERTINAH BINTI ZULFIKARUDDIN;12-03-1991;Babelan;\n"
    "3216015203910007;XAVERINAH;31-02-1991;Babelan;\n"
    "321601520391000;QWERTINAH;1991;Planet;3216010101800003\n"
)
PROFILE = 'source = "canary"\ntitle = "C"\nagency = "C"\nfiles = ["canary*"]\nunique = ["nik"]\n'
SECRET = "kata sandi panjang"


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project whose every row is a canary, after one run."""
    folder = tmp_path_factory.mktemp("canary")
    project = folder / "project"
    assert run(folder, "init", str(project)).returncode == 0
    (project / "data/raw/canary.csv").write_text(LIST, encoding="utf-8")
    (project / "data/raw/rusak.xlsx").write_bytes(b"PK\x03\x04" + LIST.encode())
    (project / "data/raw/ganda.csv").write_text("NIK;NIK\n" + LIST, encoding="utf-8")
    (project / "configs/sources/canary.toml").write_text(PROFILE, encoding="utf-8")
    (folder / "sandi").write_text(SECRET, encoding="utf-8")
    (folder / "sandi").chmod(0o600)
    assert run(folder, "run", "--project", str(project)).returncode == 3
    return folder


def run(
    folder: Path, *arguments: str, fault: str = "", watch: list[str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command with its own temporary folder; ``watch`` collects what processes are called."""
    (folder / "tmp").mkdir(exist_ok=True)
    done = threading.Event()

    def look() -> None:
        while watch is not None and not done.wait(0.1):
            watch.extend(called())
            watch.extend(str(p) for p in folder.rglob("*"))

    looking = threading.Thread(target=look)
    looking.start()
    ended = warm.run(*arguments, env={"TMPDIR": str(folder / "tmp"), VARIABLE: fault})
    done.set()
    looking.join()
    return ended


def called() -> list[str]:
    """Return the command lines of the processes that a command has started."""
    parents, lines = {}, {}
    for task in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(task.name)] = int((task / "stat").read_text().rpartition(")")[2].split()[1])
            lines[int(task.name)] = (task / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
    ours = warm.processes()
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return [lines[pid] for pid in ours if pid in lines]


def person(project: Path) -> tuple[str, list[str]]:
    with connect(project / "data/output/latest/register.duckdb") as con:
        records = con.execute("SELECT record_id FROM crosswalk ORDER BY ALL").fetchall()
        found = con.execute("SELECT person_id FROM person ORDER BY ALL").fetchall()
    return str(found[0][0]), [str(record) for (record,) in records]


def cases(folder: Path) -> dict[str, list[list[str]]]:
    """Return what to run of each command, as it should be and as it should not."""
    at = ["--project", str(folder / "copy")]
    secret = ["--passphrase-file", str(folder / "sandi")]
    who, records = person(folder / "project")
    there = str(folder / "cadangan")
    exports = [
        "--records",
        str(folder / "copy/r.parquet"),
        "--decisions",
        str(folder / "copy/d.sql"),
    ]
    return {
        "init": [["init", str(folder / "copy")]],
        "demo": [["demo", str(folder / "copy")]],
        "run": [
            ["run", *at],
            ["run", "--json", *at],
            ["run", "--dry-run", *at],
            ["run", "--accept", "rem=QWERTINAH", *at],
        ],
        "report": [
            ["report", str(folder / "salinan"), "--mask", *at],
            ["report", str(folder / "copy"), *at],
        ],
        "evaluate": [["evaluate", str(folder / "copy/data/raw/canary.csv"), *at]],
        "train": [["train", *at]],
        "explain": [["explain", *records[:2], *at], ["explain", "P-TIDAKADA", *at]],
        "export-model": [
            ["export-model", "--splink", str(folder / "copy/model.json"), *exports, *at],
            ["export-model", "--splink", str(folder / "copy/data/raw/canary.csv"), *at],
        ],
        "decide": [["decide", str(folder / "copy/data/raw/canary.csv"), *at]],
        "runs": [["runs", *at]],
        "diff": [["diff", "latest", "latest", *at], ["diff", "tidak-ada", *at]],
        "rollback": [["rollback", "tidak-ada", *at]],
        "id": [["id", who, *at], ["id", "P-TIDAKADA", *at]],
        "doctor": [["doctor", *at]],
        "backup": [["backup", there, *secret, *at], ["backup", there, *at]],
        "restore": [["restore", str(folder / "sandi"), str(folder / "pulih"), *secret]],
        "forget": [
            ["forget", "P-TIDAKADA", "--reason", "surat 12/2026", *at],
            ["forget", who, "--reason", "surat permintaan 12/2026", *at],
        ],
        "incident": [
            ["incident", str(folder / "copy/data/raw/canary.csv"), str(folder / "siapa.csv"), *at],
            ["incident", "QWERTINAH.csv", str(folder / "siapa2.csv"), *at],
        ],
        "key": [["key", "change", "--reason", "petugas kunci berganti", *at]],
        "sources": [["sources", "list", *at], ["sources", "check", *at]],
        "schedule": [["schedule", "print", "--for", "cron", *at]],
        "audit": [["audit", "verify", *at]],
    }


def hits(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary.lower() in text.lower()]


def silent(folder: Path, done: subprocess.CompletedProcess[str], seen: list[str]) -> None:
    """Assert that nothing that a stranger may see holds a canary."""
    given = "\0".join(str(argument) for argument in done.args)
    assert hits(done.stderr) == [], done.stderr
    assert [line for line in seen if hits(line) and not hits(given)] == []
    for path in (folder / "copy/data/journal").glob("*"):
        assert hits(path.read_text("utf-8", "replace")) == [], path.name
    assert not [p for p in (folder / "tmp").rglob("*") if p.is_file()]


def test_every_command_has_a_case(canary: Path):
    assert set(cases(canary)) == set(command_names(app))


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted(set(command_names(app))))
def test_no_command_tells_who(canary: Path, command: str):
    for arguments in cases(canary)[command]:
        shutil.rmtree(canary / "copy", ignore_errors=True)
        shutil.copytree(canary / "project", canary / "copy", symlinks=True)
        seen: list[str] = []

        done = run(canary, *arguments, watch=seen)

        assert done.returncode in (0, 1, 2, 3, 5, 6), done.stderr
        silent(canary, done, seen)
        if command not in ("explain", "restore"):  # explain is asked who; it prints to stdout
            assert hits(done.stdout) == []


@pytest.mark.parametrize("fault", ["clean:error", "merge:full", "checkpoint:error"])
def test_no_failure_tells_who(canary: Path, fault: str):
    shutil.rmtree(canary / "copy", ignore_errors=True)
    shutil.copytree(canary / "project", canary / "copy", symlinks=True)
    seen: list[str] = []

    done = run(canary, "run", "--project", str(canary / "copy"), fault=fault, watch=seen)

    assert done.returncode == (1 if fault.endswith("error") else 5)
    silent(canary, done, seen)
    log = (canary / "copy/data/journal/program.jsonl").read_text("utf-8").splitlines()
    assert '"level": "ERROR"' in log[-1]


def test_every_file_is_its_owners_alone(canary: Path):
    project = canary / "project"
    made = [project, *project.rglob("*")]
    own = ("raw", "canary.toml")  # what the test put there
    written = [p for p in made if not {*p.parts} & {*own} and not p.is_symlink()]

    assert len(written) > 30
    assert [p for p in written if stat.S_IMODE(p.stat().st_mode) & 0o077] == []


def test_a_line_of_the_log_hides_numbers_and_tells_no_traceback():
    record = logging.LogRecord("x", logging.ERROR, "", 0, f"NIK {NIKS[0]}", None, None)
    record.values = {"said": "3216 0152 0391 0007", "run_id": "20261122-001"}

    line = json.loads(JsonLine().format(record))

    assert (line["text"], line["said"]) == ("NIK [nomor]", "[nomor]")
    assert line["run_id"] == "20261122-001"
