"""Every sentence stands in both languages, with the same gaps to fill, and quotes no cell."""

import string
from importlib.resources import files
from typing import Any

import pandas as pd
import pytest

from bekasi_reconcile.errors import InputError
from bekasi_reconcile.messages.catalogue import subject
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.messages.problem_text import (
    SUBJECTS,
    ProblemMessage,
    problem_text,
    with_texts,
)
from bekasi_reconcile.tables import Problem

ALL = sorted(
    path.name.removesuffix(".toml")
    for path in files("bekasi_reconcile.messages").iterdir()
    if path.name.endswith(".toml")
)


def _pairs(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the Indonesian and English of every sentence below ``entry``."""
    if "id" in entry and isinstance(entry["id"], str):
        return [(entry["id"], entry["en"])]
    below = [value for value in entry.values() if isinstance(value, dict)]
    return [pair for value in below for pair in _pairs(value)]


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("name", [name for name in ALL if name not in SUBJECTS])
def test_a_sentence_has_the_same_gaps_in_both_languages(name: str):
    pairs = _pairs(subject(name))

    assert pairs
    assert [pair for pair in pairs if _gaps(pair[0]) != _gaps(pair[1])] == []


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_rule_says_what_is_wrong_and_what_to_do(name: str):
    for rule in subject(name):
        for language in ("id", "en"):
            text = problem_text(rule, language)
            assert text.message.endswith((".", "?")), rule
            assert text.remedy.endswith((".", "?")), rule


def test_a_message_may_hold_messages():
    inner = [Message("program.breach_seal"), Message("program.breach_missing", file="a")]

    message = Message("program.file_refused", file="x.csv", problem=inner)

    assert message.text("en") == "x.csv: the seal of manifest.json does not fit a is missing"


def test_an_error_is_rendered_by_whoever_shows_it():
    error = InputError("program.no_register", path="output")

    assert error.message.text("en").startswith("output: there is no register yet")
    assert str(error).startswith("output: belum ada register")


def test_problems_are_put_into_the_words_of_the_language_asked_for():
    problem = Problem.shaped(
        pd.DataFrame(
            {
                "file": ["a.xlsx", "a.xlsx"],
                "sheet": "S",
                "cell": ["A1", "A2"],
                "field": "nik",
                "rule": ["nomor-panjang", "sheet_no_rows"],
                "severity": ["cell", "notice"],
                "detail": [None, "S"],
            }
        )
    )

    for language in ("id", "en"):
        texts = with_texts(problem, language)
        assert texts["message"].tolist() == [
            problem_text("nomor-panjang", language).message,
            problem_text("sheet_no_rows", language, "S").message,
        ]
        assert "detail" not in texts
    assert (
        ProblemMessage("nomor-panjang")
        .text("en")
        .startswith(problem_text("nomor-panjang", "en").message)
    )
