"""Evidence in a table, as encoded messages, one a line, until it is read in a language."""

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from bekasi_reconcile.messages.message import Message

JOINT = "\n"
"""Between two encoded messages of one cell; encoded texts may be joined by it."""


def encode(*messages: Message) -> str:
    """Return ``messages`` as one text without a language, for a cell of a table.

    >>> encode(Message("evidence.cells_alone"))
    '["evidence.cells_alone", {}]'
    """
    return JOINT.join(
        json.dumps([message.key, message.values], ensure_ascii=False, default=_plain)
        for message in messages
    )


def decode(text: str) -> list[Message]:
    """Return the messages that ``encode`` made ``text`` of."""
    entries = [json.loads(line) for line in text.split(JOINT)]
    return [Message(key, **values) for key, values in entries]


def evidence_text(messages: Sequence[Message], language: str) -> str:
    """Return what speaks for a decision, in ``language``.

    >>> evidence_text(decode(encode(Message("evidence.cells_alone"))), "en")
    'cells alone'
    """
    return "; ".join(message.text(language) for message in messages)


def with_evidence(columns: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return ``columns`` with its ``evidence``, encoded messages, in words."""
    encoded = columns["evidence"].dropna()
    texts = {text: evidence_text(decode(text), language) for text in encoded.unique()}
    return columns.assign(evidence=columns["evidence"].map(texts).astype(columns["evidence"].dtype))


def _plain(value: Any) -> Any:
    return value.item()  # a NumPy scalar
