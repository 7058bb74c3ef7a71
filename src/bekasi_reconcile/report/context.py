"""What reports need to know beside the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.merging import Merging
from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.reference import words
from bekasi_reconcile.reference.conflict_kind import conflict_kinds
from bekasi_reconcile.report.translation import Language, language
from bekasi_reconcile.tables import TEXT


@dataclass(frozen=True)
class ReportContext:
    """``past``: the overviews of earlier runs on other inputs, oldest first.

    ``masked``: no report names or numbers a person, so that the copy may travel.
    """

    language_code: str
    sources: Sequence[Source]
    merging: Merging
    matching: Matching
    past: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    masked: bool = False

    @property
    def language(self) -> Language:
        return language(self.language_code)


def register_words(con: duckdb.DuckDBPyConnection, asked: ReportContext) -> None:
    """Let queries on ``con`` read the words of ``asked``'s language: kind, word, level, source."""
    code = asked.language_code
    con.register(
        "kind",
        _frame(
            [
                (name, kind.texts[code], kind.decides, " / ".join(kind.answers))
                for name, kind in conflict_kinds().items()
            ],
            ("type", "question", "decides", "answers"),
        ),
    )
    con.register(
        "word",
        _frame(
            [
                (section, name, said[code])
                for section, entries in words.table("istilah").items()
                for name, said in entries.items()
            ],
            ("section", "name", "text"),
        ),
    )
    exclusive = [(*rule.programmes, rule.basis) for rule in asked.merging.exclusive]
    con.register("exclusive", _frame(exclusive, ("a", "b", "basis")))
    rules = asked.merging.targeting
    con.register(
        "targeting",
        pd.DataFrame(
            [(rules.extreme, rules.unserved_up_to, rules.doubtful_from)],
            columns=["extreme", "unserved_up_to", "doubtful_from"],
        ),
    )
    con.register("reference", _frame([(name,) for name in rules.reference], ("source",)))
    eligible = [(rule.programme, *rule.ages, rule.basis) for rule in asked.merging.eligible]
    con.register(
        "eligible",
        pd.DataFrame(eligible, columns=["program", "lowest", "highest", "basis"]).astype(
            {"program": TEXT, "basis": TEXT, "lowest": "int64", "highest": "int64"}
        ),
    )
    levels = [
        (comparison, place, number, level.name)
        for place, (comparison, of) in enumerate(asked.matching.comparisons.items())
        for number, level in enumerate(of.levels)
    ]
    con.register("level", pd.DataFrame(levels, columns=["comparison", "place", "number", "name"]))


def _frame(rows: Sequence[tuple[str, ...]], names: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(names)).astype(TEXT)
