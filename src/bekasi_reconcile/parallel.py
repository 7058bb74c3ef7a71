"""Work beside the run: in processes, since Python does one thing at a time, and in threads.

Also the memory that the run and its processes hold meanwhile.
"""

import ctypes
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import TypeVar

import pyarrow as pa

from bekasi_reconcile.library_warning import silence_warnings

Share = TypeVar("Share")
Result = TypeVar("Result")

TEMPORARY_PREFIX = "aside-"
"""How the names of folders begin that stand in the work folder only during one read or write."""

pa.enable_signal_handlers(False)  # the command line hears Ctrl-C also while Arrow reads

CORES = os.cpu_count() or 1

WORTH_A_PROCESS = 50_000
"""Rows from which another process, which takes a second or two to start, saves time."""

BACKGROUND_NICENESS = 10
"""Steps (``nice``) by which a process yields to the run if its result may wait for the end."""


class WorkerPool:
    """Processes that do shares of the work at the same time, as many as there are cores.

    They start when first needed and stay until the end of the ``with``; an interrupted run
    terminates them at once.
    """

    def __init__(self, niceness: int = 0) -> None:
        """Let the processes yield the cores to the run by ``niceness`` steps (``nice``)."""
        self._niceness = niceness
        self._pool: ProcessPoolExecutor | None = None
        self._others: list[BaseProcess] = []

    def __enter__(self) -> "WorkerPool":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is None:
            return
        self._pool.shutdown(wait=kind is None, cancel_futures=True)
        for process in active_children():
            if process not in self._others:
                process.terminate()
        self._pool = None

    def map_in_order(
        self,
        work: Callable[[Share], Result],
        shares: Sequence[Share],
        work_here: Callable[[Share], Result],
        *,
        worth: bool,
    ) -> Iterator[Result]:
        """Yield ``work(share)`` of each share in order, done in processes.

        If it is not ``worth`` a process, ``work_here(share)`` is done in this one instead, and so
        is the share of a process that failed or was killed. The failure of a process is dropped,
        since its text could name people: ``work_here`` meets it again and raises it here.
        """
        if not (self._pool or worth) or len(shares) < 2 or (os.cpu_count() or 1) < 2:
            yield from map(work_here, shares)
            return
        futures = deque(self.submit(work, share) for share in shares)
        for share in shares:
            outcome = _outcome(futures.popleft())
            yield outcome[0] if outcome else work_here(share)

    def submit(self, work: Callable[[Share], Result], share: Share) -> "Future[Result]":
        """Return the future of ``work(share)`` in a process."""
        if self._pool is None:
            self._others = active_children()
            self._pool = ProcessPoolExecutor(
                mp_context=get_context("spawn"),
                initializer=_bind_to_run,
                initargs=(self._niceness,),
            )
        try:
            with _deaf_children():
                return self._pool.submit(work, share)
        except RuntimeError as err:  # a process was killed: the pool accepts nothing more
            broken: Future[Result] = Future()
            broken.set_exception(err)
            return broken

    def close_when_done(self) -> None:
        """Let the processes end after the work submitted so far: they hold much memory."""
        if self._pool is not None:
            self._pool.shutdown(wait=False)


def thread_map(work: Callable[[Share], Result], shares: Sequence[Share]) -> list[Result]:
    """Return ``work(share)`` of each share in order, done by a thread for each core.

    This saves time where NumPy and Arrow do the work, which let other threads run meanwhile.
    The caller's limits on databases (``sql.limit_memory``) hold for those that ``work`` opens.
    """
    if len(shares) < 2 or CORES < 2:
        return [work(share) for share in shares]
    contexts = [copy_context() for _ in shares]  # a thread begins with an empty one
    with ThreadPoolExecutor(CORES) as pool:
        return list(pool.map(lambda context, share: context.run(work, share), contexts, shares))


def release_memory() -> None:
    """Return unused memory to the system, which the allocators would keep for themselves."""
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError, TypeError):  # where there is no such C library
        ctypes.CDLL(None).malloc_trim(0)


def _outcome(future: "Future[Result]") -> tuple[Result] | None:
    with suppress(Exception):
        return (future.result(),)
    return None


@contextmanager
def in_background(work: Callable[[Share], object], share: Share) -> Iterator[None]:
    """Do ``work(share)`` during the ``with``; at its end the work is done or has failed silently.

    The run comes first where there are too few cores for both. The caller checks afterwards
    whether the work is done, and otherwise does it itself. An interrupted run terminates it.
    """
    with WorkerPool(BACKGROUND_NICENESS) as workers:
        future = workers.submit(work, share)
        workers.close_when_done()
        yield
        _outcome(future)


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Let processes started within not hear Ctrl-C, from the start: they leave it to the run."""
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _bind_to_run(niceness: int) -> None:
    """Bind this process to the run: it leaves interruptions to it, and does not outlive it.

    The process of a pool would wait for ever for the work of a run that was killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence_warnings()
    if niceness and hasattr(os, "nice"):  # not on Windows
        os.nice(niceness)
    Thread(target=_exit_after, args=(parent_process(),), daemon=True).start()


def _exit_after(run: BaseProcess | None) -> None:
    if run is not None:
        run.join()
        os._exit(1)
