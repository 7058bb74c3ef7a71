"""What one column of one table was written in, decided from the whole column.

Ingest may have decided (``Column.coding``); where it has not, the cells of the column vote.
A decision is never taken per cell.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean.cell_problem import TABLE_KEY
from bekasi_reconcile.clean.code import plain, rank
from bekasi_reconcile.clean.date import order_vote
from bekasi_reconcile.clean.distinct_map import mapped_text
from bekasi_reconcile.clean.partial_record import holds
from bekasi_reconcile.clean.place import systems_of
from bekasi_reconcile.clean.place_cell import Cells
from bekasi_reconcile.tables import TEXT, Column, SourceRow

MOST = 0.8
"""Share of a column's cells that must agree before the column is decided."""

FEW = 0.5
AGREES, CONTRADICTS, TOO_FEW = 0.8, 0.2, 5

PERCENT = r"(?i)per[cs]entil"
MOST_DESIL, MOST_PERCENT = 10, 100
MANY = 0.2
"""Share of ranks above 10 from which a column cannot be of deciles."""

Verdict = tuple[str, str]
"""A coding, and in words what in the column speaks for it."""


class Decided(NamedTuple):
    """The coding of each row's cell, and what was decided: table, field, coding, evidence."""

    coding: pd.Series
    told: pd.DataFrame


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


def told(field: str, found: Mapping[Any, Verdict | None]) -> pd.DataFrame:
    """Return the verdicts on a field's columns as rows of ``Decided.told``, by table."""
    lines = [(table, field, *verdict) for table, verdict in sorted(found.items()) if verdict]
    return pd.DataFrame(lines, columns=["table", "field", "coding", "evidence"])


def _decided(
    field: str, found: Mapping[Any, Verdict | None], table: pd.Series, before: pd.Series
) -> Decided:
    """Return the verdicts for the rows of their tables, where ingest has not decided ``before``."""
    lines = told(field, found)
    if lines.empty:
        return Decided(before, lines)
    of_table = pd.Series(pd.NA, range(int(table.max()) + 1), TEXT)
    of_table[lines["table"]] = lines["coding"].to_numpy()
    return Decided(before.fillna(of_table.take(table.to_numpy()).set_axis(table.index)), lines)


def date_order(field: str, cells: pd.Series, table: pd.Series, before: pd.Series) -> Decided:
    """Return dmy, mdy or ymd per row: as decided, else as a day above 12 proves, else dmy."""
    vote = mapped_text(order_vote, cells)
    cast = pd.DataFrame({"dmy": holds(vote == "dmy"), "mdy": holds(vote == "mdy")})
    cast = cast.assign(filled=cells.notna()).groupby(table).sum()
    found = {t: _order(*counts) for t, *counts in cast.itertuples(name=None)}
    decided = _decided(field, found, table, before)
    return decided._replace(coding=decided.coding.fillna("dmy"))


def _order(dmy: int, mdy: int, filled: int) -> Verdict | None:
    if mdy and not dmy:
        return "mdy", f"mdy: {mdy} of {filled} have a second number above 12, none a first"
    return ("dmy", f"dmy: {dmy} of {filled} have a first number above 12") if dmy else None


def sex_coding(cells: pd.Series, table: pd.Series, before: pd.Series, in_nik: pd.Series) -> Decided:
    """Return how sex is coded per row: "pria-wanita" or digits "L-P" such as "1-0"; else missing.

    Digits are believed as 1 = L, 2 = P unless the NIKs of the column contradict them; 0 and 1
    only where the NIKs say which is which.
    """
    seen = pd.DataFrame({"table": table, "word": mapped_text(plain, cells)})
    seen["nik"] = in_nik
    named = seen.dropna(subset=["word"]).groupby("table")
    found = {t: _sex_coding(part) for t, part in named}
    return _decided("jenis_kelamin", found, table, before)


def _sex_coding(part: pd.DataFrame) -> Verdict | None:
    known = set(part["word"].unique()) - {""}
    if "W" in known and "P" in known and not known & {"L", "LK"}:
        return "pria-wanita", "pria-wanita: P and W occur and L does not"
    if not known or not known <= {"0", "1", "2"}:
        return None
    other = "0" if "0" in known else "2"
    sure = part.dropna(subset=["nik"])
    agree = ((sure["word"] == "1") == (sure["nik"] == "L")).mean() if len(sure) >= TOO_FEW else 0.5
    made = f"{other}-1" if agree <= CONTRADICTS else f"1-{other}"
    share = max(agree, 1 - agree)
    return (made, f"{made}: {share:.0%} of {len(sure)} NIKs agree") if share >= AGREES else None


