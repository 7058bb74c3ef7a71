"""What the stage decided of whole columns, written beside what ingest knew of them."""

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean.cell_problem import TABLE_KEY
from bekasi_reconcile.clean.number_column import CUT
from bekasi_reconcile.tables import TEXT, Column

KEY = [*TABLE_KEY, "field"]


def decided(columns: DataFrame[Column], told: pd.DataFrame) -> DataFrame[Column]:
    """Return ``columns`` with the codings of ``told`` where ingest had none, and the evidence.

    ``told``: table key, field, coding, evidence. Of several columns of one field each is told.
    """
    once = told.groupby(KEY, sort=False)[["coding", "evidence"]].agg(" ".join).reset_index()
    joined = columns.merge(once, "left", KEY, suffixes=("", "_told"), validate="many_to_one")
    new = joined["coding"].isna() & joined["coding_told"].notna()
    said = joined["evidence"].str.cat(joined["evidence_told"], sep="; ")
    said = said.fillna(joined["evidence_told"])
    return Column.shaped(
        joined.assign(
            coding=joined["coding"].fillna(joined["coding_told"]),
            evidence=joined["evidence"].mask(new, said),
        )
    )


def damaged(columns: DataFrame[Column], told: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that Excel cut (table key, field, column) and the rule to report."""
    cut = told.loc[told["coding"] == CUT, KEY]
    found = columns[[*KEY, "column"]].merge(cut, "inner", KEY).drop_duplicates()
    return found.assign(rule=pd.Series("kolom-angka-rusak", found.index, TEXT))
