"""NIK and No. KK of whole columns: what a single cell cannot show.

A column that Excel cut, columns exchanged, a series that was filled down, one NIK on many rows.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from pandera.typing.pandas import DataFrame
from rapidfuzz import fuzz

from bekasi_reconcile.clean import nik
from bekasi_reconcile.clean.distinct import mapped
from bekasi_reconcile.clean.part import holds, is_number
from bekasi_reconcile.reference import regions
from bekasi_reconcile.tables import TEXT, SourceRow

CUT_NUMBERS = 0.2
"""Share of numeric cells ending in 0 above which Excel cut the column; by chance it is 1 in 100."""

CUT_TEXTS, ENOUGH = 0.3, 10
EXCHANGED = 0.8
SIAK = range(3, 27)
"""Two-digit years in which family cards of today were recorded."""

RUN = 3
"""Rows of consecutive numbers that are a series and not twins."""

PLACEHOLDER_KINDS = 2
"""Different digits that a filler has at most."""

PET = 4
"""Least letters of a pet name that is the tail of a full one."""

UNLIKE = 70
"""Best RapidFuzz ratio of two names below which they are two people's."""


def read_niks(cells: pd.Series, kind: pd.Series) -> pd.DataFrame:
    """Return nik.Reading of each cell; ``kind`` is angka where the cell was a number."""
    return _read(_nik, cells, kind, women=True)


def read_kks(cells: pd.Series, kind: pd.Series) -> pd.DataFrame:
    """Return nik.Reading of each No. KK cell."""
    return _read(_kk, cells, kind, women=False)


def _read(
    read: Callable[..., nik.Reading], cells: pd.Series, kind: pd.Series, *, women: bool
) -> pd.DataFrame:
    """Return readings: sound numbers known by their digits at once, the others one by one."""
    status = plainly_valid(cells, women=women)
    numeric = holds(kind == "angka")
    status = status.mask(numeric)  # these may be past 2^53
    rest = status.isna() & cells.notna()
    made = pd.DataFrame(
        {
            "pattern": cells.where(status.notna()),
            "status": status.fillna("MISSING"),
            "rule": pd.Series(pd.NA, cells.index, TEXT),
        }
    )
    if rest.any():
        read_one = mapped(nik.Reading, read, cells[rest], numeric[rest])
        made = pd.concat([made[~rest], read_one]).reindex(cells.index)
    return made


