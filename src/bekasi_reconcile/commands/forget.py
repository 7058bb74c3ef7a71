"""Forget a person: out of the register, of kept runs and of later ones (UU 27/2022, art. 43)."""

import shutil
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd

from bekasi_reconcile import pipeline
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.decisions import decision_log
from bekasi_reconcile.errors import InputError, ReconcileError
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.privacy import storage_places, tombstone
from bekasi_reconcile.privacy.exclusion import ANSWER_RULE, RULE
from bekasi_reconcile.privacy.mark import without_copy_number
from bekasi_reconcile.privacy.scrub import known_records, scrub
from bekasi_reconcile.publish.brakes import NAMES
from bekasi_reconcile.register import anchored_log, audit_log, manifest, runs
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.session import Session, project_session

COPIES = ("backup", "report")
"""Events of the audit log that left people somewhere outside the project."""

REFUSED = (
    "SELECT file, sheet, row FROM problem WHERE rule IN ($row, $answer) ORDER BY file, sheet, row"
)


@dataclass(frozen=True)
class Removal:
    """What was done, and what a hand must still do.

    ``raw``: by file, or file and sheet, the rows on forgotten persons to delete, of lists and of
    answers. ``runs``: how
    many were rewritten. ``decisions``: how many were taken out of the log of decisions.
    ``damaged``: runs that could not be rewritten, and were removed. ``alike``: persons in the
    register of whom nothing tells whether they are the same. ``unknown``: entries among the runs
    that are none; ``copies``: backups and reports that were made of the register.
    """

    raw: dict[str, list[int]]
    runs: int
    decisions: int
    damaged: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)


def forget(config: Config, person_id: str, reason: str) -> Removal:
    """Forget ``person_id``; raise InputError if the register does not know them.

    A new run is published without them first; then the runs before it are rewritten. Cut off in
    between, it is finished by the same command or by any later ``forget``. Raises InputError,
    and changes nothing, if a row of somebody else is written exactly like theirs; ReconcileError
    if they are still anywhere in the end.
    """
    journal, answers = config.folder("journal"), config.folder("decisions")
    with project_session(config) as before:
        gone = _mark(config, before, person_id, reason)
        announce = partial(anchored_log.announce, config, before.key, decision_log.NAME)
        decisions = decision_log.forget(answers, tombstone.forgotten_conflicts(journal), announce)
        grounds = Message("program.forget_accept").text(config.settings.language)
        outcome = pipeline.run_in_session(config, before, accept=dict.fromkeys(NAMES, grounds))
        damaged, rewritten = _clear_runs(config, before.key, outcome.folder)
        _clear_caches(config.folder("interim"))
        _require_absence(config, before.key, gone)
    return Removal(
        _rows_in_raw(outcome.folder),
        rewritten,
        decisions,
        damaged,
        _alike(config, before.key, outcome.folder),
        [path.name for path in storage_places.unknown_entries(config)],
        [
            f"{e['event']} {e.get('file') or e.get('run_id')} ({e['at'][:10]})"
            for e in audit_log.entries(journal)
            if e["event"] in COPIES
        ],
    )


def _mark(config: Config, before: Session, person_id: str, reason: str) -> Set[str]:
    """Record whom to forget; return the ids of their records.

    There are none if the person is out of the register already.
    """
    journal = config.folder("journal")
    known = _known_records(config, before.published) if before.published else pd.DataFrame()
    is_theirs = known["person_id"] == person_id if len(known) else pd.Series(dtype=bool)
    record, others = known[is_theirs], known[~is_theirs]
    if record.empty:
        if not tombstone.was_forgotten(person_id, journal, before.key):
            raise InputError("program.forget_unknown", person=person_id)
        return frozenset()
    _refuse_twins(person_id, record, others)
    gone = set(record["record_id"])
    on = decision_log.conflicts_about(config.folder("decisions"), gone, {person_id})
    tombstone.add(journal, before.key, record, reason, on, others)
    audit_log.append(journal, before.key, "forget", person_id=person_id, reason=reason)
    return gone


def _refuse_twins(person_id: str, record: pd.DataFrame, others: pd.DataFrame) -> None:
    """Raise InputError if a row on a list is somebody else's and says exactly the same.

    Whichever of the two were left out, it might be the wrong one, now or after a row is deleted.
    """
    content = without_copy_number(record["record_id"])
    twins = others[others["live"] & without_copy_number(others["record_id"]).isin(content)]
    if len(twins):
        rows = ", ".join(f"{_place(file, sheet)}!{row}" for file, sheet, row in _cells(twins))
        persons = ", ".join(sorted(set(twins["person_id"])))
        raise InputError("program.forget_twin", person=person_id, others=persons, rows=rows)


def _clear_runs(config: Config, key: bytes, current: Path) -> tuple[list[str], int]:
    """Rewrite the runs before ``current``; remove those that are damaged, and return their names.

    A damaged run cannot be rewritten, and whom it shows nobody can be sure of.
    """
    journal, work = config.folder("journal"), config.folder("interim")
    rewritten = 0
    for folder in runs.complete_runs(config.folder("output")):
        if folder.resolve() == current.resolve():
            continue
        if manifest.breaches(folder, key):
            runs.set_aside(folder)
        else:
            rewritten += bool(scrub(folder, journal, key, work))
    damaged = storage_places.damaged_runs(config)
    for path in damaged:
        _remove(path)
    return [path.name for path in damaged], rewritten


def _clear_caches(work: Path) -> None:
    shutil.rmtree(work)
    work.mkdir(mode=0o700)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _require_absence(config: Config, key: bytes, gone: Set[str]) -> None:
    """Raise ReconcileError if a forgotten person is still in any run that is kept."""
    journal = config.folder("journal")
    left = []
    for folder in runs.complete_runs(config.folder("output")):
        record = _known_records(config, folder)
        theirs = record["record_id"].isin(gone) | tombstone.is_forgotten(record, journal, key)
        if theirs.any():
            left.append(folder.name)
    if left or storage_places.damaged_runs(config):
        raise ReconcileError("program.forget_left", runs=", ".join(left) or runs.ASIDE)


def _alike(config: Config, key: bytes, run: Path) -> list[str]:
    """Return the persons in the register whom nothing tells from somebody forgotten."""
    record = _known_records(config, run)
    may_be = tombstone.may_be_forgotten(record, config.folder("journal"), key) & record["live"]
    return sorted(set(record.loc[may_be, "person_id"]))


def _known_records(config: Config, run: Path) -> pd.DataFrame:
    return known_records(run / manifest.REGISTER, config.folder("interim"))


def _rows_in_raw(run: Path) -> dict[str, list[int]]:
    with connect(run / manifest.REGISTER) as con:
        rows: dict[str, list[int]] = {}
        for file, sheet, row in con.execute(
            REFUSED, {"row": RULE, "answer": ANSWER_RULE}
        ).fetchall():
            rows.setdefault(_place(file, sheet), []).append(row)
    return rows


def _cells(record: pd.DataFrame) -> Sequence[tuple[str, str, int]]:
    return list(record[["file", "sheet", "row"]].itertuples(index=False, name=None))


def _place(file: str, sheet: str) -> str:
    return f"{file} > {sheet}" if sheet else file
