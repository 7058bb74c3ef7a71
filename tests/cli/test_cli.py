"""The command line as its users meet it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

import warm
from bekasi_reconcile.cli.app import app
from bekasi_reconcile.cli.source_commands import sources
from bekasi_reconcile.register.database import connect

HEAVY = ("pandas", "duckdb", "recordlinkage", "sklearn", "pyarrow", "pandera")
LIST = "NIK;Nama;Tgl Lahir;Kecamatan\n3216010101800001;SITI AMINAH;01-01-1980;Babelan\n"


def reconcile(*arguments: str) -> subprocess.CompletedProcess[str]:
    return warm.run(*arguments)


def started(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a user does, in a process that has imported nothing yet."""
    return subprocess.run(
        [sys.executable, "-m", "bekasi_reconcile", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from typer.testing import CliRunner; from bekasi_reconcile.cli.app import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        f"print([m for m in {HEAVY} if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_the_readme_names_every_command():
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    commands = [c.name or c.callback.__name__ for c in app.registered_commands if c.callback]
    below = [c.name or c.callback.__name__ for c in sources.registered_commands if c.callback]

    assert commands == [
        "init", "demo", "run", "report", "evaluate", "train", "explain", "export-model",
        "decide", "runs", "diff", "rollback", "id",
        "doctor", "backup", "restore", "forget", "incident",
    ]  # fmt: skip
    assert all(f"reconcile {name}" in readme for name in commands)
    assert below == ["list", "suggest", "check"]
    assert all(f"reconcile sources {name}" in readme for name in below)


def test_sources_suggest_shows_evidence_per_column_and_a_draft_but_no_cell(project: Path):
    file = project / "bantuan baru.csv"
    file.write_text(LIST, encoding="utf-8")

    done = reconcile("sources", "suggest", str(file), "--project", str(project))

    assert done.returncode == 0
    assert "B  Nama = nama  [judul: 100% dari 1 sel cocok dengan judulnya]" in done.stdout
    assert 'source = "bantuan"' in done.stdout
    assert "reviewed = false" in done.stdout
    assert "SITI" not in done.stdout
    assert "3216010101800001" not in done.stdout


def test_sources_check_names_the_profile_of_each_file(project: Path):
    (project / "data/raw/BLT-DD 2025.csv").write_text(LIST, encoding="utf-8")
    (project / "data/raw/lain.csv").write_text(LIST, encoding="utf-8")

    done = reconcile("sources", "check", "--json", "--project", str(project))

    assert done.returncode == 0
    told = {c["file"]: (c["source"], c["profile"]) for c in json.loads(done.stdout)}
    assert told == {"BLT-DD 2025.csv": ("blt-dana-desa", True), "lain.csv": ("lain", False)}


def test_a_profile_that_names_an_unknown_field_is_refused(project: Path):
    path = project / "configs/sources/baznas.toml"
    path.write_text(path.read_text("utf-8") + '\n[columns]\nNama = "nam"\n', encoding="utf-8")

    done = reconcile("sources", "check", "--project", str(project))

    assert done.returncode == 2
    assert "baznas.toml" in done.stderr
    assert "kolom nam tidak ada" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_draft_is_obeyed_where_the_officer_changed_it(project: Path):
    (project / "data/raw/daftar.csv").write_text(LIST, encoding="utf-8")
    reconcile("run", "--quiet", "--project", str(project))
    draft = project / "configs/sources/daftar.toml"
    text = draft.read_text(encoding="utf-8")

    draft.write_text(text.replace('"Kecamatan" = "kecamatan"', '"Kecamatan" = "lain"'), "utf-8")
    done = reconcile("run", "--quiet", "--project", str(project))

    assert done.returncode == 0
    assert '"Kecamatan" = "kecamatan"' in text
    with connect(project / "data/output/latest/register.duckdb") as con:
        told = con.execute('SELECT field, how FROM isi.columns ORDER BY "column"').fetchall()
    assert told[3] == (None, "profile")
    assert told[0] == ("nik", "synonym")


def test_a_locked_workbook_is_opened_by_a_private_password_file(project: Path, tmp_path: Path):
    import msoffcrypto.format.ooxml as ooxml

    plain = tmp_path / "plain.xlsx"
    with xlsxwriter.Workbook(str(plain)) as book:
        sheet = book.add_worksheet("Data")
        for i, line in enumerate(LIST.strip().splitlines()):
            sheet.write_row(i, 0, line.split(";"))
    with plain.open("rb") as file, (project / "data/raw/kunci.xlsx").open("wb") as locked:
        ooxml.OOXMLFile(file).encrypt("rahasia", locked)
    secret = tmp_path / "sandi.txt"
    secret.write_text("salah\nrahasia\n", encoding="utf-8")

    secret.chmod(0o644)
    open_to_all = reconcile("run", "--password-file", str(secret), "--project", str(project))
    secret.chmod(0o600)
    done = reconcile("run", "--json", "--password-file", str(secret), "--project", str(project))
    without = reconcile("run", "--project", str(project))

    assert open_to_all.returncode == 2
    assert "dapat dibaca orang lain" in open_to_all.stderr
    assert done.returncode == 0
    assert json.loads(done.stdout)["persons"] == 1
    assert without.returncode == 5
    assert "--password-file" in without.stderr


def test_json_is_one_document_with_counts_that_add_up(project: Path):
    (project / "data/raw/daftar.csv").write_text(LIST, encoding="utf-8")
    (project / "data/raw/rusak.xlsx").write_bytes(b"PK\x03\x04 not a workbook")

    done = reconcile("run", "--json", "--project", str(project))

    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert told["schema_version"] == 1
    assert {f["file"]: f["status"] for f in told["files"]} == {
        "daftar.csv": "read",
        "rusak.xlsx": "refused",
    }
    for f in told["files"]:
        assert f["rows_seen"] == f["records"] + f["refused"] + f["non_data"]
    assert (told["persons"], told["households"], told["pairs"]) == (1, 1, 0)
    assert set(told["seconds"]) == {"ingest", "clean", "match", "merge", "publish", "total"}
    assert told["run_id"]


def test_a_bad_file_does_not_fail_the_run_if_so_asked(project: Path):
    (project / "data/raw/daftar.csv").write_text(LIST, encoding="utf-8")
    (project / "data/raw/rusak.xlsx").write_bytes(b"PK\x03\x04 not a workbook")

    done = reconcile("run", "--quiet", "--fail-on", "never", "--project", str(project))

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("kosong.xlsx", b"", "kosong.xlsx: Berkas kosong"),
        ("rusak.xlsx", b"PK\x03\x04 cut", "rusak.xlsx: Berkas rusak"),
        ("surat.pdf", b"%PDF-1.7 \x00\x01", "surat.pdf: Isi berkas bukan lembar kerja"),
        ("catatan.txt", b"rapat hari Senin\n", "catatan.txt: Tidak ditemukan tabel"),
        (
            "terkunci.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "terkunci.xlsx: Berkas dilindungi kata sandi",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line_with_what_to_do(
    project: Path, name: str, content: bytes, says: str
):
    (project / "data/raw" / name).write_bytes(content)

    done = reconcile("run", "--project", str(project))

    assert done.returncode == 5
    assert says in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("reconcile: ")
    assert "Traceback" not in done.stderr
    assert not list((project / "data/output").iterdir())


def test_an_empty_raw_folder_says_where_to_copy_files(project: Path):
    done = reconcile("run", "--project", str(project))

    assert done.returncode == 5
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Salin berkas agensi ke folder ini" in done.stderr


def test_a_folder_without_configuration_says_how_to_make_one(tmp_path: Path):
    done = reconcile("run", "--project", str(tmp_path))

    assert done.returncode == 2
    assert done.stderr.startswith("reconcile: ")
    assert "reconcile init" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_misspelt_key_is_refused_by_name(project: Path):
    path = project / "configs/reconcile.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("language", "languge"), "utf-8")

    done = reconcile("run", "--project", str(project))

    assert done.returncode == 2
    assert "reconcile.toml: " in done.stderr
    assert "languge: kunci ini tidak dikenal" in done.stderr


def test_init_makes_a_project_and_leaves_an_existing_one_alone(tmp_path: Path):
    folder = tmp_path / "bekasi"
    first = CliRunner().invoke(app, ["init", str(folder)])
    edited = folder / "configs/reconcile.toml"
    edited.write_text("# mine", encoding="utf-8")

    second = reconcile("init", str(folder))

    assert first.exit_code == 0
    assert (folder / "data/raw").is_dir()
    assert second.returncode == 2
    assert edited.read_text(encoding="utf-8") == "# mine"


def test_the_demo_never_overwrites_other_files(tmp_path: Path):
    (tmp_path / "penting.xlsx").write_bytes(b"x")

    done = started("demo", str(tmp_path))

    assert done.returncode == 2
    assert [p.name for p in tmp_path.iterdir()] == ["penting.xlsx"]
