"""The data rows of one table as source rows, with a column per field and the rest in ``extra``."""

import re
from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import ExtensionArray

from bekasi_reconcile.arrow_text import to_arrow, to_series
from bekasi_reconcile.ingest.layout.context import values_from_above
from bekasi_reconcile.ingest.layout.family_fill import fill_family_down, filled_by
from bekasi_reconcile.ingest.layout.sheet import SheetReading, SheetTable
from bekasi_reconcile.ingest.reader.grid import NUMBER_CELL, Grid
from bekasi_reconcile.reference.field_name import FORMER
from bekasi_reconcile.spreadsheet.cell_address import letter
from bekasi_reconcile.sql import fetch, in_memory, query
from bekasi_reconcile.tables import TEXT, SourceRow

DITTO = r"(?i)^\s*(idem( di ?atas)?|sda|s\.d\.a\.?|\"+|''|〃|-\"-|ditto)\s*\.?\s*$"
NEVER_DITTO = {"no_urut"}
FIELDS = set(SourceRow.columns())
NIK_WORD = r"(?i)\b(no\.? ?)?nik\b\W*"
NIK_IN_CELL = r"(\d[\d .'-]{11,22}\d)"
KINDED = ("nik", "no_kk")
REST_OF_NAME = ("nama_tengah", "nama_belakang")
FIRST_NAME = re.compile(r"(?i)\b(depan|first|given)\b")
UNCHANGED = r"(?i)\W*|tetap|sama|tidak berubah|tdk berubah|idem"


def source_rows(sheet: SheetReading, number: int, defaults: dict[str, str]) -> pd.DataFrame:
    """Return the fields of table ``number`` of ``sheet``, one row per data row.

    Adds ``row`` (as Excel shows it), ``table``, ``extra`` and the kinds of the number cells.
    A field without a column takes what the lines above the row say, then ``defaults``.
    """
    table = sheet.tables[number]
    rows = table.rows
    fields: dict[str, pd.Series] = {
        c.field: _cells(sheet.grid, c.column, rows, c.field)
        for c in table.mapping.choices
        if c.field is not None and c.field in FIELDS
    }
    fields = _split_name_and_nik(table, sheet.grid) | fields
    fields |= _joined_name(fields, table, sheet.grid)
    fields |= _former_values(fields, table, sheet.grid)
    for name, values in values_from_above(sheet.row_kinds, rows).items():
        fields[name] = _fill_blanks(fields.get(name), pd.Series(pd.array(values, dtype=TEXT)))
    fields = fill_family_down(fields)
    for name, text in defaults.items():
        default = pd.Series(pd.array([text] * len(rows), dtype=TEXT))
        if name == "kabupaten":  # a sheet's name may be wider than its rows, which know better
            default = default.mask(filled_by(fields, ("kecamatan", "desa"), len(rows)))
        fields[name] = _fill_blanks(fields.get(name), default)
    columns = {name: cells.array for name, cells in fields.items()}
    columns |= {f"{name}_kind": _kinds(sheet.grid, table, name) for name in KINDED}
    columns["row"] = pd.array(rows + 1, dtype="Int64")
    columns["table"] = pd.array(np.full(len(rows), number), dtype="Int64")
    columns["extra"] = _extra(sheet.grid, table)
    return pd.DataFrame(columns, copy=False)


def _split_name_and_nik(table: SheetTable, grid: Grid) -> dict[str, pd.Series]:
    """Return the name and the NIK of a column that holds both in every cell."""
    column = table.mapping.column("nama_nik")
    if column is None:
        return {}
    cells = _cells(grid, column, table.rows, None)
    nik = cells.str.extract(NIK_IN_CELL, expand=False)
    name = cells.str.replace(NIK_IN_CELL, " ", regex=True).str.replace(NIK_WORD, " ", regex=True)
    name = name.str.strip(" \t\r\n/|,;:()-")
    return {"nama": name.mask(name == ""), "nik": nik}


def _joined_name(
    fields: Mapping[str, pd.Series], table: SheetTable, grid: Grid
) -> dict[str, pd.Series]:
    """Return the name of which first, middle and last stand in columns of their own."""
    at = {c.field: c for c in table.mapping.choices if c.field in ("nama", *REST_OF_NAME)}
    if "nama" not in at or not FIRST_NAME.search(at["nama"].header):
        return {}
    rest = [_cells(grid, at[name].column, table.rows, None) for name in REST_OF_NAME if name in at]
    parts = pd.concat([fields["nama"], *rest], axis="columns", ignore_index=True).fillna("")
    joined = parts.agg(" ".join, axis="columns").str.split().str.join(" ").astype(TEXT)
    return {"nama": joined.mask(joined == "")}


def _former_values(
    fields: Mapping[str, pd.Series], table: SheetTable, grid: Grid
) -> dict[str, pd.Series]:
    """Return the fields of which the corrected column is blank somewhere, filled by the former.

    Where names have two columns too, the rows may be of two persons, and nothing is filled.
    """
    former = {c.field: c.column for c in table.mapping.choices if (c.field or "").endswith(FORMER)}
    if "nama" + FORMER in former:
        return {}
    filled = {}
    for name, column in former.items():
        own = fields.get((name or "").removesuffix(FORMER))
        if own is not None:
            changed = own.mask(own.str.fullmatch(UNCHANGED).fillna(False).astype(bool))
            field = (name or "").removesuffix(FORMER)
            filled[field] = _fill_blanks(changed, _cells(grid, column, table.rows, field))
    return filled


