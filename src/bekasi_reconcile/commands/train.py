"""``reconcile train``: learn the project's own model from the records of the newest run."""

from datetime import UTC, datetime
from typing import Any

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.match import stage
from bekasi_reconcile.match.model.fitness import untaught_comparisons
from bekasi_reconcile.match.model.frozen_model import FROZEN, save_project_model
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.session import project_session
from bekasi_reconcile.sql import fetch
from bekasi_reconcile.tables import Record


def train(config: Config) -> tuple[dict[str, Any], list[str]]:
    """Train a model on the newest register's records and save it; return its figures and notes.

    Raises InputError before the first run, BusyError while another run is going on, and
    ReconcileError, leaving the former model as it was, where the records cannot teach one that is
    fit for use.
    """
    with project_session(config) as before:
        if before.published is None:
            raise InputError("program.no_register", path=config.folder("output"))
        with connect(before.published / "register.duckdb") as con:
            records = Record.shaped(fetch(con, "FROM isi.record"))
            submissions = fetch(con, "FROM isi.submission")
        learned = stage.train(records, config.matching)
        folder, now = config.folder("model"), datetime.now(UTC)
        model = save_project_model(folder, learned, submissions, now)
    path = config.settings.folders.model / FROZEN
    notes = [Message("model.saved", **model.made_from, id=model.id, path=path.as_posix())]
    if untaught := untaught_comparisons(model, config.matching):
        notes.append(Message("model.untaught", comparisons=", ".join(untaught)))
    figures = {"model": model.id, "model_from": dict(model.made_from), "untaught": untaught}
    return figures, [note.text(config.settings.language) for note in notes]
