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
from bekasi_reconcile.clean.distinct_map import map_text
from bekasi_reconcile.clean.partial_record import is_true
from bekasi_reconcile.clean.place import systems_of
from bekasi_reconcile.clean.place_cell import PlaceCells
from bekasi_reconcile.clean.rt_rw import LAST_DAY, LATE, UNDECIDED, date_vote
from bekasi_reconcile.messages.evidence_text import encode
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.reference.territory import Territory
from bekasi_reconcile.tables import TEXT, Column, SourceRow

MOST = 0.8
"""Share of a column's cells that must agree before the column is decided."""

FEW = 0.5
AGREES, CONTRADICTS, TOO_FEW = 0.8, 0.2, 5
FEW_MEN = 0.02
"""Share of men among the persons of code 3 up to which the code means wife."""

PERCENT = r"(?i)per[cs]entil"
MOST_DESIL, MOST_PERCENT = 10, 100
MANY = 0.2
"""Share of ranks above 10 from which a column cannot be of deciles."""

OTHERWISE_FIRST = 12 / 30.4
"""Share of days that are no later than the 12th."""

CHANCE = 0.001
"""How improbable it must be that just the cells with a day up to the 12th became dates."""

Verdict = tuple[str, Message]
"""A coding, and what in the column speaks for it."""


class Votes(NamedTuple):
    """How many cells of a column say what of its order (see date.order_vote), of how many."""

    dmy: int
    mdy: int
    first: int
    late: int
    either: int
    filled: int


VOTES = Votes._fields[:-1]


class ColumnCoding(NamedTuple):
    """The coding of each row's cell, and the verdicts: table, field, coding, evidence (encoded)."""

    coding: pd.Series
    verdicts: pd.DataFrame


def tables_of(rows: DataFrame[SourceRow]) -> pd.Series:
    """Return the number of the table that each row stands in."""
    return rows.groupby(TABLE_KEY, sort=False, dropna=False).ngroup()


def coding_by_ingest(
    rows: DataFrame[SourceRow], columns: DataFrame[Column], field: str
) -> pd.Series:
    """Return, per row, what ingest decided for its column of ``field``; mostly missing."""
    decided = columns[(columns["field"] == field).fillna(False)].dropna(subset=["coding"])
    if decided.empty:
        return pd.Series(pd.NA, index=rows.index, dtype=TEXT)
    once = decided.sort_values([*TABLE_KEY, "column"]).drop_duplicates(TABLE_KEY)
    stated = rows[TABLE_KEY].merge(once[[*TABLE_KEY, "coding"]], "left", TABLE_KEY)
    return stated["coding"].set_axis(rows.index)


def verdict_lines(field: str, verdicts: Mapping[Any, Verdict | None]) -> pd.DataFrame:
    """Return the verdicts on a field's columns as rows of ``ColumnCoding.verdicts``, by table."""
    lines = [
        (table, field, verdict[0], encode(verdict[1]))
        for table, verdict in sorted(verdicts.items(), key=lambda item: item[0])
        if verdict
    ]
    return pd.DataFrame(lines, columns=["table", "field", "coding", "evidence"])


def _column_coding(
    field: str, verdicts: Mapping[Any, Verdict | None], table: pd.Series, by_ingest: pd.Series
) -> ColumnCoding:
    """Return the coding by ``verdicts`` in the rows where ``by_ingest`` has none."""
    lines = verdict_lines(field, verdicts)
    if lines.empty:
        return ColumnCoding(by_ingest, lines)
    of_table = pd.Series(pd.NA, range(int(table.max()) + 1), TEXT)
    of_table[lines["table"]] = lines["coding"].to_numpy()
    return ColumnCoding(
        by_ingest.fillna(of_table.take(table.to_numpy()).set_axis(table.index)), lines
    )


def date_order(
    field: str, cells: pd.Series, table: pd.Series, by_ingest: pd.Series
) -> ColumnCoding:
    """Return dmy, mdy, ymd or ydm per row: as decided, else as the column proves, else dmy."""
    vote = map_text(order_vote, cells)
    cast = pd.DataFrame({kind: is_true(vote == kind) for kind in VOTES})
    cast = cast.assign(filled=cells.notna()).groupby(table).sum()
    verdicts = {t: _order(Votes(*counts)) for t, *counts in cast.itertuples(name=None)}
    decided = _column_coding(field, verdicts, table, by_ingest)
    return decided._replace(coding=decided.coding.fillna("dmy"))


