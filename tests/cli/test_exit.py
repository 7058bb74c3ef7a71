"""How runs end: statuses, signals, closed pipes, and nothing said that was not asked for."""

import contextlib
import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import warm
from bekasi_reconcile import errors
from bekasi_reconcile.cli import failure_text
from bekasi_reconcile.cli.exit import run_to_exit_status
from bekasi_reconcile.fault_injection import VARIABLE
from bekasi_reconcile.register.lock import project_lock
from bekasi_reconcile.register.runs import latest

RECONCILE = [sys.executable, "-m", "bekasi_reconcile"]
ENV = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}


def reconcile(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return warm.run(*arguments, env=env)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["wait", "deaf"])
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_asked_to_end_does_so_and_leaves_the_project_free(
    tiny: Path, how: str, number: signal.Signals, status: int
):
    before = latest(tiny / "data/output")

    env = ENV | {VARIABLE: f"ingest:{how}"}
    run = subprocess.Popen(
        [*RECONCILE, "run", "--project", str(tiny)], env=env, stderr=subprocess.PIPE, text=True
    )
    with run:
        assert run.stderr
        assert run.stderr.readline() == "… Membaca berkas\n"
        assert run.stderr.readline() == "… Membersihkan isian\n"  # the point is just behind it
        run.send_signal(number)
        try:
            assert run.wait(timeout=15) == status
        finally:
            run.kill()
        assert "Traceback" not in run.stderr.read()

    with project_lock(tiny / "data/journal"):
        assert latest(tiny / "data/output") == before
    if how == "wait":
        assert not list((tiny / "data/output/runs").glob("*.tmp"))


def test_a_reader_who_leaves_early_hears_nothing_more(tiny: Path):
    command = " ".join([*RECONCILE, "sources", "list", "--project", str(tiny)])
    script = f"{command} | head -c 1; exit ${{PIPESTATUS[0]}}"

    slow = f"(sleep 1; {command}) | true; exit ${{PIPESTATUS[0]}}"
    done = [
        subprocess.run(["bash", "-c", each], capture_output=True, text=True, env=ENV, check=False)
        for each in (script, slow)
    ]

    assert [d.stderr for d in done] == ["", ""]
    assert done[1].returncode == 141


def test_every_error_has_its_own_code_and_a_status_of_the_contract():
    def below(kind: type[errors.ReconcileError]) -> list[type[errors.ReconcileError]]:
        return [kind, *(each for sub in kind.__subclasses__() for each in below(sub))]

    kinds = below(errors.ReconcileError)[1:]

    assert len({kind.code for kind in kinds}) == len(kinds) >= 6
    assert all(kind.code.startswith(f"RK-{kind.exit_code}") for kind in kinds)
    assert {kind.exit_code for kind in kinds} == {2, 4, 5, 6}


def test_an_error_of_the_program_quotes_no_value():
    def fails() -> None:
        try:
            int("SITI AMINAH 3216010101800001")
        except ValueError as err:
            raise KeyError("3216010101800001") from err

    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        status = run_to_exit_status(fails)

    assert status == 1
    assert "SITI" not in said.getvalue()
    assert "3216" not in said.getvalue()
    assert "(RK-101)" in said.getvalue().splitlines()[0]
    assert "builtins.KeyError" in said.getvalue()
    assert "builtins.ValueError" in said.getvalue()
    assert "cli/test_exit.py:" in said.getvalue()


def test_no_memory_and_no_disk_are_not_errors_of_the_program():
    assert (failure_text.status(MemoryError()), failure_text.code(MemoryError())) == (5, "RK-504")
    assert (failure_text.status(OSError()), failure_text.code(OSError())) == (5, "RK-503")


def test_json_is_one_document_even_when_it_fails(project: Path):
    done = reconcile("run", "--json", "--project", str(project))

    assert done.returncode == 5
    told = json.loads(done.stdout)
    assert told["schema_version"] == 1
    assert (told["error"]["code"], told["error"]["status"]) == ("RK-501", 5)


def test_a_dry_run_tells_persons_and_changes_nothing(tiny: Path):
    more = "NIK;Nama;Tgl Lahir;Kecamatan\n3216010303830003;DEDE YUSUF;03-03-1983;Babelan\n"
    (tiny / "data/raw/tambahan.csv").write_text(more, encoding="utf-8")
    (tiny / "data/raw/daftar.csv").write_text(
        (tiny / "data/raw/daftar.csv").read_text("utf-8").replace("SANTOSO", "SANTOSA"), "utf-8"
    )
    before = tree(tiny)

    done = reconcile("run", "--dry-run", "--json", "--project", str(tiny))

    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert told["dry_run"]
    new, gone, changed = (told["difference"][name] for name in ("new", "gone", "changed"))
    assert len(new) - len(gone) == 1
    assert len(new) + len(changed) >= 2
    assert tree(tiny) == before


def tree(folder: Path) -> dict[str, tuple[float, int]]:
    """Return every file below ``folder`` with time and size, but what the program notes of it."""
    return {
        str(p.relative_to(folder)): (p.lstat().st_mtime, p.lstat().st_size)
        for p in folder.rglob("*")
        if p.is_file() and "journal" not in p.parts
    }


def test_a_quiet_run_says_nothing_and_a_terminal_gets_a_bar(tiny: Path):
    quiet = reconcile("run", "--quiet", "--project", str(tiny))
    plain = reconcile("run", "--project", str(tiny))

    here, there = pty.openpty()
    bar = warm.begin(
        *("run", "--project", str(tiny)),
        env={"NO_COLOR": "1", "TERM": "xterm"},
        streams=(Path(os.devnull), Path(os.ttyname(there))),
    )
    drawn = b""
    while bar.is_running() or select.select([here], [], [], 0)[0]:
        if select.select([here], [], [], 0.1)[0]:
            drawn += os.read(here, 10_000)
    os.close(there)
    os.close(here)

    assert bar.wait() == 0
    assert (quiet.stdout, quiet.stderr) == ("", "")
    assert "\x1b" not in plain.stdout + plain.stderr
    assert len(plain.stderr.splitlines()) == 5
    assert b"\x1b[?25l" in drawn  # a cursor hidden while something moves
    assert b"\x1b[3" not in drawn  # and no colour


STATUSES = {
    "id": ("0 selesai", "2 salah", "3 selesai", "4 proses lain", "5 tidak ada", "6 register"),
    "en": ("0 done", "2 wrong", "3 done", "4 another", "5 nothing", "6 a register"),
}


@pytest.mark.parametrize(("locale", "language"), [("C.UTF-8", "id"), ("en_GB.UTF-8", "en")])
def test_help_names_every_status(tmp_path: Path, locale: str, language: str):
    env = {"LC_ALL": locale, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "200"}
    done = warm.run("--help", env=env, cwd=tmp_path)

    text = " ".join(done.stdout.split())
    assert [status for status in STATUSES[language] if status not in text] == []
    assert "130, 143" in text
