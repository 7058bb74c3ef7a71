"""The names in a row, and the codes that need nothing but their own cell."""

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean import code, name
from bekasi_reconcile.clean.distinct import mapped
from bekasi_reconcile.clean.part import Part
from bekasi_reconcile.clean.problem import found
from bekasi_reconcile.tables import TEXT, SourceRow

RELATIVES = ("nama_kepala", "nama_ibu", "nama_ayah")
CODES = {
    "status_kawin": code.marital,
    "padan_dukcapil": code.yes_no,
    "desil": code.desil,
    "nominal": code.rupiah,
    "no_hp": code.phone,
}


def read(rows: DataFrame[SourceRow], table: pd.Series) -> Part:
    """Return names, marital status, Dukcapil match, desil, amount and telephone of each row."""
    del table
    names = mapped(name.Name, name.read, rows["nama"])
    values = pd.DataFrame(
        {
            "nama": names["nama"],
            "nama_baku": names["baku"],
            "nama_kunci": names["kunci"],
            "nama_lain": names["lain"],
            "nama_bin": names["bin"],
            "nama_wakil": names["wakil"],
            "hidup_nama": names["hidup"],
        }
    )
    broken = [found(names["rule"], "nama", rows["nama"])]
    for field in RELATIVES:
        values[field] = mapped(name.Name, name.read, rows[field])["baku"]
    for field, read_one in CODES.items():
        reading = mapped(code.Reading, read_one, rows[field])
        values[field] = reading["value"]
        broken.append(found(reading["rule"], field, rows[field]))
    return Part(_typed(values), broken)


def _typed(values: pd.DataFrame) -> pd.DataFrame:
    number = {f: pd.to_numeric(values[f]).astype("Int64") for f in ("desil", "nominal")}
    padan = values["padan_dukcapil"].map({"ya": True, "tidak": False}).astype("boolean")
    return values.assign(**number, padan_dukcapil=padan).astype({"hidup_nama": TEXT})
