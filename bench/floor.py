"""The least some stages must do, by the libraries they stand on, on the same files and pairs."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow.csv as pa_csv
from python_calamine import CalamineWorkbook
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

WORKBOOKS = {".xlsx", ".xls", ".ods", ".xlsb"}
PAIRS = """
SELECT l.nama_baku, r.nama_baku
FROM isi.pair AS p
JOIN isi.record AS l ON l.record_id = p.record_id_l
JOIN isi.record AS r ON r.record_id = p.record_id_r
WHERE l.nama_baku IS NOT NULL AND r.nama_baku IS NOT NULL
"""


def floors(project: Path) -> dict[str, float]:
    """Return seconds: parsing every cell (ingest), comparing the names of every pair kept (match),
    and copying the register's tables into another file (publish).
    """
    register = project / "data/output/latest/register.duckdb"
    with duckdb.connect(str(register), read_only=True) as con:
        left, right = zip(*con.execute(PAIRS).fetchall(), strict=True)
    aside = project / "floor.duckdb"
    seconds = {
        "ingest": _time(lambda: [_parse(p) for p in sorted((project / "data/raw").rglob("*.*"))]),
        "match": _time(
            lambda: process.cpdist(left, right, scorer=JaroWinkler.similarity, workers=1)
        ),
        "publish": _time(lambda: _copy(register, aside)),
    }
    aside.unlink()
    return seconds


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return round(time.perf_counter() - began, 1)


def _parse(path: Path) -> None:
    """Read every cell of a file, whatever it means."""
    if path.suffix in WORKBOOKS:
        with CalamineWorkbook.from_path(str(path)) as book:
            for name in book.sheet_names:
                for _ in book.get_sheet_by_name(name).iter_rows():
                    pass
    else:
        read = pa_csv.ReadOptions(autogenerate_column_names=True, encoding="latin-1")
        ragged = pa_csv.ParseOptions(invalid_row_handler=lambda _: "skip")
        pa_csv.read_csv(path, read, ragged)


def _copy(register: Path, aside: Path) -> None:
    shutil.rmtree(aside, ignore_errors=True)
    with duckdb.connect(str(aside)) as con:
        con.execute("ATTACH '" + str(register).replace("'", "''") + "' AS old (READ_ONLY)")
        names = con.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'old'"
        ).fetchall()
        for (name,) in names:
            con.execute(f'CREATE TABLE "{name}" AS FROM old.isi."{name}"')
