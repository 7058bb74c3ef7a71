"""Older registers are migrated in a copy, newer ones refused."""

import hashlib
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from bekasi_reconcile.errors import NewerError
from bekasi_reconcile.identity.history import read_history
from bekasi_reconcile.register import runs, schema
from bekasi_reconcile.register.format_version import REGISTER_VERSION
from office import Office

from .registers import make


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(params=range(1, REGISTER_VERSION))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return an output folder whose current run has a register of an older schema."""
    run = tmp_path / "output/runs/20250101-001"
    run.mkdir(parents=True)
    make(request.param, run / "register.duckdb")
    runs.point_at(run)
    return tmp_path / "output"


def test_the_ids_of_an_older_register_are_known_and_it_is_left_as_it_was(old: Path, tmp_path: Path):
    register = old / "latest/register.duckdb"
    before = digest(register)

    history = read_history(old, tmp_path)

    ids = history.identity.set_index("id")
    assert sorted(ids.index) == ["H-AAAA-AAAA-A", "P-AAAA-AAAA-A", "P-BBBB-BBBB-B"]
    assert ids.loc["P-AAAA-AAAA-A", "record_id"] == "daftar:a"
    assert set(history.event["event"]) == {"allocate"}
    live = pd.Series(["daftar:a", "daftar:c"], dtype="string[pyarrow]")
    assert history.past(live)["person_id"].tolist() == ["P-AAAA-AAAA-A"]
    assert history.trusted_numbers("P")["mark"].tolist() == ["3216026105800001"]
    assert digest(register) == before


def test_a_migrated_register_has_every_table_of_a_new_one(
    old: Path, tiny_finished: Path, tmp_path: Path
):
    wanted = Office.at(tiny_finished).ask(COLUMNS)

    with duckdb.connect(
        str(schema.at_current_schema(old / "latest/register.duckdb", tmp_path))
    ) as con:
        found = con.execute(COLUMNS).df()

    new = set(wanted.itertuples(index=False, name=None))
    assert {c for c in new - set(found.itertuples(index=False, name=None))} == set()


COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'isi' AND table_name <> 'pair'
"""


def test_a_run_on_an_older_register_goes_on_with_its_ids(tiny: Path):
    office = Office.at(tiny)
    person = office.persons()["SITI AMINAH"]
    office.rewrite(
        "ALTER TABLE isi.quality DROP COLUMN score",
        *(f"ALTER TABLE isi.record DROP COLUMN {column}" for column in ("lahir_min", "lahir_maks")),
        *(
            f"DROP TABLE isi.{table} CASCADE"
            for table in ("schema_version", "identity", "identity_event", "past", "decision")
        ),
        *(
            f"ALTER TABLE isi.conflict DROP COLUMN {column}"
            for column in ("rests_on", "fingerprint", "previous")
        ),
        *(
            f"ALTER TABLE isi.change DROP COLUMN {column}"
            for column in ("kind", "rule", "kecamatan")
        ),
    )

    office.send("lain.csv", "asep")
    office.run()

    assert office.persons()["SITI AMINAH"] == person
    assert office.status(person) == ("active", person)


def test_a_newer_register_is_refused_and_nothing_is_changed(tiny: Path):
    office = Office.at(tiny)
    latest = office.rewrite("UPDATE isi.schema_version SET version = 99")

    with pytest.raises(NewerError, match="Perbarui program") as raised:
        office.run()

    assert raised.value.exit_code == 6
    assert runs.latest(office.folder / "data/output") == latest
    assert len(runs.complete_runs(office.folder / "data/output")) == 2
