"""Which conflicts are answered, which are open, and which of those are asked again."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.arrow_text import is_among
from bekasi_reconcile.decisions.apply import CurrentRecord
from bekasi_reconcile.decisions.decision_log import LoggedDecision, decisions_in_force
from bekasi_reconcile.merge.public_id import public_ids
from bekasi_reconcile.reference.conflict_kind import conflict_kinds
from bekasi_reconcile.sql import fetch, in_memory, query, register_tables
from bekasi_reconcile.tables import (
    TEXT,
    Conflict,
    ConflictValue,
    Decision,
    DetectedConflict,
    Record,
)

JUDGEMENTS = ("same", "apart")


class RegisterTables(NamedTuple):
    """The tables of this run's register that are read here."""

    record: DataFrame[Record]
    member_id: pd.DataFrame
    conflict: DataFrame[DetectedConflict]
    conflict_value: DataFrame[ConflictValue]


class OpenConflicts(NamedTuple):
    """The conflicts that are open, each with what an answer rests on; the log as a table."""

    conflict: DataFrame[Conflict]
    conflict_value: DataFrame[ConflictValue]
    decision: DataFrame[Decision]


def open_conflicts(
    register: RegisterTables,
    log: Sequence[LoggedDecision],
    current: CurrentRecord,
    current_id: Mapping[str, str],
) -> OpenConflicts:
    """Return the conflicts without an answer, and those whose answer rests on what has changed.

    A conflict that is gone because its answer is applied is asked again all the same, under its
    old id, once the evidence changes. ``current_id``: what each id in use means now.
    """
    in_force = decisions_in_force(log)
    detected = _with_applied_answers(register, in_force, current)
    conflict, version = detected.conflict, detected.conflict_value
    digests = conflict["conflict_id"].map(_evidence(detected)).fillna("").astype(TEXT)
    answered, again = _split_by_answer(detected, digests, in_force, current)
    previous = {key: _previous_answer(in_force[by]) for key, by in again.items()}
    is_open = ~conflict["conflict_id"].isin(answered)
    still_open = conflict.assign(
        rests_on=digests,
        fingerprint=public_ids("B", digests),
        previous=conflict["conflict_id"].map(previous).astype(TEXT),
    )[is_open]
    version = version[version["conflict_id"].isin(still_open["conflict_id"])]
    return OpenConflicts(
        Conflict.shaped(still_open.sort_values("conflict_id")),
        ConflictValue.shaped(version.sort_values(["conflict_id", "record_id"])),
        _decisions(log, in_force, current, current_id, set(again.values())),
    )


def _with_applied_answers(
    register: RegisterTables, in_force: Mapping[str, LoggedDecision], current: CurrentRecord
) -> RegisterTables:
    """Return the register with the conflicts that answers have ended among its own."""
    there = set(register.conflict["conflict_id"])
    gone = {
        key: logged.decision
        for key, logged in in_force.items()
        if logged.decision.effect in JUDGEMENTS and key not in there
    }
    rows = {(key, now) for key, d in gone.items() for r in d.records if (now := current.of(r))}
    if not rows:
        return register
    with in_memory() as con:
        decided = pd.DataFrame(sorted(rows), columns=["conflict_id", "record_id"]).astype(TEXT)
        register_tables(con, {"decided": decided, "record": register.record})
        register_tables(con, {"member_id": register.member_id})
        version = fetch(con, query("decision_version"))
    heads = version.drop_duplicates("conflict_id")
    types = heads["conflict_id"].map({key: d.type for key, d in gone.items()})
    severity = {name: kind.severity for name, kind in conflict_kinds().items()}
    ended = DetectedConflict.shaped(heads.assign(type=types, severity=types.map(severity)))
    return register._replace(
        conflict=DetectedConflict.checked(pd.concat([register.conflict, ended], ignore_index=True)),
        conflict_value=ConflictValue.checked(
            pd.concat([register.conflict_value, ConflictValue.shaped(version)], ignore_index=True)
        ),
    )


