"""Forgetting is said only where it is so: of the weakest record, of a namesake, of a twin."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import warm
from bekasi_reconcile.commands import dry_run
from bekasi_reconcile.commands.forget import Removal, forget
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import InputError, ReconcileError
from bekasi_reconcile.privacy import storage_places, tombstone
from bekasi_reconcile.register import manifest, runs, secret_key
from office import Office

REASON = "surat permintaan 12/2026"
HEAD = "Nama;Tgl Lahir;No KK;Nama Ibu;Alamat;RT;RW;Desa;Kecamatan;NIK;Bantuan"
SUPRI = {
    "a name alone": "SUPRI;;;;;;;;;;",
    "a name and a kecamatan": "SUPRI;;;;;;;;Babelan;;",
    "a name, a desa, an address": "SUPRI;;;;KP PULO;1;2;Babelan Kota;Babelan;;",
    "a name and a year": "SUPRI;1980;;;;;;;Babelan;;",
    "a name and a mother": "SUPRI;;;MARYAM;;;;Babelan Kota;Babelan;;",
    "a name and a card": "SUPRI;;3216020101180001;;;;;;;;",
}
OTHERS = (
    "JOKO;;;;KP RAWA;3;4;Kedung Pengawas;Babelan;;",
    "SUPRI;12-08-1987;;;KP BARU;3;4;Muara Bakti;Babelan;3216021208870003;",
)
"""Somebody else, and a namesake whom something tells apart."""


def forget_supri(office: Office) -> Removal:
    (who,) = office.ids("SUPRI") - set(
        office.ask("SELECT person_id FROM person WHERE nik IS NOT NULL")["person_id"]
    )
    return forget(Config.load(office.folder), who, REASON)


def live(office: Office) -> list[tuple[str, int]]:
    rows = office.ask("SELECT nama, row FROM crosswalk JOIN person USING (person_id) ORDER BY ALL")
    return list(rows.itertuples(index=False, name=None))


@pytest.mark.slow
@pytest.mark.parametrize("held", SUPRI)
def test_whoever_is_forgotten_is_gone_and_stays_gone(tmp_path: Path, held: str):
    office = Office(tmp_path / "project")
    office.send("daftar.csv", *OTHERS, SUPRI[held], head=HEAD)
    office.run()
    assert live(office) == [("JOKO", 2), ("SUPRI", 3), ("SUPRI", 4)]

    summary = forget_supri(office)

    assert live(office) == [("JOKO", 2), ("SUPRI", 3)]
    assert summary.raw == {"daftar.csv": [4]}
    office.send("daftar.csv", f"{SUPRI[held]}PKH", *OTHERS, head=HEAD)  # moved, another cell
    office.run()
    assert live(office) == [("JOKO", 3), ("SUPRI", 4)]


@pytest.mark.slow
def test_a_row_that_may_be_theirs_stays_and_is_told(tmp_path: Path):
    office = Office(tmp_path / "project")
    office.send("daftar.csv", *OTHERS, SUPRI["a name and a kecamatan"], head=HEAD)
    office.run()
    forget_supri(office)

    office.send("lain.csv", "JOKO;;;;;;;;Tambun Utara;;", SUPRI["a name and a year"], head=HEAD)
    office.run()

    doubts = office.ask("SELECT file, row, severity FROM problem WHERE rule = 'mungkin_dilupakan'")
    assert doubts.to_numpy().tolist() == [["daftar.csv", 3, "doubt"], ["lain.csv", 3, "doubt"]]
    assert ("SUPRI", 3) in live(office)


@pytest.mark.slow
def test_of_two_rows_that_say_the_same_none_is_forgotten_by_luck(tmp_path: Path):
    office = Office(tmp_path / "project")
    office.send("daftar.csv", *[SUPRI["a name alone"]] * 2, OTHERS[0], head=HEAD)
    office.run()
    one, other = sorted(office.ids("SUPRI"))
    before = runs.latest(office.folder / "data/output")

    with pytest.raises(InputError, match=f"persis sama.*{other}.*Tidak ada yang diubah"):
        forget(Config.load(office.folder), one, REASON)

    assert runs.latest(office.folder / "data/output") == before
    assert not (office.folder / "data/journal" / tombstone.NAME).exists()


@pytest.mark.slow
def test_the_sheet_is_named(tmp_path: Path):
    office = Office(tmp_path / "project")
    cells = [HEAD.split(";"), *(line.split(";") for line in (*OTHERS, SUPRI["a name alone"]))]
    with pd.ExcelWriter(office.raw / "daftar.xlsx") as book:
        for sheet in ("Januari", "Februari"):
            rows = cells if sheet == "Februari" else cells[:2]
            pd.DataFrame(rows).to_excel(book, sheet_name=sheet, header=False, index=False)
    office.run()

    assert forget_supri(office).raw == {"daftar.xlsx > Februari": [4]}


@pytest.mark.slow
def test_no_place_still_holds_them(tmp_path: Path):
    """A damaged run that was set aside, and one among those kept; a dry run knows the marks."""
    office = Office(tmp_path / "project")
    office.send("daftar.csv", *OTHERS, SUPRI["a name, a desa, an address"], head=HEAD)
    for _ in range(3):
        office.run()
    output = office.folder / "data/output"
    first, second, _ = runs.complete_runs(output)
    runs.set_aside(first)
    (second / manifest.REGISTER).write_bytes(b"rusak")
    (output / "salinan").mkdir()
    shutil.copytree(second, output / f"runs/{second.name} - Copy")

    summary = forget_supri(office)

    assert summary.damaged == [first.name, second.name]
    assert summary.unknown == [f"{second.name} - Copy", "salinan"]
    config = Config.load(office.folder)
    assert storage_places.damaged_runs(config) == []
    figures = dry_run.dry_run(config, as_of=None, passwords=(), tell=lambda _: None)
    assert figures["difference"] == {"new": [], "gone": [], "changed": {}}


@pytest.mark.slow
def test_nothing_is_said_to_be_gone_that_is_there(tiny: Path, monkeypatch: pytest.MonkeyPatch):
    from bekasi_reconcile.commands import forget as command

    (who, *_) = sorted(Office.at(tiny).ids())
    monkeypatch.setattr(command, "scrub", lambda *_: 0)

    with pytest.raises(ReconcileError, match="BELUM hilang"):
        forget(Config.load(tiny), who, REASON)


@pytest.mark.slow
def test_a_stranger_is_not_said_to_be_gone_where_somebody_was_forgotten(tiny: Path):
    (who, *_) = sorted(Office.at(tiny).ids())
    forget(Config.load(tiny), who, REASON)

    with pytest.raises(InputError, match="tidak ada di register"):
        forget(Config.load(tiny), "P-TIDAKADA", REASON)
    assert forget(Config.load(tiny), who, REASON).runs == 0  # finishes what was cut off


def test_a_namesake_with_the_same_mark_is_not_forgotten_with_them(tmp_path: Path):
    key = b"k" * 32
    same = {"nik": "3216010202810002", "nama_baku": "BUDI", "source": "a"}
    record = pd.DataFrame(
        [
            same | {"record_id": "a:1", "tanggal_lahir": "1981-02-02"},
            same | {"record_id": "a:2", "tanggal_lahir": "1951-02-02"},
        ]
    )

    tombstone.add(tmp_path, key, record.head(1), REASON, others=record.tail(1))

    assert tombstone.is_forgotten(record, tmp_path, key).tolist() == [True, False]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, True),
        ({"lahir_min": 1980, "lahir_maks": 1981}, True),
        ({"lahir_min": 1950, "lahir_maks": 1951}, False),
        ({"jenis_kelamin": "P"}, False),
        ({"nik": "3216010202510002"}, True),
    ],
)
def test_a_weak_mark_yields_to_what_differs(
    tmp_path: Path, said: dict[str, object], expected: bool
):
    key, same = b"k" * 32, {"nama_baku": "BUDI", "no_kk": "3216020101180001"}
    theirs = same | {"lahir_min": 1981, "lahir_maks": 1981, "jenis_kelamin": "L"}

    tombstone.add(tmp_path, key, pd.DataFrame([theirs]), REASON)

    row = pd.DataFrame([same | said])
    assert tombstone.is_forgotten(row, tmp_path, key).tolist() == [expected]


def test_a_name_a_desa_and_a_year_are_shared_by_many(tmp_path: Path):
    key, same = (
        b"k" * 32,
        {"nama_baku": "SITI", "kode_desa": "3216022001", "kode_kecamatan": "321602"},
    )
    record = pd.DataFrame(
        [
            same | {"record_id": "a:1", "tanggal_lahir": "1980"},
            same | {"record_id": "b:2", "tanggal_lahir": "1980"},
            same | {"record_id": "b:3", "tanggal_lahir": "1980-05-21"},
            same | {"record_id": "b:4", "tanggal_lahir": "1980-05-22"},
            same | {"record_id": "b:5", "tanggal_lahir": "1980-05-21", "kode_desa": None},
        ]
    )

    tombstone.add(tmp_path / "tahun", key, record.iloc[[0]], REASON)
    tombstone.add(tmp_path / "hari", key, record.iloc[[2]], REASON)

    by_year, by_day = (tombstone.is_forgotten(record, tmp_path / j, key) for j in ("tahun", "hari"))
    assert by_year.tolist() == [True, False, False, False, False]
    assert by_day.tolist() == [False, False, True, False, True]
    asked = tombstone.may_be_forgotten(record, tmp_path / "tahun", key)
    assert asked.tolist() == [True, True, True, True, True]


def test_a_mark_of_an_older_program_is_obeyed(tmp_path: Path):
    key, kind = b"k" * 32, "nama_baku\x1ftanggal_lahir\x1fkode_desa"
    mark = secret_key.sign(key, f"{kind}\x1fSITI\x1f1980\x1f3216022001")
    line = {"at": "2026-01-01", "reason": "surat", "marks": [mark], "conflicts": []}
    (tmp_path / tombstone.NAME).write_text(json.dumps(line) + "\n", encoding="utf-8")
    row = {"nama_baku": "SITI", "tanggal_lahir": "1980", "kode_desa": "3216022001"}

    assert tombstone.is_forgotten(pd.DataFrame([row]), tmp_path, key).tolist() == [True]


def test_every_file_of_a_project_is_in_a_place(tiny: Path):
    config = Config.load(tiny)
    listed = {path for place in storage_places.PLACES for path in place.paths(config)}
    doubly = [p for place in storage_places.PLACES for p in place.paths(config)]

    files = [p for p in tiny.rglob("*") if p.is_file() and p.name != ".gitignore"]

    assert len(doubly) == len(listed)
    assert len(files) > 20
    assert [p for p in files if not {p, *p.parents} & listed] == []


@pytest.mark.slow
def test_the_command_tells_what_is_left_to_do(tiny: Path):
    (who, *_) = sorted(Office.at(tiny).ids())
    shutil.copytree(tiny / "data/output/latest", tiny / "data/output/runs/salinan saya")

    done = warm.run("forget", who, "--reason", REASON, "--project", str(tiny))

    assert done.returncode == 0, done.stderr
    assert "salinan saya" in done.stdout
