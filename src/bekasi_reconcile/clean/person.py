"""The names in a row, and the codes that need nothing but their own cell."""

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean import code, column_coding, name
from bekasi_reconcile.clean.cell_problem import broken_cells
from bekasi_reconcile.clean.distinct_map import map_distinct
from bekasi_reconcile.clean.partial_record import PartialRecord, is_true
from bekasi_reconcile.tables import TEXT, Column, SourceRow

RELATIVES = ("nama_kepala", "nama_ibu", "nama_ayah")
CODES = {
    "status_kawin": code.marital,
    "padan_dukcapil": code.yes_no,
    "nominal": code.rupiah,
    "no_hp": code.phone,
}


def read(rows: DataFrame[SourceRow], columns: DataFrame[Column], table: pd.Series) -> PartialRecord:
    """Return names, marital status, Dukcapil match, desil, amount and telephone of each row."""
    cells = pd.concat([rows[field] for field in ("nama", *RELATIVES)], ignore_index=True)
    # Together, since a mother has a row of her own: her name is read once.
    all_names = map_distinct(name.Name, name.read, cells)
    names, *relatives = (
        all_names.iloc[i * len(rows) : (i + 1) * len(rows)].set_axis(rows.index)
        for i in range(1 + len(RELATIVES))
    )
    values = pd.DataFrame(
        {
            "nama": names["nama"],
            "nama_baku": names["baku"],
            "nama_kunci": names["kunci"],
            "nama_lain": names["lain"],
            "nama_bin": names["bin"],
            "nama_wakil": names["wakil"],
            "hidup_nama": names["hidup"],
            "lembaga": is_true(names["rule"] == name.INSTITUTION),
        }
    )
    problems = [broken_cells(names["rule"], "nama", rows["nama"])]
    for field, relative in zip(RELATIVES, relatives, strict=True):
        values[field] = relative["baku"]
        values[f"{field}_kunci"] = relative["kunci"]
    for field, read_one in CODES.items():
        reading = map_distinct(code.CodeReading, read_one, rows[field])
        values[field] = reading["value"]
        problems.append(broken_cells(reading["rule"], field, rows[field]))
    scale = column_coding.desil_scale(columns, rows, table)
    ranked = map_distinct(code.CodeReading, code.desil, rows["desil"], scale.coding)
    values["desil"] = ranked["value"]
    problems.append(broken_cells(ranked["rule"], "desil", rows["desil"]))
    return PartialRecord(_with_types(values), problems, [scale.verdicts])


def _with_types(values: pd.DataFrame) -> pd.DataFrame:
    number = {f: pd.to_numeric(values[f]).astype("Int64") for f in ("desil", "nominal")}
    padan = values["padan_dukcapil"].map({"ya": True, "tidak": False}).astype("boolean")
    return values.assign(**number, padan_dukcapil=padan).astype({"hidup_nama": TEXT})
