"""NIK, No. KK, birth, sex, relationship and life status, read and held against each other."""

from collections.abc import Iterable
from datetime import date

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean import (
    birth_check,
    code,
    column_coding,
    nik,
    nik_owner,
    number_column,
    number_repair,
    stated_birth,
)
from bekasi_reconcile.clean.cell_problem import broken_cells
from bekasi_reconcile.clean.distinct_map import map_distinct, map_text
from bekasi_reconcile.clean.partial_record import PartialRecord, is_true
from bekasi_reconcile.reference.territory import Territory
from bekasi_reconcile.tables import TEXT, Column, SourceRow

DATED = frozenset({*nik.TRUSTED, "TRUNCATED", "MASKED", "WRONG_LENGTH"})
"""The statuses of a NIK whose known digits still include a birth date."""

CODED = ("jenis_kelamin", "hubungan", "status_hidup")
DISAGREES = {
    "nik-tanggal-beda": "WARN_DATE",
    "nik-tanggal-satu-angka": "WARN_DATE",
    "nik-tanggal-lain": "BORROWED",
}
"""What a birth date says of its row's NIK, and the status that this gives a valid one."""


def read(
    rows: DataFrame[SourceRow],
    columns: DataFrame[Column],
    table: pd.Series,
    names: PartialRecord,
    as_of: date,
    territory: Territory,
) -> PartialRecord:
    """Return the numbers, birth, sex, relationship and life status of each row."""
    dates = stated_birth.read(rows, columns, table, as_of)
    niks, kks, numbers = _numbers(rows, columns, table, dates.columns["value"], territory)
    codes = _codes(rows, columns, table, niks)
    stated = dates.columns.assign(role=codes.columns["hubungan"])
    birth = _births(niks, stated, as_of)
    pattern_as_read = niks["pattern"]
    niks = nik_owner.without_niks_in_series(niks, rows.assign(table=table), birth["agrees"])
    niks = nik_owner.without_shared_niks(niks, _bearers(rows, names, birth, codes.columns))
    blanked = pattern_as_read.notna() & niks["pattern"].isna()
    again = _births(niks[blanked], stated[blanked], as_of)
    birth = pd.concat([birth[~blanked], again]).reindex(rows.index)
    sex_of_nik = map_text(birth_check.sex_in, _date_digits(niks))
    birth_years = stated_birth.years_of_birth(
        birth["tanggal_lahir"], dates.columns["age"], rows["reported_on"], as_of
    )
    values = codes.columns.assign(
        **birth_years,
        tempat_lahir=dates.columns["tempat_lahir"],
        tanggal_lahir=birth["tanggal_lahir"],
        lahir_nik=birth["lahir_nik"],
        kelamin_nik=sex_of_nik,
        nik=number_column.digits_of(niks),
        nik_pattern=niks["pattern"].where(niks["pattern"].str.len() == 16),
        nik_status=_with_warning(niks["status"], birth["rule"]),
        no_kk=number_column.digits_of(kks),
        kk_status=kks["status"],
        nik_kepala=_head_niks(rows, territory),
        status_hidup=codes.columns["status_hidup"].fillna(names.columns["hidup_nama"]),
    )
    other_sex = _other_sex(sex_of_nik, codes.columns["jenis_kelamin"])
    problems = [
        *numbers.problems,
        *dates.problems,
        *codes.problems,
        broken_cells(niks["rule"], "nik", rows["nik"]),
        broken_cells(kks["rule"], "no_kk", rows["no_kk"]),
        broken_cells(other_sex, "nik", rows["nik"]),
        *_birth_problems(birth, dates.columns, rows),
    ]
    return PartialRecord(values, problems, [*dates.codings, *numbers.codings, *codes.codings])