def relationship_coding(
    cells: pd.Series, table: pd.Series, before: pd.Series, sex: pd.Series
) -> Decided:
    """Return dukcapil or bps per row where the column's digits are decided; else missing.

    Code 3 is Istri to Dukcapil and Anak to BPS: a column whose 3s are men too is BPS's. Only
    Dukcapil has codes above 8.
    """
    seen = pd.DataFrame({"table": table, "word": mapped_text(plain, cells), "sex": sex})
    digits = seen[holds(seen["word"].str.fullmatch(r"[0-9]{1,2}"))]
    found = {t: _relationship_coding(part) for t, part in digits.groupby("table")}
    return _decided("hubungan", found, table, before)


def _relationship_coding(part: pd.DataFrame) -> Verdict | None:
    codes = part["word"].astype(int)
    above = int(codes.between(9, 11).sum())
    if above:
        return "dukcapil", f"dukcapil: {above} codes above 8"
    third = part.loc[codes == 3, "sex"].dropna()
    if len(third) < 2 * TOO_FEW:
        return None
    men = (third == "L").mean()
    system = "bps" if men >= CONTRADICTS else "dukcapil"
    why = f"{system}: {men:.0%} of {len(third)} persons with code 3 are men"
    return (system, why) if men >= CONTRADICTS or men <= 0.02 else None


def desil_scale(
    columns: DataFrame[Column], rows: DataFrame[SourceRow], table: pd.Series
) -> Decided:
    """Return "persentil" per row where its column ranks from 0 to 100, as DTKS's does.

    The header says so, or whole numbers up to 100 of which many are above 10.
    """
    says = holds(columns["header"].str.contains(PERCENT))
    says &= ~holds(columns["header"].str.contains("desil", case=False))  # "Desil/Persentil" may be
    named = columns[holds(columns["field"] == "desil") & says]
    tables = rows[TABLE_KEY].assign(table=table).drop_duplicates()
    ranked = tables.merge(named[TABLE_KEY], "inner", TABLE_KEY)["table"]
    found: dict[Any, Verdict | None] = dict.fromkeys(
        ranked.tolist(), ("persentil", "persentil: the header says so")
    )
    seen = pd.DataFrame({"table": table, "rank": mapped_text(rank, rows["desil"])}).dropna()
    counted = seen.groupby(["table", "rank"]).size().reset_index(name="rows")
    for number, part in counted.groupby("table"):
        found.setdefault(number, _percentile(part))
    return _decided("desil", found, table, coding(rows, columns, "desil"))


def _percentile(part: pd.DataFrame) -> Verdict | None:
    number = pd.to_numeric(part["rank"], errors="coerce")
    filled, above = part["rows"].sum(), part.loc[number > MOST_DESIL, "rows"].sum()
    whole = part.loc[number <= MOST_PERCENT, "rows"].sum() >= MOST * filled
    if not whole or above < MANY * filled or filled < TOO_FEW:
        return None
    return "persentil", f"persentil: {above} of {filled} are numbers from 11 to 100"


def region_system(cells: pd.DataFrame, table: pd.Series, before: pd.Series) -> Decided:
    """Return kemendagri or bps per row: the system whose reading agrees with the names."""
    known = cells.assign(table=table)[before.isna()].dropna(
        subset=["kode_desa", "kode_kecamatan", "kode_kabupaten"], how="all"
    )
    fields = list(cells.columns)
    counted = known.groupby([*fields, "table"], dropna=False).size().reset_index(name="rows")
    seen = [
        [None if pd.isna(cell) else cell for cell in row]
        for row in counted[fields].itertuples(index=False, name=None)
    ]
    systems = [systems_of(Cells(**dict(zip(fields, row, strict=True)))) for row in seen]
    for system in ("kemendagri", "bps"):
        counted[system] = np.array([system in s for s in systems], dtype=int) * counted["rows"]
    sums = counted.groupby("table")[["rows", "kemendagri", "bps"]].sum()
    found = {t: _system(*counts) for t, *counts in sums.itertuples(name=None)}
    return _decided("kode_desa", found, table, before)


def _system(rows: int, kemendagri: int, bps: int) -> Verdict | None:
    for system, mine, other in (("kemendagri", kemendagri, bps), ("bps", bps, kemendagri)):
        if mine >= MOST * rows and other < FEW * rows:
            return system, f"{system}: {mine / rows:.0%} of {rows} agree with the names"
    return None
