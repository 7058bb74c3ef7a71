"""The data of the bench: clean records of a seeded Bekasi, and who each of them truly is."""

import json
import shutil
from datetime import date
from pathlib import Path

import pandas as pd

from bekasi_reconcile import demo
from bekasi_reconcile.clean.stage import clean
from bekasi_reconcile.commands.init import make_demo
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.ingest.stage import ingest

SEED = 7316
AS_OF = date(2026, 11, 1)
ROWS_PER_FAMILY = 7.57
ADDRESS = ["file", "sheet", "row"]


def prepare(folder: Path, size: int, seed: int = SEED) -> None:
    """Write ``records.parquet`` (table Record) and ``truth.parquet`` (record_id, person).

    Every contender reads the same records: as this project cleaned them. About ``size`` of them
    are made; rows of the lists whose person is not known are left out.
    """
    if (folder / "data.json").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    project = folder / "project"
    families = round(size / ROWS_PER_FAMILY)
    make_demo(project, lambda at: demo.write(at, seed=seed, families=families))
    (work := folder / "work").mkdir()
    config = Config.load(project)
    received = ingest(config.folder("raw"), config.sources, work, config.territory)
    record = clean(received.source_row, received.column, config.territory, as_of=AS_OF).record
    truth = _truth(record, project / "truth" / "rows.csv")
    record = record[record["record_id"].isin(truth["record_id"])]
    record.to_parquet(folder / "records.parquet", index=False)
    truth.to_parquet(folder / "truth.parquet", index=False)
    for temporary in (project, work):
        shutil.rmtree(temporary)
    figures = {"records": len(record), "persons": truth["person"].nunique(), "seed": seed}
    (folder / "data.json").write_text(json.dumps(figures))


def _truth(record: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Return record_id and person of every record whose spreadsheet row the demo vouches for."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows = rows[rows["person"] != ""]
    at = record[["record_id", *ADDRESS]].astype(str)
    return at.merge(rows, on=ADDRESS, validate="one_to_one")[["record_id", "person"]]
