"""What is kept in data/interim may be damaged or gone: a run makes it anew."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from bekasi_reconcile import pipeline
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import CacheError
from bekasi_reconcile.report.correction import workbook_cache
from bekasi_reconcile.stage_cache import read_table, write_table
from bekasi_reconcile.tables import TEXT


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def flipped(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:60] + bytes([content[60] ^ 1]) + content[61:])


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES = [cut, flipped, folder, Path.unlink]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_table_is_not_believed(tmp_path: Path, damage: Callable[[Path], None]):
    path = tmp_path / "a.parquet"
    write_table(pd.DataFrame({"nama": ["SITI AMINAH", "BUDI"] * 50}, dtype=TEXT), path)
    damage(path)

    with pytest.raises(CacheError):
        read_table(path)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_workbook_is_written_anew(tmp_path: Path, damage: Callable[[Path], None]):
    def write(path: Path) -> Path:
        pd.DataFrame({"nama": ["SITI"] * 50}).to_excel(path, index=False)
        return path

    whole = workbook_cache.load_or_write(tmp_path / "pkh.xlsx", "1", tmp_path, write).read_bytes()
    (entry,) = tmp_path.glob("p-*")
    damage(entry)
    (tmp_path / "b").mkdir()

    given = workbook_cache.load_or_write(tmp_path / "b/pkh.xlsx", "1", tmp_path, write)

    assert given.read_bytes() == whole


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("pattern", ["c-*/record.parquet", "r-*/rows.parquet", "s-*.parquet"])
def test_a_run_makes_a_damaged_entry_anew(tiny: Path, damage: Callable[[Path], None], pattern: str):
    register = (tiny / "data/output/latest/laporan/register.csv").read_bytes()
    for path in (tiny / "data/interim").glob(pattern):
        damage(path)

    outcome = pipeline.run(Config.load(tiny))

    assert outcome.figures["persons"] == 2
    assert (tiny / "data/output/latest/laporan/register.csv").read_bytes() == register
    keys = [note.key for note in outcome.notes]
    # nobody looks into the cells as sent when no list goes back
    assert ("program.cache_damaged" in keys) == (pattern != "s-*.parquet")
