"""Measure whole runs on growing lists: ``python -m bench.scale [ROWS …]``, ``make bench-scale``.

Each size: a seeded Bekasi as real workbooks and text files, a run from nothing, the same run with
one more list of about a hundredth of the rows, and Splink on the clean records of the first.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import duckdb

from bekasi_reconcile import demo
from bekasi_reconcile.commands.init import make_demo
from bench.data import ROWS_PER_FAMILY
from bench.floor import floors
from bench.scale_page import write

SIZES = (100_000, 300_000, 1_000_000, 3_000_000)
SEED, LATER_SEED = 7316, 7317
BUILD = Path("build") / "scale"
PAUSE = 0.2


def main(sizes: list[int]) -> None:
    """Measure each of ``sizes`` source rows; write docs/scale-benchmarks.md from all measured."""
    for size in sizes:
        folder = BUILD / str(size)
        shutil.rmtree(folder, ignore_errors=True)
        result = _measure(folder, size)
        shutil.rmtree(folder / "project")
        (folder / "results.json").write_text(json.dumps(result, indent=1))
        sys.stdout.write(json.dumps(result) + "\n")
    results = [json.loads(path.read_text()) for path in BUILD.glob("*/results.json")]
    write(Path("docs"), sorted(results, key=lambda result: result["rows"]))


def _measure(folder: Path, size: int) -> dict[str, Any]:
    project = folder / "project"
    make_demo(
        project,
        lambda at: demo.write(at, seed=SEED, families=round(size / ROWS_PER_FAMILY)),
    )
    sent = sum(p.stat().st_size for p in (project / "data/raw").rglob("*") if p.is_file())
    full = _run(project)
    result = {"rows": full["rows"], "records": full["records"], "bytes": sent, "full": full}
    result["floors"] = floors(project)
    _export(project, folder / "records.parquet")
    result["splink"] = _splink(folder)
    _one_more(folder / "later", project, size // 100)
    return result | {"more": _run(project)}


def _run(project: Path) -> dict[str, Any]:
    """Run the project in a process of its own; return its figures, seconds and peak memory."""
    accepted = [part for brake in _brakes() for part in ("--accept", f"{brake}=uji kecepatan")]
    command = [sys.executable, "-m", "bekasi_reconcile", "run", "--json", "--fail-on", "never"]
    began = time.perf_counter()
    with subprocess.Popen(
        [*command, "--project", str(project), *accepted],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        peak = _Peak(running.pid)
        peak.start()
        output, _ = running.communicate()
        peak.join()
    if running.returncode:
        raise SystemExit(f"{project}: the run ended with status {running.returncode}")
    document = json.loads(output)
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "stages": {k: v for k, v in document["seconds"].items() if k != "total"},
        "peak_mb": round(peak.most / 1024),
        "rows": sum(file["records"] + file["refused"] for file in document["files"]),
        "records": document["records"],
    }


def _brakes() -> tuple[str, ...]:
    from bekasi_reconcile.publish.brakes import NAMES

    return tuple(NAMES)


class _Peak(threading.Thread):
    """Watches what a process and all below it hold in memory together: ``most``, in kB."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self.most = pid, 0

    def run(self) -> None:
        """Look until the process is gone."""
        while memory := _memory(self._pid):
            self.most = max(self.most, memory)
            time.sleep(PAUSE)


def _memory(pid: int) -> int:
    """Return the proportional set size of ``pid`` and its children in kB; 0 if it is gone."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0
    own = next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return own + sum(_memory(int(child)) for child in below)


def _export(project: Path, to: Path) -> None:
    register = project / "data/output/latest/register.duckdb"
    with duckdb.connect(str(register), read_only=True) as con:
        con.execute("COPY (FROM isi.record) TO '" + str(to).replace("'", "''") + "'")


def _splink(folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.contender", "splink5", str(folder)]
    subprocess.run(command, check=True, env=os.environ, capture_output=True)
    figures: dict[str, Any] = json.loads((folder / "splink5" / "figures.json").read_text())
    return figures


def _one_more(later: Path, project: Path, rows: int) -> None:
    """Send one more list of ``rows`` rows, of people of another Bekasi, from another office."""
    make_demo(later, lambda at: demo.write(at, seed=LATER_SEED, families=rows))
    (whole,) = (later / "data/raw/disdukcapil").glob("*.csv")
    lines = whole.read_text(encoding="utf-8-sig").splitlines(keepends=True)[: rows + 1]
    office = project / "data/raw/kecamatan"
    office.mkdir()
    (office / "Susulan warga miskin 2026.csv").write_text("".join(lines), encoding="utf-8")
    shutil.rmtree(later)


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or list(SIZES))
