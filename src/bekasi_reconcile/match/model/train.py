"""Learn m, u and value frequencies from records, anchored so that it cannot run away.

Expectation–maximisation on blocked pairs alone finds households where it should find persons.
So u comes from random pairs, m from pairs that share a trusted identifier (free labels) and, for
the identifier itself, from pairs that agree on everything else that matters.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.config.matching import Comparison, Matching
from bekasi_reconcile.match.candidate.encode import Codes, EncodedRecords, Values
from bekasi_reconcile.match.comparison.compare import compare
from bekasi_reconcile.match.model.frozen_model import (
    OTHERS,
    OWN,
    LevelOdds,
    Model,
    round_share,
    within_bounds,
)
from bekasi_reconcile.match.model.match_weight import RAREST, cannot_link, match_weight

Flags = npt.NDArray[np.bool_]

SEED = 3216
ROUNDS = 5


class ComparedPairs(NamedTuple):
    """Pairs of positions with the level of each comparison."""

    left: Codes
    right: Codes
    levels: pd.DataFrame


def learn(records: EncodedRecords, pairs: ComparedPairs, matching: Matching) -> Model:
    """Return the model that these records and candidate pairs teach, fit for use or not."""
    random = random_levels(records, matching)
    teaching = teaching_pairs(pairs.levels, matching)
    odds, seen = {}, {}
    for name, comparison in matching.comparisons.items():
        matches = pairs.levels[name][teaching[comparison.anchor]]
        others = random[name] if comparison.anchor == "identifier" else random[name][:0]
        odds[name] = _odds(comparison, matches, others, matching.training.pseudo_count)
        seen[name] = count_levels(matches, comparison)
    model = Model(
        version=matching.version,
        matches_per_record=1.0,
        odds=odds,
        frequency=value_frequencies(records, matching),
        seen=seen,
        made_from={
            "how": OWN,
            "records": len(records),
            "pairs": len(pairs.left),
            "anchors": int(teaching["identifier"].sum()),
            "agreements": int(teaching["agreement"].sum()),
        },
    )
    return _with_prior(model, records, pairs, matching)


def teaching_pairs(levels: pd.DataFrame, matching: Matching) -> Mapping[str, Flags]:
    """Return, by kind of anchor, the pairs that are matches whatever a comparison says."""
    return {
        "identifier": share_identifier(levels, matching),
        "agreement": agree_on_all(levels, matching),
    }


def count_levels(levels: pd.Series, rule: Comparison) -> tuple[int, ...]:
    """Return how many of the pairs lack a level, then how many are at each."""
    count = np.bincount(levels.to_numpy() + 1, minlength=len(rule.levels) + 1)
    return tuple(count.tolist())


def share_identifier(levels: pd.DataFrame, matching: Matching) -> Flags:
    """Return the pairs that share the identifier and are not plainly two people."""
    needs = matching.training
    number = matching.level(needs.identifier, needs.identifier_level)
    shared: Flags = levels[needs.identifier].to_numpy() == number
    plain = [name for name in needs.agreement if matching.comparisons[name].anchor == "identifier"]
    agree = np.zeros(len(levels), dtype=np.bool_)
    for name in plain[:2]:
        agree |= levels[name].to_numpy() > 0
    return shared & agree


def agree_on_all(levels: pd.DataFrame, matching: Matching) -> Flags:
    """Return the pairs that agree on everything in ``training.agreement``."""
    agree = np.ones(len(levels), dtype=np.bool_)
    for name, level in matching.training.agreement.items():
        agree &= levels[name].to_numpy() >= matching.level(name, level)
    return agree


def random_levels(records: EncodedRecords, matching: Matching) -> pd.DataFrame:
    """Return the levels of pairs drawn at random, all but none of them matches."""
    draw = np.random.default_rng(SEED)
    left, right = draw.integers(
        0, len(records), (2, matching.training.random_pairs), dtype=np.int32
    )
    distinct = left != right
    return compare(records, left[distinct], right[distinct], matching)


def value_frequencies(records: EncodedRecords, matching: Matching) -> dict[str, dict[str, float]]:
    """Return, per column that a term frequency names, the share of each value that many bear.

    A value that fewer than ``least_bearers`` people (different identifiers) bear is not listed,
    since it would point at them. The share of such a value on average stands under OTHERS.
    """
    columns = {
        c
        for comparison in matching.comparisons.values()
        for c in comparison.term_frequency.values()
    }
    identifier = matching.comparisons[matching.training.identifier].on[0]
    people = records.codes[identifier].to_numpy()
    return {column: _frequency(records, column, people, matching) for column in sorted(columns)}


def _frequency(
    records: EncodedRecords, column: str, people: Codes, matching: Matching
) -> dict[str, float]:
    own = records.codes[column.removesuffix(RAREST)].to_numpy()
    values = records.dictionary[column.removesuffix(RAREST)]
    stated = own >= 0
    count = np.bincount(own[stated], minlength=len(values))
    identified = stated & (people >= 0)
    bearing = pd.DataFrame(
        {"value": own[identified], "bearer": people[identified]}
    ).drop_duplicates()
    if column.endswith(RAREST):
        values, count, bearing = _by_token(values, count, bearing)
    bearers = np.bincount(bearing["value"], minlength=len(values))
    share = count / max(int(stated.sum()), 1)
    listed = bearers >= matching.training.least_bearers
    return _common_values(
        values[listed], share[listed], share[~listed], matching.training.least_frequency
    )


def _by_token(
    values: Values, count: npt.NDArray[np.int64], bearing: pd.DataFrame
) -> tuple[Values, npt.NDArray[np.int64], pd.DataFrame]:
    """Return the words of the values, how many records have each, and who bears it."""
    tokens = pd.Series(values, dtype=object).str.split(" ").explode()
    code, distinct = pd.factorize(tokens, sort=True)
    token_of_value = pd.DataFrame({"value": tokens.index, "token": code}).drop_duplicates()
    total = np.bincount(
        token_of_value["token"], weights=count[token_of_value["value"]], minlength=len(distinct)
    )
    bearer = bearing.merge(token_of_value, on="value")[["token", "bearer"]].drop_duplicates()
    return np.asarray(distinct, object), total, bearer.rename(columns={"token": "value"})


def _common_values(
    values: Values, share: npt.NDArray[np.float64], unlisted: npt.NDArray[np.float64], least: float
) -> dict[str, float]:
    """Return the shares, in steps that a model holds, of the values a bit or more commoner.

    Commoner than the others, whose share is the one that a record of theirs has on average.
    """
    average = float((unlisted**2).sum() / unlisted.sum()) if len(unlisted) else least
    others = round_share(max(average, least))
    shares = {str(value): round_share(own) for value, own in zip(values, share, strict=True)}
    return {OTHERS: others} | {value: own for value, own in shares.items() if own >= 2 * others}


def _odds(
    comparison: Comparison, matches: pd.Series, others: pd.Series, pseudo: float
) -> tuple[LevelOdds, ...]:
    """Count levels among matches and others; what is expected counts as ``pseudo`` pairs."""
    levels = comparison.levels
    m = _shares(matches, np.array([level.m for level in levels]), pseudo).tolist()
    u = _shares(others, np.array([level.u for level in levels]), pseudo).tolist()
    return tuple(within_bounds(*odds) for odds in zip(levels, m, u, strict=True))


def _shares(
    levels: pd.Series, expected: npt.NDArray[np.float64], pseudo: float
) -> npt.NDArray[np.float64]:
    numbers = levels.to_numpy()
    count = np.bincount(numbers[numbers >= 0], minlength=len(expected))
    shares: npt.NDArray[np.float64] = (count + pseudo * expected) / (
        count.sum() + pseudo * expected.sum()
    )
    return shares


def _with_prior(
    model: Model, records: EncodedRecords, pairs: ComparedPairs, matching: Matching
) -> Model:
    """Return the model with as many matches per record as it finds itself."""
    both = (pairs.left, pairs.right)
    free = cannot_link(pairs.levels, both, records, matching) < 0
    bits = match_weight(pairs.levels, both, records, model, matching)[free]
    per_record = model.matches_per_record
    for _ in range(ROUNDS):
        shift = np.log2(per_record / model.matches_per_record)
        expected = float((1 / (1 + np.exp2(-(bits + shift)))).sum())
        per_record = max(expected, 1.0) / len(records)
    stated = {**model.made_from, "expected_matches": round(expected)}
    return replace(model, matches_per_record=round(per_record, 6), made_from=stated)
