"""What reports need beside the register: the language, the sources and the rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.merging import Merging
from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.messages.catalogue import subject
from bekasi_reconcile.reference.conflict_kind import conflict_kinds
from bekasi_reconcile.reference.territory import Territory
from bekasi_reconcile.report.anonymity import (
    anonymous_counts,
    anonymous_rows,
    source_labels,
)
from bekasi_reconcile.report.translation import Language
from bekasi_reconcile.sql import register_tables
from bekasi_reconcile.tables import TEXT


@dataclass(frozen=True)
class ReportContext:
    """``past``: the overviews of earlier runs on other inputs, oldest first.

    ``masked``: no report names or numbers a person, so that the copy may travel. ``run_id`` and
    ``recipient``: what a copy is of, and who gets it; a run's own reports leave both empty.
    """

    language: Language
    sources: Sequence[Source]
    merging: Merging
    matching: Matching
    territory: Territory
    past: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    masked: bool = False
    run_id: str = ""
    recipient: str = ""

    def people(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table about persons as it may be shown: anonymous in a masked copy."""
        return anonymous_rows(table) if self.masked else table

    def counts(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table of counts as it may be shown: without small ones in a masked copy."""
        return anonymous_counts(table) if self.masked else table

    def shown_sources(self, names: Sequence[str]) -> dict[str, str]:
        """Return what to call each source: a file's name may be somebody's, and is not shown."""
        reviewed = {source.source for source in self.sources if source.reviewed}
        return source_labels(names, reviewed if self.masked else set(names))

    def label(self) -> dict[str, str]:
        """Return what the first page of a copy says of it; nothing on a run's own reports."""
        if not self.run_id:
            return {"salinan": ""}
        level = (
            self.language.text("Salinan tersamar: tanpa nama, NIK dan alamat.")
            if self.masked
            else self.language.text("Salinan utuh: memuat data pribadi. Jangan diteruskan.")
        )
        parts = [level, self.language.text("Proses: %(proses)s.", proses=self.run_id)]
        if self.recipient:
            whom = " ".join(self.recipient.split())
            parts.append(self.language.text("Diberikan kepada: %(siapa)s.", siapa=whom))
        return {"salinan": " ".join(parts)}


def register_context(con: duckdb.DuckDBPyConnection, context: ReportContext) -> None:
    """Let queries on ``con`` read the words of the report's language and the project's rules.

    Words are in ``kind``, ``word`` and ``level``; rules in ``exclusive``, ``targeting``,
    ``reference`` and ``eligible``.
    """
    register_tables(con, _words(context) | _rules(context.merging))


def _words(context: ReportContext) -> dict[str, pd.DataFrame]:
    code = context.language.code
    kinds = [
        (name, kind.texts[code], kind.decides, " / ".join(kind.answers))
        for name, kind in conflict_kinds().items()
    ]
    words = [
        (section, name, texts[code])
        for section, entries in subject("word").items()
        for name, texts in entries.items()
    ]
    levels = [
        (comparison, place, number, level.name)
        for place, (comparison, ladder) in enumerate(context.matching.comparisons.items())
        for number, level in enumerate(ladder.levels)
    ]
    return {
        "kind": _text_table(kinds, "type", "question", "decides", "answers"),
        "word": _text_table(words, "section", "name", "text"),
        "level": pd.DataFrame(levels, columns=["comparison", "place", "number", "name"]),
    }


def _rules(merging: Merging) -> dict[str, pd.DataFrame]:
    limits = merging.targeting
    exclusive = [(*rule.programmes, rule.basis) for rule in merging.exclusive]
    eligible = [(rule.programme, *rule.ages, rule.basis) for rule in merging.eligible]
    return {
        "exclusive": _text_table(exclusive, "a", "b", "basis"),
        "reference": _text_table([(source,) for source in limits.reference], "source"),
        "targeting": pd.DataFrame(
            [(limits.extreme, limits.unserved_up_to, limits.doubtful_from)],
            columns=["extreme", "unserved_up_to", "doubtful_from"],
        ),
        "eligible": pd.DataFrame(
            eligible, columns=["program", "lowest", "highest", "basis"]
        ).astype({"program": TEXT, "basis": TEXT, "lowest": "int64", "highest": "int64"}),
    }


def _text_table(rows: Sequence[tuple[str, ...]], *names: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(names)).astype(TEXT)
