"""Ctrl-C and SIGTERM are heard wherever they come, and whatever a library makes of them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest
import typer

from bekasi_reconcile.cli import run_summary
from bekasi_reconcile.cli.exit import run_to_exit_status
from bekasi_reconcile.parallel import WorkerPool, thread_map

LONG = "SELECT range, md5(range::VARCHAR) FROM range(2000000)"
"""DuckDB makes a RuntimeError of its own of what is raised while it works on this."""

SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143)]


def status_of(program: Callable[[], object], tmp_path: Path) -> tuple[int, str]:
    """Return how a process that runs ``program`` ends, and what it says on stderr."""
    said = tmp_path / "stderr"
    child = os.fork()
    if not child:
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), 2)
        os._exit(run_to_exit_status(program))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said.read_text("utf-8")


def soon(number: int, times: int = 1) -> None:
    """Let a thread send the signal to this process a moment later."""

    def send() -> None:
        for _ in range(times):
            time.sleep(0.2)
            os.kill(os.getpid(), number)

    threading.Thread(target=send, daemon=True).start()


def in_the_database() -> None:
    with duckdb.connect() as con:
        while True:
            con.execute(LONG).df()


def in_a_thread() -> None:
    thread_map(lambda _: time.sleep(0.5), [1, 2, 3, 4])


def dropped_by_what_it_interrupts() -> None:
    with suppress(Exception):
        in_the_database()


def dropped_before_another_stage() -> None:
    with run_summary.progress(silent=True) as tell:
        dropped_by_what_it_interrupts()
        tell("publish")
        os._exit(99)  # it would publish now


def error_while_tidying() -> None:
    try:
        in_the_database()
    finally:
        raise OSError("the disk is full as well")


def turned_into_an_exit() -> None:
    with suppress(Exception):
        in_the_database()
    raise typer.Exit(3)


PROGRAMS = (
    in_the_database,
    in_a_thread,
    dropped_by_what_it_interrupts,
    dropped_before_another_stage,
    error_while_tidying,
    turned_into_an_exit,
)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
@pytest.mark.parametrize(("number", "status"), SIGNALS)
@pytest.mark.parametrize("times", [1, 3])
def test_a_signal_decides_the_status_whatever_becomes_of_it(
    tmp_path: Path, program: Callable[[], object], number: int, status: int, times: int
):
    def interrupted() -> None:
        soon(number, times)
        program()

    assert status_of(interrupted, tmp_path) == (status, "")


def test_an_interruption_that_a_library_raises_itself_is_one(tmp_path: Path):
    def raises() -> None:
        raise KeyboardInterrupt

    assert status_of(raises, tmp_path) == (130, "")


@pytest.mark.parametrize(("number", "status"), SIGNALS)
def test_a_signal_during_the_first_imports_ends_the_program_quietly(number: int, status: int):
    run = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "bekasi_reconcile", "--help"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    with run:
        assert run.stderr
        said = []
        for line in run.stderr:
            said.append(line)
            if line.endswith(" typer.models\n"):  # much is imported after it
                run.send_signal(number)
        assert run.wait(timeout=60) == status

    assert not [line for line in said if not line.startswith("import time:")]


def _blocked(_: object) -> set[signal.Signals]:
    return {signal.Signals(n) for n in signal.pthread_sigmask(signal.SIG_BLOCK, [])}


def test_a_process_beside_the_run_never_hears_ctrl_c():
    before = _blocked(None)

    with WorkerPool() as workers:
        blocked = workers.submit(_blocked, None).result()

    assert signal.SIGINT in blocked
    assert signal.SIGTERM not in blocked
    assert _blocked(None) == before
