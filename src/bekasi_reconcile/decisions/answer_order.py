"""Which of several answers to one conflict holds: the one that was given last.

When it was given is told by its date, never by the name, the bytes or the arrival of its file: an
old file that is saved anew, renamed or copied says nothing new.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from bekasi_reconcile.decisions.decision_log import ReviewDecision

REPETITION = "repetition"
"""Said of an answer that is in the log, which is no problem."""

OLDER, ONCE_RECORDED, TWO_ANSWERS = (
    "keputusan_lebih_lama",
    "keputusan_lama",
    "keputusan_dua_jawaban",
)


class OrderedAnswers(NamedTuple):
    """``last``: one answer a conflict, earlier dates first; ``passed_over``: the others, each with
    the problem rule that says why, or REPETITION.
    """

    last: list[ReviewDecision]
    passed_over: list[tuple[ReviewDecision, str]]


def answers_in_order(
    answers: Iterable[ReviewDecision], log: Iterable[ReviewDecision], as_of: date
) -> OrderedAnswers:
    """Return the last of the new ``answers`` to each conflict, if nothing in ``log`` is later.

    The order of ``answers`` changes nothing. One without a date, or dated after ``as_of``, is
    taken to be of that day.
    """
    earlier: dict[str, list[ReviewDecision]] = defaultdict(list)
    for decision in log:
        earlier[decision.conflict_id].append(decision)
    new: dict[str, list[ReviewDecision]] = defaultdict(list)
    outcome = OrderedAnswers([], [])
    for answer in answers:
        reason = _reason(answer, earlier[answer.conflict_id], as_of)
        if reason is None:
            new[answer.conflict_id].append(answer)
        else:
            outcome.passed_over.append((answer, reason))
    for of_one in new.values():
        _choose(of_one, as_of, outcome)
    outcome.last.sort(key=lambda x: (_day(x, as_of) or as_of, x.officer or "", x.conflict_id))
    return outcome


def _choose(answers: Sequence[ReviewDecision], as_of: date, outcome: OrderedAnswers) -> None:
    days = [_day(answer, as_of) or as_of for answer in answers]
    newest = [answer for answer, day in zip(answers, days, strict=True) if day == max(days)]
    outcome.passed_over.extend((answer, OLDER) for answer in answers if answer not in newest)
    if len({(answer.answer, answer.value) for answer in newest}) > 1:
        outcome.passed_over.extend((answer, TWO_ANSWERS) for answer in newest)
        return
    first, *copies = sorted(newest, key=lambda x: (x.officer or "", x.note or "", x.sha256))
    outcome.last.append(first)
    outcome.passed_over.extend((answer, REPETITION) for answer in copies)


def _reason(new: ReviewDecision, earlier: Sequence[ReviewDecision], as_of: date) -> str | None:
    """Return why ``new`` says nothing that the ``earlier`` answers to its conflict do not."""
    if not earlier:
        return None
    last = earlier[-1]
    knows_all = set(new.evidence) <= set(last.evidence)
    if knows_all and (new.answer, new.value) == (last.answer, last.value):
        return REPETITION
    if any(_is_copy(new, old) for old in earlier):
        return REPETITION if new.decided_on else ONCE_RECORDED
    day, last_day = _day(new, as_of), _day(last, as_of)
    return OLDER if day and last_day and day < last_day else None


def _is_copy(new: ReviewDecision, old: ReviewDecision) -> bool:
    """Tell whether the two are one answer; without a date only where nothing new was asked."""
    same = all(
        getattr(new, name) == getattr(old, name)
        for name in ("answer", "value", "officer", "decided_on")
    )
    return same and (new.decided_on is not None or set(new.evidence) <= set(old.evidence))


def _day(decision: ReviewDecision, as_of: date) -> date | None:
    """Return the day of a decision; None where it is not told, or cannot have been yet."""
    with suppress(ValueError, TypeError):
        day = date.fromisoformat(decision.decided_on or "")
        return day if day <= as_of else None
    return None
