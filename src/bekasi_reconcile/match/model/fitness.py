"""Say why records cannot carry a model of their own, or why a trained one must not be used."""

from collections.abc import Iterator

import numpy as np

from bekasi_reconcile.config.matching import Comparison, Matching
from bekasi_reconcile.match.candidate.encode import EncodedRecords
from bekasi_reconcile.match.model.frozen_model import LevelOdds, Model, starting_odds
from bekasi_reconcile.match.model.train import ComparedPairs, share_identifier
from bekasi_reconcile.messages.message import Message

LEAST_SPREAD = 0.25
"""Of the bits between the weakest and the strongest level that matching.toml expects."""


def training_obstacles(
    records: EncodedRecords, pairs: ComparedPairs, matching: Matching
) -> list[Message]:
    """Return why these records cannot carry a training of their own; nothing if they can."""
    needs = matching.training
    if len(records) < needs.least_records:
        return [
            Message("model.few_records", **{"count": len(records), "least": needs.least_records})
        ]
    anchors = int(share_identifier(pairs.levels, matching).sum())
    if anchors < needs.least_anchors:
        return [Message("model.few_anchors", count=anchors, least=needs.least_anchors)]
    return []


def model_defects(model: Model, matching: Matching) -> list[Message]:
    """Return what the model did not learn though it had to; nothing if it is fit for use."""
    return [
        *_never_agreeing(model, matching),
        *_flat(model, matching),
        *_reversals(model, matching),
        *_carried_by_one(model, matching),
    ]


def untaught_comparisons(model: Model, matching: Matching) -> list[str]:
    """Return the comparisons that too few pairs could teach: they keep the expected weights."""
    least = matching.training.least_seen
    return [name for name, counts in model.seen.items() if sum(counts[1:]) < least]


def _never_agreeing(model: Model, matching: Matching) -> Iterator[Message]:
    """Find comparisons on which true matches, though they state both values, never agree."""
    for name, counts in model.seen.items():
        stated = sum(counts[1:])
        if stated >= matching.training.least_anchors and counts[-1] == 0:
            level = matching.comparisons[name].levels[-1].name
            yield Message("model.never_seen", comparison=name, level=level, count=stated)


def _flat(model: Model, matching: Matching) -> Iterator[Message]:
    """Find whether most comparisons weigh much the same whether they agree or not."""
    flat = [
        name
        for name, levels in model.odds.items()
        if _spread(levels) < LEAST_SPREAD * _spread(starting_odds(matching.comparisons[name]))
    ]
    if len(flat) * 2 > len(model.odds):
        yield Message("model.flat", comparisons=", ".join(sorted(flat)))


def _spread(levels: tuple[LevelOdds, ...]) -> float:
    return levels[-1].weight - levels[0].weight


def _reversals(model: Model, matching: Matching) -> Iterator[Message]:
    """Find levels that were seen often and weigh less than a weaker one seen often."""
    for name, levels in model.odds.items():
        often = _often(model.seen[name], matching.comparisons[name], matching)
        for weaker, stronger in zip(often, often[1:], strict=False):
            falls = levels[weaker].weight - levels[stronger].weight
            if falls > matching.training.most_reversed:
                named = {"weaker": levels[weaker].level, "stronger": levels[stronger].level}
                yield Message("model.reversed", comparison=name, bits=round(falls, 1), **named)


def _often(counts: tuple[int, ...], rule: Comparison, matching: Matching) -> list[int]:
    least = matching.training.least_seen
    return [level for level in range(len(rule.levels)) if counts[level + 1] >= least]


def _carried_by_one(model: Model, matching: Matching) -> Iterator[Message]:
    """Find whether one comparison gives most of the evidence that true matches have."""
    bits = {
        name: max(_evidence(levels, model.seen[name]), 0.0) for name, levels in model.odds.items()
    }
    heaviest = max(bits, key=lambda name: bits[name])
    share = bits[heaviest] / max(sum(bits.values()), 1e-9)
    if share > matching.training.most_carried:
        yield Message("model.carried", comparison=heaviest, percent=round(100 * share))


def _evidence(levels: tuple[LevelOdds, ...], counts: tuple[int, ...]) -> float:
    """Return the bits that the comparison gives a true match on average, 0 where it lacks it."""
    weights = np.array([0.0, *(step.weight for step in levels)])
    return float(weights @ np.array(counts) / max(sum(counts), 1))
