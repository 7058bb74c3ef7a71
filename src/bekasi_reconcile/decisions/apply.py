"""What the answers in force mean for this run: pairs to join or part, values to keep."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from bekasi_reconcile.decisions.answer_vocabulary import OF_PERSON
from bekasi_reconcile.decisions.decision_log import LoggedDecision, decisions_in_force
from bekasi_reconcile.match.stage import Judged
from bekasi_reconcile.tables import TEXT

PAIR = ["record_id_l", "record_id_r"]
DECIDED = ["person_id", "field", "value", "record_id"]
STRUCK = ["person_id", "field", "value"]
AS_RECORD = "keputusan:"
"""What stands before the id of a decision where a claim names the record it is from."""


class CurrentRecord:
    """Where each record of a decision is now: on a list itself, or by the row that follows it."""

    def __init__(self, live: pd.Series, past: pd.DataFrame) -> None:
        self._records = live
        led = past.dropna(subset=["successor"])
        self._next = dict(zip(led["record_id"], led["successor"], strict=True))

    @cached_property
    def _live(self) -> set[str]:
        return set(self._records)  # only where somebody has decided: it takes seconds

    def of(self, record: str) -> str | None:
        """Return the record on a list that ``record`` is or became, None if there is none."""
        seen: set[str] = set()
        at: str | None = record
        while at is not None and at not in self._live and at not in seen:
            seen.add(at)
            at = self._next.get(at)
        return at if at in self._live else None


def pair_judgements(log: Sequence[LoggedDecision], replaced: CurrentRecord) -> Judged:
    """Return the pairs of records that the answers in force join and part."""
    same, apart = [], []
    for logged in decisions_in_force(log).values():
        decision = logged.decision
        sides = {n: side for r, side in decision.records.items() if (n := replaced.of(r))}
        pairs = list(combinations(sorted(sides), 2))
        if decision.effect == "same":
            same += pairs
        elif decision.effect == "apart":
            apart += [(a, b) for a, b in pairs if sides[a] != sides[b]]
    return Judged(_frame(same, PAIR), _frame(apart, PAIR))


def named_ids(log: Sequence[LoggedDecision]) -> set[str]:
    """Return every id that the answers name, and other values that they give."""
    return {i for each in log for i in (*each.decision.persons, each.decision.value) if i}


class FieldOverrides(NamedTuple):
    """What survivorship obeys. ``decided``: person_id, field, value, record_id (of the decision);
    ``struck``: values of a person that are somebody else's: person_id, field, value.
    """

    decided: pd.DataFrame
    struck: pd.DataFrame


def field_overrides(log: Sequence[LoggedDecision], now: Mapping[str, str]) -> FieldOverrides:
    """Return the values that the answers in force give; ``now`` tells what each id means.

    Of two answers on one field of one person the later one holds.
    """
    decided: dict[tuple[str, str], tuple[str, str]] = {}
    struck: set[tuple[str, str, str]] = set()
    order = {each.decision_id: place for place, each in enumerate(log)}
    for logged in sorted(
        decisions_in_force(log).values(), key=lambda each: order[each.decision_id]
    ):
        decision = logged.decision
        if decision.effect != "value" or decision.field is None or decision.value is None:
            continue
        persons = {now[p] for p in decision.persons if p in now}
        if decision.type == "nik_bersama":
            niks = {str(shown).split(" ")[0] for shown in decision.shown.values() if shown}
            others = persons - {now.get(decision.value)}
            struck |= {(p, decision.field, nik) for p in others for nik in niks}
            continue
        if decision.type in OF_PERSON:
            persons, value = {now.get(decision.value, decision.value)}, "KEPALA"
        else:
            value = decision.value
        for person in persons:
            decided[person, decision.field] = value, AS_RECORD + logged.decision_id
    lines = [(p, field, *told) for (p, field), told in sorted(decided.items())]
    return FieldOverrides(_frame(lines, DECIDED), _frame(sorted(struck), STRUCK))


def _frame(lines: Sequence[tuple[str, ...]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(sorted(set(lines)), columns=columns).astype(TEXT)
