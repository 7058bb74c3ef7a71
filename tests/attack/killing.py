"""Commands ended at any moment, by every signal that an office or a system may send."""

import os
import random
import signal
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import warm
from attack.target import FORGOTTEN, STATUSES, Target
from office import PEOPLE

SECONDS = 2.5
"""About how long a run on the target takes."""


def attack(draw: random.Random, target: Target) -> None:
    """Change a list, begin a command, end it; the next run finds all there is and tidies up."""
    ids = target.ids()
    settled = _kept(target.folder)
    if draw.random() < 0.7:
        siti = PEOPLE["siti"].replace("KP PULO", f"KP PULO {draw.choice(['INDAH', 'ASRI'])}")
        target.office.send("siak.csv", siti, "asep", "ujang")

    for _ in range(draw.randint(1, 3)):
        _ended(draw, target)
        target.assert_whole()
    for path in (target.folder / "data/interim").iterdir():
        os.utime(path, (0, 0))  # as later in the day: nobody's folder is left alone for a while
    done = target.run()

    assert done.returncode in (0, 3), done.stderr
    target.assert_remembers(ids)
    left = {name for name in _kept(target.folder) - settled if not name.startswith("raw")}
    assert left == set(), left


def _ended(draw: random.Random, target: Target) -> None:
    number = draw.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
    with tempfile.TemporaryDirectory() as aside:
        passphrase = Path(aside) / "sandi"
        passphrase.write_text("kata sandi panjang", encoding="utf-8")
        passphrase.chmod(0o600)
        err = Path(aside) / "err"
        arguments = draw.choice(
            [
                ("run", "--quiet"),
                ("run", "--quiet"),
                ("run", "--dry-run", "--quiet"),
                ("backup", f"{aside}/c.age", "--passphrase-file", str(passphrase)),
                ("report", f"{aside}/laporan"),
                ("doctor",),
            ]
        )
        command = warm.begin(
            *arguments, "--project", str(target.folder), streams=(Path(os.devnull), err)
        )
        time.sleep(draw.uniform(0, SECONDS))
        with suppress(ProcessLookupError):
            os.kill(command.pid, number)
        status = command.wait()
        said = err.read_text(encoding="utf-8") if err.exists() else ""
    assert status in STATUSES | {-signal.SIGTERM, -signal.SIGINT}, f"{arguments} {status}\n{said}"
    assert "Traceback" not in said, said
    assert FORGOTTEN not in said


def _kept(folder: Path) -> set[str]:
    """Return what stands in the project: whole folders of caches and runs by kind, not by name."""
    names = {p.relative_to(folder / "data").as_posix() for p in (folder / "data").glob("*/*")}
    return {
        name for name in names if not name.startswith(("interim/c-", "interim/s-", "interim/p-"))
    }
