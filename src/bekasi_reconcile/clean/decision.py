"""What one column of one table was written in, decided from the whole column.

Ingest may have decided (``Column.coding``); where it has not, the cells of the column vote.
A decision is never taken per cell.
"""

import numpy as np
import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean.code import plain
from bekasi_reconcile.clean.date import order_vote
from bekasi_reconcile.clean.distinct import mapped_text
from bekasi_reconcile.clean.part import holds
from bekasi_reconcile.clean.place import Cells, systems_of
from bekasi_reconcile.clean.problem import TABLE_KEY
from bekasi_reconcile.tables import TEXT, Column, SourceRow

MOST = 0.8
"""Share of a column's cells that must agree before the column is decided."""

FEW = 0.5
AGREES, CONTRADICTS, TOO_FEW = 0.8, 0.2, 5


def tables_of(rows: DataFrame[SourceRow]) -> pd.Series:
    """Return the number of the table that each row stands in."""
    return rows.groupby(TABLE_KEY, sort=False, dropna=False).ngroup()


def coding(rows: DataFrame[SourceRow], columns: DataFrame[Column], field: str) -> pd.Series:
    """Return, per row, what ingest decided for its column of ``field``; mostly missing."""
    decided = columns[(columns["field"] == field).fillna(False)].dropna(subset=["coding"])
    if decided.empty:
        return pd.Series(pd.NA, index=rows.index, dtype=TEXT)
    once = decided.sort_values([*TABLE_KEY, "column"]).drop_duplicates(TABLE_KEY)
    found = rows[TABLE_KEY].merge(once[[*TABLE_KEY, "coding"]], "left", TABLE_KEY)
    return found["coding"].set_axis(rows.index)


def date_order(cells: pd.Series, table: pd.Series, decided: pd.Series) -> pd.Series:
    """Return dmy, mdy or ymd per row: as decided, else as a day above 12 proves, else dmy."""
    distinct = pd.DataFrame({"table": table, "cell": cells}).dropna().drop_duplicates()
    votes = distinct.assign(order=mapped_text(order_vote, distinct["cell"]))
    proved = votes.groupby("table")["order"].agg(lambda orders: _proved(set(orders)))
    return decided.fillna(table.map(proved).astype(TEXT)).fillna("dmy")


def _proved(orders: set[str | None]) -> str:
    return "mdy" if "mdy" in orders and "dmy" not in orders else "dmy"


def sex_coding(
    cells: pd.Series, table: pd.Series, decided: pd.Series, in_nik: pd.Series
) -> pd.Series:
    """Return how sex is coded per row: "pria-wanita" or digits "L-P" such as "1-0"; else missing.

    Digits are believed as 1 = L, 2 = P unless the NIKs of the column contradict them; 0 and 1
    only where the NIKs say which is which.
    """
    seen = pd.DataFrame({"table": table, "word": mapped_text(plain, cells)})
    seen["nik"] = in_nik
    made = {t: _sex_coding(part) for t, part in seen.dropna(subset=["word"]).groupby("table")}
    return decided.fillna(table.map(made).astype(TEXT))


def _sex_coding(part: pd.DataFrame) -> str | None:
    known = set(part["word"].unique()) - {""}
    if "W" in known and "P" in known and not known & {"L", "LK"}:
        return "pria-wanita"
    if not known <= {"0", "1", "2"}:
        return None
    other = "0" if "0" in known else "2"
    sure = part.dropna(subset=["nik"])
    agree = ((sure["word"] == "1") == (sure["nik"] == "L")).mean() if len(sure) >= TOO_FEW else 0.5
    if agree <= CONTRADICTS:
        return f"{other}-1"
    return f"1-{other}" if agree >= AGREES else None


def relationship_coding(
    cells: pd.Series, table: pd.Series, decided: pd.Series, sex: pd.Series
) -> pd.Series:
    """Return dukcapil or bps per row where the column's digits are decided; else missing.

    Code 3 is Istri to Dukcapil and Anak to BPS: a column whose 3s are men too is BPS's. Only
    Dukcapil has codes above 8.
    """
    seen = pd.DataFrame({"table": table, "word": mapped_text(plain, cells), "sex": sex})
    digits = seen[holds(seen["word"].str.fullmatch(r"[0-9]{1,2}"))]
    made = {t: _relationship_coding(part) for t, part in digits.groupby("table")}
    return decided.fillna(table.map(made).astype(TEXT))


def _relationship_coding(part: pd.DataFrame) -> str | None:
    codes = part["word"].astype(int)
    if codes.between(9, 11).any():
        return "dukcapil"
    third = part.loc[codes == 3, "sex"].dropna()
    if len(third) < 2 * TOO_FEW:
        return None
    men = (third == "L").mean()
    if men >= CONTRADICTS:
        return "bps"
    return "dukcapil" if men <= 0.02 else None


def region_system(cells: pd.DataFrame, table: pd.Series, decided: pd.Series) -> pd.Series:
    """Return kemendagri or bps per row: the system whose reading agrees with the names."""
    known = cells.assign(table=table)[decided.isna()].dropna(
        subset=["kode_desa", "kode_kecamatan", "kode_kabupaten"], how="all"
    )
    fields = list(cells.columns)
    counted = known.groupby([*fields, "table"], dropna=False).size().reset_index(name="rows")
    told = [
        [None if pd.isna(cell) else cell for cell in row]
        for row in counted[fields].itertuples(index=False, name=None)
    ]
    systems = [systems_of(Cells(**dict(zip(fields, row, strict=True)))) for row in told]
    for system in ("kemendagri", "bps"):
        counted[system] = np.array([system in s for s in systems]) * counted["rows"]
    sums = counted.groupby("table")[["rows", "kemendagri", "bps"]].sum()
    made = {t: _system(share) for t, share in sums.div(sums["rows"], axis=0).iterrows()}
    return decided.fillna(table.map(made).astype(TEXT))


def _system(share: pd.Series) -> str | None:
    for system, other in (("kemendagri", "bps"), ("bps", "kemendagri")):
        if share[system] >= MOST and share[other] < FEW:
            return system
    return None
