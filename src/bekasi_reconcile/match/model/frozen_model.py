"""The frozen model: m and u of every level, how rare each value is, how many matches to expect."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import pandas as pd

from bekasi_reconcile.config.matching import Comparison, ComparisonLevel, Matching
from bekasi_reconcile.errors import ConfigError
from bekasi_reconcile.register.whole_file import write_whole

STEPS_PER_BIT = 4
"""Rarity is stored in quarters of a bit; one line of the file then holds many values."""
OTHERS = ""
"""Stands in ``frequency`` for any value that is not listed."""
FROZEN = "model.json"
OWN = "trained"
MODEL_PACKAGES = ("bekasi-reconcile", "pandas", "duckdb", "recordlinkage", "rapidfuzz")
"""The packages whose versions a model names: another version may compare otherwise."""


ABSENT = (FileNotFoundError, IsADirectoryError)


@dataclass(frozen=True)
class LevelOdds:
    """How often a level occurs among true matches (m) and among non-matches (u)."""

    level: str
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
    per column, the share of records that have a value, for values that many people share.
    ``matches_per_record`` is how many others of the same person a record has on average.
    ``seen`` holds, per comparison, how many of the pairs that taught m lacked it, then how many
    were at each level; it is empty for a model that no pair taught. ``made_from`` says how the
    model was trained, and on what.
    """

    version: int
    matches_per_record: float
    odds: Mapping[str, tuple[LevelOdds, ...]]
    frequency: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    seen: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    made_from: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the model as JSON that a person can read: a line for each level and rarity."""
        return _lay_out(
            {
                "version": self.version,
                "made_from": self.made_from,
                "matches_per_record": self.matches_per_record,
                "odds": {
                    name: {step.level: [step.m, step.u] for step in levels}
                    for name, levels in self.odds.items()
                },
                "seen": self.seen,
                "bits": {column: _by_bits(shares) for column, shares in self.frequency.items()},
            },
            depth=3,
        )

    @property
    def id(self) -> str:
        """Twelve digits that follow from the weights alone; no model of other weights has them."""
        weights = str(replace(self, made_from={}))
        return hashlib.sha256(weights.encode()).hexdigest()[:12]

    @property
    def is_own(self) -> bool:
        """Whether a project's own records taught it."""
        return self.made_from.get("how") == OWN

    def save(self, path: Path) -> None:
        """Write the model as JSON, readable by its owner only; it replaces a former one at once."""
        write_whole(path, f"{self}\n")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model that ``save`` wrote, or raise ConfigError; OSError if the disk fails."""
        try:
            return cls.parse(path.read_text(encoding="utf-8"))
        except (*ABSENT, ValueError, KeyError, TypeError, AttributeError) as err:
            raise ConfigError("model.unreadable", path=path, what=type(err).__name__) from None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the model that ``text`` holds."""
        document = json.loads(text)
        return cls(
            version=document["version"],
            matches_per_record=document["matches_per_record"],
            odds={
                name: tuple(LevelOdds(level, *odds) for level, odds in levels.items())
                for name, levels in document["odds"].items()
            },
            frequency={
                column: {
                    value: 2 ** -float(bits) for bits, values in by_bits.items() for value in values
                }
                for column, by_bits in document["bits"].items()
            },
            seen={name: tuple(counts) for name, counts in document["seen"].items()},
            made_from=document["made_from"],
        )

    def check(self, matching: Matching) -> None:
        """Raise ConfigError if the model was trained for other comparisons than ``matching``."""
        ladders = {
            name: [level.name for level in comparison.levels]
            for name, comparison in matching.comparisons.items()
        }
        trained = {name: [step.level for step in levels] for name, levels in self.odds.items()}
        if self.version != matching.version or ladders != trained:
            raise ConfigError("model.other_comparisons")


def starting_model(matching: Matching) -> Model:
    """Return the model that ``matching`` expects before any record is seen."""
    return Model(
        version=matching.version,
        matches_per_record=1.0,
        odds={name: starting_odds(comparison) for name, comparison in matching.comparisons.items()},
        made_from={"how": "matching.toml"},
    )


def starting_odds(comparison: Comparison) -> tuple[LevelOdds, ...]:
    """Return the m and u that the ladder of ``comparison`` starts from, within its bounds."""
    return tuple(within_bounds(level, level.m, level.u) for level in comparison.levels)


def within_bounds(level: ComparisonLevel, m: float, u: float) -> LevelOdds:
    """Return the odds of ``level`` with u moved so that the weight is within its bounds."""
    weight = min(max(math.log2(m / u), level.bits[0]), level.bits[1])
    return LevelOdds(level.name, float(f"{m:.8g}"), float(f"{m / 2**weight:.8g}"))


def round_share(share: float) -> float:
    """Return the share nearest to ``share`` that a model can hold."""
    return float(2 ** (round(STEPS_PER_BIT * math.log2(share)) / STEPS_PER_BIT))


def project_model(folder: Path) -> Model | None:
    """Return the model that a training left in ``folder``, None before the first."""
    path = folder / FROZEN
    return Model.load(path) if path.is_file() else None


def restore_project_model(folder: Path, run: Path) -> bool:
    """Put back into ``folder`` the model that the ``run`` weighed by; return whether it did.

    It does if a training made that model and ``folder`` has none: trained again, another model
    would decide otherwise about the same pairs.
    """
    path, used = folder / FROZEN, run / FROZEN
    if path.is_file() or not used.is_file() or not (model := Model.load(used)).is_own:
        return False
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    model.save(path)
    return True


def save_project_model(
    folder: Path, model: Model, submissions: pd.DataFrame, now: datetime
) -> Model:
    """Write ``model`` into ``folder`` with when and of what it was made; return it so."""
    readable = submissions[submissions["status"] == "read"].sort_values(["source", "sha256"])
    contents = readable.groupby("source")["sha256"].agg(list)
    made_from = {
        **model.made_from,
        "day": f"{now:%Y-%m-%d}",
        "sources": contents.to_dict(),
        "versions": {name: version(name) for name in MODEL_PACKAGES},
    }
    dated = replace(model, made_from=made_from)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    dated.save(folder / FROZEN)
    return dated


def default_model(matching: Matching) -> Model:
    """Return the model shipped with the package, or the starting one if it does not fit."""
    shipped = files(__package__).joinpath("default_model.json")
    if not shipped.is_file():
        return starting_model(matching)
    model = Model.parse(shipped.read_text(encoding="utf-8"))
    try:
        model.check(matching)
    except ConfigError:
        return starting_model(matching)
    return model


def _by_bits(frequency: Mapping[str, float]) -> dict[str, list[str]]:
    """Return the values of each rarity, in bits, the commonest first."""
    listed: dict[str, list[str]] = {}
    for word, share in sorted(frequency.items(), key=lambda item: (-item[1], item[0])):
        bits = -round(STEPS_PER_BIT * math.log2(share)) / STEPS_PER_BIT
        listed.setdefault(f"{bits:g}", []).append(word)
    return listed


def _lay_out(value: Any, depth: int) -> str:
    """Return JSON with a line for each entry, ``depth`` levels down; deeper ones share a line."""
    if depth == 0 or not isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    before = " " * (4 - depth)
    lines = [
        f"{before}{json.dumps(name, ensure_ascii=False)}: {_lay_out(entry, depth - 1)}"
        for name, entry in value.items()
    ]
    return "{\n" + ",\n".join(lines) + f"\n{before[1:]}}}"
