"""What the program keeps is deleted, cut, overwritten, swapped or put back from before."""

import random
import shutil
from pathlib import Path

from attack.target import Target

KEPT = ("data/decisions", "data/journal", "data/output", "data/interim", "data/model")


def attack(draw: random.Random, target: Target) -> None:
    """Harm up to three places; the next run refuses and says so, or has forgotten nothing."""
    ids = target.ids()
    older = target.copy(target.folder.with_name("lama"))
    target.run()
    harm = [_harmed(draw, target.folder, older.folder) for _ in range(draw.randint(1, 3))]

    done = target.run()

    if done.returncode in (0, 3):
        try:
            target.assert_remembers(ids)
        except AssertionError as err:
            raise AssertionError(f"{harm}: {err}") from err
    else:
        assert done.returncode in (2, 4, 5, 6), (harm, done.stderr)
        assert target.reconcile("doctor").returncode, (harm, done.stderr, "the doctor is content")


def _harmed(draw: random.Random, folder: Path, older: Path) -> str:
    """Harm one place; return what was done."""
    places = [
        path
        for kept in KEPT
        for path in sorted((folder / kept).rglob("*"))
        if "laporan" not in path.parts and not path.is_relative_to(folder / "data/output/latest/x")
    ]
    if not places:
        return "nothing left"
    path = draw.choice(places)
    name = path.relative_to(folder)
    kind = draw.choice(["delete", "cut", "flip", "empty", "older", "folder", "copy", "stranger"])
    is_file = path.is_file() and not path.is_symlink()
    if kind == "stranger":
        stranger = draw.choice([".DS_Store", "Thumbs.db", f"{path.name} - Copy", "x.tmp", "-"])
        (path.parent / stranger).write_bytes(draw.randbytes(20))
    elif kind == "copy" and path.is_dir():
        shutil.copytree(path, path.with_name(f"{path.name} - Copy"), symlinks=True)
    elif kind == "older" and is_file and (older / name).is_file():
        shutil.copyfile(older / name, path)
    elif kind in ("cut", "flip", "empty") and is_file and path.stat().st_size:
        path.write_bytes(_damaged(draw, path.read_bytes(), kind))
    else:
        _removed(path)
        if kind == "folder":
            path.mkdir()
    return f"{kind} {name}"


def _damaged(draw: random.Random, content: bytes, kind: str) -> bytes:
    at = draw.randrange(len(content))
    if kind == "cut":
        return content[:at]
    return b"" if kind == "empty" else content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def _removed(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
