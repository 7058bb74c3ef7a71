"""How good each source's cells are: filled, readable, and in agreement with the NIK."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean.text import EDGES, empty_words
from bekasi_reconcile.tables import PROVENANCE, Problem, Quality, Record, SourceRow

REPEATED_BY_NIK = {"tanggal_lahir": "lahir_nik", "jenis_kelamin": "kelamin_nik"}
"""Fields that a NIK repeats, and the record's column of what it says."""

NOT_RATED = {*PROVENANCE, "reported_on", "extra", "nik_kind", "no_kk_kind"}


def quality(
    source: DataFrame[SourceRow], record: DataFrame[Record], problem: DataFrame[Problem]
) -> DataFrame[Quality]:
    """Return the quality of each field of each source that any of its rows fills.

    ``filled`` counts cells that say something, and a dash or "belum ada" does not; ``valid``
    those of them that no problem refuses; ``agrees_with_nik`` is the share of records whose value
    is what their own NIK says, missing where a NIK says nothing. ``score`` is
    100 x valid / rows x agrees_with_nik, the last left out where it is missing.
    """
    fields = [
        name for name in source.columns if name not in NOT_RATED and source[name].notna().any()
    ]
    rows = source.groupby("source").size().rename("rows")
    filled = pd.DataFrame({name: _says_something(source[name]) for name in fields})
    counted = filled.groupby(source["source"]).sum().reset_index()
    counted = counted.melt("source", var_name="field", value_name="filled")
    counted = counted[counted["filled"] > 0].merge(rows, "left", "source")
    cells = problem[problem["severity"] == "cell"].drop_duplicates(["record_id", "field"])
    refused = cells.groupby(["source", "field"]).size().rename("refused").reset_index()
    counted = counted.merge(refused, "left", ["source", "field"])
    valid = counted["filled"] - counted["refused"].fillna(0).astype("int64")
    counted = counted.assign(valid=valid.clip(lower=0))
    counted = counted.merge(_agreement(record), "left", ["source", "field"])
    share = counted["valid"] / counted["rows"] * counted["agrees_with_nik"].fillna(1)
    rated = counted.assign(score=(100 * share).round(1))
    return Quality.shaped(rated.sort_values(["source", "field"], ignore_index=True))


def scores(quality: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return source → field → score."""
    return {
        str(source): dict(zip(part["field"], part["score"], strict=True))
        for source, part in quality.groupby("source")
    }


def _says_something(cells: pd.Series) -> pd.Series:
    """Return which cells hold text other than the words for "nothing here"."""
    bare = pc.utf8_trim(cells.array.__arrow_array__(), characters=EDGES + "\xa0\t\r\n")
    empty = pc.is_in(pc.utf8_upper(bare), value_set=pa.array(sorted(empty_words()), bare.type))
    return cells.notna() & ~pd.Series(empty.to_numpy(), cells.index)


def _agreement(record: DataFrame[Record]) -> pd.DataFrame:
    parts = []
    for field, by_nik in REPEATED_BY_NIK.items():
        both = record[["source", field, by_nik]].dropna()
        share = (both[field] == both[by_nik]).groupby(both["source"]).mean()
        parts.append(
            share.astype("Float64").rename("agrees_with_nik").reset_index().assign(field=field)
        )
    return pd.concat(parts, ignore_index=True).astype({"field": "string"})
