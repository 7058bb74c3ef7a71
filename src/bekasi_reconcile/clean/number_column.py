"""NIK and No. KK of whole columns: what a single cell cannot show.

A column that Excel cut, two columns exchanged, a NIK that is its own row's No. KK.
"""

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean import nik
from bekasi_reconcile.clean.column_coding import ColumnCoding, verdict_lines
from bekasi_reconcile.clean.partial_record import insert_text, is_number, is_true
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.tables import TEXT, SourceRow

CUT_NUMBERS = 0.2
"""Share of numeric cells ending in 0 above which Excel cut the column; by chance it is 1 in 100."""

CUT_TEXTS, ENOUGH = 0.3, 10
CUT = "angka-rusak"
"""The coding of a column of numbers that Excel cut."""

EXCHANGED = 0.8
SIAK = range(3, 27)
"""Two-digit years in which family cards of today were recorded."""


def cut_columns(
    field: str, readings: pd.DataFrame, kind: pd.Series, table: pd.Series, by_ingest: pd.Series
) -> ColumnCoding:
    """Return "angka-rusak" for the rows whose last digit Excel cut with their whole column.

    ``by_ingest`` says so where ingest saw that already.
    """
    whole = is_number(readings["pattern"])
    cut = is_true(readings["status"] == "TRUNCATED")
    zero = is_true(readings["pattern"].str.endswith("0")) & whole | cut
    number = is_true(kind == "angka") & (whole | cut)
    flags = pd.DataFrame({"n": number, "n0": number & zero, "all": whole | cut, "all0": zero})
    of = flags.groupby(table).transform("sum")
    damaged = number & (of["n0"] > CUT_NUMBERS * of["n"])
    damaged |= (of["all"] >= ENOUGH) & (of["all0"] > CUT_TEXTS * of["all"])
    damaged |= is_true(by_ingest == "angka-rusak")
    damaged &= zero & whole
    once = of.assign(table=table)[damaged].drop_duplicates("table")
    verdicts = {
        t: (CUT, Message("coding.cut_numbers", ends=ends, count=count))
        for t, count, ends in _counts(once)
    }
    coding = pd.Series(CUT, readings.index, TEXT).where(damaged)
    return ColumnCoding(coding, verdict_lines(field, verdicts))


def _counts(of_tables: pd.DataFrame) -> list[tuple[int, int, int]]:
    """Return table, numbers in its column, and how many of them end in 0."""
    return list(of_tables[["table", "all", "all0"]].itertuples(index=False, name=None))


def without_cut(readings: pd.DataFrame, cut: pd.Series) -> pd.DataFrame:
    """Return readings whose last digit is unknown where ``cut`` says "angka-rusak"."""
    return with_status(readings, cut.notna(), "TRUNCATED", "nomor-kolom-terpotong")


def exchanged_columns(rows: DataFrame[SourceRow], table: pd.Series) -> ColumnCoding:
    """Return "tertukar" for the rows of a table whose NIK and No. KK columns are exchanged."""
    both = rows[["nik", "no_kk"]].dropna()
    both = both[is_number(both["nik"]) & is_number(both["no_kk"])]
    like = pd.DataFrame({"nik": _like_kk(both["nik"]), "no_kk": ~_like_kk(both["no_kk"])})
    share = like.groupby(table.reindex(both.index)).agg(["mean", "size"])
    swapped = (share["nik"]["mean"] >= EXCHANGED) & (share["no_kk"]["mean"] >= EXCHANGED)
    swapped &= share["nik"]["size"] >= ENOUGH
    of_swapped = share["nik"][swapped]
    verdicts = {
        t: ("tertukar", Message("coding.exchanged_columns", share=like, count=size))
        for t, like, size in of_swapped[["mean", "size"]].itertuples(name=None)
    }
    lines = pd.concat(
        [verdict_lines(field, verdicts) for field in ("nik", "no_kk")], ignore_index=True
    )
    coding = pd.Series("tertukar", rows.index, TEXT).where(table.isin(list(verdicts)))
    return ColumnCoding(coding, lines)


def _like_kk(numbers: pd.Series) -> pd.Series:
    """Return whether digits 7 to 12 may be the day on which a family card was recorded."""
    day, year = numbers.str[6:8].astype(int), numbers.str[10:12].astype(int)
    return (day <= 31) & year.isin(SIAK)


def mend_long_niks(readings: pd.DataFrame, stated: pd.Series) -> pd.DataFrame:
    """Return readings in which a NIK of 17 digits is repaired where the birth date confirms it."""
    pattern = readings["pattern"].where(readings["status"] == "WRONG_LENGTH")
    inside = pattern.where(~pattern.str.contains("?", regex=False)).str[6:12].dropna()
    day = (inside.str[:2].astype(int) % 40).astype(TEXT).str.zfill(2)
    dates = stated.reindex(inside.index)
    right = (day == dates.str[8:10]) & (inside.str[2:4] == dates.str[5:7])
    right = is_true(right & (inside.str[4:6] == dates.str[2:4]))
    mask = right.reindex(readings.index, fill_value=False).to_numpy(dtype=bool)
    return readings.assign(
        status=readings["status"].mask(mask, "REPAIRED"),
        rule=readings["rule"].mask(mask, "nomor-diperbaiki"),
    )


def same_as_kk(
    niks: pd.DataFrame, kks: pd.DataFrame, stated: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Return where the NIK is really the row's No. KK, and where the No. KK is really the NIK.

    The date inside decides: the stated birth date (ISO) or a woman's day says NIK, a recent
    year says KK.
    """
    same = is_true(niks["pattern"] == kks["pattern"])
    digits = niks["pattern"].where(same).dropna()
    inside = digits.str[10:12] + digits.str[8:10]
    dates = (stated.str[2:4] + stated.str[5:7]).reindex(digits.index)
    is_nik = (inside == dates).fillna(False) | ~_like_kk(digits.str.replace("?", "0", regex=False))
    nik_right = same & is_nik.reindex(same.index, fill_value=False).astype(bool)
    return same & ~nik_right, nik_right


def with_status(
    readings: pd.DataFrame, where: pd.Series, status: str, rule: str, *, keep: bool = True
) -> pd.DataFrame:
    """Return readings with another status ``where`` says; kept, the last digit is unknown."""
    mask = where.to_numpy(dtype=bool)
    if not mask.any():
        return readings
    pattern = readings["pattern"]
    cut = pattern[mask].map(nik.mask_cut_digits, na_action="ignore").astype(TEXT)
    return readings.assign(
        pattern=insert_text(cut, where, pattern) if keep else pattern.mask(mask),
        status=readings["status"].mask(mask, status),
        rule=readings["rule"].mask(mask, rule),
    )


def blank_numbers(readings: pd.DataFrame, where: pd.Series, rule: str) -> pd.DataFrame:
    """Return readings whose number is another kind's ``where`` says."""
    return with_status(readings, where, "WRONG_ID_TYPE", rule, keep=False)


def digits_of(readings: pd.DataFrame) -> pd.Series:
    """Return the sixteen digits where all are trusted; else missing."""
    trusted = readings["status"].isin(nik.TRUSTED).to_numpy(dtype=bool)
    whole = ~readings["pattern"].str.contains("?", regex=False).fillna(True).to_numpy(dtype=bool)
    return readings["pattern"].where(trusted & whole)
