"""How good each source's cells are: filled, readable, and in agreement with the NIK."""

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.tables import PROVENANCE, Problem, Record, SourceRow

SAID_BY_NIK = {"tanggal_lahir": "lahir_nik", "jenis_kelamin": "kelamin_nik"}
"""Fields that a NIK repeats, and the record's column of what it says."""

APART = {*PROVENANCE, "reported_on", "extra", "nik_kind", "no_kk_kind"}


def quality(
    source: DataFrame[SourceRow], record: DataFrame[Record], problem: DataFrame[Problem]
) -> pd.DataFrame:
    """Return the quality of each field: source, field, rows, filled, valid, agrees_with_nik.

    One row per source and field that any of its rows fills. ``filled`` counts cells with text;
    ``valid`` those of them that no problem refuses; ``agrees_with_nik`` is the share, from 0 to
    1, of records whose value is what their own NIK says, missing where a NIK says nothing.
    """
    fields = [name for name in source.columns if name not in APART]
    rows = source.groupby("source").size().rename("rows")
    filled = source[fields].notna().groupby(source["source"]).sum()
    counted = filled.reset_index().melt("source", var_name="field", value_name="filled")
    counted = counted[counted["filled"] > 0].merge(rows, "left", "source")
    cells = problem[problem["severity"] == "cell"].drop_duplicates(["record_id", "field"])
    refused = cells.groupby(["source", "field"]).size().rename("refused").reset_index()
    counted = counted.merge(refused, "left", ["source", "field"])
    counted["valid"] = counted["filled"] - counted["refused"].fillna(0).astype("int64")
    counted = counted.merge(_agreement(record), "left", ["source", "field"])
    made = counted[["source", "field", "rows", "filled", "valid", "agrees_with_nik"]]
    return made.sort_values(["source", "field"], ignore_index=True)


def _agreement(record: DataFrame[Record]) -> pd.DataFrame:
    parts = []
    for field, said in SAID_BY_NIK.items():
        both = record.dropna(subset=[field, said])
        share = (both[field] == both[said]).groupby(both["source"]).mean()
        parts.append(
            share.astype("Float64").rename("agrees_with_nik").reset_index().assign(field=field)
        )
    return pd.concat(parts, ignore_index=True).astype({"field": "string"})
