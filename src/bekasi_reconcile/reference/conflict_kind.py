"""The types of conflict, as ``konflik.toml`` of this folder describes them."""

from functools import cache
from typing import NamedTuple

from bekasi_reconcile.reference import words


class ConflictKind(NamedTuple):
    """One type of conflict: how grave it is, who decides, which answers it allows, its texts."""

    severity: int
    decides: str
    answers: tuple[str, ...]
    texts: dict[str, str]


@cache
def conflict_kinds() -> dict[str, ConflictKind]:
    """Return every type of conflict by name."""
    return {
        name: ConflictKind(
            entry["severity"],
            entry["decides"],
            tuple(entry["answers"]),
            {"id": entry["id"], "en": entry["en"]},
        )
        for name, entry in words.table("konflik").items()
    }
