"""Check that the current run is as it was published, and name a good run if it is not."""

from functools import lru_cache
from pathlib import Path

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import DamagedError
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.register import audit_log, manifest, runs, trust


def check_register(register: Path) -> None:
    """Raise DamagedError unless the file ``register`` is the one that its manifest describes."""
    if not register.exists():
        breach: Message | None = Message("program.breach_missing", file=register.name)
    else:
        info = register.stat()
        breach = _register_breach(register.resolve(), info.st_size, info.st_mtime_ns)
    if breach:
        raise _damage_error(register.resolve().parent, breach)


def check_run(output: Path, key: bytes) -> None:
    """Raise DamagedError if the current run is not as it was sealed."""
    folder = runs.latest(output)
    if folder is None:
        return
    _require_whole(folder, key)


def rollback_to(config: Config, run: Path, key: bytes) -> list[str]:
    """Make ``run`` the current one; set aside later runs that are damaged, and return their names.

    Raises DamagedError if ``run`` itself is damaged. The audit log tells it before and after.
    """
    _require_whole(run, key)
    output, journal = config.folder("output"), config.folder("journal")
    audit_log.append(journal, key, trust.PUBLISH, run_id=run.name)
    runs.point_at(run)
    audit_log.append(journal, key, "rollback", run_id=run.name)
    later = runs.complete_runs(output)
    later = later[later.index(output / "runs" / run.name) + 1 :]
    damaged = [folder for folder in later if manifest.breaches(folder, key)]
    for folder in damaged:
        runs.set_aside(folder)
    return [folder.name for folder in damaged]


def _require_whole(run: Path, key: bytes) -> None:
    breaches = manifest.breaches(run, key)
    if breaches:
        raise _damage_error(run, breaches[0], key)


@lru_cache(maxsize=8)
def _register_breach(register: Path, _size: int, _modified: int) -> Message | None:
    """Return the breach of ``register``; an unchanged file is hashed once."""
    return manifest.register_breach(register)


def _damage_error(run: Path, breach: Message, key: bytes | None = None) -> DamagedError:
    others = reversed(runs.complete_runs(run.parent.parent))
    good = next((other for other in others if not manifest.breaches(other, key)), None)
    way = (
        Message("program.damaged_good", run=good.name) if good else Message("program.damaged_none")
    )
    return DamagedError("program.damaged", run=run.name, what=breach, way=way)
