"""Run folders: each is made under another name, then named; ``latest`` points at the current."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from bekasi_reconcile.config.project import History
from bekasi_reconcile.fault_injection import fault_point
from bekasi_reconcile.register import fsync

UNFINISHED = ".tmp"
ASIDE = "rusak"
"""The folder of damaged runs. People may look at them; the program does not."""


def begin(output: Path, now: datetime) -> Path:
    """Return a new, private folder for a run."""
    runs = output / "runs"
    runs.mkdir(parents=True, exist_ok=True, mode=0o700)
    day = f"{now:%Y%m%d}"
    folders = [Path(name) for name in os.listdir(runs)]  # glob hides that a folder is unreadable
    folders += (output / ASIDE).glob("*")
    numbers = [int(run_id(p).rpartition("-")[2]) for p in folders if p.name.startswith(f"{day}-")]
    folder = runs / f"{day}-{max(numbers, default=0) + 1:03d}{UNFINISHED}"
    folder.mkdir(mode=0o700)
    fault_point("begun")
    return folder


def begin_time(output: Path, clock: datetime) -> datetime:
    """Return when a run begins: what the clock says, or when the newest run began if that is later.

    A clock that went back would name a run before those it follows, and take births for future.
    """
    folder = newest(output)
    try:
        text = (folder / "manifest.json").read_text(encoding="utf-8") if folder else "{}"
        return max(clock, datetime.fromisoformat(json.loads(text)["started_at"]))
    except (OSError, ValueError, KeyError, TypeError):  # damaged: not for this function to tell
        return clock


def run_id(folder: Path) -> str:
    """Return the id of the run that ``folder`` belongs to."""
    return folder.name.removesuffix(UNFINISHED)


def publish(folder: Path) -> Path:
    """Give a finished run folder its name and point ``latest`` at it; return its new path.

    The folder is on the disk before it gets its name, and the pointer is put in place last. After
    a power cut the old run is still current, or ``recover`` puts the new one in its place.
    """
    run = folder.with_name(run_id(folder))
    fsync.fsync_tree(folder)
    fault_point("durable")
    pointer = _new_pointer(run)
    fault_point("pointed")
    os.replace(folder, run)
    fsync.fsync_folder(run.parent)
    fault_point("named")
    os.replace(pointer, run.parents[1] / "latest")
    fsync.fsync_folder(run.parents[1])
    fault_point("current")
    return run


def point_at(run: Path) -> None:
    """Let ``latest`` point at a complete run."""
    os.replace(_new_pointer(run), run.parents[1] / "latest")
    fsync.fsync_folder(run.parents[1])


def set_aside(run: Path) -> None:
    """Move a damaged run to where the program does not read."""
    aside = run.parents[1] / ASIDE
    aside.mkdir(exist_ok=True, mode=0o700)
    os.replace(run, aside / run.name)


def _new_pointer(run: Path) -> Path:
    """Return a pointer at ``run`` that is not named ``latest`` yet."""
    pointer = _pointer(run.parents[1])
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(Path("runs") / run.name, target_is_directory=True)
    return pointer


def recover(output: Path) -> Path | None:
    """Make current, and return, a run whose process died just before it did so itself."""
    pointer = _pointer(output)
    if not pointer.is_symlink():
        return None
    if not pointer.exists():
        pointer.unlink()
        return None
    os.replace(pointer, output / "latest")
    fsync.fsync_folder(output)
    return latest(output)


def sweep(output: Path) -> list[str]:
    """Remove what unfinished runs left behind; return the names of the folders."""
    folders = sorted((output / "runs").glob(f"*{UNFINISHED}"))
    for folder in folders:
        shutil.rmtree(folder)
    return [folder.name for folder in folders]


def latest(output: Path) -> Path | None:
    """Return the folder of the current run, None before the first."""
    pointer = output / "latest"
    return pointer.resolve() if pointer.exists() else None


def complete_runs(output: Path) -> list[Path]:
    """Return the folders of the complete runs that are still there, oldest first."""
    folders = [p for p in (output / "runs").glob("*-*") if p.is_dir() and p.suffix != UNFINISHED]
    return sorted(folders, key=lambda p: (p.name[:8], int(p.name[9:])))


def newest(output: Path) -> Path | None:
    """Return the folder of the run made last, be it current or rolled back."""
    folders = complete_runs(output)
    return folders[-1].resolve() if folders else None


def retain(output: Path, rule: History) -> list[Path]:
    """Remove the runs that ``rule`` does not keep; return those removed.

    A run is renamed before it is removed, so that no half of a run is ever taken for a run.
    """
    folders = complete_runs(output)
    last_of_month = {folder.name[:6]: folder for folder in folders}
    wanted = {*folders[-rule.runs :], *sorted(last_of_month.values())[-rule.months - 1 :]}
    current = latest(output)
    unwanted = [f for f in folders if f not in wanted and f.resolve() != current]
    for folder in unwanted:
        unfinished = folder.with_name(folder.name + UNFINISHED)
        os.replace(folder, unfinished)
        shutil.rmtree(unfinished)
    return unwanted


def summaries(output: Path) -> list[dict[str, Any]]:
    """Return the main figures of each complete run, oldest first, and which is current."""
    names = ("run_id", "started_at", "records", "persons", "households", "conflicts")
    current = latest(output)
    return [
        {name: manifest.get(name) for name in names} | {"current": folder.resolve() == current}
        for folder, manifest in _manifests(output)
    ]


def overviews(output: Path) -> list[dict[str, Any]]:
    """Return the overviews in the manifests of the complete runs, oldest run first."""
    figures = [manifest.get("overview") for _, manifest in _manifests(output)]
    return [overview for overview in figures if overview]


def _manifests(output: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield each complete run's folder and its manifest, oldest first, but for damaged ones.

    ``reconcile doctor`` tells of those.
    """
    for folder in complete_runs(output):
        with suppress(FileNotFoundError, IsADirectoryError, ValueError):
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            if isinstance(manifest, dict):
                yield folder, manifest


def _pointer(output: Path) -> Path:
    return output / f"latest{UNFINISHED}"
