"""The catalogue of what the program says: a TOML file a subject, each sentence in two languages."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Language = Literal["id", "en"]

DEFAULT: Language = "id"
"""The language where no project says another."""


@cache
def subject(name: str) -> dict[str, Any]:
    """Return the file ``messages/<name>.toml``."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def sentence(key: str, language: str) -> str:
    """Return the sentence ``key`` (subject.name) in ``language``, its {…} not yet filled in.

    >>> sentence("program.breach_missing", "en")
    '{file} is missing'
    """
    name, *path = key.split(".")
    entry: Any = subject(name)
    for part in path:
        entry = entry[part]
    text: str = entry[language]
    return text