def _numbers(
    rows: DataFrame[SourceRow],
    columns: DataFrame[Column],
    table: pd.Series,
    stated: pd.Series,
    territory: Territory,
) -> tuple[pd.DataFrame, pd.DataFrame, PartialRecord]:
    """Return the readings of NIK and No. KK, and what there is to report of their columns."""
    exchanged = number_column.exchanged_columns(rows, table)
    swapped = exchanged.coding.notna()
    cells = rows[["nik", "nik_kind", "no_kk", "no_kk_kind"]]
    other = cells[["no_kk", "no_kk_kind", "nik", "nik_kind"]].set_axis(cells.columns, axis=1)
    cells = cells.mask(swapped, other) if swapped.any() else cells
    niks = number_repair.read_niks(cells["nik"], cells["nik_kind"], territory)
    kks = number_repair.read_kks(cells["no_kk"], cells["no_kk_kind"], territory)
    by_ingest = _codings_by_ingest(rows, columns, ("nik", "no_kk"))
    cut_nik = number_column.cut_columns("nik", niks, cells["nik_kind"], table, by_ingest["nik"])
    cut_kk = number_column.cut_columns("no_kk", kks, cells["no_kk_kind"], table, by_ingest["no_kk"])
    niks = number_column.mend_long_niks(number_column.without_cut(niks, cut_nik.coding), stated)
    kks = number_column.without_cut(kks, cut_kk.coding)
    is_kk, is_nik = number_column.same_as_kk(niks, kks, stated)
    niks = number_column.blank_numbers(niks, is_kk, "nik-sama-kk")
    kks = number_column.blank_numbers(kks, is_nik, "nik-sama-kk")
    first = swapped & ~table.where(swapped).duplicated()  # once a table, at its first row
    rule = pd.Series("kolom-nik-kk-tertukar", rows.index, TEXT).where(first)
    codings = [exchanged.verdicts, cut_nik.verdicts, cut_kk.verdicts]
    return niks, kks, PartialRecord(cells, [broken_cells(rule, "nik", rows["nik"])], codings)


def _codes(
    rows: DataFrame[SourceRow], columns: DataFrame[Column], table: pd.Series, niks: pd.DataFrame
) -> PartialRecord:
    """Return sex, relationship and life status, each by the coding of its column."""
    by_ingest = _codings_by_ingest(rows, columns, CODED)
    sex_of_nik = map_text(birth_check.sex_in, _date_digits(niks))
    of_sex = column_coding.sex_coding(
        rows["jenis_kelamin"], table, by_ingest["jenis_kelamin"], sex_of_nik
    )
    sex = map_distinct(code.CodeReading, code.sex, rows["jenis_kelamin"], of_sex.coding)
    likely_sex = sex["value"].fillna(sex_of_nik)
    of_role = column_coding.relationship_coding(
        rows["hubungan"], table, by_ingest["hubungan"], likely_sex
    )
    role = map_distinct(code.CodeReading, code.relationship, rows["hubungan"], of_role.coding)
    life = map_distinct(
        code.CodeReading, code.life, rows["status_hidup"], by_ingest["status_hidup"]
    )
    note = map_distinct(code.CodeReading, code.life, rows["keterangan"], _all_missing(rows))
    unread = rows["nik"].where(is_true(niks["rule"] == "nomor-tak-terbaca"))  # "meninggal" in it
    note_in_nik = map_distinct(code.CodeReading, code.life, unread, _all_missing(rows))
    readings = {"jenis_kelamin": sex, "hubungan": role, "status_hidup": life}
    values = pd.DataFrame({field: reading["value"] for field, reading in readings.items()})
    values["hubungan"] = _spouse(values["hubungan"], likely_sex)
    for remark in (note, note_in_nik):
        values["status_hidup"] = values["status_hidup"].fillna(remark["value"])
    problems = [broken_cells(r["rule"], field, rows[field]) for field, r in readings.items()]
    return PartialRecord(values, problems, [of_sex.verdicts, of_role.verdicts])


