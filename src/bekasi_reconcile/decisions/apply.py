"""What the answers in force mean for this run: pairs that are the same or not, values to keep."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from bekasi_reconcile.decisions.answer_vocabulary import OF_PERSON
from bekasi_reconcile.decisions.decision_log import LoggedDecision, decisions_in_force
from bekasi_reconcile.match.pair_judgements import PairJudgements
from bekasi_reconcile.tables import TEXT

PAIR = ["record_id_l", "record_id_r"]
DECIDED = ["person_id", "field", "value", "record_id"]
STRUCK = ["person_id", "field", "value"]
AS_RECORD = "keputusan:"
"""Prefix of the id of a decision where a claim names the record it is from."""


class CurrentRecord:
    """Where each record of a decision is now: on a list itself, or by the row that follows it."""

    def __init__(self, live: pd.Series, past: pd.DataFrame) -> None:
        self._records = live
        succeeded = past.dropna(subset=["successor"])
        self._next = dict(zip(succeeded["record_id"], succeeded["successor"], strict=True))

    @cached_property
    def _live(self) -> set[str]:
        return set(self._records)  # it takes seconds: only made where somebody has decided

    def of(self, record: str) -> str | None:
        """Return the record on a list that ``record`` is or became, None if there is none."""
        visited: set[str] = set()
        at: str | None = record
        while at is not None and at not in self._live and at not in visited:
            visited.add(at)
            at = self._next.get(at)
        return at if at in self._live else None


def pair_judgements(log: Sequence[LoggedDecision], current: CurrentRecord) -> PairJudgements:
    """Return the pairs of records that the answers in force make one person, or two."""
    same, different = [], []
    for logged in decisions_in_force(log).values():
        decision = logged.decision
        side_of = {now: side for r, side in decision.records.items() if (now := current.of(r))}
        pairs = list(combinations(sorted(side_of), 2))
        if decision.effect == "same":
            same += pairs
        elif decision.effect == "apart":
            different += [(a, b) for a, b in pairs if side_of[a] != side_of[b]]
    return PairJudgements(_frame(same, PAIR), _frame(different, PAIR))


def named_ids(log: Sequence[LoggedDecision]) -> set[str]:
    """Return every id that the answers name, and other values that they give."""
    return {i for logged in log for i in (*logged.decision.persons, logged.decision.value) if i}


class FieldOverrides(NamedTuple):
    """What survivorship obeys. ``decided``: person_id, field, value, record_id (of the decision);
    ``struck``: values of a person that are somebody else's: person_id, field, value.
    """

    decided: pd.DataFrame
    struck: pd.DataFrame


def field_overrides(log: Sequence[LoggedDecision], current_id: Mapping[str, str]) -> FieldOverrides:
    """Return the values that the answers in force give; ``current_id``: what each id means now.

    Of two answers on one field of one person the later one holds.
    """
    decided: dict[tuple[str, str], tuple[str, str]] = {}
    struck: set[tuple[str, str, str]] = set()
    order = {logged.decision_id: place for place, logged in enumerate(log)}
    for logged in sorted(decisions_in_force(log).values(), key=lambda x: order[x.decision_id]):
        decision = logged.decision
        if decision.effect != "value" or decision.field is None or decision.value is None:
            continue
        persons = {current_id[p] for p in decision.persons if p in current_id}
        if decision.type == "nik_bersama":
            niks = {str(shown).split(" ")[0] for shown in decision.shown.values() if shown}
            others = persons - {current_id.get(decision.value)}
            struck |= {(p, decision.field, nik) for p in others for nik in niks}
            continue
        if decision.type in OF_PERSON:
            persons, value = {current_id.get(decision.value, decision.value)}, "KEPALA"
        else:
            value = decision.value
        for person in persons:
            decided[person, decision.field] = value, AS_RECORD + logged.decision_id
    rows = [(*person_field, *value) for person_field, value in sorted(decided.items())]
    return FieldOverrides(_frame(rows, DECIDED), _frame(sorted(struck), STRUCK))


def _frame(rows: Sequence[tuple[str, ...]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(sorted(set(rows)), columns=columns).astype(TEXT)
