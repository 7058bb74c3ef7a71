"""What was decided of each column of a table, and what must be asked."""

from dataclasses import dataclass

from bekasi_reconcile.ingest.layout.header import Header
from bekasi_reconcile.messages.message import Message


@dataclass(frozen=True)
class Choice:
    """What one column means (``field``; None: nothing we use) and how that was decided."""

    column: int
    header: str
    field: str | None
    how: str
    evidence: tuple[Message, ...] = ()
    strength: float = 0.0
    coding: str | None = None


@dataclass(frozen=True)
class Mapping_:
    """The choices for one table, and the questions that must be answered before it is read."""

    choices: tuple[Choice, ...]
    questions: tuple[str, ...] = ()

    def column(self, field: str) -> int | None:
        """Return the column that means ``field``."""
        return next((c.column for c in self.choices if c.field == field), None)


def header_text(header: Header, column: int) -> str:
    """Return the header of ``column``, its rows from top to bottom divided by " / "."""
    return " / ".join(header.parts.get(column, ()))