def _codings_by_ingest(
    rows: DataFrame[SourceRow], columns: DataFrame[Column], fields: Iterable[str]
) -> dict[str, pd.Series]:
    return {field: column_coding.coding_by_ingest(rows, columns, field) for field in fields}


def _spouse(role: pd.Series, sex: pd.Series) -> pd.Series:
    """Return ``role`` with SUAMI or ISTRI for a PASANGAN whose sex is known."""
    spouse = sex.map({"L": "SUAMI", "P": "ISTRI"}).astype(TEXT)
    return role.mask(is_true(role == "PASANGAN") & spouse.notna(), spouse)


def _births(niks: pd.DataFrame, stated: pd.DataFrame, as_of: date) -> pd.DataFrame:
    def check(digits: str | None, *parts: object) -> birth_check.Birth:
        stated_birth = birth_check.StatedBirth(*parts)  # type: ignore[arg-type]
        return birth_check.check_birth(digits, stated_birth, as_of)

    # Only a century in doubt needs age and role: without them fewer rows differ.
    doubt = stated["short_year"] | stated["value"].isna()
    stated = stated.assign(age=stated["age"].where(doubt), role=stated["role"].where(doubt))
    parts = (stated[field] for field in birth_check.StatedBirth._fields)
    return map_distinct(birth_check.Birth, check, _date_digits(niks), *parts)


def _date_digits(niks: pd.DataFrame) -> pd.Series:
    """Return the 7th to 12th digit of each NIK where all six are known."""
    inside = niks["pattern"].where(niks["status"].isin(DATED)).str[6:12]
    return inside.where(is_true(inside.str.fullmatch("[0-9]{6}")))


def _other_sex(sex_of_nik: pd.Series, stated: pd.Series) -> pd.Series:
    """Return the rule of a NIK whose sex is not the stated one."""
    return pd.Series("nik-kelamin-beda", sex_of_nik.index, TEXT).where(
        is_true(sex_of_nik != stated)
    )


def _bearers(
    rows: DataFrame[SourceRow], names: PartialRecord, birth: pd.DataFrame, codes: pd.DataFrame
) -> pd.DataFrame:
    """Return what ``nik_owner.without_shared_niks`` reads of the person who bears a row's NIK."""
    return pd.DataFrame(
        {
            "submission_id": rows["submission_id"],
            "kunci": names.columns["nama_kunci"],
            "born": birth["tanggal_lahir"],
            "agrees": birth["agrees"],
            "head": is_true(codes["hubungan"] == "KEPALA"),
        }
    )


def _with_warning(status: pd.Series, rule: pd.Series) -> pd.Series:
    valid = status.isin(["VALID", "VALID_FOREIGN_REGION"])
    warned = rule.map(DISAGREES).astype(TEXT)
    return status.mask(valid & warned.notna(), warned)


def _birth_problems(
    birth: pd.DataFrame, stated: pd.DataFrame, rows: DataFrame[SourceRow]
) -> list[pd.DataFrame]:
    """Return the problems of the two birth dates; an exchanged date that was mended is one."""
    mended = is_true(birth["rule"] == "tanggal-tertukar")
    in_cell = stated["rule"].mask(mended & (stated["rule"] == "tanggal-urutan"), pd.NA)
    return [
        broken_cells(in_cell, stated["field"], stated["text"]),
        broken_cells(birth["rule"].where(mended), stated["field"], stated["text"]),
        broken_cells(birth["rule"].mask(mended), "nik", rows["nik"]),
    ]


def _head_niks(rows: DataFrame[SourceRow], territory: Territory) -> pd.Series:
    """Return the NIK of the head of family where all its digits are trusted."""
    readings = number_repair.read_niks(rows["nik_kepala"], _all_missing(rows), territory)
    return number_column.digits_of(readings)


def _all_missing(rows: DataFrame[SourceRow]) -> pd.Series:
    return pd.Series(pd.NA, rows.index, TEXT)
