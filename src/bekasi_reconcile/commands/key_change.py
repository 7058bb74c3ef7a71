"""A new key for the project: every seal is made anew, and forgotten persons stay forgotten."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import DamagedError
from bekasi_reconcile.privacy import tombstone
from bekasi_reconcile.register import (
    anchored_log,
    audit_log,
    manifest,
    runs,
    secret_key,
    staged_change,
    trust,
)
from bekasi_reconcile.register.session import project_session
from bekasi_reconcile.register.staged_change import Target


@dataclass(frozen=True)
class KeyChange:
    """How many runs and lines of the audit log were sealed anew; marks that were kept.

    ``damaged``: runs that were not as sealed before, and were left so.
    """

    runs: int
    lines: int
    marks: int
    damaged: list[str]


def change_key(config: Config, reason: str) -> KeyChange:
    """Give the project a new key; raise DamagedError if anything does not fit it in the end.

    The former key is kept, for the marks of forgotten persons alone: what they were made of is
    known to nobody, so the new key is put around them, and both are needed to try a name.
    """
    journal = config.folder("journal")
    with project_session(config) as session:
        complete = runs.complete_runs(config.folder("output"))
        whole = [folder for folder in complete if not manifest.breaches(folder, session.key)]
        key, marks = secrets.token_bytes(secret_key.BYTES), len(tombstone.all_marks(journal))
        journal_files, seals = _journal_files(config, session.key, key, reason)
        staged_change.stage(config, journal_files | _manifests(whole, seals, key))
        staged_change.finish(config)
        _require_fit(config, whole, marks)
    damaged = [folder.name for folder in complete if folder not in whole]
    return KeyChange(len(whole), audit_log.count(journal), marks, damaged)


def _journal_files(
    config: Config, former: bytes, key: bytes, reason: str
) -> tuple[dict[Target, bytes], dict[str, str]]:
    """Return the journal's files under the new key, and the new seals of the audit log's lines."""
    journal = config.folder("journal")
    files = {secret_key.NAME: key}
    logs: dict[str, Any] = {}
    if tombstone.lines(journal):
        marks = tombstone.under_further_key(journal, key)
        files |= {
            tombstone.NAME: marks,
            secret_key.FORMER: b"".join(secret_key.ring(journal, former)),
        }
        logs = {"logs": {tombstone.NAME: anchored_log.anchor(marks)}}
    audit, seals = audit_log.seal_anew(journal, key, "key", reason=reason, **logs)
    return {("journal", name): content for name, content in (files | audit).items()}, seals


def _manifests(whole: list[Path], seals: Mapping[str, str], key: bytes) -> dict[Target, bytes]:
    manifests: dict[Target, bytes] = {}
    for folder in whole:
        document = manifest.document_of(folder)
        audit = str(document.get("audit") or "")
        document["audit"] = seals.get(audit, audit)
        target = ("output", f"runs/{folder.name}/{manifest.NAME}")
        manifests[target] = manifest.sealed_text(document, key).encode()
    return manifests


def _require_fit(config: Config, whole: list[Path], marks: int) -> None:
    """Raise DamagedError unless logs, runs and marks are all what the new key says they are."""
    journal = config.folder("journal")
    key = secret_key.load(journal)
    if fault := trust.breach(config, key):
        raise DamagedError(fault)
    for folder in whole:
        if breaches := manifest.breaches(folder, key):
            raise DamagedError("program.damaged_run", run=folder.name, what=breaches[0])
    if len(tombstone.all_marks(journal)) != marks:
        raise DamagedError("program.key_marks")
