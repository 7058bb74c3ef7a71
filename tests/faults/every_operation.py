"""Run a project again and again in one process, each time with another file operation failing.

First everything is done once and each operation noted with the place in the program that asked for
it. Of publishing every operation fails, and the first of each place in all three ways; of a whole
run the first of each place that publishing has not. Prints a JSON line per run: the operation that
failed, the status, what was said, what is published. A hook of the interpreter sees every opening,
renaming, making and removing below the project folder, whichever library asks for it; fsync, which
it does not see, is replaced.
"""

import contextlib
import errno
import io
import json
import os
import shutil
import sys
from pathlib import Path
from types import FrameType

from bekasi_reconcile.cli import app, failure_text
from bekasi_reconcile.register import manifest, runs, secret_key
from bekasi_reconcile.register.database import connect
from faults.republish import republish

WATCHED = {
    "open",
    "os.rename",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "os.symlink",
    "os.chmod",
    "os.listdir",
    "os.scandir",
}


KINDS = (errno.ENOSPC, errno.EIO, errno.EACCES)


class Faults:
    """Counts file operations below ``folder`` and fails the one whose turn it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.number = 0
        self.failing = 0
        self.error = errno.EIO
        self.failed = ""
        self.places: list[tuple[str, str]] = []
        self._sync = os.fsync
        os.fsync = self.fsync  # type: ignore[assignment]
        sys.addaudithook(self.hook)

    def arm(self, failing: int, error: int) -> None:
        """Let operation ``failing`` fail with ``error``; -1 notes all of them, 0 none."""
        self.number, self.failing, self.error, self.failed = 0, failing, error, ""
        self.places = []

    def hook(self, event: str, args: tuple[object, ...]) -> None:
        if self.failing and event in WATCHED and (path := self._ours(args)):
            self._count(event, path)

    def fsync(self, descriptor: int) -> None:
        if self.failing:
            self._count("os.fsync", None)
        self._sync(descriptor)

    def _ours(self, args: tuple[object, ...]) -> str | None:
        named = [os.fsdecode(a) for a in args if isinstance(a, str | bytes | os.PathLike)]
        return next((name for name in named if name.startswith(self.folder)), None)

    def _count(self, what: str, path: str | None) -> None:
        self.number += 1
        if self.failing < 0:
            self.places.append((what, _place()))
        if self.number == self.failing:
            self.failed = what
            raise OSError(self.error, os.strerror(self.error), path)


def whole_run(project: Path) -> tuple[int, str]:
    said = io.StringIO()
    status: object = 0
    sys.argv = ["reconcile", "run", "--quiet", "--project", str(project)]
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            app.main()
        except SystemExit as done:
            status = done.code or 0
    return int(str(status)), said.getvalue()


def publishing(project: Path) -> tuple[int, str]:
    try:
        republish(project)
    except Exception as err:
        text = failure_text.text(err, "id")
        return failure_text.status(err), f"{text}\n"
    return 0, ""


def _place() -> str:
    """Return where in the program, or in what it uses, the operation is asked for."""
    frame: FrameType | None = sys._getframe(3)
    while frame and "/bekasi_reconcile/" not in frame.f_code.co_filename:
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame else "?"


HOW = {"publishing": publishing, "whole run": whole_run}


def main(how: str, finished: Path, work: Path) -> None:
    """Fail what is to fail of publishing or of a whole run, then nothing."""
    project = work / "project"
    faults = Faults(project)

    def tried(do: str, failing: int, error: int) -> dict[str, object]:
        shutil.rmtree(project, ignore_errors=True)
        shutil.copytree(finished, project, symlinks=True)
        faults.arm(failing, error)
        status, said = HOW[do](project)
        told = {"n": failing, "failed": faults.failed, "status": status, "said": said}
        faults.failing = 0
        return told

    firsts = {}
    for do in ("whole run", "publishing"):  # once to import and make what is made only once
        for _ in range(2):
            tried(do, -1, errno.EIO)
        firsts[do] = {place: n for n, place in reversed([*enumerate(faults.places, 1)])}
        last = faults.number
    if how == "publishing":
        ways = dict.fromkeys(firsts[how].values(), KINDS)
        plan = {n: ways.get(n, (KINDS[n % 3],)) for n in range(1, last + 1)}
    else:
        new = sorted(n for place, n in firsts[how].items() if place not in firsts["publishing"])
        plan = {n: (KINDS[i % 3],) for i, n in enumerate(new)}
    for failing, kinds in {**plan, 0: (errno.EIO,)}.items():
        for kind in kinds:
            told = tried(how, failing, kind)
            sys.stdout.write(json.dumps(told | found(project)) + "\n")


def found(project: Path) -> dict[str, object]:
    """Return what is published now, what of it is not whole, and what was left behind."""
    runs_folder = project / "data/output/runs"
    folder = runs.latest(project / "data/output")
    if folder is None:
        return {"breaches": ["nothing is published"]}
    with connect(folder / "register.duckdb") as con:
        persons = con.execute("SELECT count(*) FROM person").fetchall()[0][0]
    secret = secret_key.load(project / "data/journal")
    return {
        "latest": folder.name,
        "persons": persons,
        "breaches": manifest.breaches(folder, secret) + manifest.changed_files(folder),
        "left": sorted(p.name for p in runs_folder.glob("*.tmp")),
    }


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
