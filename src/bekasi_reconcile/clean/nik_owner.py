"""Whose a NIK is: one that many rows bear, and one that Excel's fill handle made."""

from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame
from rapidfuzz import fuzz

from bekasi_reconcile.clean import nik
from bekasi_reconcile.clean.number_column import with_status
from bekasi_reconcile.clean.partial_record import is_true
from bekasi_reconcile.tables import SourceRow

RUN = 3
"""Rows of consecutive numbers that are a series and not twins."""

PET = 4
"""Least letters of a pet name that is the tail of a full one."""

UNLIKE = 70
"""Best RapidFuzz ratio of two names below which they are two people's."""


class Bearer(NamedTuple):
    """A row that bears a NIK: its name key, birth date, and whether the NIK may be its own."""

    at: int
    kunci: str
    born: Any
    agrees: bool
    head: bool


def without_niks_in_series(
    readings: pd.DataFrame, rows: DataFrame[SourceRow], agrees: pd.Series
) -> pd.DataFrame:
    """Return readings without NIKs that run 1, 2, 3 … down the rows of a table.

    ``rows`` has the number of each row's table in ``table``. A NIK that ``agrees`` with its
    row's birth date stays: triplets have such numbers.
    """
    order = rows.sort_values(["table", "row"]).index
    pattern = readings["pattern"].where(readings["status"].isin(nik.TRUSTED)).reindex(order)
    number = pd.to_numeric(pattern, errors="coerce").fillna(0).astype("int64")
    follows = (number.diff() == 1) & (rows["table"].reindex(order).diff() == 0)
    run = (~follows).cumsum()
    long = run.groupby(run).transform("size") >= RUN
    filled = long.reindex(readings.index) & ~is_true(agrees)
    return with_status(readings, filled, "PLACEHOLDER", "nik-deret", keep=False)


def without_shared_niks(readings: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return readings without the NIKs that different people of one file bear.

    ``people``: submission_id, kunci, born, agrees (with the NIK's date), head. Where only one
    of the people agrees with the NIK's own date, or only one is head of a family, it is theirs.
    """
    trusted = people.assign(nik=readings["pattern"])[readings["status"].isin(nik.TRUSTED)]
    trusted = trusted.dropna(subset=["nik", "kunci"])
    key = ["submission_id", "nik"]
    several = trusted[trusted.duplicated(key, keep=False)]
    several = several[several.groupby(key)["kunci"].transform("nunique") > 1].sort_values(key)
    several = several.assign(agrees=is_true(several["agrees"]), at=several.index)
    bearers = several[[*key, *Bearer._fields]].astype(object).to_numpy().tolist()
    shared: list[int] = []
    for _, rows in groupby(bearers, key=lambda row: row[:2]):
        shared += _not_theirs([Bearer(*row[2:]) for row in rows])
    taken = pd.Series(False, index=readings.index)
    taken[shared] = True
    return with_status(readings, taken, "SHARED", "nik-dipakai-bersama", keep=False)


def _not_theirs(rows: list[Bearer]) -> list[int]:
    """Return the rows of one NIK to take it from: none if all may be one person."""
    people = _people(sorted({row.kunci for row in rows}))
    births = {row.born for row in rows}
    if len(people) < 2 or (len(births) == 1 and pd.NA not in births):
        return []
    person = {name: i for i, group in enumerate(people) for name in group}
    for owns in ("agrees", "head"):
        owner = {person[row.kunci] for row in rows if getattr(row, owns)}
        if len(owner) == 1:
            return [row.at for row in rows if person[row.kunci] not in owner]
    return [row.at for row in rows]


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
