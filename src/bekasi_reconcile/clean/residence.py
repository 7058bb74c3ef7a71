"""Where each row is: region codes, address, RT and RW."""

from functools import partial
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean import address, code, column_coding, rt_rw
from bekasi_reconcile.clean.cell_problem import broken_cells
from bekasi_reconcile.clean.distinct_map import map_distinct, map_text
from bekasi_reconcile.clean.partial_record import PartialRecord, is_true
from bekasi_reconcile.clean.place import Place, resolve
from bekasi_reconcile.clean.place_cell import PlaceCells
from bekasi_reconcile.reference.territory import Territory
from bekasi_reconcile.tables import TEXT, Column, SourceRow

NAMES = ["desa", "kecamatan", "kabupaten"]
DITTOED = ["alamat", "desa", "kecamatan"]
CODES = ["kode_desa", "kode_kecamatan", "kode_kabupaten"]


class Ditto(NamedTuple):
    """Whether a cell says "the same as above"."""

    is_ditto: bool


def read(
    rows: DataFrame[SourceRow], columns: DataFrame[Column], table: pd.Series, territory: Territory
) -> PartialRecord:
    """Return region codes and names, address, RT and RW of each row."""
    rows, in_ditto = _without_ditto(rows, table)
    made_by = column_coding.rt_rw_dates(rows["rt_rw"], table)
    streets, in_street = _streets(rows, made_by.coding, territory)
    places = _places(_with_address_places(rows, streets), columns, table, territory)
    streets = streets[["alamat", "alamat_baku", "rt", "rw", "kode_pos"]]
    values = pd.concat([places.columns, streets], axis="columns")
    return PartialRecord(
        values, [*places.problems, *in_street, *in_ditto], [*places.codings, made_by.verdicts]
    )


def _without_ditto(
    rows: DataFrame[SourceRow], table: pd.Series
) -> tuple[DataFrame[SourceRow], list[pd.DataFrame]]:
    """Return rows with the cell above where a cell says "the same"; a blank above is blank."""
    copied, problems = {}, []
    order = rows.assign(table=table).sort_values(["table", "row"]).index
    for field in DITTOED:
        ditto = map_distinct(Ditto, _ditto, rows[field])["is_ditto"]
        if ditto.any():
            above = rows[field].fillna("").mask(ditto).reindex(order)
            filled = above.groupby(table.reindex(order)).ffill().reindex(rows.index)
            copied[field] = rows[field].mask(ditto, filled.replace("", pd.NA))
            rule = pd.Series("idem-disalin", rows.index, TEXT)
            rule = rule.mask(copied[field].isna(), "idem-tanpa-asal").where(ditto)
            problems.append(broken_cells(rule, field, rows[field]))
    return rows.assign(**copied), problems


def _with_address_places(rows: DataFrame[SourceRow], streets: pd.DataFrame) -> DataFrame[SourceRow]:
    """Return rows with the desa and kecamatan of the address where they have no cell of it."""
    bare = rows["desa"].isna() & rows["kecamatan"].isna()
    names = {f: rows[f].mask(bare, streets[f]) for f in ("desa", "kecamatan")}
    return rows.assign(**names)


def _places(
    rows: DataFrame[SourceRow], columns: DataFrame[Column], table: pd.Series, territory: Territory
) -> PartialRecord:
    by_ingest = column_coding.coding_by_ingest(rows, columns, "kode_desa")
    by_ingest = by_ingest.fillna(column_coding.coding_by_ingest(rows, columns, "kode_kecamatan"))
    system = column_coding.region_system(rows[NAMES + CODES], table, by_ingest, territory)
    cells = (rows[field] for field in NAMES + CODES)
    place = map_distinct(Place, partial(_resolve, territory), *cells, system.coding)
    names = {
        field: map_text(partial(_name, territory), place[f"kode_{field}"]).fillna(
            rows[field].str.strip()
        )
        for field in NAMES
    }
    broken = place[place["rule"].notna()]
    text = pd.Series(pd.NA, broken.index, TEXT)
    for field in NAMES + CODES:
        text = text.mask(is_true(broken["field"] == field), rows[field].reindex(broken.index))
    doubt = _unread_code(rows, place)
    problems = [
        broken_cells(broken["rule"], broken["field"], text),
        broken_cells(doubt, "kode_desa", rows["kode_desa"]),
    ]
    codings = [system.verdicts.assign(field=field) for field in CODES]
    return PartialRecord(place[CODES].assign(**names), problems, codings)


def _ditto(text: str | None) -> Ditto:
    return Ditto(address.is_ditto(text))


def _resolve(territory: Territory, *cells: str | None) -> Place:
    return resolve(PlaceCells(*cells), territory)


def _name(territory: Territory, code: str | None) -> str | None:
    return territory.by_code[code].nama if code else None


def _unread_code(rows: DataFrame[SourceRow], place: pd.DataFrame) -> pd.Series:
    """Return the rule of a desa code that stood alone and could not be believed."""
    alone = rows["kode_desa"].notna() & place["kode_kabupaten"].isna() & place["rule"].isna()
    return pd.Series("kode-wilayah-ragu", rows.index, TEXT).where(alone)


def _streets(
    rows: DataFrame[SourceRow], made_by: pd.Series, territory: Territory
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    read_street = partial(address.read_with_dusun, territory=territory)
    street = map_distinct(address.Address, read_street, rows["alamat"], rows["dusun"])
    postal = map_distinct(code.CodeReading, code.postal, rows["kode_pos"])
    both = map_distinct(rt_rw.RtRw, rt_rw.read_both, rows["rt_rw"], made_by)
    of_rt = map_distinct(rt_rw.RtRw, rt_rw.read_unit, rows["rt"])
    of_rw = map_distinct(rt_rw.RtRw, rt_rw.read_unit, rows["rw"])
    values = pd.DataFrame(
        {
            "alamat": street["alamat"],
            "alamat_baku": street["baku"],
            "desa": street["desa"],
            "kecamatan": street["kecamatan"],
            "kode_pos": postal["value"].fillna(street["kode_pos"]),
            "rt": of_rt["rt"].fillna(both["rt"]).fillna(street["rt"]),
            "rw": of_rw["rt"].fillna(of_rt["rw"]).fillna(both["rw"]).fillna(street["rw"]),
        }
    )
    parts = {"alamat": street, "rt_rw": both, "rt": of_rt, "rw": of_rw, "kode_pos": postal}
    problems = [broken_cells(part["rule"], field, rows[field]) for field, part in parts.items()]
    return values, problems
