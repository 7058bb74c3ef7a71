"""Run folders: each is made under another name, then named; ``latest`` points at the current.

Only a folder with the exact name of a run is one. What a sync tool, a desktop or a hand leaves
beside it is passed by, and ``strangers`` tells of it.
"""

import itertools
import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from bekasi_reconcile.config.project import History
from bekasi_reconcile.errors import DamagedError
from bekasi_reconcile.fault_injection import fault_point
from bekasi_reconcile.register import fsync, manifest

LATEST = "latest"
UNFINISHED = ".tmp"
ASIDE = "rusak"
"""The folder of damaged runs. People may look at them; the program does not."""

RUN = re.compile(r"([0-9]{8})-([0-9]{3,})")
"""The name of a run: its day, and its number on that day."""

SET_ASIDE = re.compile(rf"{RUN.pattern}(-[0-9]+)?")
"""The name of a damaged run in ASIDE, numbered where there was one of its name already."""

NEVER_FINISHED = re.compile(rf"{RUN.pattern}(-[a-z]+)?{re.escape(UNFINISHED)}")
"""The name of a folder that a run or ``forget`` began and did not finish."""


def begin(output: Path, now: datetime) -> Path:
    """Return a new, private folder for a run."""
    runs = output / "runs"
    runs.mkdir(parents=True, exist_ok=True, mode=0o700)
    day = f"{now:%Y%m%d}"
    names = (*os.listdir(runs), *_names(output / ASIDE))
    given = (RUN.match(name) for name in names if name.startswith(f"{day}-"))
    numbers = [int(match[2]) for match in given if match]
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
        document = manifest.document_of(folder) if folder else {}
        return max(clock, datetime.fromisoformat(document["started_at"]))
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
    _put_in_place(pointer)
    fault_point("current")
    return run


def point_at(run: Path) -> None:
    """Let ``latest`` point at a complete run."""
    _put_in_place(_new_pointer(run))


def set_aside(run: Path) -> None:
    """Move a damaged run to where the program does not read, beside what is there already."""
    aside = run.parents[1] / ASIDE
    aside.mkdir(exist_ok=True, mode=0o700)
    names = (
        f"{run.name}{suffix}"
        for suffix in itertools.chain([""], (f"-{n}" for n in itertools.count(2)))
    )
    os.replace(run, next(aside / name for name in names if not os.path.lexists(aside / name)))


def _new_pointer(run: Path) -> Path:
    """Return a pointer at ``run`` that is not named ``latest`` yet."""
    _refuse_copy(run.parents[1])
    pointer = _pointer(run.parents[1])
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(Path("runs") / run.name, target_is_directory=True)
    return pointer


def _put_in_place(pointer: Path) -> None:
    _refuse_copy(pointer.parent)
    os.replace(pointer, pointer.with_name(LATEST))
    fsync.fsync_folder(pointer.parent)


def _refuse_copy(output: Path) -> None:
    """Raise DamagedError if ``latest`` is a folder or a file, as a copy of a project has it."""
    pointer = output / LATEST
    if pointer.exists() and not pointer.is_symlink():
        raise DamagedError("program.pointer_copied", path=pointer)


def recover(output: Path) -> Path | None:
    """Make current, and return, a run whose process died just before it did so itself."""
    pointer = _pointer(output)
    if not pointer.is_symlink():
        return None
    if not (pointer.exists() and RUN.fullmatch(pointer.resolve().name)):
        pointer.unlink()
        return None
    _put_in_place(pointer)
    return latest(output)


def sweep(output: Path) -> list[str]:
    """Remove what unfinished runs left behind; return the names of the folders."""
    folders = unfinished_folders(output)
    for folder in folders:
        shutil.rmtree(folder)
    return [folder.name for folder in folders]


def unfinished_folders(output: Path) -> list[Path]:
    """Return the folders of runs that were begun and not finished, by name."""
    return _folders(output, NEVER_FINISHED)


def latest(output: Path) -> Path | None:
    """Return the folder of the current run, None before the first.

    Raises DamagedError if ``latest`` is gone though there are runs, is no pointer (a copy of a
    folder often is not), or points at no run: a register that is not found is not a new one.
    """
    pointer = output / LATEST
    run = pointer_target(output)
    if run is not None:
        return run
    _refuse_copy(output)
    if pointer.is_symlink() or complete_runs(output):
        raise DamagedError("program.pointer_lost", path=pointer)
    return None


def pointer_target(output: Path) -> Path | None:
    """Return the folder of the run that ``latest`` points at, None if it points at none."""
    pointer = output / LATEST
    run = pointer.resolve()
    return run if pointer.is_symlink() and run.is_dir() and RUN.fullmatch(run.name) else None


def complete_runs(output: Path) -> list[Path]:
    """Return the folders of the complete runs that are still there, oldest first."""
    return sorted(_folders(output, RUN), key=lambda folder: order(folder.name))


def order(run_id: str) -> tuple[str, int]:
    """Return what runs are ordered by: day and number."""
    day, _, number = run_id.partition("-")
    return day, int(number)


def strangers(output: Path) -> list[Path]:
    """Return what stands among the runs and is none, by path; the program passes it by."""
    folders = {output: (LATEST, "runs", ASIDE), output / "runs": (), output / ASIDE: ()}
    known = {*complete_runs(output), *unfinished_folders(output), _pointer(output)}
    known |= {output / ASIDE / name for name in filter(SET_ASIDE.fullmatch, _names(output / ASIDE))}
    paths = (folder / name for folder, own in folders.items() for name in _names(folder, *own))
    return sorted(path for path in paths if path not in known)


def _folders(output: Path, form: re.Pattern[str]) -> list[Path]:
    """Return the folders among the runs whose whole name has ``form``, by name."""
    names = sorted(filter(form.fullmatch, _names(output / "runs")))
    return [output / "runs" / name for name in names if (output / "runs" / name).is_dir()]


def _names(folder: Path, *without: str) -> list[str]:
    """Return the names in ``folder``, none if it is not there; one that is closed raises OSError.

    ``Path.glob`` would take a folder that cannot be read for an empty one.
    """
    try:
        return [name for name in os.listdir(folder) if name not in without]
    except FileNotFoundError:
        return []


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
    current = pointer_target(output)
    unwanted = [f for f in folders if f not in wanted and f.resolve() != current]
    for folder in unwanted:
        unfinished = folder.with_name(folder.name + UNFINISHED)
        os.replace(folder, unfinished)
        shutil.rmtree(unfinished)
    return unwanted


def summaries(output: Path) -> list[dict[str, Any]]:
    """Return the main figures of each complete run, oldest first, and which is current."""
    names = ("run_id", "started_at", "records", "persons", "households", "conflicts")
    current = pointer_target(output)
    return [
        {name: document.get(name) for name in names}
        | {"run_id": folder.name, "current": folder.resolve() == current}
        for folder, document in manifests(output)
    ]


def overviews(output: Path) -> list[dict[str, Any]]:
    """Return the overviews in the manifests of the complete runs, oldest run first."""
    figures = [document.get("overview") for _, document in manifests(output)]
    return [overview for overview in figures if overview]


def manifests(output: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield each complete run's folder and its manifest, oldest first, but for damaged ones.

    ``reconcile doctor`` tells of those.
    """
    for folder in complete_runs(output):
        if document := manifest.document_of(folder):
            yield folder, document


def _pointer(output: Path) -> Path:
    return output / f"{LATEST}{UNFINISHED}"
