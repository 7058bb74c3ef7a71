"""Several commands at once in one project."""

import random
import subprocess
import time

import warm
from attack.target import Target, assert_ending
from office import PEOPLE

COMMANDS = (
    ("run", "--quiet"),
    ("run", "--quiet"),
    ("run", "--dry-run", "--quiet"),
    ("doctor",),
    ("runs",),
    ("audit", "verify"),
    ("decide", "--list"),
)


def attack(draw: random.Random, target: Target) -> None:
    """Begin three commands within two seconds; each ends as it promises to."""
    ids = target.ids()
    target.office.send("baru.csv", PEOPLE["dewi"].replace("KP BARU", "KP LAMA"))
    begun = []
    for i in range(3):
        arguments = (*draw.choice(COMMANDS), "--project", str(target.folder))
        out, err = (target.folder.with_name(f"{name}{i}") for name in ("out", "err"))
        # a process to fork from for each, since one waits for what it forked
        imported = (*warm.IMPORTED, *["json"] * i)
        running = warm.begin(*arguments, streams=(out, err), imported=imported)
        begun.append((arguments, out, err, running))
        time.sleep(draw.uniform(0, 0.8))

    for arguments, out, err, running in begun:
        status = running.wait()
        said = out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")
        assert_ending(subprocess.CompletedProcess(arguments, status, *said))
    target.assert_whole()
    done = target.run()

    assert done.returncode in (0, 3), done.stderr
    target.assert_remembers(ids)
