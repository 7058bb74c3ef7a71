"""Files of any kind, looked at by a child process that may die without harm (``reader/child``)."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any, NamedTuple, cast

import duckdb
import pyarrow as pa

from bekasi_reconcile.errors import ContractError
from bekasi_reconcile.ingest.reader.child.file_type import Unreadable
from bekasi_reconcile.ingest.reader.child.foreign_sheet import table_of
from bekasi_reconcile.ingest.reader.child.limit import MEMORY, READY, SECONDS
from bekasi_reconcile.ingest.reader.content import content, refuse_changed
from bekasi_reconcile.ingest.reader.grid import Grid, table_cells
from bekasi_reconcile.parallel import TEMPORARY_PREFIX

PATIENCE = 3
"""How many times SECONDS may pass by the clock."""

LARGE_FILE = 20_000_000
"""Bytes after which a child is not used again: it would keep the memory that it took."""

NOT_OF_THE_FILE = (OSError, duckdb.Error, ContractError)
"""Failures of the disk, the database or the program itself: by them the whole run ends."""

OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0)


class FileContent(NamedTuple):
    """What is in a file. ``kind``: xlsx, xlsb, ods, xls, locked, html or text.

    ``notices``: rules of the problem catalogue; ``properties``: those of a workbook, by name.
    """

    kind: str
    sha256: str
    grids: list[Grid]
    notices: tuple[str, ...]
    properties: dict[str, str]


class FileReader:
    """Read files by a child process, which serves one after another until one kills it."""

    def __init__(self, work: Path, passwords: Sequence[str] = ()) -> None:
        self._work = work
        self._passwords = list(passwords)
        self._child: subprocess.Popen[str] | None = None

    def __enter__(self) -> "FileReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, path: Path) -> FileContent:
        """Return what is in the file ``path``; raise Unreadable saying why it cannot be told.

        A disk that does not take what was read raises OSError: that is no fault of the file.
        """
        before = content(path)
        with tempfile.TemporaryDirectory(dir=self._work, prefix=TEMPORARY_PREFIX) as out:
            answer = self._ask(path, Path(out))
            refuse_changed(path, before, answer["kind"])
            grids = [_grid(Path(out), sheet) for sheet in answer["sheets"]]
        if before.size > LARGE_FILE:
            self._stop()
        return FileContent(
            answer["kind"], before.sha256, grids, tuple(answer["notices"]), answer["properties"]
        )

    def _ask(self, path: Path, out: Path) -> dict[str, Any]:
        """Return what the child read of ``path``; one that refuses a file is not used again."""
        request = {
            "path": str(path),
            "out": str(out),
            "passwords": self._passwords,
            "memory": MEMORY,
            "seconds": SECONDS,
            "run": os.getpid(),
        }
        line = self._answer(json.dumps(request))
        answer: dict[str, Any] = json.loads(line) if line else {"rule": "file_crashes", "kind": "?"}
        if "sheets" not in answer:
            self._stop()
        if "errno" in answer:
            raise OSError(answer["errno"], os.strerror(answer["errno"]), str(out))
        if "rule" in answer:
            raise Unreadable(answer["rule"], answer["kind"])
        return answer

    def _answer(self, request: str) -> str:
        """Return the child's line, '' if it died; raise Unreadable if it used up its time."""
        child = self._running()
        answers: Queue[str] = Queue()
        stdin, stdout = cast("IO[str]", child.stdin), cast("IO[str]", child.stdout)
        listener = Thread(target=lambda: answers.put(stdout.readline()), daemon=True)
        try:
            stdin.write(request + "\n")
            stdin.flush()
            listener.start()
            answer = answers.get(timeout=PATIENCE * SECONDS)
        except Empty:
            self._stop()
            raise Unreadable("file_hangs") from None
        except OSError:
            answer = ""
        if not answer and _died_by(child) == OUT_OF_TIME:
            self._stop()
            raise Unreadable("file_hangs")
        return answer

    def _running(self) -> "subprocess.Popen[str]":
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", "bekasi_reconcile.ingest.reader.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
            )
            if cast("IO[str]", self._child.stdout).readline() != READY:
                self._stop()  # or every list would be refused as if it had crashed its reader
                raise ContractError("the process that reads files did not start")
        return self._child

    def _stop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            self._child = None


def _died_by(child: "subprocess.Popen[str]") -> int | None:
    with suppress(subprocess.TimeoutExpired):
        return child.wait(PATIENCE)
    return None


def _grid(out: Path, sheet: dict[str, Any]) -> Grid:
    """Return a sheet that the child handed over."""
    merges = [tuple(m) for m in sheet["merges"]]
    path = out / sheet["cells"]
    if path.suffix == ".json":
        cells, kinds = table_cells(table_of(json.loads(path.read_text(encoding="ascii"))))
    else:
        with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as table:
            cells, kinds = table_cells(table.read_all())
    return Grid(sheet["name"], cells, kinds, merges, sheet["visible"], sheet["hidden_rows"])
