"""A disk that is full, by a limit on the size of a file or a file system of a few megabytes."""

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attack.target import Target
from office import PEOPLE

COMMANDS = (("run", "--quiet"), ("run", "--dry-run", "--quiet"), ("doctor",))


def attack(draw: random.Random, target: Target) -> None:
    """Run where little can be written; then with room, and nothing is lost."""
    ids = target.ids()
    target.office.send("baru.csv", PEOPLE["dewi"].replace("KP BARU", "KP LAMA"))
    command = draw.choice(COMMANDS)
    if os.geteuid() == 0 and draw.random() < 0.5:
        with _small_file_system(draw, target) as small:
            filler = small.folder / "penuh"
            _filled(filler, draw.randint(0, 3_000_000))
            _tried(small, command)
            filler.unlink()
            _goes_on(small, ids)
    else:
        limit = int(draw.choice([0, 1, 1_000, 30_000, 300_000, 1_000_000, 3_000_000]))
        _tried(target, command, file_bytes=limit)
        _goes_on(target, ids)


def _tried(target: Target, command: tuple[str, ...], **limits: int) -> None:
    done = target.reconcile(*command, **limits)
    assert done.returncode in (0, 2, 3, 5), (done.returncode, done.stderr)
    target.assert_whole()


def _goes_on(target: Target, ids: dict[tuple[str, str], str]) -> None:
    done = target.run()
    assert done.returncode in (0, 3), done.stderr
    target.assert_remembers(ids)


@contextmanager
def _small_file_system(draw: random.Random, target: Target) -> Iterator[Target]:
    """Give a copy of the target on a file system of its own, with 24 to 40 MB of room."""
    place = target.folder.with_name("kecil")
    place.mkdir()
    held = sum(path.lstat().st_size for path in target.folder.rglob("*"))
    size = f"size={held + draw.randint(24, 40) * 1_000_000}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(place)], check=True)
    try:
        yield target.copy(place / "project")
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def _filled(filler: Path, room: int) -> None:
    """Write zeros to ``filler`` until about ``room`` bytes are left."""
    free = os.statvfs(filler.parent)
    filler.write_bytes(b"\0" * max(free.f_bavail * free.f_frsize - room, 0))
