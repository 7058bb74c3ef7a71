"""The word tables of this folder: TOML and CSV files that a reviewer can read."""

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """Return ``<name>.toml`` as a mapping."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the lines of ``<name>.csv``, each a mapping from its header."""
    text = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def lookup(name: str, section: str) -> dict[str, str]:
    """Return word → meaning from a section that lists words under each meaning."""
    listed: dict[str, list[str]] = table(name)[section]
    return {word: meaning for meaning, words in listed.items() for word in words}
