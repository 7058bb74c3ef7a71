"""What a failure says and with which status the program ends. It never quotes a value."""

import traceback
from pathlib import Path

from bekasi_reconcile.errors import ContractError, ReconcileError
from bekasi_reconcile.messages.message import Message

FULL_DISK = ("IOException", "OutOfMemoryException", "TransactionException", "FatalException")
"""DuckDB's own names for a disk that is full or a file that cannot be written, also at the end."""


OWN = "RK-101"
"""An error of the program itself."""


def status(err: BaseException) -> int:
    """Return the exit status that ``err`` ends the program with."""
    if isinstance(err, ReconcileError):
        return err.exit_code
    return 5 if _outside(err) else 1


def code(err: BaseException) -> str:
    """Return the code under which the handbook explains ``err``."""
    if isinstance(err, ReconcileError):
        return err.code
    if isinstance(err, MemoryError):
        return "RK-504"
    return "RK-503" if _outside(err) else OWN


def text(err: BaseException, language: str = "id") -> str:
    """Return the line to print."""
    if isinstance(err, ReconcileError):
        return err.message.text(language)
    if isinstance(err, MemoryError):
        return Message("program.memory_failed").text(language)
    if isinstance(err, OSError):
        name = err.filename if isinstance(err.filename, str) else ""
        return Message(
            "program.file_failed", what=err.strerror or type(err).__name__, file=name
        ).text(language)
    return Message(
        "program.file_failed" if _outside(err) else "program.own_failure", what="DuckDB", file=""
    ).text(language)


def trace(err: BaseException) -> str:
    """Return where the program failed: types, modules and lines, and no message.

    What another library says of a failure may quote a cell. A broken contract quotes none.
    """
    lines = []
    chain: BaseException | None = err
    while chain is not None:
        said = f": {chain}" if isinstance(chain, ContractError) else ""
        lines.append(f"{type(chain).__module__}.{type(chain).__qualname__}{said}")
        lines += [
            f"  {Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.lineno} "
            f"{frame.name}"
            for frame in traceback.extract_tb(chain.__traceback__)
        ]
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    return "\n".join(lines) + "\n"


def _outside(err: BaseException) -> bool:
    """Tell whether disk or memory failed, not the program."""
    of_duckdb = "duckdb" in type(err).__module__ and type(err).__name__ in FULL_DISK
    return of_duckdb or isinstance(err, OSError | MemoryError)
