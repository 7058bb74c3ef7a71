"""Conflicts as they were asked: as a register that is still kept has them, or as answered."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd

from bekasi_reconcile.decisions.decision_log import LoggedDecision, ReviewDecision
from bekasi_reconcile.errors import DamagedError
from bekasi_reconcile.register import runs, schema
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.sql import fetch, query

UNREADABLE = (DamagedError, duckdb.Error, FileNotFoundError)


class Version(NamedTuple):
    """One record's side of a conflict."""

    record_id: str
    person_id: str
    value: str | None


class AskedConflict(NamedTuple):
    """A conflict that an answer may be about. ``evidence``: digests of what it rests on."""

    conflict_id: str
    type: str
    run_id: str
    versions: tuple[Version, ...]
    evidence: tuple[str, ...]
    fingerprint: str | None = None


def asked_conflicts(
    output: Path, work: Path, wanted: Iterable[str], log: Collection[LoggedDecision]
) -> dict[str, AskedConflict]:
    """Return the known ones of the conflicts ``wanted``, each as it was asked last.

    The current register is searched first, then older ones, then the log of decisions. A damaged
    older one is passed by (``reconcile doctor`` tells of it): no run rests on it.
    """
    missing, latest = set(wanted), runs.latest(output)
    conflicts: dict[str, AskedConflict] = {}
    for folder in _run_folders(output):
        if not missing:
            break
        with suppress(*(() if folder == latest else UNREADABLE)):
            path = schema.at_current_schema(folder / "register.duckdb", work)
            conflicts |= _in_register(path, folder.name, missing)
        missing -= set(conflicts)
    answered = {logged.decision.conflict_id: logged.decision for logged in log}
    return conflicts | {c: _from_decision(answered[c]) for c in missing & set(answered)}


def _run_folders(output: Path) -> list[Path]:
    latest = runs.latest(output)
    older = [folder for folder in reversed(runs.complete_runs(output)) if folder != latest]
    return [latest, *older] if latest else older


def _in_register(path: Path, run_id: str, wanted: set[str]) -> dict[str, AskedConflict]:
    with connect(path) as con:
        con.register("wanted", pd.DataFrame({"conflict_id": sorted(wanted)}, dtype="str"))
        versions = fetch(con, query("decision_past_conflict"))
    conflicts: dict[str, AskedConflict] = {}
    for conflict_id, of_one in versions.groupby("conflict_id", sort=True):
        first = of_one.iloc[0]
        cells = of_one[["record_id", "person_id", "value"]].to_numpy(dtype=object).tolist()
        conflicts[str(conflict_id)] = AskedConflict(
            str(conflict_id),
            first["type"],
            run_id,
            tuple(Version(r, p, None if pd.isna(v) else v) for r, p, v in cells),
            tuple(filter(None, str(first["evidence"]).split(" "))),
            None if pd.isna(first["fingerprint"]) else first["fingerprint"],
        )
    return conflicts


def _from_decision(decision: ReviewDecision) -> AskedConflict:
    person = decision.persons[0] if decision.persons else ""
    versions = [
        Version(r, side if side.startswith("P-") else person, decision.shown.get(r))
        for r, side in decision.records.items()
    ]
    return AskedConflict(
        decision.conflict_id, decision.type, decision.run_id, tuple(versions), decision.evidence
    )
