"""Each answered line is checked before it counts: it is a decision, or refused with a reason."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from bekasi_reconcile.clean.date import read as read_date
from bekasi_reconcile.decisions import answer_vocabulary
from bekasi_reconcile.decisions.answer_file import AnswerLine, squash
from bekasi_reconcile.decisions.answer_order import REPETITION, answers_in_order
from bekasi_reconcile.decisions.conflict_side import sides
from bekasi_reconcile.decisions.consistency import judgement_graph
from bekasi_reconcile.decisions.decision_log import (
    LoggedDecision,
    ReviewDecision,
    decisions_in_force,
)
from bekasi_reconcile.decisions.past_conflict import AskedConflict
from bekasi_reconcile.merge.public_id import is_valid_id
from bekasi_reconcile.reference.territory import Territory

LATEST_DATE = date(2099, 12, 31)
"""No decision is dated after this day."""


class Refusal(NamedTuple):
    """A refused line, the rule that says why, and what fills its ``{detail}``."""

    line: AnswerLine
    rule: str
    detail: str


class CheckedAnswers(NamedTuple):
    """The decisions to add to the log, the lines refused, how many repeat what is recorded."""

    accepted: list[ReviewDecision]
    refused: list[Refusal]
    repeated: int


def check_answers(
    lines: Sequence[AnswerLine],
    conflicts: Mapping[str, AskedConflict],
    log: Sequence[LoggedDecision],
    person: Mapping[str, str],
    territory: Territory,
    as_of: date,
) -> CheckedAnswers:
    """Return which of ``lines`` can be accepted, those dated earlier first.

    ``person``: record → person in the current register. An answer may not make two persons one
    whom other answers, together with the register, keep apart. A line of a file that was taken in
    before is a repetition, and so is one that says again what is in the log (``answer_order``).
    """
    in_force = decisions_in_force(log)
    recorded = {(d.decision.sha256, d.decision.conflict_id) for d in log}
    refused: list[Refusal] = []
    decisions: list[ReviewDecision] = []
    single = _one_line_per_conflict(lines, refused)
    new = [line for line in single if (line.sha256, line.conflict_id) not in recorded]
    for line in new:
        key = line.conflict_id
        outcome = _check_line(line, conflicts.get(key), key in in_force, territory, as_of)
        if isinstance(outcome, Refusal):
            refused.append(outcome)
        else:
            decisions.append(outcome)
    ordered = answers_in_order(decisions, [logged.decision for logged in log], as_of)
    line_of = {(x.sha256, x.conflict_id): x for x in new}
    problems = [(d, rule) for d, rule in ordered.passed_over if rule != REPETITION]
    refused += [Refusal(line_of[d.sha256, d.conflict_id], r, d.conflict_id) for d, r in problems]
    accepted = _consistent(ordered.last, in_force, person, refused, lines)
    refused = sorted(refused, key=lambda r: (r.line.file, r.line.row))
    repeated = len(single) - len(new) + len(ordered.passed_over) - len(problems)
    return CheckedAnswers(accepted, refused, repeated)


def _one_line_per_conflict(lines: Sequence[AnswerLine], refused: list[Refusal]) -> list[AnswerLine]:
    """Return one line for each conflict and file; two that differ are both refused."""
    by_key: dict[tuple[str, str], list[AnswerLine]] = {}
    for line in lines:
        by_key.setdefault((line.sha256, line.conflict_id), []).append(line)
    single = []
    for group in by_key.values():
        if len({(squash(line.answer), line.value) for line in group}) == 1:
            single.append(group[0])
        else:
            refused += [Refusal(x, "keputusan_dua_jawaban", x.conflict_id) for x in group]
    return single


def _check_line(
    line: AnswerLine,
    conflict: AskedConflict | None,
    answered: bool,
    territory: Territory,
    as_of: date,
) -> ReviewDecision | Refusal:
    """Return what a line decides by itself, or why it decides nothing."""
    key = line.conflict_id
    if not is_valid_id(key):
        return Refusal(line, "keputusan_id_rusak", key)
    if conflict is None:
        return Refusal(line, "keputusan_tidak_dikenal", key)
    answer = answer_vocabulary.answer(line.answer, conflict.type)
    if answer is None:
        return Refusal(line, "keputusan_jawaban", key)
    if answer.effect == "undo":
        return (
            _decision(line, conflict, answer, None)
            if answered
            else Refusal(line, "keputusan_tidak_ada", key)
        )
    if line.fingerprint and conflict.fingerprint and line.fingerprint != conflict.fingerprint:
        return Refusal(line, "keputusan_bukti_berubah", key)
    value = _check_value(line, conflict, answer, territory, as_of)
    if value.refusal:
        return Refusal(line, value.refusal, key)
    return _decision(line, conflict, answer, value.value)


def _check_value(
    line: AnswerLine,
    conflict: AskedConflict,
    answer: answer_vocabulary.Answer,
    territory: Territory,
    as_of: date,
) -> answer_vocabulary.Value:
    if answer.value not in ("perlu", "boleh"):
        return answer_vocabulary.Value(answer.value or None)
    if not line.value:
        missing = answer.value == "perlu"
        return answer_vocabulary.Value(None, "keputusan_tanpa_nilai" if missing else None)
    if conflict.type in answer_vocabulary.OF_PERSON:
        return _named_person(line.value, conflict)
    listed = [v.value for v in conflict.versions if v.value]
    field = answer_vocabulary.field_of(conflict.type)
    return answer_vocabulary.value(
        field, line.value, listed, territory, number=line.number, as_of=as_of
    )


def _named_person(text: str, conflict: AskedConflict) -> answer_vocabulary.Value:
    """Return the id of the only person of the conflict whom ``text`` names."""
    wanted = squash(text)
    persons = {
        v.person_id
        for v in conflict.versions
        if wanted in (squash(v.person_id), squash((v.value or "").rpartition(" — ")[2]))
    }
    if len(persons) != 1:
        return answer_vocabulary.IMPOSSIBLE
    return answer_vocabulary.Value(persons.pop())


def _decision(
    line: AnswerLine,
    conflict: AskedConflict,
    answer: answer_vocabulary.Answer,
    value: str | None,
) -> ReviewDecision:
    day = read_date(line.decided_on, "dmy", LATEST_DATE).value if line.decided_on else None
    lacks_value = answer.effect == "value" and value is None
    return ReviewDecision(
        conflict_id=conflict.conflict_id,
        type=conflict.type,
        answer=answer.name,
        effect="note" if lacks_value else answer.effect,
        field=answer_vocabulary.field_of(conflict.type) if value else None,
        value=value,
        officer=line.officer,
        decided_on=day or line.decided_on,
        note=line.note,
        records=sides(conflict.type, conflict.versions),
        persons=tuple(sorted({v.person_id for v in conflict.versions})),
        shown={v.record_id: v.value for v in conflict.versions},
        evidence=conflict.evidence,
        file=line.file,
        row=line.row,
        sha256=line.sha256,
        run_id=conflict.run_id,
    )


def _consistent(
    decisions: Sequence[ReviewDecision],
    in_force: Mapping[str, LoggedDecision],
    person: Mapping[str, str],
    refused: list[Refusal],
    lines: Sequence[AnswerLine],
) -> list[ReviewDecision]:
    """Return the decisions that contradict neither those in force nor one another."""
    line_of = {(x.sha256, x.conflict_id): x for x in lines}
    answered = {decision.conflict_id for decision in decisions}
    stay = {x.decision_id: x.decision for c, x in in_force.items() if c not in answered}
    graph = judgement_graph(stay, person, decisions)
    accepted = []
    for decision in decisions:
        against = None
        if decision.effect == "same":
            against = graph.mark_same(decision.records, decision.conflict_id)
        elif decision.effect == "apart":
            against = graph.mark_different(decision.records, decision.conflict_id)
        if against is None:
            accepted.append(decision)
        else:
            line = line_of[decision.sha256, decision.conflict_id]
            detail = against or decision.conflict_id
            refused.append(Refusal(line, "keputusan_bertentangan", detail))
    return accepted
