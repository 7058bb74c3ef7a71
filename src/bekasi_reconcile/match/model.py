"""The frozen model: m and u of every level, how rare each value is, how many matches to expect."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from bekasi_reconcile.config.matching import Comparison, Matching
from bekasi_reconcile.errors import ConfigError


@dataclass(frozen=True)
class LevelOdds:
    """How often a level occurs among true matches (m) and among non-matches (u)."""

    m: float
    u: float

    @property
    def weight(self) -> float:
        """Evidence for a match, in bits: log2(m / u)."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True)
class Model:
    """What the records taught: private, since a rare name is personal.

    ``odds`` holds, per comparison, one LevelOdds per level, weakest first. ``frequency`` holds,
    per column, the share of records that have a value, for values that several share.
    ``matches_per_record`` is how many others of the same person a record has on average.
    ``made_from`` says on what and how the model was trained.
    """

    version: int
    matches_per_record: float
    odds: Mapping[str, tuple[LevelOdds, ...]]
    frequency: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    made_from: Mapping[str, Any] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Write the model as JSON, readable by its owner only."""
        text = json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False)
        path.touch(mode=0o600)
        path.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model that ``save`` wrote, or raise ConfigError."""
        try:
            return cls.parse(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError) as err:
            raise ConfigError(
                f"{path}: not a readable model ({type(err).__name__}). "
                "Delete it and train again: reconcile train"
            ) from None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the model that ``text`` holds."""
        stated = json.loads(text)
        stated["odds"] = {
            name: tuple(LevelOdds(**each) for each in levels)
            for name, levels in stated["odds"].items()
        }
        return cls(**stated)

    def check(self, rules: Matching) -> None:
        """Raise ConfigError if the model was trained for other comparisons than ``rules``."""
        ladders = {name: len(each.levels) for name, each in rules.comparisons.items()}
        trained = {name: len(each) for name, each in self.odds.items()}
        if self.version != rules.version or ladders != trained:
            raise ConfigError(
                "The model was trained for other comparisons than matching.toml declares. "
                "Train it again: reconcile train"
            )


def starting_model(rules: Matching) -> Model:
    """Return the model that ``rules`` expect before any record is seen."""
    return Model(
        version=rules.version,
        matches_per_record=1.0,
        odds={name: starting_odds(each) for name, each in rules.comparisons.items()},
        made_from={"how": "matching.toml"},
    )


def starting_odds(comparison: Comparison) -> tuple[LevelOdds, ...]:
    """Return the m and u that the ladder of ``comparison`` starts from, within its bounds."""
    return tuple(bounded(each.m, each.u, each.bits) for each in comparison.levels)


def bounded(m: float, u: float, bits: tuple[float, float]) -> LevelOdds:
    """Return the odds with u moved so that the weight is within ``bits``."""
    weight = min(max(math.log2(m / u), bits[0]), bits[1])
    return LevelOdds(m=m, u=m / 2**weight)


def default_model(rules: Matching) -> Model:
    """Return the model shipped with the package, or the starting one if it does not fit."""
    shipped = files(__package__).joinpath("default_model.json")
    if not shipped.is_file():
        return starting_model(rules)
    model = Model.parse(shipped.read_text(encoding="utf-8"))
    try:
        model.check(rules)
    except ConfigError:
        return starting_model(rules)
    return model
