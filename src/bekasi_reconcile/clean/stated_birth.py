"""The birth date that a row states, in whichever of its columns."""

from datetime import date
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean import birth_cell, column_coding
from bekasi_reconcile.clean import date as dates
from bekasi_reconcile.clean.age import years
from bekasi_reconcile.clean.cell_problem import broken_cells
from bekasi_reconcile.clean.distinct_map import map_distinct, map_text
from bekasi_reconcile.clean.partial_record import PartialRecord, is_true
from bekasi_reconcile.clean.text import is_empty, normal_text
from bekasi_reconcile.tables import TEXT, Column, SourceRow


class AgeReading(NamedTuple):
    """An age in whole years, or the rule that its cell breaks."""

    years: int | None
    rule: str | None


def read(
    rows: DataFrame[SourceRow], columns: DataFrame[Column], table: pd.Series, as_of: date
) -> PartialRecord:
    """Return the stated birth: value, swapped, short_year, age, rule, field, text, tempat_lahir.

    The columns are those of birth_check.StatedBirth without the role, the cell they come from,
    and the birthplace. The first of tanggal_lahir, ttl and day/month/year that is filled counts.
    """
    halves = map_distinct(birth_cell.Halves, birth_cell.split_ttl, rows["ttl"])
    three = map_text(
        birth_cell.join_date_parts, rows["hari_lahir"], rows["bulan_lahir"], rows["tahun_lahir"]
    )
    cells = {
        "tanggal_lahir": rows["tanggal_lahir"],
        "ttl": halves["dated"],
        "tahun_lahir": three,
    }
    stated: pd.DataFrame | None = None
    codings = []
    for field, text in cells.items():
        by_ingest = column_coding.coding_by_ingest(rows, columns, field)
        order = column_coding.date_order(field, text, table, by_ingest)
        codings.append(order.verdicts)
        read_date = partial(dates.read, as_of=as_of)
        reading = map_distinct(dates.DateReading, read_date, text, order.coding)
        reading = reading.assign(field=pd.Series(field, rows.index, TEXT), text=rows[field])
        stated = reading if stated is None else _fill_silent(stated, reading)
    assert stated is not None
    age = map_distinct(AgeReading, _read_age, rows["umur"])
    instead = stated["text"].where(is_true(stated["rule"] == "tanggal-tak-terbaca"))  # "36 th"
    worded = instead.where(is_true(instead.str.contains("[A-Za-z]")))
    age = age.assign(
        years=age["years"].fillna(map_distinct(AgeReading, _read_age, worded)["years"])
    )
    values = stated.assign(
        age=age["years"],
        tempat_lahir=map_text(_place, rows["tempat_lahir"].fillna(halves["place"])),
    )
    return PartialRecord(values, [broken_cells(age["rule"], "umur", rows["umur"])], codings)


def _fill_silent(stated: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return ``stated``, and ``other`` in the rows where it says nothing at all."""
    silent = stated["value"].isna() & stated["rule"].isna()
    silent &= other["value"].notna() | other["rule"].notna()
    if not silent.any():
        return stated
    both = pd.concat([stated, other], ignore_index=True)
    at = np.arange(len(stated)) + len(stated) * silent.to_numpy()
    return both.take(at).set_axis(stated.index)


def _read_age(text: str | None) -> AgeReading:
    age = years(text)
    tidy = normal_text(text or "")
    unreadable = age is None and not is_empty(tidy) and bool(tidy.strip("0"))
    return AgeReading(age, "umur-tak-terbaca" if unreadable else None)


def years_of_birth(
    birth: pd.Series, age: pd.Series, reported_on: pd.Series, as_of: date
) -> pd.DataFrame:
    """Return lahir_min and lahir_maks: of the birth date, else of the age at the data's date.

    Who is 36 in 2025 was born in 1988 or 1989. Data without a date are of ``as_of``.
    """
    year = pd.to_numeric(birth.str[:4]).astype("Int64")
    reported_in = pd.to_numeric(reported_on.str[:4]).astype("Int64").fillna(as_of.year)
    return pd.DataFrame(
        {
            "lahir_min": year.fillna(reported_in - age - 1),
            "lahir_maks": year.fillna(reported_in - age),
        }
    )


def _place(text: str | None) -> str | None:
    """Return a birthplace in upper case, without the date that may stand behind it."""
    tidy = normal_text(text or "").upper()
    return None if is_empty(tidy) else birth_cell.split_ttl(tidy).place
