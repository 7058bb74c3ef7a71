"""Run folders: each is made aside, then named; ``latest`` points at the newest complete one."""

import json
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

UNFINISHED = ".tmp"


def begin(output: Path, now: datetime) -> Path:
    """Return a new, private folder for a run; leftovers of runs that died are swept."""
    runs = output / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    for leftover in runs.glob(f"*{UNFINISHED}"):
        shutil.rmtree(leftover)
    day = f"{now:%Y%m%d}"
    taken = [int(p.name.rpartition("-")[2]) for p in runs.glob(f"{day}-*")]
    folder = runs / f"{day}-{max(taken, default=0) + 1:03d}{UNFINISHED}"
    folder.mkdir(mode=0o700)
    return folder


def run_id(folder: Path) -> str:
    """Return the id of the run that ``folder`` belongs to."""
    return folder.name.removesuffix(UNFINISHED)


def publish(folder: Path) -> Path:
    """Give a finished run folder its name and point ``latest`` at it; return its new path."""
    done = folder.with_name(run_id(folder))
    os.replace(folder, done)
    latest = done.parents[1] / "latest"
    pointer = latest.with_name(f"latest{UNFINISHED}")
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(Path("runs") / done.name, target_is_directory=True)
    os.replace(pointer, latest)
    return done


def latest(output: Path) -> Path | None:
    """Return the folder of the newest complete run, or None before the first."""
    pointer = output / "latest"
    return pointer.resolve() if pointer.exists() else None


def overviews(output: Path) -> list[dict[str, Any]]:
    """Return the figures that the manifests of the complete runs keep, oldest run first."""
    done = (output / "runs").glob("[0-9]*-[0-9]*[0-9]/manifest.json")
    kept = sorted(done, key=_age)
    told = [json.loads(path.read_text(encoding="utf-8")).get("overview") for path in kept]
    return [figures for figures in told if figures]


def _age(manifest: Path) -> tuple[str, int]:
    """Return what orders runs: the day and the number on that day (1000 comes after 999)."""
    day, _, number = run_id(manifest.parent).partition("-")
    return day, int(number)
