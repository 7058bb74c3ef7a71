"""Fixtures shared by the tests of whole runs, and how many examples a property is tried on."""

import gc
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from bekasi_reconcile import demo, pipeline
from bekasi_reconcile.commands.init import make_demo, make_project
from bekasi_reconcile.config.project import Config
from once import Once
from warm import FINISHED

settings.register_profile("few", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("many", max_examples=150, deadline=None, derandomize=True)
settings.load_profile("few")  # make slow, make all: --hypothesis-profile many


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow tests, so that none of them runs alone at the end."""
    items.sort(key=lambda item: "slow" not in item.keywords)


def pytest_collection_finish() -> None:
    """Let garbage collection pass over what is imported: it took 6 % of the time of a run."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Collect it at the end all the same, else DuckDB names what was never freed."""
    gc.unfreeze()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Return what builds a folder once for all processes that run the tests."""
    base = tmp_path_factory.getbasetemp()
    return Once(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture(scope="session")
def small_demo(once: Once) -> Path:
    """Return a project with the lists of 120 invented families, never run."""
    return once.built(
        "demo",
        lambda folder: make_demo(folder, lambda at: demo.write(at, seed=7, families=120)),
    )


@pytest.fixture(scope="session")
def finished(small_demo: Path, once: Once) -> Path:
    """Return a copy of that project after one run; tests only read it."""

    def run(folder: Path) -> None:
        shutil.copytree(small_demo, folder)
        pipeline.run(Config.load(folder))

    return once.built("finished", run)


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
def tiny_finished(once: Once) -> Path:
    """Return a project after two runs; tests only read it."""

    def run_twice(folder: Path) -> None:
        make_project(folder)
        (folder / "data/raw/daftar.csv").write_text(TINY, encoding="utf-8")
        for _ in range(2):
            pipeline.run(Config.load(folder))

    given = os.environ.get(FINISHED)
    return Path(given) if given else once.built("tiny", run_twice)


@pytest.fixture
def tiny(tiny_finished: Path, tmp_path: Path) -> Path:
    """Return a copy of that project that a test may change."""
    folder = tmp_path / "project"
    shutil.copytree(tiny_finished, folder, symlinks=True)
    return folder
