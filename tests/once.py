"""Folders that tests only read: built once, for all the processes that run the tests."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock


@dataclass(frozen=True)
class Once:
    """What is built once stands below ``base``, which all processes of a session have."""

    base: Path

    def built(self, name: str, build: Callable[[Path], object]) -> Path:
        """Return the folder ``name``, which the first who asks for it lets ``build`` make."""
        folder, done = self.base / f"once-{name}", self.base / f"once-{name}.done"
        with FileLock(f"{folder}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                build(folder)
                done.touch()
        return folder