def _evidence(detected: RegisterTables) -> dict[str, str]:
    """Return conflict_id → the digests of what an answer to it rests on."""
    with in_memory() as con:
        register_tables(con, {"conflict": detected.conflict[["conflict_id", "type"]]})
        register_tables(con, {"conflict_value": detected.conflict_value})
        register_tables(con, {"record": detected.record, "member_id": detected.member_id})
        evidence = fetch(con, query("decision_evidence"))
    return dict(zip(evidence["conflict_id"], evidence["rests_on"], strict=True))


def _split_by_answer(
    detected: RegisterTables,
    digests: pd.Series,
    in_force: Mapping[str, LoggedDecision],
    current: CurrentRecord,
) -> tuple[set[str], dict[str, str]]:
    """Return the conflicts answered, and those asked again: conflict → that of the answer.

    A pair under review is answered too where other records of the same two persons were judged
    different.
    """
    conflict, version = detected.conflict, detected.conflict_value
    different = _persons_judged_different(in_force, current, detected.member_id) if in_force else {}
    of_conflict = version.groupby("conflict_id")["person_id"] if different else ()
    persons = {str(key): frozenset(ids) for key, ids in of_conflict}
    answered: set[str] = set()
    again: dict[str, str] = {}
    for key, type_, digest in zip(conflict["conflict_id"], conflict["type"], digests, strict=True):
        by = key if key in in_force else None
        if by is None and type_ == "tinjau" and different:
            by = different.get(persons[key])
        if by is None:
            continue
        if _new_evidence(digest, in_force[by]):
            again[key] = by
        else:
            answered.add(key)
    return answered, again


def _new_evidence(digests: str, logged: LoggedDecision) -> set[str]:
    """Return the digests that matter to the answer and that it did not rest on."""
    matters = "i:" if logged.decision.effect in JUDGEMENTS else "v:"
    return {d for d in digests.split(" ") if d.startswith(matters)} - set(logged.decision.evidence)


def _persons_judged_different(
    in_force: Mapping[str, LoggedDecision], current: CurrentRecord, member_id: pd.DataFrame
) -> dict[frozenset[str], str]:
    """Return each pair of persons judged different → the conflict whose answer says so."""
    records_of = {
        key: [now for r in logged.decision.records if (now := current.of(r))]
        for key, logged in in_force.items()
        if logged.decision.effect == "apart"
    }
    records = {r for of_one in records_of.values() for r in of_one}
    member = member_id[is_among(member_id["record_id"], records)]
    person = dict(zip(member["record_id"], member["person_id"], strict=True))
    different: dict[frozenset[str], str] = {}
    for key, of_one in sorted(records_of.items()):
        persons = sorted({person[r] for r in of_one if r in person})
        different |= {frozenset(pair): key for pair in combinations(persons, 2)}
    return different


def _previous_answer(logged: LoggedDecision) -> str:
    decision = logged.decision
    value = f": {decision.value}" if decision.value else ""
    by = ", ".join(filter(None, (decision.officer, decision.decided_on)))
    return f"{decision.answer}{value}" + (f" ({by})" if by else "")


def _decisions(
    log: Sequence[LoggedDecision],
    in_force: Mapping[str, LoggedDecision],
    current: CurrentRecord,
    current_id: Mapping[str, str],
    asked_again: set[str],
) -> DataFrame[Decision]:
    """Return the log as a table: what has become of each answer, in the order of the log."""
    undone = {x.decision.conflict_id for x in log if x.decision.effect == "undo"} - set(in_force)
    active = {logged.decision_id for logged in in_force.values()}
    rows = []
    for logged in log:
        decision = logged.decision
        if decision.effect == "undo":
            continue
        is_active = logged.decision_id in active
        if is_active:
            live = any(current.of(r) for r in decision.records)
            status = "active" if live else "dormant"
        else:
            status = "undone" if decision.conflict_id in undone else "replaced"
        persons = sorted({current_id[p] for p in decision.persons if p in current_id})
        rows.append(
            {
                **decision.model_dump(include=set(Decision.columns()) - {"persons"}),
                "decision_id": logged.decision_id,
                "status": status,
                "asked_again": is_active and decision.conflict_id in asked_again,
                "persons": ", ".join(persons),
            }
        )
    frame = pd.DataFrame(rows, columns=Decision.columns())
    return Decision.shaped(frame.astype({"asked_again": bool}))