def plainly_valid(cells: pd.Series, *, women: bool) -> pd.Series:
    """Return VALID or VALID_FOREIGN_REGION for plain, sound numbers; missing for all others.

    Says what ``nik.read_nik`` (``women``) and ``nik.read_kk`` say of them, a million at a time.
    """
    made = pd.Series(pd.NA, cells.index, TEXT)
    plain = cells[is_number(cells)]
    if plain.empty:
        return made
    text = np.array(plain.to_list(), dtype="S16")
    digit = text.view(np.uint8).reshape(-1, 16) - ord("0")
    tens = digit[:, 0::2].astype(int) * 10 + digit[:, 1::2]  # the number in pairs of digits
    day, month, year = tens[:, 3], tens[:, 4], tens[:, 5]
    if women:
        day = day - 40 * (day > 40)
    last = np.array([0, *nik.DAYS])[np.minimum(month, 13) % 13]
    sound = (day >= 1) & (day <= last) & ((day != 29) | (month != 2) | (year % 4 == 0))
    sound &= np.isin(tens[:, 0], [int(code) for code in regions.provinces()])
    sound &= (tens[:, 6] > 0) | (tens[:, 7] > 0)
    area = tens[:, 0] * 10_000 + tens[:, 1] * 100 + tens[:, 2]
    known = np.isin(area, [int(code) for code in regions.by_code() if len(code) == 6])
    home = np.isin(area // 100, [int(code) for code in regions.BEKASI])
    sound &= (known | ~home) & (_kinds(digit) > PLACEHOLDER_KINDS)
    made[plain.index[sound]] = np.where(home[sound], "VALID", "VALID_FOREIGN_REGION")
    return made


def _kinds(digit: np.ndarray) -> np.ndarray:
    """Return how many different digits each number has."""
    seen = np.zeros(len(digit), dtype=np.int64)
    for column in digit.T:
        seen |= 1 << column.astype(np.int64)
    return np.array([bin(n).count("1") for n in range(1024)])[seen]


def _nik(text: str | None, numeric: bool | None) -> nik.Reading:
    return nik.read_nik(text, numeric=bool(numeric))


def _kk(text: str | None, numeric: bool | None) -> nik.Reading:
    return nik.read_kk(text, numeric=bool(numeric))


def without_cut(
    readings: pd.DataFrame, kind: pd.Series, table: pd.Series, decided: pd.Series
) -> pd.DataFrame:
    """Return readings whose last digit is unknown where the column was cut by Excel.

    ``decided`` is "angka-rusak" where ingest saw that already.
    """
    whole = is_number(readings["pattern"])
    cut = holds(readings["status"] == "TRUNCATED")
    zero = holds(readings["pattern"].str.endswith("0")) & whole | cut
    number = holds(kind == "angka") & (whole | cut)
    known = pd.DataFrame({"n": number, "n0": number & zero, "all": whole | cut, "all0": zero})
    of = known.groupby(table).transform("sum")
    damaged = number & (of["n0"] > CUT_NUMBERS * of["n"])
    damaged |= (of["all"] >= ENOUGH) & (of["all0"] > CUT_TEXTS * of["all"])
    damaged |= holds(decided == "angka-rusak")
    damaged &= zero & whole
    return _marked(readings, damaged, "TRUNCATED", "nomor-kolom-terpotong")


def exchanged(rows: DataFrame[SourceRow], table: pd.Series) -> pd.Series:
    """Return which rows stand in a table whose NIK and No. KK columns are exchanged."""
    both = rows[["nik", "no_kk"]].dropna()
    both = both[is_number(both["nik"]) & is_number(both["no_kk"])]
    if len(both) == 0:
        return pd.Series(False, index=rows.index)
    like = pd.DataFrame({"nik": _like_kk(both["nik"]), "no_kk": ~_like_kk(both["no_kk"])})
    share = like.groupby(table.reindex(both.index)).agg(["mean", "size"])
    swapped = (share["nik"]["mean"] >= EXCHANGED) & (share["no_kk"]["mean"] >= EXCHANGED)
    swapped &= share["nik"]["size"] >= ENOUGH
    return holds(table.map(swapped))


def _like_kk(numbers: pd.Series) -> pd.Series:
    """Return whether digits 7 to 12 may be the day on which a family card was recorded."""
    day, year = numbers.str[6:8].astype(int), numbers.str[10:12].astype(int)
    return (day <= 31) & year.isin(SIAK)


def without_series(
    readings: pd.DataFrame, rows: DataFrame[SourceRow], agrees: pd.Series
) -> pd.DataFrame:
    """Return readings without NIKs that run 1, 2, 3 … down the rows of a table.

    A NIK that ``agrees`` with its row's birth date stays: triplets have such numbers.
    """
    order = rows.sort_values(["submission_id", "sheet", "table", "row"]).index
    pattern = readings["pattern"].where(readings["status"].isin(nik.TRUSTED)).reindex(order)
    number = pd.to_numeric(pattern, errors="coerce").fillna(0).astype("int64")
    table = rows.groupby(["submission_id", "sheet", "table"], sort=False).ngroup().reindex(order)
    follows = (number.diff() == 1) & (table.diff() == 0)
    run = (~follows).cumsum()
    long = run.groupby(run).transform("size") >= RUN
    filled = long.reindex(readings.index) & ~holds(agrees)
    return _marked(readings, filled, "PLACEHOLDER", "nik-deret", keep=False)


def without_shared(readings: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return readings without the NIKs that different people of one file bear.

    ``people``: submission_id, kunci, born, agrees (with the NIK's date), head. Where only one
    of the people agrees with the NIK's own date, or only one is head of a family, it is theirs.
    """
    trusted = people.assign(nik=readings["pattern"])[readings["status"].isin(nik.TRUSTED)]
    trusted = trusted.dropna(subset=["nik", "kunci"])
    key = ["submission_id", "nik"]
    several = trusted[trusted.duplicated(key, keep=False)]
    several = several[several.groupby(key)["kunci"].transform("nunique") > 1]
    shared: list[int] = []
    for _, rows in several.groupby(key, sort=False):
        shared += _not_theirs(rows)
    marked = pd.Series(False, index=readings.index)
    marked[shared] = True
    return _marked(readings, marked, "SHARED", "nik-dipakai-bersama", keep=False)


def _not_theirs(rows: pd.DataFrame) -> list[int]:
    """Return the rows of one NIK to take it from: none if all may be one person."""
    names = sorted(rows["kunci"].unique())
    people = _people(names)
    births = set(rows["born"].tolist())
    if len(people) < 2 or (len(births) == 1 and pd.NA not in births):
        return []
    person = rows["kunci"].map({name: i for i, group in enumerate(people) for name in group})
    for owns in (holds(rows["agrees"]), rows["head"]):
        owner = person[owns].unique()
        if len(owner) == 1:
            return [int(row) for row in rows.index[person != owner[0]]]
    return [int(row) for row in rows.index]


def _people(names: list[str]) -> list[list[str]]:
    """Return names grouped by likeness to the first of each group."""
    groups: list[list[str]] = []
    for name in names[:200]:
        mine = next((g for g in groups if _likeness(g[0], name) >= UNLIKE), None)
        if mine is None:
            groups.append([name])
        else:
            mine.append(name)
    return groups + [[name] for name in names[200:]]


def _likeness(left: str, right: str) -> float:
    tail = any(a.endswith(b) for a, b in _long_pairs(left, right))
    return 100.0 if tail else float(fuzz.token_set_ratio(left, right))


def _long_pairs(left: str, right: str) -> list[tuple[str, str]]:
    """Return the token pairs in which one may be the pet form of the other: UDIN, SAEPUDIN."""
    pairs = [(a, b) for a in left.split() for b in right.split() if min(len(a), len(b)) >= PET]
    return [pair if len(pair[0]) > len(pair[1]) else pair[::-1] for pair in pairs]


def mended(readings: pd.DataFrame, stated: pd.Series) -> pd.DataFrame:
    """Return readings in which a NIK of 17 digits is repaired where the birth date confirms it."""
    pattern = readings["pattern"].where(readings["status"] == "WRONG_LENGTH")
    inside = pattern.where(~pattern.str.contains("?", regex=False)).str[6:12].dropna()
    day = (inside.str[:2].astype(int) % 40).astype(TEXT).str.zfill(2)
    said = stated.reindex(inside.index)
    right = (day == said.str[8:10]) & (inside.str[2:4] == said.str[5:7])
    right = holds(right & (inside.str[4:6] == said.str[2:4]))
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
    same = holds(niks["pattern"] == kks["pattern"])
    digits = niks["pattern"].where(same).dropna()
    inside = digits.str[10:12] + digits.str[8:10]
    said = (stated.str[2:4] + stated.str[5:7]).reindex(digits.index)
    is_nik = (inside == said).fillna(False) | ~_like_kk(digits.str.replace("?", "0", regex=False))
    nik_right = same & is_nik.reindex(same.index, fill_value=False).astype(bool)
    return same & ~nik_right, nik_right


def _marked(
    readings: pd.DataFrame, where: pd.Series, status: str, rule: str, *, keep: bool = True
) -> pd.DataFrame:
    """Return readings with another status ``where`` says; kept, the last digit is unknown."""
    mask = where.to_numpy(dtype=bool)
    cut = (readings["pattern"].str[:15] + "?") if keep else pd.Series(pd.NA, readings.index, TEXT)
    return readings.assign(
        pattern=readings["pattern"].mask(mask, cut),
        status=readings["status"].mask(mask, status),
        rule=readings["rule"].mask(mask, rule),
    )


def blanked(readings: pd.DataFrame, where: pd.Series, rule: str) -> pd.DataFrame:
    """Return readings whose number is another kind's ``where`` says."""
    return _marked(readings, where, "WRONG_ID_TYPE", rule, keep=False)


def digits_of(readings: pd.DataFrame) -> pd.Series:
    """Return the sixteen digits where all are trusted; else missing."""
    trusted = readings["status"].isin(nik.TRUSTED).to_numpy(dtype=bool)
    whole = ~readings["pattern"].str.contains("?", regex=False).fillna(True).to_numpy(dtype=bool)
    return readings["pattern"].where(trusted & whole)