def _fill_blanks(own: pd.Series | None, other: pd.Series) -> pd.Series:
    return other if own is None else own.where(own.notna(), other)


def _cells(grid: Grid, column: int, rows: np.ndarray, field: str | None) -> pd.Series:
    text = grid.column(column).take(pa.array(rows))
    cells = to_series(text)
    if field in NEVER_DITTO:
        return cells
    ditto = pc.fill_null(pc.match_substring_regex(text, DITTO), False)
    if not pc.any(ditto).as_py():
        return cells
    same = pd.Series(ditto.to_numpy())
    return cells.mask(same).ffill().where(same, cells)


def _kinds(grid: Grid, table: SheetTable, field: str) -> ExtensionArray:
    """Return angka where the cell is stored as a number, teks where as text."""
    column = table.mapping.column(field)
    kinds = grid.kinds.get(-1 if column is None else column)
    if column is None:
        return pd.array([pd.NA] * len(table.rows), dtype=TEXT)
    if kinds is None:
        return pd.array(["teks"] * len(table.rows), dtype=TEXT)
    words = np.where(kinds[table.rows] == NUMBER_CELL, "angka", "teks")
    return pd.array(words, dtype=TEXT)


def _extra(grid: Grid, table: SheetTable) -> ExtensionArray:
    """Return the cells of columns without a field as JSON objects, header to text.

    In the order of the headers, so that a list sent with its columns moved says the same.
    """
    parts = []
    unmapped = [c for c in table.mapping.choices if c.field not in FIELDS and c.field != "no_urut"]
    copies: Counter[str] = Counter()
    for choice in sorted(unmapped, key=lambda c: (c.header, c.column)):
        copies[choice.header] += 1
        copy = f" ({copies[choice.header]})" if copies[choice.header] > 1 else ""
        key = _json_escape(pa.array([(choice.header or letter(choice.column)) + copy]))[0].as_py()
        cells = grid.column(choice.column).take(pa.array(table.rows))
        quoted = pc.binary_join_element_wise(
            pa.scalar(f', "{key}": "'), _json_escape(cells.cast(pa.string())), pa.scalar('"'), ""
        )
        parts.append(pc.fill_null(quoted, ""))  # skipping nulls, Arrow drops rows of nothing else
    if not parts:
        return pd.array([pd.NA] * len(table.rows), dtype=TEXT)
    joined = pc.binary_join_element_wise(*parts, "")
    bare = pc.utf8_slice_codeunits(joined, 2)
    whole = pc.binary_join_element_wise(pa.scalar("{"), bare, pa.scalar("}"), "")
    cells = pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), whole)
    return pd.array(cells, dtype=TEXT)


def _json_escape(text: pa.Array) -> pa.Array:
    if not pc.any(pc.match_substring_regex(text, r'["\\\x00-\x1f]')).as_py():
        return text
    for plain, escape in (
        ("\\", "\\\\"),
        ('"', '\\"'),
        ("\n", "\\n"),
        ("\r", "\\r"),
        ("\t", "\\t"),
    ):
        text = pc.replace_substring(text, plain, escape)
    return pc.replace_substring_regex(text, r"[\x00-\x1f]", " ")


def content_ids(rows: pd.DataFrame) -> pd.Series:
    """Return the source of every row and a digest of what the agency wrote in it.

    Neither the row's place nor its file goes into it, so that a list sorted or sent anew keeps
    its ids.
    """
    content = [c for c in sorted(FIELDS & set(rows.columns)) if c not in NOT_CONTENT]
    filled = [name for name in content if rows[name].notna().any()]
    texts = {name: pc.utf8_trim_whitespace(to_arrow(rows[name])) for name in filled}
    con = in_memory()
    place = {"place": pa.array(np.arange(len(rows))), "source": to_arrow(rows["source"])}
    con.register("row_content", pa.table(place | texts))
    named = ", ".join(f"'{name}=' || {name}" for name in filled)
    ids = fetch(con, query("ingest_record_id").format(content=named or "NULL"))["record_id"]
    return ids.set_axis(rows.index)


def record_ids(rows: pd.DataFrame) -> pd.Series:
    """Return the id of every row, its ``record_id`` by content with a number where it repeats.

    Rows of one source that say the same are numbered in the order of file, sheet and row.
    """
    ids = rows["record_id"]
    twice = ids.duplicated(keep=False)
    if not twice.any():
        return ids
    order = rows[twice].sort_values(["file", "sheet", "table", "row"]).index
    copies = ids.loc[order].groupby(ids.loc[order]).cumcount()
    again = copies[copies > 0]
    named = ids[again.index] + "-" + (again + 1).astype(TEXT)
    numbered: pd.Series = pd.concat([ids.drop(again.index), named]).reindex(rows.index)
    return numbered.astype(TEXT)


NOT_CONTENT = {
    "record_id", "submission_id", "source", "file", "sheet", "table", "row", "reported_on",
    "nik_kind", "no_kk_kind",
}  # fmt: skip
