"""NIK, No. KK, birth, sex, relationship and life status: read apart, settled together."""

from datetime import date

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean import (
    birth_check,
    code,
    coding,
    nik,
    nik_owner,
    number_column,
    number_repair,
    stated_birth,
)
from bekasi_reconcile.clean.cell_problem import found
from bekasi_reconcile.clean.distinct_map import mapped, mapped_text
from bekasi_reconcile.clean.partial_record import Part, holds
from bekasi_reconcile.tables import TEXT, Column, SourceRow

DATED = frozenset({*nik.TRUSTED, "TRUNCATED", "MASKED", "WRONG_LENGTH"})
"""The statuses of a NIK whose known digits still tell a birth date."""

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
    who: Part,
    as_of: date,
) -> Part:
    """Return the numbers, birth, sex, relationship and life status of each row."""
    dates = stated_birth.read(rows, columns, table, as_of)
    niks, kks, in_number = _numbers(rows, columns, table, dates.values["value"])
    codes = _codes(rows, columns, table, niks)
    stated = dates.values.assign(role=codes.values["hubungan"])
    born = _born(niks, stated, as_of)
    before = niks["pattern"]
    niks = nik_owner.without_series(niks, rows.assign(table=table), born["agrees"])
    niks = nik_owner.without_shared(niks, _people(rows, who, born, codes.values))
    lost = before.notna() & niks["pattern"].isna()
    born = pd.concat([born[~lost], _born(niks[lost], stated[lost], as_of)]).reindex(rows.index)
    in_nik = mapped_text(birth_check.sex, _date_digits(niks))
    born_in = stated_birth.years_of_birth(
        born["tanggal_lahir"], dates.values["age"], rows["reported_on"], as_of
    )
    values = codes.values.assign(
        **born_in,
        tempat_lahir=dates.values["tempat_lahir"],
        tanggal_lahir=born["tanggal_lahir"],
        lahir_nik=born["lahir_nik"],
        kelamin_nik=in_nik,
        nik=number_column.digits_of(niks),
        nik_pattern=niks["pattern"].where(niks["pattern"].str.len() == 16),
        nik_status=_warned(niks["status"], born["rule"]),
        no_kk=number_column.digits_of(kks),
        kk_status=kks["status"],
        nik_kepala=_head(rows),
        status_hidup=codes.values["status_hidup"].fillna(who.values["hidup_nama"]),
    )
    in_birth = [
        found(niks["rule"], "nik", rows["nik"]),
        found(kks["rule"], "no_kk", rows["no_kk"]),
        found(_other_sex(in_nik, codes.values["jenis_kelamin"]), "nik", rows["nik"]),
        *_birth_problems(born, dates.values, rows),
    ]
    told = [*dates.told, *in_number.told, *codes.told]
    return Part(values, [*in_number.found, *dates.found, *codes.found, *in_birth], told)


def _numbers(
    rows: DataFrame[SourceRow],
    columns: DataFrame[Column],
    table: pd.Series,
    stated: pd.Series,
) -> tuple[pd.DataFrame, pd.DataFrame, Part]:
    """Return the readings of NIK and No. KK, and what was found out of their columns."""
    turned = number_column.exchanged(rows, table)
    swapped = turned.coding.notna()
    cells = rows[["nik", "nik_kind", "no_kk", "no_kk_kind"]]
    other = cells[["no_kk", "no_kk_kind", "nik", "nik_kind"]].set_axis(cells.columns, axis=1)
    cells = cells.mask(swapped, other) if swapped.any() else cells
    niks = number_repair.read_niks(cells["nik"], cells["nik_kind"])
    kks = number_repair.read_kks(cells["no_kk"], cells["no_kk_kind"])
    in_nik, in_kk = (coding.coding(rows, columns, field) for field in ("nik", "no_kk"))
    cut_nik = number_column.cut_columns("nik", niks, cells["nik_kind"], table, in_nik)
    cut_kk = number_column.cut_columns("no_kk", kks, cells["no_kk_kind"], table, in_kk)
    niks = number_column.mended(number_column.without_cut(niks, cut_nik.coding), stated)
    kks = number_column.without_cut(kks, cut_kk.coding)
    is_kk, is_nik = number_column.same_as_kk(niks, kks, stated)
    niks = number_column.blanked(niks, is_kk, "nik-sama-kk")
    kks = number_column.blanked(kks, is_nik, "nik-sama-kk")
    first = swapped & ~table.where(swapped).duplicated()  # once a table, at its first row
    rule = pd.Series("kolom-nik-kk-tertukar", rows.index, TEXT).where(first)
    told = [turned.told, cut_nik.told, cut_kk.told]
    return niks, kks, Part(cells, [found(rule, "nik", rows["nik"])], told)


