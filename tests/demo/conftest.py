from pathlib import Path

import pytest

from bekasi_reconcile import demo


@pytest.fixture(scope="session")
def bekasi(tmp_path_factory: pytest.TempPathFactory) -> demo.Demo:
    folder: Path = tmp_path_factory.mktemp("bekasi")
    return demo.write(folder)
