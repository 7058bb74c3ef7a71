"""Take the weight of a pair apart: what each comparison adds, by the run's own rules and model."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.encode import MISSING, Codes, Prepared
from bekasi_reconcile.match.comparison.compare import compare
from bekasi_reconcile.match.model.frozen_model import Model
from bekasi_reconcile.match.model.match_weight import kept_apart, match_weight, prior_bits


class Factor(NamedTuple):
    """What one comparison adds to the weight, in bits; ``level`` is None where it is missing.

    ``rarity_bits`` is the part of ``bits`` that is due to how rare the value is.
    """

    comparison: str
    level: str | None
    value_l: str | None
    value_r: str | None
    bits: float
    rarity_bits: float


class Limit(NamedTuple):
    """What the limits of a group of comparisons add to their sum, in bits."""

    comparisons: tuple[str, ...]
    bits: float


class Parts(NamedTuple):
    """The weight of a pair in parts: prior, factors and limits sum to ``match_weight``."""

    prior_bits: float
    factors: tuple[Factor, ...]
    limits: tuple[Limit, ...]
    match_weight: float
    kept_apart_by: str | None
    settlements: tuple[str, ...]


class Weighing(NamedTuple):
    """What every weight depends on: all the records of the run, its rules and its model.

    How common a word is, and whether a value is void, depends on all who bear it.
    """

    prepared: Prepared
    rules: Matching
    model: Model


def parts(weighing: Weighing, left: str, right: str) -> Parts:
    """Return what the pair of record ids weighs, in parts."""
    prepared, rules = weighing.prepared, weighing.rules
    at = pd.Index(prepared.ids).get_indexer(pd.Index([left, right])).astype(np.int32)
    pair = (at[:1], at[1:])
    levels = compare(prepared, *pair, rules)
    bits = _bits(levels, pair, weighing)
    total = float(match_weight(levels, pair, prepared, weighing.model, rules)[0])
    number = int(kept_apart(levels, pair, prepared, rules)[0])
    apart = rules.constraints[number].name if number >= 0 else None
    return Parts(
        round(prior_bits(weighing.model, len(prepared), rules), 6),
        tuple(
            _factor(name, int(levels[name].iloc[0]), bits[name], pair, weighing) for name in bits
        ),
        _limits(bits, rules),
        total,
        apart,
        tuple(_settlements(levels, total, apart, rules)),
    )


def _bits(levels: pd.DataFrame, pair: tuple[Codes, Codes], weighing: Weighing) -> dict[str, float]:
    """Return what each comparison weighs alone, by weighing the pair with all others missing."""
    names = list(weighing.rules.comparisons)
    alone = np.full((len(names), len(names)), MISSING, dtype=np.int8)
    np.fill_diagonal(alone, levels[names].to_numpy()[0])
    each = pd.DataFrame(alone, columns=names)
    sides = (np.repeat(pair[0], len(names)), np.repeat(pair[1], len(names)))
    free = weighing.rules.model_copy(update={"groups": ()})
    prior = prior_bits(weighing.model, len(weighing.prepared), free)
    weights = match_weight(each, sides, weighing.prepared, weighing.model, free) - prior
    return dict(zip(names, weights.tolist(), strict=True))


def _factor(
    name: str, level: int, bits: float, pair: tuple[Codes, Codes], weighing: Weighing
) -> Factor:
    column = weighing.rules.comparisons[name].on[0]
    words, codes = weighing.prepared.words[column], weighing.prepared.codes[column].to_numpy()
    left, right = (None if codes[side[0]] < 0 else str(words[codes[side[0]]]) for side in pair)
    if level == MISSING:
        return Factor(name, None, left, right, 0.0, 0.0)
    odds = weighing.model.odds[name][level]
    rarity = bits - odds.weight
    return Factor(name, odds.level, left, right, round(bits, 6), round(rarity, 6))


def _limits(bits: dict[str, float], rules: Matching) -> tuple[Limit, ...]:
    sums = [(each, sum(bits[name] for name in each.comparisons)) for each in rules.groups]
    return tuple(
        Limit(each.comparisons, round(float(np.clip(s, each.at_least, each.at_most)) - s, 6))
        for each, s in sums
    )


def _settlements(
    levels: pd.DataFrame, bits: float, apart: str | None, rules: Matching
) -> list[str]:
    """Return the settlements that the pair's own levels admit; the rest is up to its rivals."""
    return [
        each.name
        for each in rules.settlements
        if bits >= each.from_bits
        and (apart is None or apart in each.despite)
        and all(levels[n].iloc[0] >= rules.level(n, at) for n, at in each.at_least.items())
    ]
