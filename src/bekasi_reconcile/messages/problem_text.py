"""The catalogue of problems: what is wrong and what to do, in the reader's language."""

from functools import cache
from typing import Any, NamedTuple

from bekasi_reconcile.reference import words


class Texts(NamedTuple):
    """What a rule says: its severity (see tables.Problem), what is wrong, what to do."""

    severity: str
    message: str
    remedy: str


@cache
def _catalogue() -> dict[str, dict[str, Any]]:
    named = ("masalah", "masalah_berkas", "masalah_keputusan")
    return {rule: entry for name in named for rule, entry in words.table(name).items()}


def texts(rule: str, language: str = "id", detail: str = "") -> Texts:
    """Return the words of ``rule`` in ``language`` (id or en).

    ``detail`` fills the words' {detail}: a source or a sheet, never a cell.

    >>> texts("nomor-terpotong", "en").severity
    'cell'
    """
    entry = _catalogue()[rule]
    said = entry[language]
    return Texts(
        entry["severity"],
        said["message"].replace("{detail}", detail),
        said["remedy"].replace("{detail}", detail),
    )
