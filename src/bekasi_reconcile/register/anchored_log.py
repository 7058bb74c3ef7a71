"""The ends of the logs that are not sealed themselves, anchored in the audit log.

The log of decisions and the list of forgotten persons are lines that are only added to. A line of
the audit log says how many lines each had and what they were (event ``logs``, or another line with
``logs``). From then on each must begin with those lines, so that none can be cut off unseen.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.register import audit_log

DECISIONS = "keputusan.jsonl"
FORGOTTEN = "dilupakan.jsonl"
LOGS = {"decisions": DECISIONS, "journal": FORGOTTEN}
"""By folder: the log that it holds."""

REWRITE = "rewrite"
"""The event that announces a log with other lines, before it is written: both hold until then."""

Anchor = dict[str, Any]
"""``lines``: how many; ``digest``: SHA-256 of them."""


def anchor(content: bytes) -> Anchor:
    """Return the anchor of a log with this content."""
    return {"lines": content.count(b"\n"), "digest": hashlib.sha256(content).hexdigest()}


def anchors(config: Config) -> dict[str, Anchor]:
    """Return the anchor of each log as it is now, by the name of its file."""
    return {path.name: anchor(_content(path)) for path in paths(config)}


def announce(config: Config, key: bytes, name: str, content: bytes) -> None:
    """Say that the log ``name`` is going to have this content instead of what it has."""
    journal = config.folder("journal")
    audit_log.append(journal, key, REWRITE, logs={name: anchor(content)})


def hold(config: Config, key: bytes) -> None:
    """Anchor the logs as they are, unless they are so already."""
    journal, now = config.folder("journal"), anchors(config)
    entries = audit_log.entries(journal)
    if any(
        _acceptable_anchors(entries, name) != [end] for name, end in now.items() if end["lines"]
    ):
        audit_log.append(journal, key, "logs", logs=now)


def breach(config: Config, entries: Iterable[Anchor]) -> Message | None:
    """Return which log lacks lines that ``entries`` of the audit log know of, None if none does."""
    lines = list(entries)
    for path in paths(config):
        accepted, content = _acceptable_anchors(lines, path.name), _content(path)
        if accepted and not any(_begins_with(content, end) for end in accepted):
            return Message("program.log_cut", path=path, lines=accepted[0]["lines"])
    return None


def paths(config: Config) -> list[Path]:
    """Return where the logs are, whether they are there or not."""
    return [config.folder(folder) / name for folder, name in LOGS.items()]


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _acceptable_anchors(entries: Iterable[dict[str, Any]], name: str) -> list[Anchor]:
    """Return the anchors that the log ``name`` may have: the last, and those announced since."""
    accepted: list[Anchor] = []
    for entry in entries:
        end = entry.get("logs", {}).get(name)
        if end is not None:
            accepted = [*accepted, end] if entry["event"] == REWRITE else [end]
    return accepted


def _begins_with(content: bytes, end: Anchor) -> bool:
    lines = content.split(b"\n")[: end["lines"]]
    return anchor(b"".join(line + b"\n" for line in lines)) == end
