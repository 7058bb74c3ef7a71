"""The frozen model: m and u of every level, how rare each value is, how many matches to expect."""

import hashlib
import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from bekasi_reconcile.config.matching import Comparison, Level, Matching
from bekasi_reconcile.errors import ConfigError

STEPS_PER_BIT = 4
"""Rarity is kept in quarters of a bit: finer says nothing, and one line then holds many values."""
OTHERS = ""
"""Stands in ``frequency`` for any value that is not listed."""
FROZEN = "model.json"
OWN = "trained"


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
    were at each level: empty for a model that no pair taught. ``made_from`` says on what and how
    the model was trained.
    """

    version: int
    matches_per_record: float
    odds: Mapping[str, tuple[LevelOdds, ...]]
    frequency: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    seen: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    made_from: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the model as JSON that a person can read: a line for each level and rarity."""
        return _laid_out(
            {
                "version": self.version,
                "made_from": self.made_from,
                "matches_per_record": self.matches_per_record,
                "odds": {
                    name: {each.level: [each.m, each.u] for each in levels}
                    for name, levels in self.odds.items()
                },
                "seen": self.seen,
                "bits": {column: _by_bits(known) for column, known in self.frequency.items()},
            },
            depth=3,
        )

    @property
    def id(self) -> str:
        """Twelve digits that no model of other weights has, whenever and from what it was made."""
        weights = str(replace(self, made_from={}))
        return hashlib.sha256(weights.encode()).hexdigest()[:12]

    @property
    def own(self) -> bool:
        """Whether a project's own records taught it."""
        return self.made_from.get("how") == OWN

    def save(self, path: Path) -> None:
        """Write the model as JSON, readable by its owner only; a former one stays until then."""
        made = path.with_name(f".{path.name}.tmp")
        made.unlink(missing_ok=True)
        made.touch(mode=0o600)
        made.write_text(f"{self}\n", encoding="utf-8")
        os.replace(made, path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model that ``save`` wrote, or raise ConfigError."""
        try:
            return cls.parse(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as err:
            raise ConfigError("model.unreadable", path=path, what=type(err).__name__) from None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the model that ``text`` holds."""
        stated = json.loads(text)
        return cls(
            version=stated["version"],
            matches_per_record=stated["matches_per_record"],
            odds={
                name: tuple(LevelOdds(level, *each) for level, each in levels.items())
                for name, levels in stated["odds"].items()
            },
            frequency={
                column: {word: 2 ** -float(bits) for bits, words in known.items() for word in words}
                for column, known in stated["bits"].items()
            },
            seen={name: tuple(counts) for name, counts in stated["seen"].items()},
            made_from=stated["made_from"],
        )

    def check(self, rules: Matching) -> None:
        """Raise ConfigError if the model was trained for other comparisons than ``rules``."""
        ladders = {
            name: [level.name for level in each.levels] for name, each in rules.comparisons.items()
        }
        trained = {name: [each.level for each in levels] for name, levels in self.odds.items()}
        if self.version != rules.version or ladders != trained:
            raise ConfigError("model.other_comparisons")


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
    return tuple(bounded(each, each.m, each.u) for each in comparison.levels)


def bounded(level: Level, m: float, u: float) -> LevelOdds:
    """Return the odds of ``level`` with u moved so that the weight is within its bounds."""
    weight = min(max(math.log2(m / u), level.bits[0]), level.bits[1])
    return LevelOdds(level.name, float(f"{m:.8g}"), float(f"{m / 2**weight:.8g}"))


def rounded(share: float) -> float:
    """Return the share nearest to ``share`` that a model can hold."""
    return float(2 ** (round(STEPS_PER_BIT * math.log2(share)) / STEPS_PER_BIT))


def frozen(folder: Path) -> Model | None:
    """Return the model that a training left in ``folder``, None before the first."""
    path = folder / FROZEN
    return Model.load(path) if path.is_file() else None


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


def _by_bits(known: Mapping[str, float]) -> dict[str, list[str]]:
    """Return the values of each rarity, in bits, the commonest first."""
    listed: dict[str, list[str]] = {}
    for word, share in sorted(known.items(), key=lambda item: (-item[1], item[0])):
        bits = -round(STEPS_PER_BIT * math.log2(share)) / STEPS_PER_BIT
        listed.setdefault(f"{bits:g}", []).append(word)
    return listed


def _laid_out(value: Any, depth: int) -> str:
    """Return JSON with a line for each entry, ``depth`` levels down; deeper ones share a line."""
    if depth == 0 or not isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    before = " " * (4 - depth)
    lines = [
        f"{before}{json.dumps(name, ensure_ascii=False)}: {_laid_out(each, depth - 1)}"
        for name, each in value.items()
    ]
    return "{\n" + ",\n".join(lines) + f"\n{before[1:]}}}"
