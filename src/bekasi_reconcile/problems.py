"""The catalogue of problems: what is wrong and what to do, in the reader's language."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Texts(NamedTuple):
    """A problem's severity (see tables.Problem) and its two sentences."""

    severity: str
    message: str
    remedy: str


@cache
def _catalogue() -> dict[str, dict[str, object]]:
    folder = files("bekasi_reconcile.reference")
    names = ("masalah_berkas.toml",)
    entries: dict[str, dict[str, object]] = {}
    for name in names:
        entries |= tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))
    return entries


def texts(rule: str, language: str = "id", detail: str = "") -> Texts:
    """Return the texts of ``rule``; ``detail`` fills its {detail} and is never a cell's value."""
    entry = _catalogue()[rule]
    message, remedy = entry[language]  # type: ignore[misc]
    return Texts(
        str(entry["severity"]),
        str(message).replace("{detail}", detail),
        str(remedy).replace("{detail}", detail),
    )
