"""What the match has to say to people, before it is put into words of their language."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bekasi_reconcile.reference.words import table


class Said(NamedTuple):
    """A sentence of ``reference/model.toml`` by its key, and what it is about.

    A value may be a list of further sentences.
    """

    key: str
    values: Mapping[str, Any]

    def text(self, language: str) -> str:
        """Return the sentence in ``language`` (id, en)."""
        sentence: str = table("model")[self.key][language]
        values = {
            name: " ".join(each.text(language) for each in value)
            if isinstance(value, list)
            else value
            for name, value in self.values.items()
        }
        return sentence.format(**values)