def _codes(
    rows: DataFrame[SourceRow], columns: DataFrame[Column], table: pd.Series, niks: pd.DataFrame
) -> Part:
    """Return sex, relationship and life status, each by the coding of its column."""
    in_nik = mapped_text(birth_check.sex, _date_digits(niks))
    said = {f: coding.coding(rows, columns, f) for f in CODED}
    of_sex = coding.sex_coding(rows["jenis_kelamin"], table, said["jenis_kelamin"], in_nik)
    sex = mapped(code.Reading, code.sex, rows["jenis_kelamin"], of_sex.coding)
    known = sex["value"].fillna(in_nik)
    of_role = coding.relationship_coding(rows["hubungan"], table, said["hubungan"], known)
    role = mapped(code.Reading, code.relationship, rows["hubungan"], of_role.coding)
    life = mapped(code.Reading, code.life, rows["status_hidup"], said["status_hidup"])
    note = mapped(code.Reading, code.life, rows["keterangan"], _nothing(rows))
    unread = rows["nik"].where(holds(niks["rule"] == "nomor-tak-terbaca"))  # "meninggal" in it
    note_in_nik = mapped(code.Reading, code.life, unread, _nothing(rows))
    readings = {"jenis_kelamin": sex, "hubungan": role, "status_hidup": life}
    values = pd.DataFrame({field: reading["value"] for field, reading in readings.items()})
    values["hubungan"] = _spouse(values["hubungan"], known)
    for said_beside in (note, note_in_nik):
        values["status_hidup"] = values["status_hidup"].fillna(said_beside["value"])
    broken = [found(r["rule"], field, rows[field]) for field, r in readings.items()]
    return Part(values, broken, [of_sex.told, of_role.told])


def _spouse(role: pd.Series, sex: pd.Series) -> pd.Series:
    """Return ``role`` with SUAMI or ISTRI for a PASANGAN whose sex is known."""
    named = sex.map({"L": "SUAMI", "P": "ISTRI"}).astype(TEXT)
    return role.mask(holds(role == "PASANGAN") & named.notna(), named)


def _born(niks: pd.DataFrame, stated: pd.DataFrame, as_of: date) -> pd.DataFrame:
    def settle(digits: str | None, *said: object) -> birth_check.Birth:
        return birth_check.read(digits, birth_check.Stated(*said), as_of)  # type: ignore[arg-type]

    # Only a century in doubt needs age and role: without them fewer rows differ.
    doubt = stated["short_year"] | stated["value"].isna()
    stated = stated.assign(age=stated["age"].where(doubt), role=stated["role"].where(doubt))
    said = (stated[field] for field in birth_check.Stated._fields)
    return mapped(birth_check.Birth, settle, _date_digits(niks), *said)


def _date_digits(niks: pd.DataFrame) -> pd.Series:
    """Return the 7th to 12th digit of each NIK where all six are known."""
    inside = niks["pattern"].where(niks["status"].isin(DATED)).str[6:12]
    return inside.where(holds(inside.str.fullmatch("[0-9]{6}")))


def _other_sex(in_nik: pd.Series, stated: pd.Series) -> pd.Series:
    """Return the rule of a NIK whose sex is not the stated one."""
    return pd.Series("nik-kelamin-beda", in_nik.index, TEXT).where(holds(in_nik != stated))


def _people(
    rows: DataFrame[SourceRow], who: Part, born: pd.DataFrame, codes: pd.DataFrame
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "submission_id": rows["submission_id"],
            "kunci": who.values["nama_kunci"],
            "born": born["tanggal_lahir"],
            "agrees": born["agrees"],
            "head": holds(codes["hubungan"] == "KEPALA"),
        }
    )


def _warned(status: pd.Series, rule: pd.Series) -> pd.Series:
    valid = status.isin(["VALID", "VALID_FOREIGN_REGION"])
    warned = rule.map(DISAGREES).astype(TEXT)
    return status.mask(valid & warned.notna(), warned)


def _birth_problems(
    born: pd.DataFrame, stated: pd.DataFrame, rows: DataFrame[SourceRow]
) -> list[pd.DataFrame]:
    """Return what the two birth dates say of each other; a settled order is no problem more."""
    mended = holds(born["rule"] == "tanggal-tertukar")
    in_cell = stated["rule"].mask(mended & (stated["rule"] == "tanggal-urutan"), pd.NA)
    return [
        found(in_cell, stated["field"], stated["text"]),
        found(born["rule"].where(mended), stated["field"], stated["text"]),
        found(born["rule"].mask(mended), "nik", rows["nik"]),
    ]


def _head(rows: DataFrame[SourceRow]) -> pd.Series:
    """Return the NIK of the head of family where all its digits are trusted."""
    return number_column.digits_of(number_repair.read_niks(rows["nik_kepala"], _nothing(rows)))


def _nothing(rows: DataFrame[SourceRow]) -> pd.Series:
    return pd.Series(pd.NA, rows.index, TEXT)
