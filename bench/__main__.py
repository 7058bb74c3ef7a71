"""Measure every contender on one seeded Bekasi: ``python -m bench [SIZE]``; see ``make bench``."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from bench.data import prepare
from bench.page import write
from bench.score import score

CONTENDERS = ("bekasi", "splink5", "stock", "nik_join")
UNCLUSTERED = "stock"
LARGEST = {"stock": 400_000}
"""Records from which a contender is not run: its blocks' pairs, and memory, grow as the square."""
BUILD = Path("build") / "bench"


def main(size: int) -> None:
    """Run all contenders at ``size`` records and write docs/benchmarks.md from all sizes run."""
    folder = BUILD / str(size)
    prepare(folder, size)
    truth = pd.read_parquet(folder / "truth.parquet").astype(str)
    fit = [name for name in CONTENDERS if size <= LARGEST.get(name, size)]
    results = {name: _measure(name, folder, truth) for name in fit}
    data = json.loads((folder / "data.json").read_text())
    (folder / "results.json").write_text(json.dumps(data | {"contenders": results}, indent=1))
    write(Path("docs"), [json.loads(path.read_text()) for path in BUILD.glob("*/results.json")])


def _measure(name: str, folder: Path, truth: pd.DataFrame) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.contender", name, str(folder)]
    with (folder / f"{name}.log").open("w") as log:
        subprocess.run(command, check=True, stdout=log, stderr=log, env=os.environ)
    took = json.loads((folder / name / "figures.json").read_text())
    figures = took | score(truth, folder / name, pairs_as_given=name == UNCLUSTERED)
    sys.stdout.write(f"{name}: {json.dumps(figures)}\n")
    return figures


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
