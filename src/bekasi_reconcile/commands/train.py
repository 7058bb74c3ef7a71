"""The project's own model: trained on the records of the newest run, kept for later ones."""

from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.match import stage
from bekasi_reconcile.match.model.frozen_model import FROZEN, Model
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.session import project_session
from bekasi_reconcile.sql import fetch
from bekasi_reconcile.tables import Record

PACKAGES = ("bekasi-reconcile", "pandas", "duckdb", "recordlinkage", "rapidfuzz")


def train(config: Config) -> tuple[dict[str, Any], list[str]]:
    """Train a model on the newest register's records and keep it; return its figures and notes.

    Raises InputError before the first run, BusyError while another run is going on, and
    ReconcileError, leaving the former model as it was, where the records cannot teach one that is
    fit for use.
    """
    from bekasi_reconcile.match.model.fitness import untaught  # heavy, and every run imports us

    language = config.settings.language
    with project_session(config) as before:
        if before.published is None:
            raise InputError("program.no_register", path=config.folder("output"))
        with connect(before.published / "register.duckdb") as con:
            records = Record.shaped(fetch(con, "FROM isi.record"))
            submissions = fetch(con, "FROM isi.submission")
        learned = stage.train(records, config.matching)
        model = keep(config.folder("model"), learned, submissions, datetime.now(UTC))
    path = config.settings.folders.model / FROZEN
    told = [Message("model.saved", **model.made_from, id=model.id, path=path.as_posix())]
    if names := untaught(model, config.matching):
        told.append(Message("model.untaught", comparisons=", ".join(names)))
    figures = {"model": model.id, "model_from": dict(model.made_from), "untaught": names}
    return figures, [each.text(language) for each in told]


def keep(folder: Path, model: Model, submissions: pd.DataFrame, now: datetime) -> Model:
    """Write ``model`` into ``folder`` with when and of what it was made; return it so."""
    read = submissions[submissions["status"] == "read"].sort_values(["source", "sha256"])
    contents = read.groupby("source")["sha256"].agg(list)
    made_from = {
        **model.made_from,
        "day": f"{now:%Y-%m-%d}",
        "sources": contents.to_dict(),
        "versions": {name: version(name) for name in PACKAGES},
    }
    whole = replace(model, made_from=made_from)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    whole.save(folder / FROZEN)
    return whole
