"""Workbooks, read by a child process that may die without harm (see child.py)."""

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from bekasi_reconcile.ingest.grid import Grid
from bekasi_reconcile.ingest.sniff import Unreadable

CHILD = Path(__file__).with_name("child.py")
"""Run as a file of its own: as a module it would first import the whole package."""

SECONDS = 60
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


def read(path: Path, work: Path) -> list[Grid]:
    """Return the sheets of the workbook ``path``; ``work`` is a private folder for the child."""
    preflight(path)
    with tempfile.TemporaryDirectory(dir=work, prefix="sheet-") as out:
        _run_child(path, Path(out))
        sheets = json.loads((Path(out) / "sheets.json").read_text(encoding="utf-8"))
        return [_grid(Path(out) / f"{i}.parquet", sheet) for i, sheet in enumerate(sheets)]


def _run_child(path: Path, out: Path) -> None:
    request = json.dumps({"path": str(path), "out": str(out), "memory": MEMORY, "seconds": SECONDS})
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD)],
            input=request.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("file_hangs") from None
    if done.returncode == 0:
        return
    complaint = done.stderr.decode(errors="replace")
    if "PasswordError" in complaint or "assword" in complaint:
        raise Unreadable("file_password")
    if done.returncode < 0 or "MemoryError" in complaint or "memory" in complaint:
        raise Unreadable("file_crashes")
    raise Unreadable("file_damaged")


def _grid(path: Path, sheet: dict[str, object]) -> Grid:
    table = pq.read_table(path)
    texts = {int(name[1:]): table[name] for name in table.column_names if name.startswith("c")}
    kinds = {
        int(name[1:]): table[name].to_numpy().astype(np.uint8)
        for name in table.column_names
        if name.startswith("k")
    }
    cells = pd.DataFrame(
        {j: pd.Series(pd.arrays.ArrowStringArray(text)) for j, text in texts.items()},
        index=range(table.num_rows),
    )
    merges = [tuple(m) for m in sheet["merges"]]  # type: ignore[attr-defined]
    return Grid(str(sheet["name"]), cells, kinds, merges, bool(sheet["visible"]))  # type: ignore[arg-type]
