"""Run folders: each is made aside, then named; ``latest`` points at the newest complete one."""

import os
import shutil
from datetime import datetime
from pathlib import Path

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


def all_runs(output: Path) -> list[Path]:
    """Return the folders of the complete runs that are still there, oldest first."""
    found = [p for p in (output / "runs").glob("*") if not p.name.endswith(UNFINISHED)]
    return sorted(found, key=lambda p: (p.name[:8], int(p.name[9:])))


def newest(output: Path) -> Path | None:
    """Return the folder of the run made last, be it current or rolled back."""
    found = all_runs(output)
    return found[-1].resolve() if found else None
