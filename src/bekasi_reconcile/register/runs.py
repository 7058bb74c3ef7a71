"""Run folders: each is made aside, then named; ``latest`` points at the newest complete one."""

import json
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from bekasi_reconcile.config.project import History
from bekasi_reconcile.fault_injection import fault_point
from bekasi_reconcile.register import fsync

UNFINISHED = ".tmp"
ASIDE = "rusak"
"""Where damaged runs are kept for who wants to look; nothing else reads them."""


def begin(output: Path, now: datetime) -> Path:
    """Return a new, private folder for a run."""
    runs = output / "runs"
    runs.mkdir(parents=True, exist_ok=True, mode=0o700)
    day = f"{now:%Y%m%d}"
    there = [Path(name) for name in os.listdir(runs)]  # glob sees nothing where it may not look
    there += (output / ASIDE).glob("*")
    taken = [int(run_id(p).rpartition("-")[2]) for p in there if p.name.startswith(f"{day}-")]
    folder = runs / f"{day}-{max(taken, default=0) + 1:03d}{UNFINISHED}"
    folder.mkdir(mode=0o700)
    fault_point("begun")
    return folder


def run_id(folder: Path) -> str:
    """Return the id of the run that ``folder`` belongs to."""
    return folder.name.removesuffix(UNFINISHED)


def publish(folder: Path) -> Path:
    """Give a finished run folder its name and point ``latest`` at it; return its new path.

    Everything is on the disk before it has its name. The pointer is made aside before the folder
    is named and put in place last: a power cut leaves the old run current, or leaves beside it a
    whole new one that ``recover`` puts in place.
    """
    done = folder.with_name(run_id(folder))
    fsync.whole(folder)
    fault_point("durable")
    pointer = _aim(done)
    fault_point("pointed")
    os.replace(folder, done)
    fsync.folder(done.parent)
    fault_point("named")
    os.replace(pointer, done.parents[1] / "latest")
    fsync.folder(done.parents[1])
    fault_point("current")
    return done


def point_at(run: Path) -> None:
    """Make a complete run the current one: ``latest`` points at it."""
    os.replace(_aim(run), run.parents[1] / "latest")
    fsync.folder(run.parents[1])


def set_aside(run: Path) -> None:
    """Take a damaged run out of those that are read."""
    aside = run.parents[1] / ASIDE
    aside.mkdir(exist_ok=True, mode=0o700)
    os.replace(run, aside / run.name)


def _aim(run: Path) -> Path:
    """Return a pointer at ``run`` that waits to be named ``latest``."""
    pointer = _pointer(run.parents[1])
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(Path("runs") / run.name, target_is_directory=True)
    return pointer


def recover(output: Path) -> Path | None:
    """Put in place, and return, a whole run whose process died just before it did so itself."""
    pointer = _pointer(output)
    if not pointer.is_symlink():
        return None
    if not pointer.exists():
        pointer.unlink()
        return None
    os.replace(pointer, output / "latest")
    fsync.folder(output)
    return latest(output)


def sweep(output: Path) -> list[str]:
    """Remove what unfinished runs left behind; return the names of the folders."""
    left = sorted((output / "runs").glob(f"*{UNFINISHED}"))
    for folder in left:
        shutil.rmtree(folder)
    return [folder.name for folder in left]


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


def complete(runs: Path) -> list[Path]:
    """Return the folders of complete runs in the folder ``runs``, oldest first."""
    found = [p for p in runs.glob("*-*") if p.is_dir() and not p.name.endswith(UNFINISHED)]
    return sorted(found, key=lambda p: (p.name[:8], int(p.name[9:])))


def _pointer(output: Path) -> Path:
    return output / f"latest{UNFINISHED}"
