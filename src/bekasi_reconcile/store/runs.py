"""Run folders: each is made aside, then named; ``latest`` points at the newest complete one."""

import json
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from bekasi_reconcile.config.project import History

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
    point_at(done)
    return done


def point_at(run: Path) -> None:
    """Make a complete run the current one: ``latest`` points at it."""
    latest = run.parents[1] / "latest"
    pointer = latest.with_name(f"latest{UNFINISHED}")
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(Path("runs") / run.name, target_is_directory=True)
    os.replace(pointer, latest)


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


def retain(output: Path, rule: History) -> list[Path]:
    """Remove the runs that ``rule`` does not keep; return those removed.

    A run is renamed before it is removed, so that a removal cut short leaves no half of one.
    """
    found = all_runs(output)
    last_of_month = {folder.name[:6]: folder for folder in found}
    kept = {*found[-rule.runs :], *sorted(last_of_month.values())[-rule.months - 1 :]}
    current = latest(output)
    gone = [f for f in found if f not in kept and f.resolve() != current]
    for folder in gone:
        aside = folder.with_name(folder.name + UNFINISHED)
        os.replace(folder, aside)
        shutil.rmtree(aside)
    return gone


def told(output: Path) -> list[dict[str, Any]]:
    """Return what each kept run says of itself, oldest first, and which is current."""
    names = ("run_id", "started_at", "records", "persons", "households", "conflicts")
    found = []
    for folder in all_runs(output):
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        found.append(
            {name: manifest.get(name) for name in names}
            | {"current": folder.resolve() == latest(output)}
        )
    return found


def overviews(output: Path) -> list[dict[str, Any]]:
    """Return the figures that the manifests of the complete runs keep, oldest run first."""
    manifests = (folder / "manifest.json" for folder in all_runs(output))
    told = [json.loads(path.read_text(encoding="utf-8")).get("overview") for path in manifests]
    return [figures for figures in told if figures]
