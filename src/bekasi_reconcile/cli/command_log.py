"""The program's log of its own commands, and the audit log of the commands that matter.

Only names of commands, statuses, codes and times are noted; an argument may be somebody's name.
"""

import json
import logging
from contextlib import suppress
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


class CommandResult(NamedTuple):
    """How a command ended; ``text`` and ``trace`` are empty unless it failed."""

    command: str
    status: int
    seconds: float
    text: str = ""
    trace: str = ""


def record(project: Path, result: CommandResult, *, audited: bool) -> None:
    """Write ``result`` to the log of ``project``, and ``audited`` to the audit log as well.

    A command that loaded no project did nothing to audit. A folder that is no project, or never
    had a run, gets no log.
    """
    settings = load(project / "configs" / "reconcile.toml", Settings)
    journal = (project / settings.folders.journal).resolve()
    if not journal.is_dir():
        return
    with private_files():
        with suppress(OSError):  # the audit log is worth more than this one
            _append(journal, result)
        audited &= result.command not in HARMLESS
        if audited and (secret := secret_key.load(journal)):
            audit_log.append(
                journal, secret, "command", command=result.command, status=result.status
            )


class JsonLine(logging.Formatter):
    """A log record as one JSON line, long numbers hidden and tracebacks reduced to their places."""

    def format(self, record: logging.LogRecord) -> str:
        values = getattr(record, "values", {})
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname,
            "text": redact(record.getMessage()),
            **{n: redact(v) if isinstance(v, str) else v for n, v in values.items()},
        }
        return json.dumps({n: v for n, v in line.items() if v != ""}, ensure_ascii=False)


def _append(journal: Path, result: CommandResult) -> None:
    values = {
        "command": result.command,
        "seconds": round(result.seconds, 1),
        "status": result.status,
        "said": result.text,
        "trace": result.trace,
    }
    logger = _logger(journal)
    try:
        level = logging.ERROR if result.status else logging.INFO
        logger.log(level, "", extra={"values": values})
    finally:
        for handler in list(logger.handlers):
            logger.removeHandler(handler)
            handler.close()


def _logger(journal: Path) -> logging.Logger:
    logger = logging.getLogger("bekasi_reconcile")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    handler = RotatingFileHandler(
        journal / NAME, maxBytes=BYTES, backupCount=FILES, encoding="utf-8"
    )
    handler.setFormatter(JsonLine())
    logger.addHandler(handler)
    return logger
