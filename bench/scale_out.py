"""The exported matching in Splink, on DuckDB and on Spark, beside the match itself.

``python -m bench.scale_out [SIZE]`` prints what each took and how far they agree. Splink and Spark
are imported where they are used: the tests import this without having them.
"""

import json
import os
import sys
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.match.candidate.blocking import block
from bekasi_reconcile.match.candidate.encode import EncodedRecords, encode
from bekasi_reconcile.match.comparison.compare import compare
from bekasi_reconcile.match.decision.scored_pair import weigh
from bekasi_reconcile.match.model.frozen_model import Model, default_model
from bekasi_reconcile.splink_export.export import ExportFiles, write_files
from bekasi_reconcile.splink_export.functions import for_duckdb, for_spark, frequencies

PAIR = ["record_id_l", "record_id_r"]
NAMES = ("splink.json", "record.parquet", "decisions.sql")
EVERY_PAIR = -1000.0
SPARK = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "4g",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "4",
}


class EngineResult(NamedTuple):
    """An engine's answer to the export: the weight of each pair, the decision on the heavier."""

    weight: pd.DataFrame
    decision: pd.DataFrame


def weigh_candidates(encoded: EncodedRecords, model: Model, matching: Matching) -> pd.DataFrame:
    """Return the pairs of our rules: ids, level per comparison, bits, constraint, decision.

    The decision is that of the pair alone, before any third record has a say; a pair that we leave
    out and the engines compare is none of ours to link.
    """
    candidates = block(encoded, matching.model_copy(update={"chance_pairs": None}))
    ours = block(encoded, matching)
    levels = compare(encoded, candidates.left, candidates.right, matching)
    pairs = weigh(encoded, candidates, levels, model, matching)
    names = np.array(
        [*(constraint.name for constraint in matching.constraints), None], dtype=object
    )
    doubtful = np.array(
        [*(constraint.name in matching.doubts() for constraint in matching.constraints), True]
    )
    review, link = (pairs.bits >= bits for bits in thresholds(matching))
    decision = np.where(review & doubtful[pairs.constraint], "review", "non-link").astype(object)
    decision[link] = np.where(pairs.constraint[link] < 0, "link", "review")
    numbers = (
        side.left.astype(np.int64) * len(encoded) + side.right for side in (candidates, ours)
    )
    decision[~np.isin(*numbers)] = "non-link"
    ids = {name: encoded.ids[side] for name, side in zip(PAIR, pairs[:2], strict=True)}
    columns = {"bits": pairs.bits, "kept_apart_by": names[pairs.constraint], "decision": decision}
    return pd.DataFrame(ids | columns).join(levels.add_prefix("level_"))


def thresholds(matching: Matching) -> tuple[float, float]:
    """Return from how many bits a pair is reviewed, and from how many it is linked."""
    return matching.decision.review_from, matching.decision.link_from


def in_duckdb(files: ExportFiles, matching: Matching) -> EngineResult:
    """Let Splink run the export on DuckDB."""
    from splink import DuckDBAPI

    with duckdb.connect() as con:
        for_duckdb(con, matching, _document(files))
        con.execute(f"CREATE TABLE record AS FROM '{files.records}'")
        api = DuckDBAPI(connection=con)
        weight = _predict(api, api.register("record"), files)
        con.register("prediction", weight)
        return EngineResult(weight, con.sql(_query(files)).df())


def in_spark(files: ExportFiles, matching: Matching, work: Path) -> EngineResult:
    """Let Splink run the export on a Spark of two local threads; needs Java 17 or newer."""
    from pyspark.sql import SparkSession
    from splink.backends.spark import SparkAPI

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config(map=SPARK)
    session = builder.config("spark.sql.warehouse.dir", str(work)).getOrCreate()
    try:
        for_spark(session, matching, _document(files))
        record = session.read.parquet(str(files.records))
        record.createOrReplaceTempView("record")
        api = SparkAPI(
            spark_session=session,
            register_udfs_automatically=False,
            break_lineage_method="persist",
        )
        weight = _predict(api, api.register(record), files)
        session.createDataFrame(weight).createOrReplaceTempView("prediction")
        return EngineResult(weight, session.sql(_query(files)).toPandas())
    finally:
        session.stop()


def agreement(ours: pd.DataFrame, result: EngineResult, matching: Matching) -> dict[str, float]:
    """Return how many of the pairs of either side alone there are, and how far they agree."""
    both = ours.merge(result.weight, on=PAIR, how="outer", indicator="where")
    both = both.merge(result.decision, on=PAIR, how="left", suffixes=("", "_theirs"))
    region = [
        sum((both[column] >= bits).astype(int) for bits in thresholds(matching))
        for column in ("bits", "match_weight")
    ]
    decision = both["decision_theirs"].fillna("non-link")
    return {
        "pairs": len(ours),
        "pairs_of_one_side": int((both["where"] != "both").sum()),
        "most_bits_apart": float((both["bits"] - both["match_weight"]).abs().max()),
        "same_by_weight": float((region[0] == region[1]).mean()),
        "same_decision": float((both["decision"] == decision).mean()),
    }


def _predict(api: Any, record: Any, files: ExportFiles) -> pd.DataFrame:
    """Let Splink find and weigh every pair by the settings as they are."""
    from splink import Linker

    linker = Linker(record, str(files.settings))
    frequencies(linker, api, _document(files))
    predictions = linker.inference.predict(threshold_match_weight=EVERY_PAIR)
    weight: pd.DataFrame = predictions.as_pandas_dataframe()[[*PAIR, "match_weight"]]
    return weight


def _document(files: ExportFiles) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(files.settings.read_text(encoding="utf-8"))
    return document


def _query(files: ExportFiles) -> str:
    assert files.decisions is not None
    return files.decisions.read_text(encoding="utf-8")


def main(size: int) -> None:
    """Print one JSON line for each engine, on the bench's records of about ``size``."""
    from bench.data import prepare as make

    folder = Path("build") / "bench" / str(size)
    make(folder, size)
    matching = load(Path("configs") / "matching.toml", Matching)
    model = default_model(matching)
    files = ExportFiles(*(folder / name for name in NAMES))
    for path in files:
        path.unlink(missing_ok=True)
    records = pd.read_parquet(folder / "records.parquet")
    figures: dict[str, Any] = {"records": len(records)}
    since = perf_counter()
    encoded = encode(records, matching)
    ours = weigh_candidates(encoded, model, matching)
    figures["match_seconds"] = round(perf_counter() - since, 1)
    since = perf_counter()
    write_files(files, encoded, model, matching)
    figures["export_seconds"] = round(perf_counter() - since, 1)
    figures["export_mb"] = round(sum(path.stat().st_size for path in files) / 1e6, 1)
    sys.stdout.write(f"{json.dumps(figures)}\n")
    engines = {"duckdb": in_duckdb, "spark": lambda *arguments: in_spark(*arguments, folder)}
    for name in sys.argv[2:] or engines:
        since = perf_counter()
        result = engines[name](files, matching)
        took = {"engine": name, "seconds": round(perf_counter() - since, 1)}
        figures = took | agreement(ours, result, matching)
        sys.stdout.write(f"{json.dumps(figures)}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
