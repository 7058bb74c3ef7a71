"""Fixtures shared by the tests of whole runs."""

import os
import shutil
from pathlib import Path

import pytest

from bekasi_reconcile import demo, pipeline
from bekasi_reconcile.commands.init import make_demo, make_project
from bekasi_reconcile.config.project import Config
from warm import FINISHED


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with the lists of 120 invented families, never run."""
    folder = tmp_path_factory.mktemp("demo") / "project"
    make_demo(folder, lambda at: demo.write(at, seed=7, families=120))
    return folder


@pytest.fixture(scope="session")
def finished(small_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of that project after one run; tests only read it."""
    folder = tmp_path_factory.mktemp("finished") / "project"
    shutil.copytree(small_demo, folder)
    pipeline.run(Config.load(folder))
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a new, empty project."""
    make_project(tmp_path / "project")
    return tmp_path / "project"


TINY = (
    "NIK;Nama;Tgl Lahir;Kecamatan\n"
    "3216010101800001;SITI AMINAH;01-01-1980;Babelan\n"
    "3216010202810002;BUDI SANTOSO;02-02-1981;Babelan\n"
)


@pytest.fixture(scope="session")
def tiny_finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project after two runs; tests only read it."""
    if FINISHED in os.environ:
        return Path(os.environ[FINISHED])
    folder = tmp_path_factory.mktemp("tiny") / "project"
    make_project(folder)
    (folder / "data/raw/daftar.csv").write_text(TINY, encoding="utf-8")
    for _ in range(2):
        pipeline.run(Config.load(folder))
    return folder


@pytest.fixture
def tiny(tiny_finished: Path, tmp_path: Path) -> Path:
    """Return a copy of that project that a test may change."""
    folder = tmp_path / "project"
    shutil.copytree(tiny_finished, folder, symlinks=True)
    return folder
