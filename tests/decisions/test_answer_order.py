"""Which answer holds is told by its date, never by the name, bytes or arrival of its file."""

from datetime import date
from itertools import permutations

import pytest

from bekasi_reconcile.decisions.answer_order import (
    OLDER,
    ONCE_RECORDED,
    REPETITION,
    TWO_ANSWERS,
    answers_in_order,
)
from bekasi_reconcile.decisions.decision_log import ReviewDecision

TODAY = date(2026, 6, 30)
KEY = "K-JGXY-Y3HC-D"


def given(answer: str, decided_on: str | None = None, **more: object) -> ReviewDecision:
    effect = {"SAMA": "same", "BEDA": "apart", "BATAL": "undo"}[answer]
    said = {"conflict_id": KEY, "type": "tinjau", "answer": answer, "effect": effect}
    return ReviewDecision.model_validate(said | {"decided_on": decided_on} | more)


def reasons(new: list[ReviewDecision], log: list[ReviewDecision]) -> list[str]:
    return [reason for _, reason in answers_in_order(new, log, TODAY).passed_over]


def test_of_several_new_answers_the_last_dated_holds_in_whatever_order_they_come():
    answers = [
        given("SAMA", "2026-01-05", sha256="z", file="z.csv"),
        given("BEDA", "2026-03-05", sha256="a", file="a.csv"),
        given("SAMA", "2026-02-05", sha256="m", file="m.csv"),
    ]

    for order in permutations(answers):
        ordered = answers_in_order(order, [], TODAY)

        assert ordered.last == [answers[1]]
        assert {(d.sha256, reason) for d, reason in ordered.passed_over} == {
            ("z", OLDER),
            ("m", OLDER),
        }


@pytest.mark.parametrize("officer", ["Rina", None])
def test_two_answers_of_one_day_are_both_refused(officer: str | None):
    answers = [given("SAMA", "2026-01-05", officer="Budi"), given("BEDA", "2026-01-05")]
    answers[1] = answers[1].model_copy(update={"officer": officer, "sha256": "b"})

    for order in permutations(answers):
        ordered = answers_in_order(order, [], TODAY)

        assert ordered.last == []
        assert [reason for _, reason in ordered.passed_over] == [TWO_ANSWERS] * 2


def test_an_answer_without_a_date_is_of_the_day_it_comes():
    old, undated = given("SAMA", "2026-01-05", sha256="a"), given("BEDA", sha256="b")

    assert answers_in_order([undated, old], [], TODAY).last == [undated]


def test_one_answer_sent_twice_is_taken_once():
    copies = [given("SAMA", "2026-01-05", sha256=x, officer=o) for x, o in ("aB", "bA")]

    for order in permutations(copies):
        ordered = answers_in_order(order, [], TODAY)

        assert ordered.last == [copies[1]]
        assert [reason for _, reason in ordered.passed_over] == [REPETITION]


def test_an_answer_older_than_the_one_in_force_is_refused():
    log = [given("BEDA", "2026-03-05", sha256="a")]

    assert reasons([given("SAMA", "2026-01-05", sha256="b")], log) == [OLDER]
    assert reasons([given("SAMA", "2026-03-05", sha256="b")], log) == []
    assert reasons([given("SAMA", sha256="b")], log) == []


@pytest.mark.parametrize("later", ["BEDA", "BATAL"])
@pytest.mark.parametrize("evidence", [(), ("e1", "e2")])
def test_an_old_file_saved_anew_brings_nothing_back(later: str, evidence: tuple[str, ...]):
    """Its bytes and its name are others; the answer is one that is in the log."""
    for second in ("2026-03-05", None):
        log = [given("SAMA", "2026-01-05", sha256="a"), given(later, second, sha256="b")]

        copy = given("SAMA", "2026-01-05", sha256="c", file="lain.csv", evidence=evidence)

        assert reasons([copy], log) == [REPETITION]


def test_an_undated_answer_that_was_taken_back_must_be_dated_to_hold_again():
    log = [given("SAMA", sha256="a"), given("BATAL", "2026-03-05")]

    assert reasons([given("SAMA", sha256="b")], log) == [ONCE_RECORDED]
    assert reasons([given("SAMA", "2026-03-06", sha256="b")], log) == []


def test_an_undated_answer_to_what_is_asked_anew_is_taken():
    log = [given("SAMA", sha256="a", evidence=("e1",)), given("BEDA", sha256="b")]

    assert reasons([given("SAMA", sha256="c", evidence=("e1", "e2"))], log) == []


def test_a_date_that_has_not_come_yet_shuts_nobody_out():
    log = [given("SAMA", "2062-01-05", sha256="a")]

    assert reasons([given("BEDA", "2026-03-05", sha256="b")], log) == []


def test_answers_to_different_conflicts_are_in_the_order_of_their_dates():
    first = given("SAMA", "2026-02-05", sha256="z").model_copy(update={"conflict_id": "K-2"})
    second = given("BEDA", "2026-03-05", sha256="a")

    for order in permutations([first, second]):
        assert answers_in_order(order, [], TODAY).last == [first, second]
