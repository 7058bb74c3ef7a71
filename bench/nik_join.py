"""What a spreadsheet's VLOOKUP does: records of one NIK are one person."""

from pathlib import Path

import pandas as pd

from bench.clock import Clock


def link(records: pd.DataFrame, clock: Clock, folder: Path) -> None:
    """Write clusters.parquet: record_id, cluster."""
    with clock.phase("join"):
        first = records.groupby("nik")["record_id"].transform("min")
        clusters = records.assign(cluster=first.fillna(records["record_id"]))
    clusters[["record_id", "cluster"]].to_parquet(folder / "clusters.parquet", index=False)
