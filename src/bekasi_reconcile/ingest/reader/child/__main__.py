"""Read one file after another and write its sheets for the run that asks.

A 5 KB workbook can abort the process that reads it, a damaged .ods can loop for ever in native
code where no exception is raised, and 400 KB of HTML can keep a parser busy for a day. So the run
(``reader/file_reader.py``) starts this module as a child with limits on memory and time, and a dead
child is a refused file. Requests come by standard input, since a file name may be personal and
arguments are visible to everybody. What a library says of a failure may quote a cell: only a rule
of the problem catalogue goes back.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bekasi_reconcile.ingest.reader.child.binding import bind_to_run, limit
from bekasi_reconcile.ingest.reader.child.file_type import Unreadable, sniff
from bekasi_reconcile.ingest.reader.child.foreign_sheet import ForeignSheet, HandOverError
from bekasi_reconcile.ingest.reader.child.limit import READY

REFUSALS: tuple[tuple[type[BaseException], str], ...] = (
    (FileNotFoundError, "file_gone"),
    (PermissionError, "file_closed"),  # on Windows also a file that Excel holds open
    (MemoryError, "file_crashes"),
    (RecursionError, "file_crashes"),
)
DAMAGE = "file_damaged"


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Return what came of ``request``: path, out, passwords, memory (bytes), seconds, run (pid).

    Either what kind of file it is, its ``sheets`` (their cells in files of the folder ``out``),
    ``notices`` and ``properties``; or the ``rule`` by which it is refused; or the ``errno`` of a
    disk that did not take a sheet.
    """
    path, out, kind = Path(request["path"]), Path(request["out"]), "?"
    notices: list[str] = []
    try:
        limit(request["memory"], request["seconds"])
        kind = sniff(path)
        sheets = _sheets(path, kind, request["passwords"], notices)
        handed = [sheet.hand_over(out, number) for number, sheet in enumerate(sheets)]
        properties = _properties(path, kind)
    except HandOverError as err:
        return {"kind": kind, "errno": err.args[0]}
    except Unreadable as err:
        return {"kind": kind, "rule": err.rule}
    except BaseException as err:  # noqa: BLE001 - a panic of a native reader is a BaseException
        return {"kind": kind, "rule": _rule(err)}
    return {"kind": kind, "sheets": handed, "notices": notices, "properties": properties}


def _sheets(
    path: Path, kind: str, passwords: list[str], notices: list[str]
) -> Iterator[ForeignSheet]:
    """Yield the sheets of a file; what else was decided about it goes into ``notices``."""
    if kind == "text":
        from bekasi_reconcile.ingest.reader.child import delimited_text

        text = delimited_text.read(path)
        notices += text.notices
        yield ForeignSheet("", text.cells)
    elif kind == "html":
        from bekasi_reconcile.ingest.reader.child import html_table

        yield html_table.read(path)
    elif kind == "locked" and not passwords:
        raise Unreadable("file_password")
    else:
        from bekasi_reconcile.ingest.reader.child import workbook

        yield from workbook.read(path, passwords)


def _properties(path: Path, kind: str) -> dict[str, str]:
    if kind not in ("xlsx", "ods"):
        return {}
    from bekasi_reconcile.ingest.reader.child import document_property

    return document_property.properties(path)


def _rule(err: BaseException) -> str:
    if "Panic" in type(err).__name__ or "memory" in str(err):
        return "file_crashes"
    if "assword" in str(err):
        return "file_password"
    return next((rule for kind, rule in REFUSALS if isinstance(err, kind)), DAMAGE)


class WithoutPandas:
    """Finds no pandas: Arrow asks of every list whether pandas made it, and imports it for that.

    That takes longer than reading a small workbook.
    """

    def find_spec(self, name: str, *_: object) -> None:
        if name == "pandas":
            raise ImportError(name)


def main() -> None:
    """Answer every line of standard input, a request as JSON, by a line of JSON."""
    sys.meta_path.insert(0, WithoutPandas())
    sys.stdout.write(READY)
    sys.stdout.flush()
    for line in sys.stdin:
        request = json.loads(line)
        bind_to_run(request["run"])
        sys.stdout.write(json.dumps(answer(request)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
