"""Forget a person: out of the register, of kept runs and of later ones (UU 27/2022, art. 43)."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bekasi_reconcile import pipeline
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.decisions import decision_log
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.privacy import tombstone
from bekasi_reconcile.privacy.scrub import scrub
from bekasi_reconcile.publish.brakes import NAMES
from bekasi_reconcile.register import audit_log, runs, schema
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.session import project_session
from bekasi_reconcile.sql import query


@dataclass(frozen=True)
class Removal:
    """What was done: raw files and their rows that a hand must still edit, runs rewritten.

    ``decisions``: how many were taken out of the log of decisions.
    """

    raw: Mapping[str, list[int]]
    runs: int
    decisions: int


def forget(config: Config, person_id: str, reason: str) -> Removal:
    """Forget ``person_id``; raise InputError if the register does not know them.

    A new run is published without them first; then the runs before it are rewritten. Cut off in
    between, it is finished by the same command or by any later ``forget``.
    """
    journal, output, work = (config.folder(n) for n in ("journal", "output", "interim"))
    with project_session(config) as before:
        work.mkdir(parents=True, exist_ok=True, mode=0o700)
        register = before.published and schema.at_current_schema(
            before.published / "register.duckdb", work
        )
        record = _records(register, person_id) if register else pd.DataFrame()
        earlier = tombstone.all_marks(journal)
        if record.empty and not earlier:
            raise InputError("program.forget_unknown", person=person_id)
        answers = config.folder("decisions")
        if len(record):
            on = decision_log.conflicts_about(answers, set(record["record_id"]), {person_id})
            tombstone.add(journal, before.key, record, reason, on)
            audit_log.append(journal, before.key, "forget", person_id=person_id, reason=reason)
        decisions = decision_log.forget(answers, tombstone.forgotten_conflicts(journal))
        grounds = Message("program.forget_accept").text(config.settings.language)
        outcome = pipeline.run_in_session(config, before, accept=dict.fromkeys(NAMES, grounds))
        current = outcome.folder.resolve()
        older = [p for p in runs.complete_runs(output) if p.resolve() != current]
        rewritten = sum(bool(scrub(folder, journal, before.key, work)) for folder in older)
        shutil.rmtree(work)  # the caches still hold them
        work.mkdir(mode=0o700)
    return Removal(_rows(record, config.folder("raw")), rewritten, decisions)


def _records(register: Path, person_id: str) -> pd.DataFrame:
    with connect(register) as con:
        return con.execute(
            f"FROM ({query('store_known')}) WHERE person_id = $id", {"id": person_id}
        ).df()


def _rows(record: pd.DataFrame, raw: Path) -> dict[str, list[int]]:
    """Return the rows to delete by hand of each file that is still in ``raw``."""
    if record.empty:
        return {}
    rows_of = {str(file): sorted(map(int, rows)) for file, rows in record.groupby("file")["row"]}
    return {file: rows for file, rows in rows_of.items() if (raw / file).exists()}
