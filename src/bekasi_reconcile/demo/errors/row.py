"""The row in which an error happens: what the clerk had before her eyes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Row:
    """One row of a list: its true values by field, and the row above it."""

    columns: Mapping[str, list[Any]]
    index: int
    typed: bool
    """Whether cells can hold numbers (workbooks) or text only."""

    def __getitem__(self, field: str) -> Any:
        return self.columns[field][self.index]

    @property
    def above(self) -> "Row":
        return Row(self.columns, max(self.index - 1, 0), self.typed)


Corruption = Callable[[str, Row, np.random.Generator], Cell]
Kinds = Mapping[str, tuple[float, Corruption]]
