"""Whether the key, the logs and the current run are those that the program left.

The audit log is the anchor: each line is bound to the one before it by the key, and the manifest of
each run holds the seal of a line written just before it. It says how far the other logs went and
which run counts. What is not as it says stops every command that changes the project, until it is
put back, or ``reconcile audit adopt`` takes it, with a reason, for what counts from now on.
"""

import os
from collections.abc import Iterable
from typing import Any

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import DamagedError
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.register import anchored_log, audit_log, manifest, runs

PUBLISH = "publish"
"""The event before a run is published; ``run``, ``rollback`` and ``adopt`` follow what was done."""

DONE = ("run", "rollback", "adopt")


def require_trust(config: Config, key: bytes) -> None:
    """Raise DamagedError if anything is not what the program left."""
    if fault := breach(config, key):
        raise DamagedError(fault)


def breach(config: Config, key: bytes) -> Message | None:
    """Return what is not what the program left, and the way out; None if everything is."""
    if not key:
        return _without_key(config)
    return _log_breach(config, key) or _run_breach(config)


def announce_run(config: Config, key: bytes, run_id: str) -> dict[str, Any]:
    """Say that ``run_id`` is going to be current; return what its manifest holds of the logs."""
    logs = anchored_log.anchors(config)
    seal = audit_log.append(config.folder("journal"), key, PUBLISH, run_id=run_id, logs=logs)
    return {"audit": seal, "logs": logs}


def log_breach(config: Config, key: bytes) -> Message | None:
    """Return what is wrong with the audit log and the logs that it anchors, None if nothing is."""
    entries = audit_log.entries
    return audit_breach(config, key) or anchored_log.breach(
        config, entries(config.folder("journal"))
    )


def audit_breach(config: Config, key: bytes) -> Message | None:
    """Return what is wrong with the audit log itself, None if it is whole."""
    journal = config.folder("journal")
    documents = (document for _, document in runs.manifests(config.folder("output")))
    sealed = (document for document in documents if manifest.is_sealed(document, key))
    heads = tuple(filter(None, (document.get("audit") for document in sealed)))
    return audit_log.verify(journal, key, heads)


def restore_pointer(config: Config, key: bytes) -> Message | None:
    """Let ``latest`` point again at the run that the audit log, if it is whole, says is current.

    Returns what was done, None if nothing was.
    """
    output = config.folder("output")
    if os.path.lexists(output / runs.LATEST) or not key or log_breach(config, key):
        return None
    names = _current_runs(audit_log.entries(config.folder("journal")))
    folders = [folder for folder in runs.complete_runs(output) if folder.name in names]
    if not folders:
        return None
    runs.point_at(folders[-1])
    return Message("program.pointer_restored", run=folders[-1].name)


def _without_key(config: Config) -> Message | None:
    """Return that the key is lost, None where there is nothing yet that it would have sealed."""
    folders = runs.complete_runs(config.folder("output"))
    logs = [path for path in anchored_log.paths(config) if path.exists()]
    if audit_log.count(config.folder("journal")) or logs:
        return Message("program.key_lost", path=config.folder("journal"))
    if not folders:
        return None
    if all(map(manifest.unsealed_manifest, folders)):
        return Message("program.not_sealed", names=", ".join(folder.name for folder in folders))
    return Message("program.key_lost", path=config.folder("journal"))


def _log_breach(config: Config, key: bytes) -> Message | None:
    fault = log_breach(config, key)
    return Message("program.log_breach", what=fault) if fault else None


def _run_breach(config: Config) -> Message | None:
    """Return that another run is current than the audit log says, None if it is that one.

    A run newer than all that the log knows was published by a process that died just then; only
    the key could have sealed it.
    """
    output, entries = config.folder("output"), audit_log.entries(config.folder("journal"))
    published = {entry["run_id"] for entry in entries if entry.get("run_id")}
    current, names = runs.latest(output), _current_runs(entries)
    if current is None:
        lost = ", ".join(sorted(names))
        return Message("program.runs_lost", names=lost, path=output) if names else None
    newest = max(map(runs.order, published), default=None)
    if current.name in names or (newest and runs.order(current.name) > newest):
        return None
    counts = max(names or published or {"-"})
    return Message("program.run_older", run=current.name, counts=counts)


def _current_runs(entries: Iterable[dict[str, Any]]) -> set[str]:
    """Return the runs that may be current: the one made so last, and those announced since.

    A rollback by an older program was noted without its run: then any run that is known may be.
    """
    names: set[str] = set()
    published: set[str] = set()
    rolled_back = False
    for entry in entries:
        event, run_id = entry["event"], str(entry.get("run_id") or "")
        published |= {run_id} if run_id else set()
        if event in DONE:
            names = {run_id} if run_id else set()
        elif event == PUBLISH:
            names |= {run_id}
        elif entry.get("command") == "rollback" and entry.get("status") == 0 and not rolled_back:
            names = set(published)
        rolled_back = event == "rollback"
    return names
