"""Workbooks, read by a child process that may die without harm (``workbook_child``)."""

import json
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bekasi_reconcile.ingest.reader.file_type import Unreadable
from bekasi_reconcile.ingest.reader.grid import Grid
from bekasi_reconcile.parallel import TEMPORARY_PREFIX

SECONDS = 50
"""Of processor, for one workbook: on a busy machine an honest one takes longer by the clock."""

PATIENCE = 3
"""How many times SECONDS may pass by the clock."""

OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0)
MEMORY = 4 * 2**30
LARGEST_FILE = 200 * 2**20
LARGEST_UNPACKED = 2 * 2**30
STEEPEST_RATIO = 120
MOST_ENTRIES = 2_000


def preflight(path: Path) -> None:
    """Raise Unreadable for a workbook that is too large, or a bomb, to be opened."""
    if path.stat().st_size > LARGEST_FILE:
        raise Unreadable("file_too_large")
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED:
        raise Unreadable("file_too_large")
    if unpacked > 50 * 2**20 and unpacked / packed > STEEPEST_RATIO:
        raise Unreadable("file_bomb")


class WorkbookReader:
    """Read workbooks by a child process, which serves one after another until one kills it."""

    def __init__(self, work: Path, passwords: Sequence[str] = ()) -> None:
        self._work = work
        self.passwords = list(passwords)
        self._child: subprocess.Popen[str] | None = None

    def __enter__(self) -> "WorkbookReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, path: Path) -> list[Grid]:
        """Return the sheets of the workbook ``path``, or raise Unreadable saying why not."""
        preflight(path)
        with tempfile.TemporaryDirectory(dir=self._work, prefix=TEMPORARY_PREFIX) as out:
            self._ask(path, Path(out))
            sheets = json.loads((Path(out) / "sheets.json").read_text(encoding="utf-8"))
            return [_grid(Path(out) / f"{i}.parquet", sheet) for i, sheet in enumerate(sheets)]

    def _ask(self, path: Path, out: Path) -> None:
        child = self._running()
        request = {
            "path": str(path),
            "out": str(out),
            "passwords": self.passwords,
            "memory": MEMORY,
            "seconds": SECONDS,
        }
        answers: Queue[str] = Queue()
        stdin, stdout = cast("IO[str]", child.stdin), cast("IO[str]", child.stdout)
        listener = Thread(target=lambda: answers.put(stdout.readline()), daemon=True)
        try:
            stdin.write(json.dumps(request) + "\n")
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
        _raise_unless_ok(answer.strip(), self._stop)

    def _running(self) -> "subprocess.Popen[str]":
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", "bekasi_reconcile.ingest.reader.workbook_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
            )
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


def _raise_unless_ok(answer: str, stop: Callable[[], None]) -> None:
    """Raise Unreadable unless the child's ``answer`` is ok; one that failed is not used again."""
    if answer == "ok":
        return
    stop()
    if not answer or "MemoryError" in answer or "memory" in answer or "Panic" in answer:
        raise Unreadable("file_crashes")
    if answer.startswith("TooWide"):
        raise Unreadable("file_too_wide")
    raise Unreadable("file_password" if "assword" in answer else "file_damaged")


def _grid(path: Path, sheet: dict[str, Any]) -> Grid:
    table = pq.read_table(path)
    texts = {int(name[1:]): table[name] for name in table.column_names if name.startswith("c")}
    kinds = {
        int(name[1:]): table[name].to_numpy().astype(np.uint8)
        for name in table.column_names
        if name.startswith("k")
    }
    blank = pa.nulls(table.num_rows, pa.large_string())
    cells = pd.DataFrame(
        {
            j: pd.arrays.ArrowStringArray(texts.get(j, blank))
            for j in range(max(texts, default=-1) + 1)
        },
        index=range(table.num_rows),
        copy=False,
    )
    merges = [tuple(m) for m in sheet["merges"]]
    return Grid(sheet["name"], cells, kinds, merges, sheet["visible"], sheet["hidden_rows"])
