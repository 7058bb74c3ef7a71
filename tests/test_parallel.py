"""Work in processes of their own: whatever becomes of them, all of it is done, or told."""

import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from bekasi_reconcile import parallel
from bekasi_reconcile.parallel import Hands, apart, beside
from bekasi_reconcile.sql import bounded, scratch

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


def _interrupted(begun: Path) -> None:
    with apart(waits, begun):
        while not begun.exists():
            time.sleep(0.05)
        raise KeyboardInterrupt


def test_shares_are_done_in_other_processes_and_come_in_order():
    with Hands() as hands:
        assert HERE not in set(hands.each(where, range(4), where, worth=True))
        assert list(hands.each(abs, [3, 1, 2], abs, worth=True)) == [3, 1, 2]
    assert active_children() == []


def test_what_is_not_worth_a_process_is_done_here():
    with Hands() as hands:
        assert set(hands.each(where, range(4), where, worth=False)) == {HERE}


def test_the_share_of_a_killed_process_and_those_after_it_are_done_here():
    with Hands() as hands:
        done = list(hands.each(dies_on_two, [1, 2, 3], str, worth=True))
        assert [int(each) for each in done] == [1, 2, 3]
        assert done[1] == "2"
        assert list(hands.each(abs, [4, 5], str, worth=True)) == ["4", "5"]


def test_what_fails_in_a_process_is_told_by_what_fails_here():
    with Hands() as hands, pytest.raises(ValueError, match="2") as told:
        list(hands.each(fails_on_two, [1, 2], fails_on_two, worth=True))
    assert told.value.__cause__ is None
    assert told.value.__context__ is None


@pytest.mark.skipif(sys.platform == "win32", reason="asks the system for a process by number")
def test_the_processes_of_a_killed_run_end_with_it(tmp_path: Path):
    script = tmp_path / "run.py"
    script.write_text(
        "import os, sys, time\n"
        "from bekasi_reconcile.parallel import Hands\n"
        "if __name__ == '__main__':\n"
        "    with Hands() as hands:\n"
        "        print(hands.begin(os.getpgid, 0).result(), flush=True)\n"
        "        print(*hands._pool._processes, flush=True)\n"
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
    begun = tmp_path / "begun"
    with pytest.raises(KeyboardInterrupt):
        _interrupted(begun)
    deadline = time.monotonic() + 20
    while active_children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert active_children() == []


def memory_limit(_: int) -> object:
    with scratch() as con:
        return con.execute("SELECT current_setting('memory_limit')").fetchall()


def test_what_bounds_the_databases_of_a_run_bounds_those_of_its_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(parallel, "CORES", 2)
    with bounded("64MiB", tmp_path / "spill"):
        limits = beside(memory_limit, [1, 2])

    assert limits == [[("64.0 MiB",)], [("64.0 MiB",)]]
