"""recordlinkage as its manual has it: block, compare, classify by ECM; missing is disagreement."""

from pathlib import Path

import pandas as pd
import recordlinkage

from bench.clock import Clock

NEAR = 0.85


def link(records: pd.DataFrame, clock: Clock, folder: Path) -> None:
    """Write edges.parquet: record_id_l, record_id_r, weight; all of them are links."""
    table = records.set_index("record_id").astype(object)
    table = table.assign(lahir=table["tanggal_lahir"].fillna(table["lahir_nik"]))
    table = table.where(table.notna(), None)
    with clock.phase("index"):
        index = recordlinkage.Index()
        index.block("nik")
        index.block("lahir")
        index.block(["nama_baku", "kode_desa"])
        pairs = index.index(table)
        pairs = pairs[_agree_on_a_value(table, pairs)]
    with clock.phase("compare"):
        compare = recordlinkage.Compare()
        compare.string("nama_baku", "nama_baku", method="jarowinkler", threshold=NEAR, label="nama")
        compare.string(
            "alamat_baku", "alamat_baku", method="jarowinkler", threshold=NEAR, label="a"
        )
        for column in ("nik", "lahir", "jenis_kelamin", "no_kk", "kode_desa"):
            compare.exact(column, column, label=column)
        vectors = compare.compute(pairs, table)
    with clock.phase("classify"):
        links = recordlinkage.ECMClassifier(binarize=0.8).fit_predict(vectors)
    edges = links.to_frame(index=False, name=["record_id_l", "record_id_r"])
    edges.assign(weight=0.0).to_parquet(folder / "edges.parquet", index=False)


def _agree_on_a_value(table: pd.DataFrame, pairs: pd.MultiIndex) -> "pd.Series[bool]":
    """Return the pairs that agree on a value: a block of missing values is nobody's intention."""
    left, right = (table.loc[pairs.get_level_values(side)] for side in (0, 1))
    agree = False
    for columns in (["nik"], ["lahir"], ["nama_baku", "kode_desa"]):
        both = left[columns].to_numpy() == right[columns].to_numpy()
        agree = agree | (both & left[columns].notna().to_numpy()).all(axis=1)
    return agree
