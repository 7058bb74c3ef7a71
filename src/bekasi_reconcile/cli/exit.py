"""How the program ends: with a status, a line for the officer, and nothing left running."""

import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from types import FrameType

from bekasi_reconcile.cli import failure_text

SCHEMA_VERSION = 1
GRACE_SECONDS = 4
"""How long a run that is asked to end may take to tidy up."""

BROKEN_PIPE = 141
"""As a program that the signal itself ends: 128 + SIGPIPE."""


HELP = {"--help", "-h"}
"""Such a command line is answered at once, and notes nothing."""


class Stopped(BaseException):
    """Somebody asked the program to end, by Ctrl-C or a signal."""

    def __init__(self, number: int) -> None:
        self.status = 128 + number


def ended(command: Callable[[], object], commands: Collection[str] = ()) -> int:
    """Run ``command`` and return the exit status; what went wrong is one line on stderr.

    ``commands``: the names of the commands, of which the one that was asked is noted in the log.
    """
    since = time.perf_counter()
    err = _ran(command)
    status = _status(err)
    said = trace = ""
    if isinstance(err, Exception) and status not in (0, BROKEN_PIPE):
        said, trace = _told(err)
    with contextlib.suppress(Exception):  # a log that cannot be written changes no status
        if not HELP & set(sys.argv) and set(commands) & set(sys.argv[1:]):
            from bekasi_reconcile.cli.command_log import Ended, note  # takes a second to import

            seconds = time.perf_counter() - since
            note(sys.argv[1:], commands, Ended(status, said, trace), seconds)
    return status


def _ran(command: Callable[[], object]) -> BaseException | None:
    """Run ``command`` and return what ended it, None if it came to its end."""
    try:
        with _stoppable():
            command()
            sys.stdout.flush()
    except (SystemExit, Stopped, Exception) as err:
        return err
    return None


def _status(err: BaseException | None) -> int:
    if isinstance(err, BrokenPipeError) or (
        isinstance(err, SystemExit) and isinstance(err.__context__, BrokenPipeError)
    ):
        return _deaf()
    if isinstance(err, SystemExit):
        return err.code if isinstance(err.code, int) else 0
    if isinstance(err, Stopped):
        return err.status
    return failure_text.status(err) if err else 0


def _told(err: Exception) -> tuple[str, str]:
    """Say what went wrong, on stderr and as JSON if that was asked; return it and its trace."""
    code, text = failure_text.code(err), failure_text.text(err)
    trace = failure_text.trace(err) if code == failure_text.OWN else ""
    sys.stderr.write(f"reconcile: {text} ({code})\n{trace}")
    if "--json" in sys.argv:
        told = {"status": failure_text.status(err), "code": code, "text": text}
        document = {"schema_version": SCHEMA_VERSION, "error": told}
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    return f"{text} ({code})", trace


def _deaf() -> int:
    """Return the status of a program that nobody listens to; let Python's own last flush pass."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Turn Ctrl-C and SIGTERM into Stopped; end the process if that is not heard in time.

    A signal wakes the interpreter only between its own steps. The byte that the system writes at
    once to the pipe wakes a thread, which gives a long step GRACE_SECONDS.
    """
    read, write = os.pipe()
    os.set_blocking(write, False)
    before = {number: signal.signal(number, _stop) for number in (signal.SIGINT, signal.SIGTERM)}
    waker = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(read,), daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(waker)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(write)


def _stop(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # a second one must not interrupt the tidying
    raise Stopped(number)


def _watch(pipe: int) -> None:
    """Wait for the byte that tells which signal came; end the process unless it ends itself."""
    while byte := os.read(pipe, 1):
        if byte[0] in (signal.SIGINT, signal.SIGTERM):
            time.sleep(GRACE_SECONDS)
            os._exit(128 + byte[0])
    os.close(pipe)
