"""Work in processes of their own, while this one goes on."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context

WORTH_A_PROCESS = 50_000
"""Rows from which another process, which takes a second to begin, saves time."""


@contextmanager
def apart(work: Callable[..., object], shares: Sequence[object]) -> Iterator[None]:
    """Do ``work(share)`` for each of ``shares`` meanwhile; at the end all are done or have failed.

    A process that fails, or is killed, says nothing, since what it would say could name people:
    who comes after looks what is missing and does it himself. An interrupted run ends them.
    """
    context = get_context("spawn")
    started = [context.Process(target=_quietly, args=(work, share)) for share in shares]
    try:
        for process in started:
            process.start()
        yield
        for process in started:
            process.join()
    finally:
        for process in started:
            if process.is_alive():
                process.terminate()
                process.join()


def _quietly(work: Callable[..., object], share: object) -> None:
    with suppress(Exception):
        work(share)
