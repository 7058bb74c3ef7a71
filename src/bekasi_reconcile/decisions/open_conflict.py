"""Which conflicts are answered, which are to be asked, and which are to be asked again."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.arrow_text import is_among
from bekasi_reconcile.decisions.apply import CurrentRecord
from bekasi_reconcile.decisions.decision_log import LoggedDecision, decisions_in_force
from bekasi_reconcile.merge.public_id import names
from bekasi_reconcile.reference.conflict_kind import conflict_kinds
from bekasi_reconcile.sql import fetch, in_memory, query, register_tables
from bekasi_reconcile.tables import TEXT, Conflict, ConflictValue, Decision, Record

JUDGEMENTS = ("same", "apart")


class RegisterTables(NamedTuple):
    """What of this run's register is looked at."""

    record: DataFrame[Record]
    member_id: pd.DataFrame
    conflict: DataFrame[Conflict]
    conflict_value: DataFrame[ConflictValue]


class OpenConflicts(NamedTuple):
    """The conflicts that are open, each with what an answer rests on; the log as a table."""

    conflict: DataFrame[Conflict]
    conflict_value: DataFrame[ConflictValue]
    decision: DataFrame[Decision]


def open_conflicts(
    register: RegisterTables,
    log: Sequence[LoggedDecision],
    replaced: CurrentRecord,
    now: Mapping[str, str],
) -> OpenConflicts:
    """Return the open conflicts: not those answered, unless what the answer rested on changed.

    An answer whose conflict is gone because it is obeyed is asked again all the same, under its
    old id. ``now`` tells what each id in use means.
    """
    in_force = decisions_in_force(log)
    found = _with_applied_answers(register, in_force, replaced)
    rests_on = _rests_on(register, found)
    conflict, version = found.conflict, found.conflict_value
    digests = conflict["conflict_id"].map(rests_on).fillna("").astype(TEXT)
    answered, again = _split_answered(conflict, version, digests, in_force, replaced, register)
    is_open = ~conflict["conflict_id"].isin(answered)
    told = {c: _previous_answer(in_force[a]) for c, a in again.items()}
    asked = conflict.assign(
        rests_on=digests,
        fingerprint=names("B", digests),
        previous=conflict["conflict_id"].map(told).astype(TEXT),
    )[is_open]
    kept = version[version["conflict_id"].isin(asked["conflict_id"])]
    order = ["conflict_id", "record_id"]
    return OpenConflicts(
        Conflict.shaped(asked.sort_values("conflict_id")),
        ConflictValue.shaped(kept.sort_values(order)),
        _decisions(log, in_force, replaced, now, set(again.values())),
    )


def _with_applied_answers(
    register: RegisterTables, in_force: Mapping[str, LoggedDecision], replaced: CurrentRecord
) -> RegisterTables:
    """Return the register with the conflicts of obeyed answers among its own."""
    there = set(register.conflict["conflict_id"])
    gone = {
        key: logged.decision
        for key, logged in in_force.items()
        if logged.decision.effect in JUDGEMENTS and key not in there
    }
    lines = {(key, n) for key, d in gone.items() for r in d.records if (n := replaced.of(r))}
    if not lines:
        return register
    with in_memory() as con:
        decided = pd.DataFrame(sorted(lines), columns=["conflict_id", "record_id"]).astype(TEXT)
        register_tables(con, {"decided": decided, "record": register.record})
        register_tables(con, {"member_id": register.member_id})
        version = fetch(con, query("decision_version"))
    heads = version.drop_duplicates("conflict_id")
    types = heads["conflict_id"].map({key: d.type for key, d in gone.items()})
    severity = {name: kind.severity for name, kind in conflict_kinds().items()}
    made = Conflict.shaped(heads.assign(type=types, severity=types.map(severity)))
    return register._replace(
        conflict=Conflict.checked(pd.concat([register.conflict, made], ignore_index=True)),
        conflict_value=ConflictValue.checked(
            pd.concat([register.conflict_value, ConflictValue.shaped(version)], ignore_index=True)
        ),
    )


