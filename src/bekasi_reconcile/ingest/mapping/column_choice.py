"""The meaning chosen for every column of a table, and the questions that are open."""

from dataclasses import dataclass

from bekasi_reconcile.ingest.layout.header import Header
from bekasi_reconcile.messages.evidence_text import evidence_text
from bekasi_reconcile.messages.message import Message

UNKNOWN_HEADER = Message("evidence.unknown_header")
CONTRADICTED = "evidence.contradicted"
"""Why a column with a known header was not taken: no cell of it can be of that field."""


@dataclass(frozen=True)
class ColumnChoice:
    """What one column means (``field``; None: nothing we use).

    ``how`` it was decided is a word of tables.Column. ``strength`` in [0, 2] ranks the choices.
    """

    column: int
    header: str
    field: str | None
    how: str
    evidence: tuple[Message, ...] = ()
    strength: float = 0.0
    coding: str | None = None

    @property
    def is_contradicted(self) -> bool:
        """Whether the header is known, and the cells are of something else."""
        return any(message.key == CONTRADICTED for message in self.evidence)

    def reason(self, language: str) -> str:
        """Return how the meaning was decided, and the evidence, in ``language``."""
        how = Message(f"suggest.how.{self.how}").text(language)
        return f"{how}: {evidence_text(self.evidence or (UNKNOWN_HEADER,), language)}"


@dataclass(frozen=True)
class ColumnMapping:
    """The choices for one table, and the questions that must be answered before it is read."""

    choices: tuple[ColumnChoice, ...]
    questions: tuple[str, ...] = ()

    def column(self, field: str) -> int | None:
        """Return the column that means ``field``."""
        return next((c.column for c in self.choices if c.field == field), None)


def header_text(header: Header, column: int) -> str:
    """Return the header of ``column``, its rows from top to bottom divided by " / "."""
    return " / ".join(header.parts.get(column, ()))
