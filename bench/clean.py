"""Measure the clean stage: rows per second of CPU and of wall time, part by part.

    PYTHONPATH=src python bench/clean.py demo/data/raw

``reconcile demo DIR --families 133000`` makes a million rows. Figures depend on the machine:
compare two versions of the program in the same minute.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bekasi_reconcile.clean import identity, person, residence, stage
from bekasi_reconcile.ingest.stage import ingest
from bekasi_reconcile.reference.territory import shipped_territory

AS_OF = date(2026, 11, 22)
TERRITORY = shipped_territory("bekasi", ("3216", "3275"))
PARTS = {"names and codes": person, "numbers and birth": identity, "places": residence}


def with_timing(read: Callable[..., Any], spent: dict[str, float], part: str) -> Callable[..., Any]:
    """Return ``read``, noting the CPU seconds that it takes under ``part``."""

    def measure(*args: Any) -> Any:
        before = time.process_time()
        part_record = read(*args)
        spent[part] = time.process_time() - before
        return part_record

    return measure


def main() -> None:
    """Print one line per part of the stage, and one of the whole."""
    parser = argparse.ArgumentParser(description="Measure the clean stage.")
    parser.add_argument("raw", type=Path, help="folder of agencies' files")
    received = read_raw(parser.parse_args().raw)
    spent: dict[str, float] = {}
    for part, module in PARTS.items():
        module.read = with_timing(module.read, spent, part)  # type: ignore[attr-defined]
    wall, cpu = time.perf_counter(), time.process_time()
    cleaned = stage.clean(received.source_row, received.column, TERRITORY, as_of=AS_OF)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    rows = len(received.source_row)
    spent["assembly and problems"] = cpu - sum(spent.values())
    lines = [f"{part:>22}: {seconds:6.2f} s CPU" for part, seconds in spent.items()]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    lines.append(
        f"{rows} rows, {len(cleaned.record)} records, {len(cleaned.problem)} problems: {cpu:.2f} s "
        f"CPU, {wall:.2f} s; {rows / cpu:,.0f} rows a second of CPU; {peak:.1f} GB at most"
    )
    sys.stdout.write("\n".join(lines) + "\n")


def read_raw(raw: Path) -> Any:
    """Return what ingest reads below ``raw``."""
    with tempfile.TemporaryDirectory() as work:
        return ingest(raw, [], Path(work), TERRITORY)


if __name__ == "__main__":
    main()
