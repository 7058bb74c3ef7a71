"""Break the weight of a pair down: what each comparison adds, by the run's own rules and model."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.encode import MISSING, Codes, EncodedRecords
from bekasi_reconcile.match.comparison.compare import compare
from bekasi_reconcile.match.model.frozen_model import Model
from bekasi_reconcile.match.model.match_weight import cannot_link, match_weight, prior_bits


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


class WeightBreakdown(NamedTuple):
    """The weight of a pair in parts: prior, factors and limits sum to ``match_weight``.

    ``kept_apart_by`` names the constraint between the two records, ``review_rules`` the rules
    that would admit the pair by its own levels.
    """

    prior_bits: float
    factors: tuple[Factor, ...]
    limits: tuple[Limit, ...]
    match_weight: float
    kept_apart_by: str | None
    review_rules: tuple[str, ...]


class WeighingContext(NamedTuple):
    """What every weight depends on: all the records of the run, its rules and its model.

    How common a word is, and whether a value is evidence, depends on all who bear it.
    """

    records: EncodedRecords
    matching: Matching
    model: Model


def break_down(context: WeighingContext, left: str, right: str) -> WeightBreakdown:
    """Return what the pair of record ids weighs, in parts."""
    records, matching, model = context
    at = pd.Index(records.ids).get_indexer(pd.Index([left, right])).astype(np.int32)
    pair = (at[:1], at[1:])
    levels = compare(records, *pair, matching)
    bits = _bits(levels, pair, context)
    total = float(match_weight(levels, pair, records, model, matching)[0])
    number = int(cannot_link(levels, pair, records, matching)[0])
    constraint = matching.constraints[number].name if number >= 0 else None
    return WeightBreakdown(
        round(prior_bits(model, len(records), matching), 6),
        tuple(_factor(name, int(levels[name].iloc[0]), bits[name], pair, context) for name in bits),
        _limits(bits, matching),
        total,
        constraint,
        tuple(_review_rules(levels, total, constraint, matching)),
    )


def _bits(
    levels: pd.DataFrame, pair: tuple[Codes, Codes], context: WeighingContext
) -> dict[str, float]:
    """Return what each comparison weighs alone, by weighing the pair with all others missing."""
    names = list(context.matching.comparisons)
    alone = np.full((len(names), len(names)), MISSING, dtype=np.int8)
    np.fill_diagonal(alone, levels[names].to_numpy()[0])
    sides = (np.repeat(pair[0], len(names)), np.repeat(pair[1], len(names)))
    free = context.matching.model_copy(update={"groups": ()})
    prior = prior_bits(context.model, len(context.records), free)
    one_level = pd.DataFrame(alone, columns=names)
    weights = match_weight(one_level, sides, context.records, context.model, free) - prior
    return dict(zip(names, weights.tolist(), strict=True))


def _factor(
    name: str, level: int, bits: float, pair: tuple[Codes, Codes], context: WeighingContext
) -> Factor:
    column = context.matching.comparisons[name].on[0]
    values, codes = context.records.dictionary[column], context.records.codes[column].to_numpy()
    left, right = (None if codes[side[0]] < 0 else str(values[codes[side[0]]]) for side in pair)
    if level == MISSING:
        return Factor(name, None, left, right, 0.0, 0.0)
    odds = context.model.odds[name][level]
    rarity = bits - odds.weight
    return Factor(name, odds.level, left, right, round(bits, 6), round(rarity, 6))


def _limits(bits: dict[str, float], matching: Matching) -> tuple[Limit, ...]:
    sums = [(group, sum(bits[name] for name in group.comparisons)) for group in matching.groups]
    return tuple(
        Limit(group.comparisons, round(float(np.clip(s, group.at_least, group.at_most)) - s, 6))
        for group, s in sums
    )


def _review_rules(
    levels: pd.DataFrame, bits: float, constraint: str | None, matching: Matching
) -> list[str]:
    """Return the review rules that the pair's own levels satisfy; its rivals decide the rest."""
    return [
        rule.name
        for rule in matching.review_rules
        if bits >= rule.from_bits
        and (constraint is None or constraint in rule.despite)
        and all(levels[n].iloc[0] >= matching.level(n, at) for n, at in rule.at_least.items())
    ]
