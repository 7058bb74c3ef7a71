"""The command line as its users meet it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bekasi_reconcile.cli import app

HEAVY = ("pandas", "duckdb", "recordlinkage", "sklearn", "pyarrow", "pandera")
LIST = "NIK;Nama;Tgl Lahir;Kecamatan\n3216010101800001;SITI AMINAH;01-01-1980;Babelan\n"


def reconcile(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "bekasi_reconcile", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from typer.testing import CliRunner; from bekasi_reconcile.cli import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        f"print([m for m in {HEAVY} if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_the_readme_names_every_command():
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    commands = [c.name or c.callback.__name__ for c in app.registered_commands if c.callback]

    assert commands == ["init", "demo", "run", "evaluate"]
    assert all(f"reconcile {name}" in readme for name in commands)


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
    assert "Copy the agencies' files into it" in done.stderr


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
    assert "languge: Extra inputs are not permitted" in done.stderr


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

    done = reconcile("demo", str(tmp_path))

    assert done.returncode == 2
    assert [p.name for p in tmp_path.iterdir()] == ["penting.xlsx"]
