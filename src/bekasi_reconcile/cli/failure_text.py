"""What a failure says and with which status the program ends. It never quotes a value."""

import traceback
from pathlib import Path

import typer
from typer.exceptions import TyperException

from bekasi_reconcile.cli.usage_text import usage_message
from bekasi_reconcile.errors import ContractError, ReconcileError, UsageError
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.messages.os_error import os_error_reason

FULL_DISK = ("IOException", "OutOfMemoryException", "TransactionException", "FatalException")
"""DuckDB's own names for a disk that is full or a file that cannot be written, also at the end."""


OWN = "RK-101"
"""An error of the program itself."""


def status(err: BaseException) -> int:
    """Return the exit status that ``err`` ends the program with."""
    if isinstance(err, ReconcileError | TyperException):
        return err.exit_code
    return 5 if _outside(err) else 1


def code(err: BaseException) -> str:
    """Return the code under which the handbook explains ``err``."""
    if isinstance(err, ReconcileError):
        return err.code
    if isinstance(err, TyperException):
        return UsageError.code
    if isinstance(err, typer.Abort):
        return ReconcileError.code
    if _out_of_memory(err):
        return "RK-504"
    return "RK-503" if _outside(err) else OWN


def text(err: BaseException, language: str) -> str:
    """Return the line to print."""
    return _message(err).text(language)


def is_usage(err: BaseException) -> bool:
    """Tell whether the arguments were refused before the command began."""
    return isinstance(err, UsageError | TyperException)


def trace(err: BaseException) -> str:
    """Return where the program failed: types, modules and lines, and no message.

    What another library says of a failure may quote a cell. A broken contract quotes none.
    """
    lines = []
    chain: BaseException | None = err
    while chain is not None:
        breaches = f": {chain}" if isinstance(chain, ContractError) else ""
        lines.append(f"{type(chain).__module__}.{type(chain).__qualname__}{breaches}")
        lines += [
            f"  {Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.lineno} "
            f"{frame.name}"
            for frame in traceback.extract_tb(chain.__traceback__)
        ]
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    return "\n".join(lines) + "\n"


def _message(err: BaseException) -> Message:
    if isinstance(err, ReconcileError):
        return err.message
    if isinstance(err, TyperException):
        return usage_message(err)
    if isinstance(err, typer.Abort):
        return Message("usage.aborted")
    if _out_of_memory(err):
        return Message("program.memory_failed")
    if isinstance(err, OSError):
        name = err.filename if isinstance(err.filename, str) else ""
        return Message("program.file_failed", what=os_error_reason(err), file=name)
    if _outside(err):
        return Message("program.file_failed", what="DuckDB", file="")
    return Message("program.own_failure")


def _outside(err: BaseException) -> bool:
    """Tell whether disk or memory failed, not the program."""
    of_duckdb = "duckdb" in type(err).__module__ and type(err).__name__ in FULL_DISK
    return of_duckdb or isinstance(err, OSError | MemoryError)


def _out_of_memory(err: BaseException) -> bool:
    """Tell whether memory failed; DuckDB says the same where the disk takes no more of it."""
    if type(err).__name__ == "OutOfMemoryException" and "duckdb" in type(err).__module__:
        return "failed to offload" not in str(err)
    return isinstance(err, MemoryError)