def _order(votes: Votes) -> Verdict | None:
    count, filled = votes.first, votes.filled
    if votes.first and votes.dmy and not (votes.mdy or votes.late or votes.either):
        by_chance = OTHERWISE_FIRST**votes.first * (1 - OTHERWISE_FIRST) ** votes.dmy
        if by_chance < CHANCE:
            return "ydm", Message("coding.date_ydm", count=count, other=votes.dmy, filled=filled)
    if votes.mdy and not votes.dmy:
        return "mdy", Message("coding.date_mdy", count=votes.mdy, filled=filled)
    if votes.dmy:
        return "dmy", Message("coding.date_dmy", count=votes.dmy, filled=filled)
    return None


def rt_rw_dates(cells: pd.Series, table: pd.Series) -> ColumnCoding:
    """Return how a program made dates of RT and RW per row: "dmy 2025", "mdy 2025", "dmy? 2025".

    The year is that in which they were typed: most dates of the column bear it.
    """
    vote = pd.DataFrame({"table": table, "vote": map_text(date_vote, cells)}).dropna()
    verdicts = {t: _date_maker(part) for t, part in vote["vote"].groupby(vote["table"])}
    none = pd.Series(pd.NA, index=cells.index, dtype=TEXT)
    return _column_coding("rt_rw", verdicts, table, none)


def _date_maker(votes: pd.Series) -> Verdict | None:
    dates = votes[~votes.isin(["dmy", "mdy", "date"])]
    years = dates.str[:4].value_counts().sort_index(kind="stable")
    typed_in = years.idxmax() if len(years) else ""
    other = dates[(dates.str[:4] != typed_in) & dates.str.endswith("-01")].str[2:4].astype(int)
    day_first = int((votes == "dmy").sum() + other.between(LATE + 1, LAST_DAY).sum())
    month_first = int((votes == "mdy").sum())
    count = len(dates) + int((votes == "date").sum())
    if not count and not day_first:
        return None
    order = "mdy" if month_first and not day_first else "dmy" if day_first else UNDECIDED
    proofs = month_first if order == "mdy" else day_first
    why = Message(f"coding.rt_rw_{order.strip('?')}", count=count, other=proofs)
    return f"{order} {typed_in}".strip(), why


def sex_coding(
    cells: pd.Series, table: pd.Series, by_ingest: pd.Series, sex_of_nik: pd.Series
) -> ColumnCoding:
    """Return how sex is coded per row: "pria-wanita" or digits "L-P" such as "1-0"; else missing.

    Digits are believed as 1 = L, 2 = P unless the NIKs of the column contradict them; 0 and 1
    only where the NIKs say which is which.
    """
    cells_read = pd.DataFrame({"table": table, "word": map_text(plain, cells)})
    cells_read["nik"] = sex_of_nik
    filled = cells_read.dropna(subset=["word"]).groupby("table")
    verdicts = {t: _sex_coding(part) for t, part in filled}
    return _column_coding("jenis_kelamin", verdicts, table, by_ingest)


def _sex_coding(part: pd.DataFrame) -> Verdict | None:
    words = set(part["word"].unique()) - {""}
    if "W" in words and "P" in words and not words & {"L", "LK"}:
        return "pria-wanita", Message("coding.sex_pria_wanita")
    if not words or not words <= {"0", "1", "2"}:
        return None
    other = "0" if "0" in words else "2"
    sure = part.dropna(subset=["nik"])
    agree = ((sure["word"] == "1") == (sure["nik"] == "L")).mean() if len(sure) >= TOO_FEW else 0.5
    digits = f"{other}-1" if agree <= CONTRADICTS else f"1-{other}"
    share = max(agree, 1 - agree)
    if share < AGREES:
        return None
    return digits, Message("coding.sex_digits", coding=digits, share=share, count=len(sure))


def relationship_coding(
    cells: pd.Series, table: pd.Series, by_ingest: pd.Series, sex: pd.Series
) -> ColumnCoding:
    """Return dukcapil or bps per row where the column's digits are decided; else missing.

    Code 3 is Istri to Dukcapil and Anak to BPS: a column whose 3s are men too is BPS's. Only
    Dukcapil has codes above 8.
    """
    cells_read = pd.DataFrame({"table": table, "word": map_text(plain, cells), "sex": sex})
    digits = cells_read[is_true(cells_read["word"].str.fullmatch(r"[0-9]{1,2}"))]
    verdicts = {t: _relationship_coding(part) for t, part in digits.groupby("table")}
    return _column_coding("hubungan", verdicts, table, by_ingest)


