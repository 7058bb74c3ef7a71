"""Work in processes of their own: python does one thing at a time, a machine as many as cores.

And what they and the run hold in memory meanwhile.
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

Share = TypeVar("Share")
Done = TypeVar("Done")

ASIDE = "aside-"
"""How folders in the work folder begin that live only while something is read or cleaned."""

CORES = os.cpu_count() or 1

WORTH_A_PROCESS = 50_000
"""Rows from which another process, which takes a second or two to begin, saves time."""


BEHIND = 10
"""How far a process stands behind that has until the end of the run."""


class Hands:
    """Processes that do shares of work beside each other, as many as there are cores.

    They begin when first needed and are kept until the end of the ``with``; a run that is
    interrupted ends them at once.
    """

    def __init__(self, behind: int = 0) -> None:
        """Let them stand ``behind`` the run itself, so many steps (``nice``), for a core."""
        self._behind = behind
        self._pool: ProcessPoolExecutor | None = None
        self._others: list[BaseProcess] = []

    def __enter__(self) -> "Hands":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is None:
            return
        self._pool.shutdown(wait=kind is None, cancel_futures=True)
        for process in active_children():
            if process not in self._others:
                process.terminate()
        self._pool = None

    def each(
        self,
        work: Callable[[Share], Done],
        shares: Sequence[Share],
        here: Callable[[Share], Done],
        *,
        worth: bool,
    ) -> Iterator[Done]:
        """Yield ``work(share)`` for each of ``shares``, in order, or ``here(share)``.

        Everything is done in here if it is not ``worth`` a process, and so is again the share of
        a process that fails or is killed. That one says nothing, since what it would say could
        name people: what fails in here is told as always.
        """
        if not (self._pool or worth) or len(shares) < 2 or (os.cpu_count() or 1) < 2:
            yield from map(here, shares)
            return
        begun = deque(self.begin(work, share) for share in shares)
        for share in shares:
            done = _outcome(begun.popleft())
            yield done[0] if done else here(share)

    def begin(self, work: Callable[[Share], Done], share: Share) -> "Future[Done]":
        """Return the future of ``work(share)`` in a process."""
        if self._pool is None:
            self._others = active_children()
            self._pool = ProcessPoolExecutor(
                mp_context=get_context("spawn"), initializer=_bound, initargs=(self._behind,)
            )
        try:
            return self._pool.submit(work, share)
        except RuntimeError as err:  # one was killed: the pool takes nothing more
            broken: Future[Done] = Future()
            broken.set_exception(err)
            return broken

    def last(self) -> None:
        """Let the processes end when they have done what was begun: they hold much memory."""
        if self._pool is not None:
            self._pool.shutdown(wait=False)


def beside(work: Callable[[Share], Done], shares: Sequence[Share]) -> list[Done]:
    """Return ``work(share)`` for each of ``shares``, in order, by a thread for each core.

    It saves time where the work is numpy's and Arrow's, which do it without Python. What bounds
    the caller's databases (``sql.bounded``) bounds those that ``work`` opens.
    """
    if len(shares) < 2 or CORES < 2:
        return [work(share) for share in shares]
    contexts = [copy_context() for _ in shares]  # a thread begins with an empty one
    with ThreadPoolExecutor(CORES) as pool:
        return list(pool.map(lambda context, share: context.run(work, share), contexts, shares))


def give_back() -> None:
    """Give back to the system the memory that nothing uses: allocators keep it for themselves."""
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError, TypeError):  # where there is no such C library
        ctypes.CDLL(None).malloc_trim(0)


def _outcome(future: "Future[Done]") -> tuple[Done] | None:
    with suppress(Exception):
        return (future.result(),)
    return None


@contextmanager
def apart(work: Callable[[Share], object], share: Share) -> Iterator[None]:
    """Do ``work(share)`` meanwhile; at the end it is done or has failed, and says nothing.

    The run comes first where there are too few cores for both. Who comes after looks whether it is
    done, and does it himself if not. An interrupted run ends it.
    """
    with Hands(BEHIND) as hands:
        begun = hands.begin(work, share)
        hands.last()
        yield
        _outcome(begun)


def _bound(behind: int) -> None:
    """Bind this process to the run: it leaves interruptions to it, and does not outlive it.

    A pool's process would wait for ever for the work of a run that was killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if behind and hasattr(os, "nice"):  # not on Windows
        os.nice(behind)
    Thread(target=_end_with, args=(parent_process(),), daemon=True).start()


def _end_with(run: BaseProcess | None) -> None:
    if run is not None:
        run.join()
        os._exit(1)
