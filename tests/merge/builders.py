"""Linked records for tests: each shows only the cells that matter."""

import pandas as pd

from bekasi_reconcile.config.merging import Merging
from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.merge.stage import LinkedRecords, Merged, merge
from bekasi_reconcile.tables import Member, Pair, Record, SourceRow
from territories import BEKASI

RULES = Merging(
    survivorship={
        "nama": ("dukcapil", "majority", "precise", "trust", "newest"),
        "nik": ("dukcapil", "precise", "majority", "trust", "newest"),
        "no_kk": ("dukcapil", "newest", "precise", "trust", "majority"),
        "tanggal_lahir": ("precise", "dukcapil", "nik", "majority", "trust", "newest"),
        "jenis_kelamin": ("dukcapil", "nik", "majority", "trust", "newest"),
        "desil": ("trust", "newest", "majority"),
        "status_hidup": ("dukcapil", "newest", "majority", "trust"),
        "hubungan": ("newest", "majority", "trust"),
    },
    exclusive=({"programmes": ("BLT Dana Desa", "PKH"), "basis": "contoh"},),
)
SOURCES = (
    Source(source="siak", title="SIAK", agency="Disdukcapil", trust=95),
    Source(source="pkh", title="PKH", agency="Dinsos", trust=60, programmes=("PKH",)),
    Source(source="blt", title="BLT", agency="Desa", programmes=("BLT Dana Desa",)),
)


def merged(*rows: dict[str, object], reviews: list[tuple[str, str]] | None = None) -> Merged:
    """Return the register of ``rows``; ``person`` and ``household`` name who they are."""
    full = [
        {
            "record_id": f"r{i}",
            "submission_id": "s",
            "source": f"lain{i}",
            "file": "f.csv",
            "sheet": "",
            "table": 0,
            "row": i + 2,
            "nik_status": "VALID" if row.get("nik") else "MISSING",
            "kk_status": "MISSING",
            "nama_wakil": False,
            "person": "r0",
            "household": "r0",
            **row,
        }
        for i, row in enumerate(rows)
    ]
    frame = pd.DataFrame(full)
    if "nama" in frame and "nama_baku" not in frame:
        frame["nama_baku"] = frame["nama"].str.upper()
    pairs = pd.DataFrame(
        [(left, right, "nik", 0, 3.0, "review", pd.NA) for left, right in reviews or []],
        columns=[
            "record_id_l",
            "record_id_r",
            "blocking_rule",
            "level_nama",
            "match_weight",
            "decision",
            "kept_apart_by",
        ],
    )
    text = ["record_id_l", "record_id_r", "blocking_rule", "decision", "kept_apart_by"]
    pairs = pairs.astype(dict.fromkeys(text, "string[pyarrow]"))
    pairs = pairs.astype({"level_nama": "Int8", "match_weight": "float64"})
    linked = LinkedRecords(
        SourceRow.shaped(frame),
        Record.shaped(frame.assign(nik=_believed(frame))),
        Pair.checked(pairs),
        Member.shaped(frame),
    )
    return merge(linked, SOURCES, RULES, BEKASI)


def _believed(frame: pd.DataFrame) -> pd.Series:
    """Return the NIKs without those that clean takes for somebody else's."""
    niks = frame.get("nik", pd.Series([None] * len(frame)))
    return niks.where(frame["nik_status"] != "SHARED")


def golden(result: Merged, field: str) -> tuple[str, str]:
    """Return the only person's surviving value of ``field`` and the rule that chose it."""
    claims = result.claim[result.claim["field"] == field]
    if claims.empty:
        (value,) = result.person[field]
        return value, "sepakat"
    (row,) = claims[claims["survives"]].itertuples()
    return row.value, row.rule


def types(result: Merged) -> list[str]:
    """Return the types of conflict found, sorted."""
    return sorted(result.conflict["type"].tolist())
