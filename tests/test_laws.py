"""The laws of DESIGN: what every run keeps, whatever the input."""

import hashlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bekasi_reconcile import pipeline
from bekasi_reconcile.clean.stage import clean
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.ingest.stage import Ingested, ingest
from bekasi_reconcile.match.stage import match
from bekasi_reconcile.merge.stage import LinkedRecords, Merged, merge
from bekasi_reconcile.publish import run_manifest
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.report import write_reports
from bekasi_reconcile.tables import SourceRow
from territories import BEKASI

AS_OF = pd.Timestamp("2026-06-30").date()


def digests(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def rows(project: Path, query: str) -> pd.DataFrame:
    with connect(project / "data/output/latest/register.duckdb") as con:
        return con.execute(query).df()


# Law 1


def test_the_rows_of_every_sheet_balance(finished: Path):
    sheet = rows(finished, "SELECT * FROM isi.sheet")

    kinds = ["records", "refused", *run_manifest.NON_DATA]
    assert len(sheet) > 10
    assert (sheet["rows_seen"] == sheet[kinds].sum(axis=1)).all()


def test_every_row_of_the_truth_is_a_record_at_its_address(finished: Path):
    address = ["file", "sheet", "row"]
    truth = pd.read_csv(finished / "truth/rows.csv", dtype=str, keep_default_na=False)
    found = rows(finished, "SELECT file, sheet, CAST(row AS VARCHAR) AS row FROM crosswalk")

    assert sorted(truth[address].itertuples(index=False, name=None)) == sorted(
        found[address].itertuples(index=False, name=None)
    )


# Law 2


def test_every_record_is_in_exactly_one_person_with_one_golden_row(finished: Path):
    crosswalk = rows(finished, "SELECT record_id, person_id, household_id FROM crosswalk")
    records = rows(finished, "SELECT record_id FROM isi.record")
    persons = rows(finished, "SELECT person_id, household_id FROM person")
    households = rows(finished, "SELECT household_id FROM household")

    assert crosswalk["record_id"].is_unique
    assert set(crosswalk["record_id"]) == set(records["record_id"])
    assert persons["person_id"].is_unique
    assert set(persons["person_id"]) == set(crosswalk["person_id"])
    assert set(households["household_id"]) == set(persons["household_id"])


def test_every_golden_value_is_one_surviving_claim_of_a_record_of_that_person(finished: Path):
    fields = ["nik", "no_kk", "nama", "tempat_lahir", "jenis_kelamin", "alamat", "rt", "kode_desa"]
    person = rows(finished, f"SELECT person_id, {', '.join(fields)} FROM person")
    golden = person.melt("person_id", fields, "field", "value").dropna()
    claims = rows(
        finished,
        "SELECT c.person_id, c.field, c.value, w.person_id AS owner FROM claim AS c "
        "JOIN crosswalk AS w USING (record_id) WHERE c.survives",
    )

    assert not claims.duplicated(["person_id", "field"]).any()
    assert (claims["person_id"] == claims["owner"]).all()
    joined = golden.merge(claims, on=["person_id", "field"], how="left", validate="one_to_one")
    assert (joined["value_x"] == joined["value_y"]).all()


def test_a_golden_nik_leads_to_the_cell_it_was_read_from(finished: Path):
    claims = rows(
        finished, "SELECT file, sheet, row, cell FROM claim WHERE survives AND field = 'nik'"
    )

    assert len(claims) > 100
    assert claims["cell"].str.fullmatch(r"[A-Z]+[0-9]+").all()
    assert (claims["cell"].str.extract(r"([0-9]+)$")[0].astype(int) == claims["row"]).all()


# Law 3


def core(config: Config, received: Ingested, source_row: pd.DataFrame) -> tuple[Merged, pd.Series]:
    cleaned = clean(SourceRow.checked(source_row), received.column, BEKASI, as_of=AS_OF)
    matched = match(cleaned.record, config.matching)
    linked = LinkedRecords(source_row, cleaned.record, matched.pair, matched.member)
    merged = merge(linked, config.sources, config.merging, config.territory)
    return merged, merged.member_id.set_index("record_id")["person_id"].sort_index()


@pytest.fixture(scope="module")
def received(small_demo: Path, tmp_path_factory: pytest.TempPathFactory):
    config = Config.load(small_demo)
    tables = ingest(config.folder("raw"), config.sources, tmp_path_factory.mktemp("work"), BEKASI)
    return config, tables, core(config, tables, tables.source_row)


@settings(
    max_examples=settings().max_examples // 12,  # an example takes two seconds
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_rows_changes_nothing(received, seed: int):
    config, tables, (expected, persons) = received

    shuffled = tables.source_row.sample(frac=1, random_state=seed).reset_index(drop=True)
    found, same = core(config, tables, shuffled)

    assert same.equals(persons)
    assert found.person.equals(expected.person)
    assert found.household.equals(expected.household)
    assert found.conflict.equals(expected.conflict)


def columns_reversed(lines: list[str]) -> list[str]:
    return [";".join(reversed(line.split(";"))) for line in lines]


def rows_shuffled(lines: list[str]) -> list[str]:
    rest = lines[1:]
    random.Random(5).shuffle(rest)
    return [lines[0], *rest]


@pytest.mark.parametrize("change", [columns_reversed, rows_shuffled])
def test_a_list_sent_in_another_order_gives_the_same_records(
    small_demo: Path, tmp_path: Path, change: Callable[[list[str]], list[str]]
):
    config = Config.load(small_demo)
    sent = next(config.folder("raw").rglob("rutilahu*.csv"))
    raw = tmp_path / "raw" / "disperkimtan"
    raw.mkdir(parents=True)
    lines = sent.read_bytes().decode("cp1252").splitlines()
    assert not any('"' in line for line in lines)

    (raw / sent.name).write_bytes("\r\n".join(lines).encode("cp1252"))
    before = ingest(tmp_path / "raw", config.sources, tmp_path, BEKASI).source_row
    (raw / sent.name).write_bytes("\r\n".join(change(lines)).encode("cp1252"))
    after = ingest(tmp_path / "raw", config.sources, tmp_path, BEKASI).source_row

    content = [c for c in before.columns if c not in ("submission_id", "row", "extra")]
    ordered = [t[content].sort_values("record_id", ignore_index=True) for t in (before, after)]
    assert len(before) >= 5
    assert ordered[0].equals(ordered[1])


def test_the_same_run_twice_gives_the_same_bytes(finished: Path, tmp_path: Path):
    again = tmp_path / "again"
    shutil.copytree(finished, again, symlinks=True)
    before = digests(again / "data/output/latest/laporan")
    page = (again / "data/output/latest/ringkasan.html").read_bytes()

    outcome = pipeline.run(Config.load(again))

    assert outcome.folder == (again / "data/output/latest").resolve()
    assert digests(outcome.folder / "laporan") == before
    assert (outcome.folder / "ringkasan.html").read_bytes() == page
    assert set(before) >= {"konflik.csv", "register.csv"}


# Law 7


def test_raw_files_are_never_changed(small_demo: Path, finished: Path):
    assert digests(finished / "data/raw") == digests(small_demo / "data/raw")


def test_a_failed_run_leaves_the_published_register_as_it_was(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
):
    latest = tiny / "data/output/latest"
    before = (latest.resolve(), digests(latest))

    def fails(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(write_reports, "write", fails)
        with pytest.raises(OSError, match="no space"):
            pipeline.run(Config.load(tiny))

    assert (latest.resolve(), digests(latest)) == before
    outcome = pipeline.run(Config.load(tiny))
    assert outcome.folder == latest.resolve()
    assert not list((tiny / "data/output/runs").glob("*.tmp"))


def test_a_run_that_can_read_nothing_publishes_nothing(tiny: Path):
    (tiny / "data/raw/daftar.csv").unlink()
    (tiny / "data/raw/kosong.xlsx").write_bytes(b"")
    latest = (tiny / "data/output/latest").resolve()

    with pytest.raises(InputError, match=r"kosong\.xlsx: Berkas kosong"):
        pipeline.run(Config.load(tiny))

    assert (tiny / "data/output/latest").resolve() == latest
