"""The balance of every sheet: rows seen are records, refused rows and declared non-data."""

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.arrow_text import is_among
from bekasi_reconcile.tables import Sheet

KEY = ["submission_id", "sheet"]


def balance_sheets(
    sheet: pd.DataFrame, source_row: pd.DataFrame, record: pd.DataFrame
) -> DataFrame[Sheet]:
    """Return ``sheet`` with the rows that clean refused counted as refused, not as records."""
    refused = ~is_among(source_row["record_id"], record["record_id"])
    return count_as_refusals(sheet, source_row[refused])


def count_as_refusals(sheet: pd.DataFrame, rows: pd.DataFrame) -> DataFrame[Sheet]:
    """Return ``sheet`` with ``rows`` (submission_id, sheet) moved from records to refused."""
    lost = rows.groupby(KEY).size().rename("lost").reset_index()
    joined = sheet.merge(lost, how="left", on=KEY, validate="one_to_one")
    moved = joined["lost"].fillna(0).astype("Int64")
    return Sheet.shaped(
        joined.assign(records=joined["records"] - moved, refused=joined["refused"] + moved)
    )