def _relationship_coding(part: pd.DataFrame) -> Verdict | None:
    codes = part["word"].astype(int)
    above = int(codes.between(9, 11).sum())
    if above:
        return "dukcapil", Message("coding.relationship_above_8", count=above)
    third = part.loc[codes == 3, "sex"].dropna()
    if len(third) < 2 * TOO_FEW:
        return None
    men = (third == "L").mean()
    system = "bps" if men >= CONTRADICTS else "dukcapil"
    if FEW_MEN < men < CONTRADICTS:
        return None
    why = Message("coding.relationship_men", coding=system, share=men, count=len(third))
    return system, why


def desil_scale(
    columns: DataFrame[Column], rows: DataFrame[SourceRow], table: pd.Series
) -> ColumnCoding:
    """Return "persentil" per row where its column ranks from 0 to 100, as DTKS's does.

    The header says so, or whole numbers up to 100 of which many are above 10.
    """
    says = is_true(columns["header"].str.contains(PERCENT))
    says &= ~is_true(
        columns["header"].str.contains("desil", case=False)
    )  # "Desil/Persentil" may be
    headed = columns[is_true(columns["field"] == "desil") & says]
    tables = rows[TABLE_KEY].assign(table=table).drop_duplicates()
    ranked = tables.merge(headed[TABLE_KEY], "inner", TABLE_KEY)["table"]
    verdicts: dict[Any, Verdict | None] = dict.fromkeys(
        ranked.tolist(), ("persentil", Message("coding.percentile_header"))
    )
    cells_read = pd.DataFrame({"table": table, "rank": map_text(rank, rows["desil"])}).dropna()
    counted = cells_read.groupby(["table", "rank"]).size().reset_index(name="rows")
    for number, part in counted.groupby("table"):
        verdicts.setdefault(number, _percentile(part))
    return _column_coding("desil", verdicts, table, coding_by_ingest(rows, columns, "desil"))


def _percentile(part: pd.DataFrame) -> Verdict | None:
    number = pd.to_numeric(part["rank"], errors="coerce")
    filled, above = part["rows"].sum(), part.loc[number > MOST_DESIL, "rows"].sum()
    whole = part.loc[number <= MOST_PERCENT, "rows"].sum() >= MOST * filled
    if not whole or above < MANY * filled or filled < TOO_FEW:
        return None
    return "persentil", Message("coding.percentile_ranks", count=above, filled=filled)


def region_system(
    cells: pd.DataFrame, table: pd.Series, by_ingest: pd.Series, territory: Territory
) -> ColumnCoding:
    """Return kemendagri or bps per row: the system whose reading agrees with the names."""
    undecided = cells.assign(table=table)[by_ingest.isna()].dropna(
        subset=["kode_desa", "kode_kecamatan", "kode_kabupaten"], how="all"
    )
    fields = list(cells.columns)
    counted = undecided.groupby([*fields, "table"], dropna=False).size().reset_index(name="rows")
    cells_read = [
        [None if pd.isna(cell) else cell for cell in row]
        for row in counted[fields].itertuples(index=False, name=None)
    ]
    systems = [
        systems_of(PlaceCells(**dict(zip(fields, row, strict=True))), territory)
        for row in cells_read
    ]
    for system in ("kemendagri", "bps"):
        counted[system] = np.array([system in s for s in systems], dtype=int) * counted["rows"]
    sums = counted.groupby("table")[["rows", "kemendagri", "bps"]].sum()
    verdicts = {t: _system(*counts) for t, *counts in sums.itertuples(name=None)}
    return _column_coding("kode_desa", verdicts, table, by_ingest)


def _system(rows: int, kemendagri: int, bps: int) -> Verdict | None:
    for system, own, other in (("kemendagri", kemendagri, bps), ("bps", bps, kemendagri)):
        if own >= MOST * rows and other < FEW * rows:
            why = Message("coding.region_system", coding=system, share=own / rows, count=rows)
            return system, why
    return None
