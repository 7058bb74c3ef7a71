"""The names in a row, and the codes that need nothing but their own cell."""

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean import code, coding, name
from bekasi_reconcile.clean.cell_problem import found
from bekasi_reconcile.clean.distinct_map import mapped
from bekasi_reconcile.clean.partial_record import Part, holds
from bekasi_reconcile.tables import TEXT, Column, SourceRow

RELATIVES = ("nama_kepala", "nama_ibu", "nama_ayah")
CODES = {
    "status_kawin": code.marital,
    "padan_dukcapil": code.yes_no,
    "nominal": code.rupiah,
    "no_hp": code.phone,
}


def read(rows: DataFrame[SourceRow], columns: DataFrame[Column], table: pd.Series) -> Part:
    """Return names, marital status, Dukcapil match, desil, amount and telephone of each row."""
    cells = pd.concat([rows[field] for field in ("nama", *RELATIVES)], ignore_index=True)
    read = mapped(name.Name, name.read, cells)  # together: a mother has a row of her own
    names, *relatives = (
        read.iloc[i * len(rows) : (i + 1) * len(rows)].set_axis(rows.index)
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
            "lembaga": holds(names["rule"] == name.INSTITUTION),
        }
    )
    broken = [found(names["rule"], "nama", rows["nama"])]
    for field, relative in zip(RELATIVES, relatives, strict=True):
        values[field] = relative["baku"]
        values[f"{field}_kunci"] = relative["kunci"]
    for field, read_one in CODES.items():
        reading = mapped(code.Reading, read_one, rows[field])
        values[field] = reading["value"]
        broken.append(found(reading["rule"], field, rows[field]))
    scale = coding.desil_scale(columns, rows, table)
    ranked = mapped(code.Reading, code.desil, rows["desil"], scale.coding)
    values["desil"] = ranked["value"]
    broken.append(found(ranked["rule"], "desil", rows["desil"]))
    return Part(_typed(values), broken, [scale.told])


def _typed(values: pd.DataFrame) -> pd.DataFrame:
    number = {f: pd.to_numeric(values[f]).astype("Int64") for f in ("desil", "nominal")}
    padan = values["padan_dukcapil"].map({"ya": True, "tidak": False}).astype("boolean")
    return values.assign(**number, padan_dukcapil=padan).astype({"hidup_nama": TEXT})