def _rests_on(register: RegisterTables, found: RegisterTables) -> dict[str, str]:
    with in_memory() as con:
        register_tables(con, {"conflict": found.conflict[["conflict_id", "type"]]})
        register_tables(con, {"conflict_value": found.conflict_value, "record": register.record})
        register_tables(con, {"member_id": register.member_id})
        told = fetch(con, query("decision_evidence"))
    return dict(zip(told["conflict_id"], told["rests_on"], strict=True))


def _split_answered(
    conflict: pd.DataFrame,
    version: pd.DataFrame,
    digests: pd.Series,
    in_force: Mapping[str, LoggedDecision],
    replaced: CurrentRecord,
    register: RegisterTables,
) -> tuple[set[str], dict[str, str]]:
    """Return the conflicts that an answer settles, and those it settled before: by whose id.

    A pair under review is answered too where other records of the same two persons were judged
    two.
    """
    parted = _persons_judged_different(in_force, replaced, register.member_id) if in_force else {}
    of_conflict = version.groupby("conflict_id")["person_id"] if parted else ()
    persons = {str(key): frozenset(found) for key, found in of_conflict}
    answered: set[str] = set()
    again: dict[str, str] = {}
    for key, type_, told in zip(conflict["conflict_id"], conflict["type"], digests, strict=True):
        by = key if key in in_force else None
        if by is None and type_ == "tinjau" and parted:
            by = parted.get(persons[key])
        if by is None:
            continue
        if _new_evidence(told, in_force[by]):
            again[key] = by
        else:
            answered.add(key)
    return answered, again


def _new_evidence(told: str, logged: LoggedDecision) -> set[str]:
    """Return what the answer did not rest on, of what matters to it."""
    matters = "i:" if logged.decision.effect in JUDGEMENTS else "v:"
    return {d for d in told.split(" ") if d.startswith(matters)} - set(logged.decision.evidence)


def _persons_judged_different(
    in_force: Mapping[str, LoggedDecision], replaced: CurrentRecord, member_id: pd.DataFrame
) -> dict[frozenset[str], str]:
    apart = {
        key: [n for r in logged.decision.records if (n := replaced.of(r))]
        for key, logged in in_force.items()
        if logged.decision.effect == "apart"
    }
    told = member_id[is_among(member_id["record_id"], {r for at in apart.values() for r in at})]
    person = dict(zip(told["record_id"], told["person_id"], strict=True))
    found: dict[frozenset[str], str] = {}
    for key, at in sorted(apart.items()):
        whose = sorted({person[r] for r in at if r in person})
        for i, one in enumerate(whose):
            found |= {frozenset((one, other)): key for other in whose[i + 1 :]}
    return found


def _previous_answer(logged: LoggedDecision) -> str:
    decision = logged.decision
    value = f": {decision.value}" if decision.value else ""
    by = ", ".join(filter(None, (decision.officer, decision.decided_on)))
    return f"{decision.answer}{value}" + (f" ({by})" if by else "")


def _decisions(
    log: Sequence[LoggedDecision],
    in_force: Mapping[str, LoggedDecision],
    replaced: CurrentRecord,
    now: Mapping[str, str],
    again: set[str],
) -> DataFrame[Decision]:
    undone = {each.decision.conflict_id for each in log if each.decision.effect == "undo"} - set(
        in_force
    )
    ids = {logged.decision_id for logged in in_force.values()}
    lines = []
    for logged in log:
        decision = logged.decision
        if decision.effect == "undo":
            continue
        live = any(replaced.of(r) for r in decision.records)
        is_active = logged.decision_id in ids
        status = "active" if live else "dormant"
        if not is_active:
            status = "undone" if decision.conflict_id in undone else "replaced"
        lines.append(
            {
                **decision.model_dump(include=set(Decision.columns()) - {"persons"}),
                "decision_id": logged.decision_id,
                "status": status,
                "asked_again": is_active and decision.conflict_id in again,
                "persons": ", ".join(sorted({now[p] for p in decision.persons if p in now})),
            }
        )
    columns = Decision.columns()
    frame = pd.DataFrame(lines, columns=columns)
    return Decision.shaped(frame.astype({"asked_again": bool}))
