"""Run one contender in a process of its own: ``python -m bench.contender NAME FOLDER``."""

import importlib
import json
import sys
from pathlib import Path

import pandas as pd

from bench.clock import Clock


def main(name: str, folder: Path) -> None:
    """Let the contender link ``folder/records.parquet``; write its result and its times."""
    tool = importlib.import_module(f"bench.{name}")
    records = pd.read_parquet(folder / "records.parquet")
    out = folder / name
    out.mkdir(exist_ok=True)
    clock = Clock()
    tool.link(records, clock, out)
    (out / "figures.json").write_text(json.dumps(clock.figures()))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
