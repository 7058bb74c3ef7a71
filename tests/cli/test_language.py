"""The program speaks the language of the project; where there is none yet, that of LANG."""

from pathlib import Path

import pytest
from typer.main import get_command

import warm
from bekasi_reconcile.cli.app import app
from bekasi_reconcile.cli.localized_command import ROOT, SHARED
from bekasi_reconcile.messages.catalogue import subject

ENGLISH = {"LC_ALL": "en_US.UTF-8", "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "200"}
INDONESIAN = ENGLISH | {"LC_ALL": "C.UTF-8"}


@pytest.fixture
def english(project: Path) -> Path:
    path = project / "configs/reconcile.toml"
    path.write_text(path.read_text("utf-8").replace('"id"', '"en"'), "utf-8")
    return project


def test_every_command_and_parameter_has_a_help_and_no_help_is_of_nothing():
    program = get_command(app)
    groups = [program, *(c for c in program.commands.values() if hasattr(c, "commands"))]
    commands = {command.name: command for group in groups for command in group.commands.values()}
    texts = subject("help")

    assert set(texts) - {ROOT, SHARED, "word"} == set(commands)
    for name, command in commands.items():
        parameters = {parameter.name for parameter in command.params}
        assert parameters <= set(texts[name]) | set(texts[SHARED]), name
        assert set(texts[name]) - {"about"} <= parameters, name


def test_a_projects_language_stands_above_that_of_the_environment(project: Path):
    done = warm.run("run", "--help", env=ENGLISH, cwd=project)
    refused = warm.run("run", "-p", str(project), env=ENGLISH)

    assert "Pemakaian: reconcile run [OPSI]" in done.stdout
    assert "Tampilkan bantuan ini." in done.stdout
    assert "Salin berkas agensi ke folder ini" in refused.stderr


def test_without_a_project_the_environment_decides_and_indonesian_comes_first(tmp_path: Path):
    for env, text in ((ENGLISH, "no such file"), (INDONESIAN, "berkas ini tidak ada")):
        assert text in warm.run("run", "-p", str(tmp_path), env=env, cwd=tmp_path).stderr


@pytest.mark.parametrize(
    ("arguments", "indonesian", "english"),
    [
        (["rum"], "Perintah rum tidak ada", "no command rum"),
        (["run", "--jsn"], "Opsi --jsn tidak ada", "no option --jsn"),
        (["run", "--as-of"], "--as-of memerlukan isian", "--as-of needs a value"),
        (["run", "--as-of", "x"], "tahun-bulan-tanggal", "year-month-day"),
        (["run", "--fail-on", "x"], "never|rejects|conflicts", "it takes: never|rejects"),
        (["demo", "--families", "0"], "bilangan bulat", "a whole number"),
        (["init"], "folder belum disebut", "folder is missing"),
        (["runs", "x"], "lebih banyak", "More was given"),
        (["report"], "folder belum disebut", "folder is missing"),
    ],
)
def test_wrong_usage_is_one_line_in_the_language(
    tmp_path: Path, arguments: list[str], indonesian: str, english: str
):
    for env, text in ((INDONESIAN, indonesian), (ENGLISH, english)):
        done = warm.run(*arguments, env=env, cwd=tmp_path)

        assert done.returncode == 2
        assert text in done.stderr
        assert done.stderr.startswith("reconcile: ")
        assert done.stderr.endswith("(RK-202)\n")
        assert len(done.stderr.splitlines()) == 1


def test_a_broken_configuration_still_tells_its_language(english: Path):
    path = english / "configs/reconcile.toml"
    path.write_text(path.read_text("utf-8") + "\n[brakes\n", "utf-8")

    done = warm.run("doctor", "--project", str(english), env=INDONESIAN)

    assert done.returncode == 2
    assert "not valid TOML: a mistake in line" in done.stderr


def test_results_are_in_the_projects_language(english: Path):
    listing = warm.run("sources", "check", "--project", str(english), env=INDONESIAN)
    checks = warm.run("doctor", "--project", str(english), env=INDONESIAN)

    assert "profiles checked, no mistake found." in listing.stdout
    assert "Every folder is there" in checks.stdout
