"""Train the model that the program ships: ``python -m bench.default_model``."""

import tempfile
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from bekasi_reconcile.commands.init import shipped_configs
from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.match import stage
from bekasi_reconcile.match.model import frozen_model
from bekasi_reconcile.tables import Record
from bench.data import prepare

SEED = 100
SIZE = 110_000
SHIPPED = Path(frozen_model.__file__).with_name("default_model.json")
PACKAGES = frozen_model.MODEL_PACKAGES[1:]
"""Our own is left out, or the shipped model would change with every version of the program."""


def main() -> None:
    """Write the model that an invented Bekasi of its own seed teaches."""
    with tempfile.TemporaryDirectory(prefix="reconcile-") as folder:
        prepare(Path(folder) / "data", SIZE, SEED)
        records = Record.shaped(pd.read_parquet(Path(folder) / "data" / "records.parquet"))
    matching = load(shipped_configs() / "matching.toml", Matching)
    model = stage.train(records, matching)
    versions = {name: version(name) for name in PACKAGES}
    made_from = {
        **model.made_from,
        "how": "trained on the demo",
        "seed": SEED,
        "versions": versions,
    }
    replace(model, made_from=made_from).save(SHIPPED)
    SHIPPED.chmod(0o644)


if __name__ == "__main__":
    main()
