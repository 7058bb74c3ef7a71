"""In Splink on DuckDB and on Spark the export decides as the match does: ``make scale-out``."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from bench.scale_out import EngineResult, agreement, in_duckdb, in_spark
from ours import Exported, exported

from bekasi_reconcile import demo, pipeline
from bekasi_reconcile.commands.init import make_demo
from bekasi_reconcile.config.project import Config

AGREEMENT = 0.999
HAVE_SPARK = find_spec("pyspark") is not None and shutil.which("java") is not None

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # Splink's and Spark's own are not ours to mend
    pytest.mark.skipif(find_spec("splink") is None, reason="needs Splink: make scale-out"),
]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Return the export of the demo, as ``reconcile demo`` makes it, after a run."""
    folder = tmp_path_factory.mktemp("town")
    make_demo(folder / "demo", lambda at: demo.write(at, seed=2022, families=1500))
    pipeline.run(Config.load(folder / "demo"))
    return exported(folder / "demo", folder)


def test_splink_on_duckdb_decides_as_the_match_does(town: Exported):
    agree(town, in_duckdb(town.files, town.rules))


@pytest.mark.skipif(not HAVE_SPARK, reason="needs pyspark and Java: make scale-out")
def test_splink_on_spark_decides_as_the_match_does(town: Exported, tmp_path: Path):
    agree(town, in_spark(town.files, town.rules, tmp_path))


def agree(town: Exported, found: EngineResult) -> None:
    figures = agreement(town.pairs, found, town.rules)

    assert figures["pairs"] > 10_000
    assert figures["pairs_of_one_side"] == 0  # the same candidate pairs, none more, none less
    assert figures["most_bits_apart"] < 0.01
    assert figures["same_by_weight"] >= AGREEMENT
    assert figures["same_decision"] >= AGREEMENT
