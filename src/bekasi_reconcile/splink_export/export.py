"""``reconcile export-model``: the project's matching, written for an engine of many machines."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ConfigError, InputError
from bekasi_reconcile.match.candidate.encode import EncodedRecords, encode
from bekasi_reconcile.match.model.frozen_model import Model, default_model, project_model
from bekasi_reconcile.messages.os_error import os_error_reason
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.runs import latest
from bekasi_reconcile.register.whole_file import in_place_of
from bekasi_reconcile.splink_export.pair_decision import decision_query
from bekasi_reconcile.splink_export.record_file import write
from bekasi_reconcile.splink_export.settings import settings
from bekasi_reconcile.sql import fetch


class ExportFiles(NamedTuple):
    """Where to write the settings, and on request the records (Parquet) and decisions (SQL)."""

    settings: Path
    records: Path | None = None
    decisions: Path | None = None


def export(config: Config, files: ExportFiles) -> dict[str, Any]:
    """Write the frozen model, or the default one, as Splink settings; return what was written.

    The expected share of matches is that of the newest register's records. Raises ConfigError
    where a file is there already, InputError for records before the first run.
    """
    for path in filter(None, files):
        if path.exists():
            raise ConfigError("program.file_there", path=path)
    matching = config.matching
    model = project_model(config.folder("model")) or default_model(matching)
    model.check(matching)
    records = _encode_newest(config, needed=files.records is not None)
    write_files(files, records, model, matching)
    return _figures(model, config, len(records) if records is not None else 0)


def write_files(
    files: ExportFiles, records: EncodedRecords | None, model: Model, matching: Matching
) -> None:
    """Write the files; without ``records`` the settings are for the smallest population."""
    count = len(records) if records is not None else 0
    document = json.dumps(settings(model, matching, count), indent=1) + "\n"
    _write_private_file(files.settings, lambda path: path.write_text(document, encoding="utf-8"))
    if files.decisions is not None:
        query = decision_query(matching)
        _write_private_file(files.decisions, lambda path: path.write_text(query, encoding="utf-8"))
    if files.records is not None and records is not None:
        _write_private_file(files.records, lambda path: write(path, records, model, matching))


def _encode_newest(config: Config, *, needed: bool) -> EncodedRecords | None:
    """Return the newest register's records, None before the first run unless they are needed."""
    folder = latest(config.folder("output"))
    if folder is None and needed:
        raise InputError("program.no_register", path=config.folder("output"))
    if folder is None:
        return None
    with connect(folder / "register.duckdb") as con:
        return encode(fetch(con, "FROM isi.record"), config.matching)


def _write_private_file(path: Path, write: Callable[[Path], Any]) -> None:
    """Write a file that its owner alone may read; it is whole or not there."""
    try:
        with in_place_of(path) as draft:
            write(draft)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError) as err:
        raise ConfigError("program.cannot_open", path=path, what=os_error_reason(err)) from None


def _figures(model: Model, config: Config, count: int) -> dict[str, Any]:
    matching = config.matching
    return {
        "model": model.id,
        "records": count,
        "comparisons": len(matching.comparisons),
        "rules": len(matching.blocking_rules),
        "link_from": matching.decision.link_from,
        "review_from": matching.decision.review_from,
    }
