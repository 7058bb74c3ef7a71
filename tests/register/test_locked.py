"""A connection that reads can read the register and do nothing else."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bekasi_reconcile.register.database import connect
from bekasi_reconcile.sql import in_memory, quote_ident

FORBIDDEN = (
    "SELECT * FROM read_csv('{file}')",
    "SELECT * FROM '{file}'",
    "SELECT * FROM read_text('{file}')",
    "COPY person TO '{file}.out'",
    "ATTACH '{file}.duckdb' AS other",
    "EXPORT DATABASE '{file}.d'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET autoload_known_extensions = true",
    "SELECT * FROM in_python",
    "INSERT INTO isi.run SELECT * FROM isi.run",
    "CREATE TABLE other (x INTEGER)",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_a_reading_connection_reads_no_file_loads_nothing_and_stays_so(
    tiny_finished: Path, tmp_path: Path, statement: str
):
    file = tmp_path / "rahasia.csv"
    file.write_text("a\n1\n", encoding="utf-8")
    in_python = pd.DataFrame({"a": [1]})
    assert len(in_python) == 1

    with (
        connect(tiny_finished / "data/output/latest/register.duckdb") as con,
        pytest.raises(duckdb.Error),
    ):
        con.execute(statement.format(file=file)).fetchall()

    assert sorted(p.name for p in tmp_path.iterdir()) == ["rahasia.csv"]


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_a_quoted_name_is_one_identifier_whatever_it_holds(name: str):
    with in_memory() as con:
        con.execute(f"CREATE TABLE {quote_ident(name)} ({quote_ident(name)} INTEGER)")

        found = con.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall()

    assert (name, name) in found
    assert len([1 for table, _ in found if table == name]) == 1
