"""``reconcile export-model``: the project's matching, written for an engine of many machines."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ConfigError, InputError
from bekasi_reconcile.match.candidate.encode import Prepared, prepare
from bekasi_reconcile.match.model.frozen_model import Model, default_model, frozen
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.runs import latest
from bekasi_reconcile.splink_export.pair_decision import decisions
from bekasi_reconcile.splink_export.record_file import write
from bekasi_reconcile.splink_export.settings import settings
from bekasi_reconcile.sql import fetch


class Files(NamedTuple):
    """Where to write the settings, and if asked the records (Parquet) and decisions (SQL)."""

    settings: Path
    records: Path | None = None
    decisions: Path | None = None


def export(config: Config, files: Files) -> dict[str, Any]:
    """Write the frozen model, or the default one, as Splink settings; return what was written.

    The expected share of matches is that of the newest register's records. Raises ConfigError
    where a file is there already, InputError where records are asked for before the first run.
    """
    for path in filter(None, files):
        if path.exists():
            raise ConfigError("program.file_there", path=path)
    rules = config.matching
    model = frozen(config.folder("model")) or default_model(rules)
    model.check(rules)
    prepared = _prepared(config, needed=files.records is not None)
    put(files, prepared, model, rules)
    return _figures(model, config, len(prepared) if prepared is not None else 0)


def put(files: Files, prepared: Prepared | None, model: Model, rules: Matching) -> None:
    """Write the files asked for; without any ``prepared`` records, for as few as there may be."""
    count = len(prepared) if prepared is not None else 0
    document = json.dumps(settings(model, rules, count), indent=1) + "\n"
    _put(files.settings, lambda path: path.write_text(document, encoding="utf-8"))
    if files.decisions is not None:
        query = decisions(rules)
        _put(files.decisions, lambda path: path.write_text(query, encoding="utf-8"))
    if files.records is not None and prepared is not None:
        _put(files.records, lambda path: write(path, prepared, model, rules))


def _prepared(config: Config, *, needed: bool) -> Prepared | None:
    """Return the newest register's records, None before the first run unless they are needed."""
    folder = latest(config.folder("output"))
    if folder is None and needed:
        raise InputError("program.no_register", path=config.folder("output"))
    if folder is None:
        return None
    with connect(folder / "register.duckdb") as con:
        return prepare(fetch(con, "FROM isi.record"), config.matching)


def _put(path: Path, make: Callable[[Path], Any]) -> None:
    """Make a file, its owner's alone, whole or not at all."""
    made = path.with_name(f".{path.name}.tmp")
    made.unlink(missing_ok=True)
    try:
        made.touch(mode=0o600)
    except OSError as err:
        raise ConfigError("program.cannot_open", path=path, what=err.strerror) from None
    make(made)
    os.replace(made, path)


def _figures(model: Model, config: Config, count: int) -> dict[str, Any]:
    rules = config.matching
    return {
        "model": model.id,
        "records": count,
        "comparisons": len(rules.comparisons),
        "rules": len(rules.rules),
        "link_from": rules.decision.link_from,
        "review_from": rules.decision.review_from,
    }
