"""Each answered line is checked before it is taken: refused with a reason, or a decision."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from bekasi_reconcile.clean.date import read as read_date
from bekasi_reconcile.decisions import answer_vocabulary
from bekasi_reconcile.decisions.answer_file import AnswerLine, squash
from bekasi_reconcile.decisions.conflict_side import sides
from bekasi_reconcile.decisions.consistency import judgement_graph
from bekasi_reconcile.decisions.decision_log import (
    LoggedDecision,
    ReviewDecision,
    decisions_in_force,
)
from bekasi_reconcile.decisions.past_conflict import AskedConflict
from bekasi_reconcile.merge.public_id import is_whole

LATEST_DATE = date(2099, 12, 31)
"""A day that no decision is dated after."""


class Refusal(NamedTuple):
    """A line that was not taken, the rule that says why, and what fills its ``{detail}``."""

    line: AnswerLine
    rule: str
    detail: str


class CheckedAnswers(NamedTuple):
    """The decisions to take, the lines refused, and how many said what is known already."""

    taken: list[ReviewDecision]
    refused: list[Refusal]
    known: int


def check_answers(
    lines: Sequence[AnswerLine],
    asked: Mapping[str, AskedConflict],
    log: Sequence[LoggedDecision],
    person: Mapping[str, str],
    as_of: date,
) -> CheckedAnswers:
    """Return what of ``lines`` can be taken, in their order.

    ``person`` tells whose the records are in the current register: an answer may not make two
    persons one that other answers, together with the register, keep apart. A line of a file
    that was taken before is known, and so is one that says again what is in force.
    """
    in_force = decisions_in_force(log)
    seen = {(d.decision.sha256, d.decision.conflict_id) for d in log}
    refused: list[Refusal] = []
    read: list[ReviewDecision] = []
    known = 0
    for line in _one_line_per_conflict(lines, refused):
        if (line.sha256, line.conflict_id) in seen:
            known += 1
            continue
        found = _check_line(line, asked.get(line.conflict_id), line.conflict_id in in_force, as_of)
        if isinstance(found, Refusal):
            refused.append(found)
        elif _is_repetition(found, in_force.get(line.conflict_id)):
            known += 1
        else:
            read.append(found)
    taken = _consistent(read, in_force, person, refused, lines)
    return CheckedAnswers(taken, sorted(refused, key=lambda r: (r.line.file, r.line.row)), known)


def _one_line_per_conflict(lines: Sequence[AnswerLine], refused: list[Refusal]) -> list[AnswerLine]:
    """Return one line for each conflict and file; two that differ are both refused."""
    by_key: dict[tuple[str, str], list[AnswerLine]] = {}
    for line in lines:
        by_key.setdefault((line.sha256, line.conflict_id), []).append(line)
    found = []
    for same in by_key.values():
        if len({(squash(line.answer), line.value) for line in same}) == 1:
            found.append(same[0])
        else:
            refused += [Refusal(x, "keputusan_dua_jawaban", x.conflict_id) for x in same]
    return found


def _is_repetition(new: ReviewDecision, old: LoggedDecision | None) -> bool:
    if old is None:
        return False
    said = old.decision
    same = (new.answer, new.value) == (said.answer, said.value)
    return same and set(new.evidence) <= set(said.evidence)


def _check_line(
    line: AnswerLine, asked: AskedConflict | None, answered: bool, as_of: date
) -> ReviewDecision | Refusal:
    """Return what a line decides by itself, or why it decides nothing."""
    key = line.conflict_id
    if not is_whole(key):
        return Refusal(line, "keputusan_id_rusak", key)
    if asked is None:
        return Refusal(line, "keputusan_tidak_dikenal", key)
    answer = answer_vocabulary.answer(line.answer, asked.type)
    if answer is None:
        return Refusal(line, "keputusan_jawaban", key)
    if answer.effect == "undo":
        return (
            _decision(line, asked, answer, None)
            if answered
            else Refusal(line, "keputusan_tidak_ada", key)
        )
    if line.fingerprint and asked.fingerprint and line.fingerprint != asked.fingerprint:
        return Refusal(line, "keputusan_bukti_berubah", key)
    value = _check_value(line, asked, answer, as_of)
    if value.refused:
        return Refusal(line, value.refused, key)
    return _decision(line, asked, answer, value.value)


def _check_value(
    line: AnswerLine, asked: AskedConflict, answer: answer_vocabulary.Answer, as_of: date
) -> answer_vocabulary.Value:
    if answer.value not in ("perlu", "boleh"):
        return answer_vocabulary.Value(answer.value or None)
    if not line.value:
        missing = answer.value == "perlu"
        return answer_vocabulary.Value(None, "keputusan_tanpa_nilai" if missing else None)
    if asked.type in answer_vocabulary.OF_PERSON:
        return _named_person(line.value, asked)
    told = [v.value for v in asked.versions if v.value]
    field = answer_vocabulary.field_of(asked.type)
    return answer_vocabulary.value(field, line.value, told, number=line.number, as_of=as_of)


def _named_person(text: str, asked: AskedConflict) -> answer_vocabulary.Value:
    """Return the id of the only person of the conflict whom ``text`` names."""
    wanted = squash(text)
    named = {
        v.person_id
        for v in asked.versions
        if wanted in (squash(v.person_id), squash((v.value or "").rpartition(" — ")[2]))
    }
    return answer_vocabulary.Value(named.pop()) if len(named) == 1 else answer_vocabulary.IMPOSSIBLE


def _decision(
    line: AnswerLine, asked: AskedConflict, answer: answer_vocabulary.Answer, value: str | None
) -> ReviewDecision:
    told = read_date(line.decided_on, "dmy", LATEST_DATE).value if line.decided_on else None
    has_value = answer.effect == "value" and value is None
    return ReviewDecision(
        conflict_id=asked.conflict_id,
        type=asked.type,
        answer=answer.name,
        effect="note" if has_value else answer.effect,
        field=answer_vocabulary.field_of(asked.type) if value else None,
        value=value,
        officer=line.officer,
        decided_on=told or line.decided_on,
        note=line.note,
        records=sides(asked.type, asked.versions),
        persons=tuple(sorted({v.person_id for v in asked.versions})),
        shown={v.record_id: v.value for v in asked.versions},
        evidence=asked.evidence,
        file=line.file,
        row=line.row,
        sha256=line.sha256,
        run_id=asked.run_id,
    )


def _consistent(
    read: Sequence[ReviewDecision],
    in_force: Mapping[str, LoggedDecision],
    person: Mapping[str, str],
    refused: list[Refusal],
    lines: Sequence[AnswerLine],
) -> list[ReviewDecision]:
    """Return the decisions that contradict neither those in force nor one another."""
    line_of = {(x.sha256, x.conflict_id): x for x in lines}
    answered = {each.conflict_id for each in read}
    stay = {x.decision_id: x.decision for c, x in in_force.items() if c not in answered}
    bonds = judgement_graph(stay, person, read)
    taken = []
    for each in read:
        against = None
        if each.effect == "same":
            against = bonds.join(each.records, each.conflict_id)
        elif each.effect == "apart":
            against = bonds.part(each.records, each.conflict_id)
        if against is None:
            taken.append(each)
        else:
            line = line_of[each.sha256, each.conflict_id]
            refused.append(Refusal(line, "keputusan_bertentangan", against or each.conflict_id))
    return taken
