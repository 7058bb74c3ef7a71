"""What a problem says: how grave it is, what is wrong, what to do. No text quotes a cell."""

from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from bekasi_reconcile.messages.catalogue import subject
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.messages.visible_text import visible_line

NAMES_TERRITORY = ("tempat-luar-bekasi", "kecamatan-tak-dikenal", "nomor-kecamatan-tak-dikenal")
"""Rules whose ``{detail}`` is the name of the project's territory."""

SUBJECTS = ("problem_cell", "problem_file", "problem_answer")


class ProblemText(NamedTuple):
    """What is wrong, and what to do about it."""

    message: str
    remedy: str


@cache
def _rules() -> dict[str, dict[str, Any]]:
    return {rule: entry for name in SUBJECTS for rule, entry in subject(name).items()}


def severity(rule: str) -> str:
    """Return how grave a breach of ``rule`` is, by the words of tables.Problem.

    >>> severity("nomor-terpotong")
    'cell'
    """
    grade: str = _rules()[rule]["severity"]
    return grade


def problem_text(rule: str, language: str, detail: str = "") -> ProblemText:
    """Return the words of ``rule`` in ``language``; ``detail`` is the source or sheet they name."""
    entry, detail = _rules()[rule][language], visible_line(detail)
    return ProblemText(
        entry["message"].replace("{detail}", detail), entry["remedy"].replace("{detail}", detail)
    )


class ProblemMessage(Message):
    """What a problem says as one message: what is wrong, then what to do."""

    def __init__(self, rule: str, detail: str = "") -> None:
        super().__init__(rule, detail=detail)

    def text(self, language: str) -> str:
        return " ".join(problem_text(self.key, language, str(self.values["detail"])))


def with_texts(problem: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return ``problem`` in words: ``message`` and ``remedy`` in the place of ``detail``."""
    codes, keys = pd.factorize(problem["rule"] + "\n" + problem["detail"].fillna(""))
    texts = [problem_text(rule, language, detail) for rule, detail in (k.split("\n") for k in keys)]
    columns = {
        part: pd.Series([getattr(text, part) for text in texts], dtype=problem["rule"].dtype)
        .take(codes)
        .set_axis(problem.index)
        for part in ProblemText._fields
    }
    return problem.drop(columns="detail").assign(**columns)
