"""Work in other processes: whatever becomes of them, all of it is done or its failure raised."""

import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from bekasi_reconcile import parallel
from bekasi_reconcile.parallel import WorkerPool, in_background, thread_map
from bekasi_reconcile.sql import in_memory, limit_memory

HERE = os.getpid()


def where(_: int) -> int:
    return os.getpid()


def dies_on_two(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fails_on_two(number: int) -> int:
    if number == 2:
        raise ValueError(number)
    return number


def waits(path: Path) -> None:
    path.touch()
    time.sleep(60)


def _interrupt_background_work(started: Path) -> None:
    with in_background(waits, started):
        while not started.exists():
            time.sleep(0.05)
        raise KeyboardInterrupt


def test_shares_are_done_in_other_processes_and_come_in_order():
    with WorkerPool() as workers:
        assert HERE not in set(workers.map_in_order(where, range(4), where, worth=True))
        assert list(workers.map_in_order(abs, [3, 1, 2], abs, worth=True)) == [3, 1, 2]
    assert active_children() == []


def test_what_is_not_worth_a_process_is_done_here():
    with WorkerPool() as workers:
        assert set(workers.map_in_order(where, range(4), where, worth=False)) == {HERE}


def test_the_share_of_a_killed_process_and_those_after_it_are_done_here():
    with WorkerPool() as workers:
        results = list(workers.map_in_order(dies_on_two, [1, 2, 3], str, worth=True))
        assert [int(number) for number in results] == [1, 2, 3]
        assert results[1] == "2"
        assert list(workers.map_in_order(abs, [4, 5], str, worth=True)) == ["4", "5"]


def test_what_fails_in_a_process_fails_here_and_names_no_cause():
    with WorkerPool() as workers, pytest.raises(ValueError, match="2") as failure:
        list(workers.map_in_order(fails_on_two, [1, 2], fails_on_two, worth=True))
    assert failure.value.__cause__ is None
    assert failure.value.__context__ is None


@pytest.mark.skipif(sys.platform == "win32", reason="asks the system for a process by number")
def test_the_processes_of_a_killed_run_end_with_it(tmp_path: Path):
    script = tmp_path / "run.py"
    script.write_text(
        "import os, sys, time\n"
        "from bekasi_reconcile.parallel import WorkerPool\n"
        "if __name__ == '__main__':\n"
        "    with WorkerPool() as workers:\n"
        "        print(workers.submit(os.getpgid, 0).result(), flush=True)\n"
        "        print(*workers._pool._processes, flush=True)\n"
        "        time.sleep(60)\n",
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        run.stdout.readline()
        (process,) = map(int, run.stdout.readline().split())
        run.kill()
    deadline = time.monotonic() + 20
    while alive(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(process)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_interrupted_run_ends_its_processes(tmp_path: Path):
    started = tmp_path / "started"
    with pytest.raises(KeyboardInterrupt):
        _interrupt_background_work(started)
    deadline = time.monotonic() + 20
    while active_children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert active_children() == []


def memory_limit(_: int) -> object:
    with in_memory() as con:
        return con.execute("SELECT current_setting('memory_limit')").fetchall()


def test_what_bounds_the_databases_of_a_run_bounds_those_of_its_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(parallel, "CORES", 2)
    with limit_memory("64MiB", tmp_path / "spill"):
        limits = thread_map(memory_limit, [1, 2])

    assert limits == [[("64.0 MiB",)], [("64.0 MiB",)]]
