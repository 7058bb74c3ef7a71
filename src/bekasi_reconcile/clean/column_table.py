"""Write the codings that the stage decided into the table of columns."""

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean.cell_problem import TABLE_KEY
from bekasi_reconcile.clean.number_column import CUT
from bekasi_reconcile.messages.evidence_text import JOINT
from bekasi_reconcile.tables import TEXT, Column

KEY = [*TABLE_KEY, "field"]


def with_codings(columns: DataFrame[Column], verdicts: pd.DataFrame) -> DataFrame[Column]:
    """Return ``columns`` with the codings of ``verdicts`` where ingest had none, and the evidence.

    ``verdicts``: table key, field, coding, evidence (encoded messages). A verdict on a field is
    written beside each column of that field.
    """
    joints = {"coding": " ".join, "evidence": JOINT.join}
    once = verdicts.groupby(KEY, sort=False)[list(joints)].agg(joints).reset_index()
    joined = columns.merge(once, "left", KEY, suffixes=("", "_verdict"), validate="many_to_one")
    new = joined["coding"].isna() & joined["coding_verdict"].notna()
    evidence = joined["evidence"].str.cat(joined["evidence_verdict"], sep=JOINT)
    evidence = evidence.fillna(joined["evidence_verdict"])
    return Column.shaped(
        joined.assign(
            coding=joined["coding"].fillna(joined["coding_verdict"]),
            evidence=joined["evidence"].mask(new, evidence),
        )
    )


def damaged_columns(columns: DataFrame[Column], verdicts: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that Excel cut (table key, field, column) and the rule to report."""
    cut = verdicts.loc[verdicts["coding"] == CUT, KEY]
    cut_columns = columns[[*KEY, "column"]].merge(cut, "inner", KEY).drop_duplicates()
    return cut_columns.assign(rule=pd.Series("kolom-angka-rusak", cut_columns.index, TEXT))
