"""The promised views of a published register, each as a DataFrame."""

from pathlib import Path
from types import TracebackType
from typing import Self

import pandas as pd

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.manifest import REGISTER
from bekasi_reconcile.register.runs import latest
from bekasi_reconcile.sql import fetch, quote_ident


class Register:
    """A published register, open for reading; a context manager that closes it.

    Each property reads one view when it is asked for, its rows in a full order. The names of views
    and columns are a promise: they stay from version to version. Text columns are Arrow-backed,
    days are ``datetime.date``, what is missing is ``pd.NA`` or None.
    """

    def __init__(self, path: Path) -> None:
        """Open the file ``path``; raise DamagedError if it is not what was published."""
        self.path = path
        self._con = connect(path)

    @classmethod
    def open(cls, place: Path | str | Config) -> Self:
        """Open a register: of a project (its current one), of the folder of a run, or a file.

        Raises InputError where there is no register yet, ConfigError for a broken project.
        """
        return cls(_register_file(place))

    @property
    def person(self) -> pd.DataFrame:
        """One row per person: the surviving value of every field. Key: person_id."""
        return self._view("person")

    @property
    def household(self) -> pd.DataFrame:
        """One row per family. Key: household_id."""
        return self._view("household")

    @property
    def conflict(self) -> pd.DataFrame:
        """One row per thing that a person must decide. Key: conflict_id."""
        return self._view("conflict")

    @property
    def conflict_value(self) -> pd.DataFrame:
        """One row per version that a source gives of a conflict."""
        return self._view("conflict_value")

    @property
    def problem(self) -> pd.DataFrame:
        """One row per cell, row or file that was refused, repaired or doubted."""
        return self._view("problem")

    @property
    def receipt(self) -> pd.DataFrame:
        """One row per benefit that a programme gives a person or family in a period."""
        return self._view("receipt")

    @property
    def claim(self) -> pd.DataFrame:
        """One row per value that a record claims of a field of a person, and which survives."""
        return self._view("claim")

    @property
    def crosswalk(self) -> pd.DataFrame:
        """One row per accepted spreadsheet row: file, sheet, row, person, family."""
        return self._view("crosswalk")

    @property
    def change(self) -> pd.DataFrame:
        """One row per thing that the run changed against the run before it."""
        return self._view("change")

    @property
    def identity(self) -> pd.DataFrame:
        """One row per id ever given, and whom it means now."""
        return self._view("identity")

    @property
    def quality(self) -> pd.DataFrame:
        """One row per source and field: how good its values are."""
        return self._view("quality")

    @property
    def run(self) -> pd.DataFrame:
        """The one row of the run that wrote the register."""
        return self._view("run")

    def close(self) -> None:
        """Close the file."""
        self._con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def _view(self, name: str) -> pd.DataFrame:
        return fetch(self._con, f"FROM {quote_ident(name)} ORDER BY ALL")


def _register_file(place: Path | str | Config) -> Path:
    if not isinstance(place, Config):
        place = Path(place)
        file = place if place.is_file() else place / REGISTER
        if file.exists():
            return file
        place = Config.load(place)
    current = latest(place.folder("output"))
    if current is None:
        raise InputError("program.no_register", path=place.root)
    return current / REGISTER
