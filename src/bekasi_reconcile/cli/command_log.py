"""What the program notes of its own use: a log of commands, and the audit log of those that matter.

Only names of commands, statuses, codes and times are noted; an argument may be somebody's name.
"""

import json
import logging
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import NamedTuple

from bekasi_reconcile.config.project import Settings
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.privacy.redaction import redact
from bekasi_reconcile.register import audit_log, secret_key
from bekasi_reconcile.register.session import private_files

NAME = "program.jsonl"
BYTES, FILES = 1_000_000, 5
HARMLESS = {"init", "demo", "sources", "doctor", "schedule", "audit", "runs", "id"}
"""Commands that neither change the project nor show people."""


class Ended(NamedTuple):
    """How a command ended: its status, what it said on stderr and where it failed, if it did."""

    status: int
    said: str = ""
    trace: str = ""


def note(arguments: Sequence[str], commands: Collection[str], ended: Ended, seconds: float) -> None:
    """Write the command that ``arguments`` give to the log of the project that it is about.

    A folder that is no project, or never had a run, gets no log.
    """
    command = next((word for word in arguments if word in commands), "")
    root = _project(arguments)
    settings = load(root / "configs" / "reconcile.toml", Settings)
    journal = (root / settings.folders.journal).resolve()
    if not command or not journal.is_dir():
        return
    with private_files():
        logger = _logger(journal)
        try:
            told = {"command": command, "seconds": round(seconds, 1), **ended._asdict()}
            logger.log(logging.ERROR if ended.status else logging.INFO, "", extra={"told": told})
        finally:
            for handler in list(logger.handlers):
                logger.removeHandler(handler)
                handler.close()
        if command not in HARMLESS and (secret := secret_key.load(journal)):
            audit_log.append(journal, secret, "command", command=command, status=ended.status)


class Line(logging.Formatter):
    """A log record as one JSON line, long numbers hidden and tracebacks reduced to their places."""

    def format(self, record: logging.LogRecord) -> str:
        told = getattr(record, "told", {})
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname,
            "text": redact(record.getMessage()),
            **{n: redact(v) if isinstance(v, str) else v for n, v in told.items()},
        }
        return json.dumps({n: v for n, v in line.items() if v != ""}, ensure_ascii=False)


def _logger(journal: Path) -> logging.Logger:
    logger = logging.getLogger("bekasi_reconcile")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    handler = RotatingFileHandler(
        journal / NAME, maxBytes=BYTES, backupCount=FILES, encoding="utf-8"
    )
    handler.setFormatter(Line())
    logger.addHandler(handler)
    return logger


def _project(arguments: Sequence[str]) -> Path:
    """Return the project that ``--project`` or ``-p`` names, else the folder one is in."""
    for before, word in zip(("", *arguments), arguments, strict=False):
        if before in ("--project", "-p"):
            return Path(word)
        if word.startswith("--project="):
            return Path(word.partition("=")[2])
    return Path()
