"""How the program ends: with a status, a line for the officer, and nothing left running."""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TextIO

import typer

from bekasi_reconcile.cli import failure_text, invocation, screen
from bekasi_reconcile.register.format_version import DOCUMENT_VERSION

GRACE_SECONDS = 4
"""How long an interrupted run may take to tidy up."""

BROKEN_PIPE = 141
"""As a program that the signal itself ends: 128 + SIGPIPE."""


FINISHED = (0, 3)
"""The statuses of a command that did what it was asked."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruption(BaseException):
    """Somebody asked the program to end, by Ctrl-C or a signal."""

    def __init__(self, number: int) -> None:
        self.status = 128 + number


_HEARD: list[int] = []
"""The signals that asked this call to end. What they interrupt may turn them into errors of its
own (DuckDB does) or drop them, so that what was raised does not tell."""


def raise_if_interrupted() -> None:
    """Raise Interruption if somebody asked the program to end and it still goes on."""
    if _HEARD:
        raise Interruption(_HEARD[0])


def run_to_exit_status(program: Callable[[], object]) -> int:
    """Run ``program`` and return the exit status; a failure is one line on stderr.

    ``program`` returns a status, or anything else for 0.
    """
    screen.take_any_character()
    try:
        with _interruptible():
            return _run_and_log(program)
    except Interruption as err:  # between two steps of what follows the program
        return err.status


def _run_and_log(program: Callable[[], object]) -> int:
    started = time.perf_counter()
    status, err = _run(program)
    _end_interruptions()
    text = trace = ""
    if isinstance(err, Exception) and status not in (0, BROKEN_PIPE):
        text, trace = _report_failure(err)
    _log(status, text, trace, time.perf_counter() - started)
    return status


def _run(program: Callable[[], object]) -> tuple[int, BaseException | None]:
    """Run ``program``; return the status, and what ended it if it did not come to its end."""
    try:
        status = program()
        sys.stdout.flush()
        raise_if_interrupted()
    except (SystemExit, Interruption, KeyboardInterrupt, Exception) as err:
        cause = Interruption(_HEARD[0]) if _HEARD else err
        return _status(cause), cause
    return (status if isinstance(status, int) else 0), None


def _status(err: BaseException) -> int:
    if isinstance(err, BrokenPipeError) or (
        isinstance(err, SystemExit) and isinstance(err.__context__, BrokenPipeError)
    ):
        return _broken_pipe()
    if isinstance(err, SystemExit):
        return err.code if isinstance(err.code, int) else 0
    if isinstance(err, Interruption):
        return err.status
    if isinstance(err, KeyboardInterrupt):  # raised by a library that listens itself
        return 128 + signal.SIGINT
    if isinstance(err, typer.Exit):
        return err.exit_code
    return failure_text.status(err)


def _report_failure(err: Exception) -> tuple[str, str]:
    """Print what failed, on stderr and with --json as a document; return it and its trace."""
    call = invocation.current()
    code, text = failure_text.code(err), failure_text.text(err, call.language)
    trace = failure_text.trace(err) if code == failure_text.OWN else ""
    try:
        screen.say_lines(f"reconcile: {text} ({code})\n{trace}", error=True)
        if call.as_json:
            error = {"status": failure_text.status(err), "code": code, "text": text}
            screen.say_json({"schema_version": DOCUMENT_VERSION, "error": error})
    except OSError:  # a log that is on the full disk too: the status still tells
        _say_nothing_more(sys.stdout, sys.stderr)
    # an argument that was refused may be somebody's name: it goes into no log
    return ("" if failure_text.is_usage(err) else f"{text} ({code})"), trace


def _log(status: int, text: str, trace: str, seconds: float) -> None:
    """Write the command to the log of its project; a call of no command, or for help, has none."""
    call = invocation.current()
    if not call.command or (call.for_help and not call.in_project):
        return
    from bekasi_reconcile.cli import command_log  # takes a second to import

    result = command_log.CommandResult(call.command, status, seconds, text, trace)
    try:
        command_log.record(call.project, result, audited=call.in_project)
    except Exception:  # a log that cannot be written changes no status
        if status in FINISHED and call.in_project and call.command not in command_log.HARMLESS:
            screen.say_lines(invocation.text("cli.not_logged"), error=True)


def _broken_pipe() -> int:
    """Return the status of a program that nobody listens to."""
    _say_nothing_more(sys.stdout)
    return BROKEN_PIPE


def _say_nothing_more(*streams: TextIO) -> None:
    """Let Python's own last flush of ``streams`` pass."""
    for stream in streams:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Turn Ctrl-C and SIGTERM into Interruption; end the process if that has no effect in time.

    A signal wakes the interpreter only between its own steps. The byte that the system writes at
    once to the pipe wakes a thread, which gives a long step GRACE_SECONDS.
    """
    _HEARD.clear()
    read, write = os.pipe()
    os.set_blocking(write, False)
    handlers = {number: signal.signal(number, _interrupt) for number in SIGNALS}
    waker = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(read,), daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(waker)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        os.close(write)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    _end_interruptions()  # a second one must not interrupt the tidying
    _HEARD.append(number)
    raise Interruption(number)


def _end_interruptions() -> None:
    """Take no further signal: what is left is to tidy and to note how the command ended."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _watch(pipe: int) -> None:
    """Wait for the byte that tells which signal came; end the process unless it ends itself."""
    while byte := os.read(pipe, 1):
        if byte[0] in SIGNALS:
            time.sleep(GRACE_SECONDS)
            os._exit(128 + byte[0])
    os.close(pipe)
