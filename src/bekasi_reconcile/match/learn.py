"""Learn m, u and value frequencies from records, anchored so that it cannot run away.

Expectation–maximisation on blocked pairs alone finds households where it should find persons.
So u comes from random pairs, m from pairs that share a trusted identifier (free labels) and, for
the identifier itself, from pairs that agree on everything else that matters.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.config.matching import Comparison, Matching
from bekasi_reconcile.errors import ReconcileError
from bekasi_reconcile.match.compare import compare
from bekasi_reconcile.match.model import LevelOdds, Model, bounded, starting_model
from bekasi_reconcile.match.prepare import Codes, Prepared
from bekasi_reconcile.match.weigh import RAREST, kept_apart, match_weight

Flags = npt.NDArray[np.bool_]

SEED = 3216
ROUNDS = 5


class Compared(NamedTuple):
    """Pairs of positions with the level of each comparison."""

    left: Codes
    right: Codes
    levels: pd.DataFrame


def unfit(prepared: Prepared, pairs: Compared, rules: Matching) -> str | None:
    """Return why these records cannot carry a training of their own, None if they can."""
    needs = rules.training
    if len(prepared) < needs.least_records:
        return f"{len(prepared)} records are fewer than {needs.least_records}"
    anchors = int(anchored(pairs.levels, rules).sum())
    if anchors < needs.least_anchors:
        return f"{anchors} pairs share an identifier, fewer than {needs.least_anchors}"
    return None


def learn(prepared: Prepared, pairs: Compared, rules: Matching) -> Model:
    """Return the model that these records and candidate pairs teach."""
    random = random_levels(prepared, rules)
    agreeing = agreed(pairs.levels, rules)
    sharing = anchored(pairs.levels, rules)
    odds = {}
    for name, each in rules.comparisons.items():
        matches = pairs.levels[name][sharing if each.anchor == "identifier" else agreeing]
        others = random[name] if each.anchor == "identifier" else random[name][:0]
        odds[name] = _odds(each, matches, others, rules.training.pseudo_count)
    model = Model(
        version=rules.version,
        matches_per_record=1.0,
        odds=odds,
        frequency=frequencies(prepared, rules),
        made_from={
            "how": "trained",
            "records": len(prepared),
            "pairs": len(pairs.left),
            "anchors": int(sharing.sum()),
            "agreements": int(agreeing.sum()),
        },
    )
    return _checked(_with_prior(model, prepared, pairs, rules), rules)


def anchored(levels: pd.DataFrame, rules: Matching) -> Flags:
    """Return the pairs that share the identifier and are not plainly two people."""
    needs = rules.training
    number = rules.level(needs.identifier, needs.identifier_level)
    shared: Flags = levels[needs.identifier].to_numpy() == number
    plain = [name for name in needs.agreement if rules.comparisons[name].anchor == "identifier"]
    agree = np.zeros(len(levels), dtype=np.bool_)
    for name in plain[:2]:
        agree |= levels[name].to_numpy() > 0
    return shared & agree


def agreed(levels: pd.DataFrame, rules: Matching) -> Flags:
    """Return the pairs that agree on everything in ``training.agreement``."""
    agree = np.ones(len(levels), dtype=np.bool_)
    for name, level in rules.training.agreement.items():
        agree &= levels[name].to_numpy() >= rules.level(name, level)
    return agree


def random_levels(prepared: Prepared, rules: Matching) -> pd.DataFrame:
    """Return the levels of pairs drawn at random, all but none of them matches."""
    draw = np.random.default_rng(SEED)
    left, right = draw.integers(0, len(prepared), (2, rules.training.random_pairs), dtype=np.int32)
    distinct = left != right
    return compare(prepared, left[distinct], right[distinct], rules)


def frequencies(prepared: Prepared, rules: Matching) -> dict[str, dict[str, float]]:
    """Return, per column that a term frequency names, the share of each value that recurs."""
    columns = {c for each in rules.comparisons.values() for c in each.term_frequency.values()}
    least = rules.training.least_frequency
    return {column: _frequency(prepared, column, least) for column in sorted(columns)}


def _frequency(prepared: Prepared, column: str, least: float) -> dict[str, float]:
    own = prepared.codes[column.removesuffix(RAREST)].to_numpy()
    words = prepared.words[column.removesuffix(RAREST)]
    count = pd.Series(np.bincount(own[own >= 0], minlength=len(words)), index=words)
    total = count.sum()
    if column.endswith(RAREST):
        tokens = count.index.to_series().str.split(" ").explode()
        count = pd.Series(count.to_numpy()[pd.factorize(tokens.index)[0]], index=tokens)
        count = count.groupby(level=0).sum()
    share = count / max(total, 1)
    common = share[(share > least) & (count > 2)]
    return {str(word): round(float(each), 9) for word, each in common.sort_index().items()}


def _odds(
    rule: Comparison, matches: pd.Series, others: pd.Series, pseudo: float
) -> tuple[LevelOdds, ...]:
    """Count levels among matches and others; what is expected counts as ``pseudo`` pairs."""
    size = len(rule.levels)
    m = _shares(matches, np.array([each.m for each in rule.levels]), size, pseudo)
    u = _shares(others, np.array([each.u for each in rule.levels]), size, pseudo)
    return tuple(bounded(float(m[i]), float(u[i]), each.bits) for i, each in enumerate(rule.levels))


def _shares(
    levels: pd.Series, expected: npt.NDArray[np.float64], size: int, pseudo: float
) -> npt.NDArray[np.float64]:
    found = levels.to_numpy()
    count = np.bincount(found[found >= 0], minlength=size)
    shares: npt.NDArray[np.float64] = (count + pseudo * expected) / (
        count.sum() + pseudo * expected.sum()
    )
    return shares


def _with_prior(model: Model, prepared: Prepared, pairs: Compared, rules: Matching) -> Model:
    """Return the model with as many matches per record as it finds itself."""
    both = (pairs.left, pairs.right)
    free = kept_apart(pairs.levels, both, prepared, rules) < 0
    bits = match_weight(pairs.levels, both, prepared, model, rules)[free]
    per_record = model.matches_per_record
    for _ in range(ROUNDS):
        shift = np.log2(per_record / model.matches_per_record)
        expected = float((1 / (1 + np.exp2(-(bits + shift)))).sum())
        per_record = max(expected, 1.0) / len(prepared)
    stated: dict[str, Any] = dict(model.made_from) | {"expected_matches": round(expected)}
    return Model(model.version, round(per_record, 6), model.odds, model.frequency, stated)


def _checked(model: Model, rules: Matching) -> Model:
    """Return the model, or refuse it: one that separates nothing must not merge anyone."""
    start = starting_model(rules)
    flat = [
        name
        for name, levels in model.odds.items()
        if levels[-1].weight - levels[0].weight
        < 0.25 * (start.odds[name][-1].weight - start.odds[name][0].weight)
    ]
    if len(flat) * 2 > len(model.odds):
        raise ReconcileError(
            "The training found no difference between matches and non-matches in "
            f"{', '.join(sorted(flat))}. Nothing was linked. Look at these columns in the newest "
            "submissions, or use the shipped model: delete data/model and run again."
        )
    return model
