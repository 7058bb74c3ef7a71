"""The package's face: what it names is there, light to import, and as docs/library.md says."""

import doctest
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import bekasi_reconcile
from bekasi_reconcile import Register
from bekasi_reconcile.commands.init import make_project
from bekasi_reconcile.errors import InputError

LIBRARY = Path(__file__).parents[1] / "docs" / "library.md"
HEAD = "NIK;Nama;Tgl Lahir;Kecamatan\n"
LISTS = {
    "daftar.csv": "3216015207850003;SITI AMINAH;12-07-1985;Babelan\n"
    "3216010308120001;RIZKI;03-08-2012;Babelan\n",
    "pkh.csv": "3216015207850003;Siti Aminah.;12-07-1986;Babelan\n",
}
VIEWS = (
    "person", "household", "conflict", "conflict_value", "problem", "receipt", "claim",
    "crosswalk", "change", "identity", "quality", "run",
)  # fmt: skip
IMPORTS = (
    "",
    "import bekasi_reconcile.match",
    "import bekasi_reconcile.match.result",
    "import bekasi_reconcile.match.stage",
    "from bekasi_reconcile.match import stage",
    "from bekasi_reconcile.match.candidate import blocking_key",
    "from bekasi_reconcile import library, pipeline",
    "from importlib import import_module; import_module('bekasi_reconcile.match.stage')",
)


def fresh(code: str) -> str:
    """Run ``code`` in an interpreter of its own."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout


@pytest.mark.slow
def test_match_is_the_function_whatever_is_imported_before():
    code = f"""
import os, sys, pandas, pydantic  # once for all, each of which is a process that knows no more
from bekasi_reconcile import __version__
for before in {IMPORTS}:
    child = os.fork()
    if not child:
        exec(before)
        from bekasi_reconcile import match
        from bekasi_reconcile.match.stage import match as stage
        os._exit(not (callable(match) and callable(stage)))
    if os.waitpid(child, 0)[1]:
        print(before)
"""

    assert fresh(code) == ""


def test_importing_the_package_imports_nothing_heavy():
    heavy = "pandas", "pydantic", "duckdb", "typer", "numpy"
    code = f"import sys, bekasi_reconcile; print([m for m in {heavy} if m in sys.modules])"

    assert fresh(code) == "[]\n"


def test_every_promised_name_is_there():
    assert dir(bekasi_reconcile) == sorted(bekasi_reconcile.__all__)
    assert all(getattr(bekasi_reconcile, name) for name in bekasi_reconcile.__all__)
    assert bekasi_reconcile.__version__ == version("bekasi-reconcile")
    with pytest.raises(AttributeError, match="no attribute 'Registr'"):
        bekasi_reconcile.Registr  # noqa: B018


@pytest.mark.slow
def test_the_page_of_the_library_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    make_project(tmp_path / "bekasi")
    for name, lines in LISTS.items():
        (tmp_path / "bekasi/data/raw" / name).write_text(HEAD + lines, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    done = doctest.testfile(str(LIBRARY), module_relative=False, optionflags=flags)

    assert done.attempted > 10
    assert done.failed == 0


def test_a_register_is_opened_by_project_run_or_file(tiny_finished: Path):
    latest = tiny_finished / "data/output/latest"
    for place in (tiny_finished, str(tiny_finished), latest, latest / "register.duckdb"):
        with Register.open(place) as register:
            assert sorted(register.person["nama"]) == ["BUDI SANTOSO", "SITI AMINAH"]
            assert all(len(getattr(register, name).columns) > 1 for name in VIEWS)
            assert register.run["records"].tolist() == [2]


def test_a_project_that_never_ran_has_no_register(project: Path):
    with pytest.raises(InputError, match="belum ada register"):
        Register.open(project)
