"""A message names a sentence of the catalogue and what fills it; it has no language yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from bekasi_reconcile.messages.catalogue import sentence
from bekasi_reconcile.messages.visible_text import visible_line


@dataclass(frozen=True, init=False)
class Message:
    """A sentence of the catalogue by its ``key`` (subject.name), and the ``values`` that fill it.

    A value may be a message itself, or a list of messages, which are joined by a space. A text or
    a path may be another's: it is shown on one line, without hidden characters.
    """

    key: str
    values: Mapping[str, Any]

    def __init__(self, key: str, /, **values: object) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "values", values)

    def text(self, language: str) -> str:
        """Return the message in ``language`` (id, en).

        >>> Message("program.breach_missing", file="register.duckdb").text("en")
        'register.duckdb is missing'
        """
        values = {name: _text(value, language) for name, value in self.values.items()}
        return sentence(self.key, language).format(**values)


def _text(value: object, language: str) -> object:
    if isinstance(value, Message):
        return value.text(language)
    if isinstance(value, list | tuple) and all(isinstance(part, Message) for part in value):
        return " ".join(part.text(language) for part in value)
    if isinstance(value, str | PurePath):
        return visible_line(str(value))
    return value
