"""Which run counts, whether it is what was published, and which other one is good if not."""

from functools import lru_cache
from pathlib import Path

from bekasi_reconcile.errors import DamagedError
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.register import manifest, runs


def refuse_damaged(register: Path) -> None:
    """Raise DamagedError unless the file ``register`` is the one its manifest tells of."""
    if not register.exists():
        what: Message | None = Message("program.breach_missing", file=register.name)
    else:
        info = register.stat()
        what = _checked(register.resolve(), info.st_size, info.st_mtime_ns)
    if what:
        raise _damaged(register.resolve().parent, what)


def refuse_changed(output: Path, key: bytes) -> None:
    """Raise DamagedError if anything of the run that counts is not as it was sealed."""
    folder = runs.latest(output)
    if folder is None:
        return
    found = manifest.breaches(folder, key)
    if found:
        raise _damaged(folder, found[0], key)


def go_back(output: Path, run: Path, key: bytes) -> list[str]:
    """Make ``run`` the one that counts; return the later runs that are damaged and were set aside.

    Raises DamagedError if ``run`` itself is not whole.
    """
    found = manifest.breaches(run, key)
    if found:
        raise _damaged(run, found[0], key)
    runs.point_at(run)
    later = runs.all_runs(output)
    later = later[later.index(output / "runs" / run.name) + 1 :]
    damaged = [folder for folder in later if manifest.breaches(folder, key)]
    for folder in damaged:
        runs.set_aside(folder)
    return [folder.name for folder in damaged]


@lru_cache(maxsize=8)
def _checked(register: Path, _size: int, _changed: int) -> Message | None:
    """Return the breach of ``register``, hashed once as long as it stays the same."""
    return manifest.register_breach(register)


def _damaged(folder: Path, what: Message, key: bytes | None = None) -> DamagedError:
    good = next(
        (p for p in reversed(runs.complete(folder.parent)) if not manifest.breaches(p, key)), None
    )
    way = (
        Message("program.damaged_good", run=good.name) if good else Message("program.damaged_none")
    )
    return DamagedError("program.damaged", run=folder.name, what=what, way=way)
