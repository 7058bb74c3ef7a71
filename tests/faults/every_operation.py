"""Run a project again and again in one process, each time with one more file operation failing.

Prints a JSON line per run: the operation that failed, the status, what was said, what is published.
A hook of the interpreter sees every opening, renaming, making and removing below the project
folder, whichever library asks for it; fsync, which it does not see, is replaced.
"""

import contextlib
import errno
import io
import json
import os
import shutil
import sys
from pathlib import Path

from bekasi_reconcile import cli, failure
from bekasi_reconcile.store import key, manifest, runs
from bekasi_reconcile.store.register import connect
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


class Faults:
    """Counts file operations below ``folder`` and fails the one whose turn it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.number = 0
        self.failing = 0
        self.error = errno.EIO
        self.failed = ""
        self._sync = os.fsync
        os.fsync = self.fsync  # type: ignore[assignment]
        sys.addaudithook(self.hook)

    def arm(self, failing: int, error: int) -> None:
        self.number, self.failing, self.error, self.failed = 0, failing, error, ""

    def hook(self, event: str, args: tuple[object, ...]) -> None:
        if self.failing and event in WATCHED and self._ours(args):
            self._count(event)

    def fsync(self, descriptor: int) -> None:
        if self.failing:
            self._count("os.fsync")
        self._sync(descriptor)

    def _ours(self, args: tuple[object, ...]) -> bool:
        named = [os.fsdecode(a) for a in args if isinstance(a, str | bytes | os.PathLike)]
        return any(name.startswith(self.folder) for name in named)

    def _count(self, what: str) -> None:
        self.number += 1
        if self.number == self.failing:
            self.failed = what
            raise OSError(self.error, os.strerror(self.error))


def whole_run(project: Path) -> tuple[int, str]:
    said = io.StringIO()
    status: object = 0
    sys.argv = ["reconcile", "run", "--quiet", "--project", str(project)]
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            cli.main()
        except SystemExit as done:
            status = done.code or 0
    return int(str(status)), said.getvalue()


def publishing(project: Path) -> tuple[int, str]:
    try:
        republish(project)
    except Exception as err:
        return failure.status(err), f"{failure.text(err)}\n"
    return 0, ""


def main(how: str, finished: Path, work: Path) -> None:
    """Fail each operation in turn: of publishing in each way, of a whole run in one of them."""
    kinds = (errno.ENOSPC, errno.EIO, errno.EACCES)
    project = work / "project"
    faults = Faults(project)
    failing, reached = 0, True
    while reached:
        failing += 1
        for kind in kinds if how == "publishing" else (kinds[failing % len(kinds)],):
            shutil.rmtree(project, ignore_errors=True)
            shutil.copytree(finished, project, symlinks=True)
            faults.arm(failing, kind)
            status, said = publishing(project) if how == "publishing" else whole_run(project)
            reached, failed = faults.number >= failing, faults.failed
            faults.arm(0, kind)
            told = {"n": failing, "failed": failed, "status": status, "said": said}
            sys.stdout.write(json.dumps(told | found(project)) + "\n")


def found(project: Path) -> dict[str, object]:
    """Return what is published now, what of it is not whole, and what was left behind."""
    runs_folder = project / "data/output/runs"
    folder = runs.latest(project / "data/output")
    if folder is None:
        return {"breaches": ["nothing is published"]}
    with connect(folder / "register.duckdb") as con:
        persons = con.execute("SELECT count(*) FROM person").fetchall()[0][0]
    secret = key.load(project / "data/journal")
    return {
        "latest": folder.name,
        "persons": persons,
        "breaches": manifest.breaches(folder, secret) + manifest.changed(folder),
        "left": sorted(p.name for p in runs_folder.glob("*.tmp")),
    }


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
