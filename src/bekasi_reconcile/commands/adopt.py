"""Take what is in a project for what counts from now on: an officer does so knowingly, once.

It is the way in for runs of a program that did not seal them, and the way out where the key or the
audit log is lost and no backup has them.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.privacy import tombstone
from bekasi_reconcile.register import anchored_log, audit_log, fsync, manifest, runs, secret_key
from bekasi_reconcile.register.session import project_session
from bekasi_reconcile.register.trust import audit_breach


@dataclass(frozen=True)
class Adoption:
    """What was adopted: the run that counts (None without runs), the runs that were sealed anew.

    ``damaged``: runs that are not what any seal says, and stay refused. ``log_set_aside``: whether
    a new audit log was begun. ``lost_marks``: how many marks of forgotten persons the lost key
    made, so that those persons would come in again.
    """

    run: str | None
    sealed: list[str]
    damaged: list[str]
    log_set_aside: bool
    lost_marks: int


def adopt(config: Config, reason: str) -> Adoption:
    """Let the key, the logs and the runs that are there count; return what was done.

    Cut off, it is done again by the same command. Raises DamagedError if ``latest`` is no pointer.
    """
    journal, output = config.folder("journal"), config.folder("output")
    with project_session(config, whole=False) as session:
        lost_marks = 0 if session.key else len(tombstone.all_marks(journal))
        key = session.key or secret_key.make(journal)
        is_broken = bool(audit_breach(config, key))
        if is_broken:
            audit_log.set_aside(journal)
        runs_there = runs.complete_runs(output)
        damaged = [folder.name for folder in runs_there if not _is_adoptable(folder)]
        current = _current(output, damaged)
        logs, run = anchored_log.anchors(config), current.name if current else None
        seal = audit_log.append(journal, key, "adopt", reason=reason, run_id=run, logs=logs)
        sealed = [
            folder.name
            for folder in runs_there
            if folder.name not in damaged and _seal_anew(folder, key, seal, is_log_new=is_broken)
        ]
        if current:
            runs.point_at(output / "runs" / current.name)
    return Adoption(run, sealed, damaged, is_broken, lost_marks)


def _is_adoptable(folder: Path) -> bool:
    """Return whether the run is what its manifest says, whoever sealed it, or was never sealed."""
    with suppress(duckdb.Error):
        if manifest.unsealed_manifest(folder):
            manifest.row_counts(folder / manifest.REGISTER)
            return True
        return not manifest.breaches(folder)
    return False


def _current(output: Path, damaged: list[str]) -> Path | None:
    """Return the run that ``latest`` points at, else the newest that can be adopted."""
    whole = [folder for folder in runs.complete_runs(output) if folder.name not in damaged]
    return runs.pointer_target(output) or (whole[-1] if whole else None)


def _seal_anew(folder: Path, key: bytes, head: str, *, is_log_new: bool) -> bool:
    """Seal the run with ``key`` unless it is sealed so and knows the audit log; tell whether."""
    document = manifest.document_of(folder)
    if manifest.is_sealed(document, key) and not is_log_new:
        return False
    manifest.seal(folder, document | {"audit": head}, key)
    fsync.fsync_tree(folder)
    return True
