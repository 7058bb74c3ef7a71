"""Forget a person: out of the register, of kept runs and of later ones (UU 27/2022, art. 43)."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bekasi_reconcile import pipeline
from bekasi_reconcile.brakes import NAMES
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.memory import log
from bekasi_reconcile.say import say
from bekasi_reconcile.store import audit, runs, tombstone
from bekasi_reconcile.store.attend import attended
from bekasi_reconcile.store.register import connect
from bekasi_reconcile.store.scrub import scrub


@dataclass(frozen=True)
class Forgotten:
    """What was done: raw files and their rows that a hand must still edit, runs rewritten.

    ``decisions``: how many were taken out of the log of decisions.
    """

    raw: Mapping[str, list[int]]
    runs: int
    decisions: int


def forget(config: Config, person_id: str, reason: str) -> Forgotten:
    """Forget ``person_id``; raise InputError if the register does not know them.

    A new run is published without them first; then the runs before it are rewritten. Cut off in
    between, it is finished by the same command or by any later ``forget``.
    """
    journal, output, language = (
        config.folder("journal"),
        config.folder("output"),
        config.settings.language,
    )
    with attended(config) as before:
        record = _records(before.published, person_id) if before.published else pd.DataFrame()
        known = tombstone.known(journal)
        if record.empty and not known:
            raise InputError(say("forget_unknown", language, person=person_id))
        if len(record):
            tombstone.add(journal, before.key, record, reason)
            audit.append(journal, before.key, "forget", person_id=person_id, reason=reason)
        decisions = log.forget(
            config.folder("decisions"), set(record.get("record_id", ())), {person_id}
        )
    done = pipeline.run(config, accept=dict.fromkeys(NAMES, say("forget_accept", language)))
    with attended(config) as after:
        kept = [p for p in runs.complete(output / "runs") if p.resolve() != done.folder.resolve()]
        rewritten = sum(bool(scrub(folder, journal, after.key)) for folder in kept)
        shutil.rmtree(config.folder("interim"))  # what is kept to be quicker still tells of them
    return Forgotten(_rows(record), rewritten, decisions)


def _records(published: Path, person_id: str) -> pd.DataFrame:
    with connect(published / "register.duckdb") as con:
        return con.execute(
            "SELECT * FROM isi.record JOIN crosswalk USING (record_id) WHERE person_id = $id",
            {"id": person_id},
        ).df()


def _rows(record: pd.DataFrame) -> dict[str, list[int]]:
    if record.empty:
        return {}
    return {str(file): sorted(map(int, rows)) for file, rows in record.groupby("file")["row"]}
