"""The export of a project, and what this project itself says of the same pairs."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from bench.scale_out import NAMES, weigh_candidates

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.match.candidate.encode import encode
from bekasi_reconcile.match.model.frozen_model import Model, default_model, project_model
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.runs import latest
from bekasi_reconcile.splink_export.export import ExportFiles, export
from bekasi_reconcile.sql import fetch


class Exported(NamedTuple):
    """A project's export, the rules and the model it was made by, and our own weighed pairs."""

    files: ExportFiles
    rules: Matching
    model: Model
    pairs: pd.DataFrame

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.files.settings.read_text(encoding="utf-8"))


def exported(project: Path, folder: Path) -> Exported:
    """Export the newest run of ``project`` into ``folder``."""
    config = Config.load(project)
    files = ExportFiles(*(folder / name for name in NAMES))
    export(config, files)
    model = project_model(config.folder("model")) or default_model(config.matching)
    with connect(latest(config.folder("output")) / "register.duckdb") as con:
        records = encode(fetch(con, "FROM isi.record"), config.matching)
    pairs = weigh_candidates(records, model, config.matching)
    return Exported(files, config.matching, model, pairs)
