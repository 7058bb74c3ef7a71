"""The spot where an error happens: the cell, the row it stands in, and luck."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Spot:
    """One cell about to be damaged. ``spot["rt"]`` is the row's true value of another field."""

    text: str
    columns: Mapping[str, list[Any]]
    index: int
    has_types: bool
    """Whether cells can hold numbers (workbooks) or text only."""
    rng: np.random.Generator

    def __getitem__(self, field: str) -> Any:
        return self.columns[field][self.index]

    def above(self, field: str) -> Any:
        """Return the value in the row above, or an empty text in the first row."""
        return self.columns[field][self.index - 1] if self.index else ""


Corruption = Callable[[Spot], Cell]
Kinds = Mapping[str, tuple[float, Corruption]]
