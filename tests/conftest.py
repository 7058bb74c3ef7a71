"""Fixtures shared by the tests of whole runs."""

import shutil
from pathlib import Path

import pytest

from bekasi_reconcile import demo, pipeline
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.project import make, make_demo


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
    make(tmp_path / "project")
    return tmp_path / "project"
