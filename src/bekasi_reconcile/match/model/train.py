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
from bekasi_reconcile.match.candidate.encode import Codes, Prepared, Words
from bekasi_reconcile.match.comparison.compare import compare
from bekasi_reconcile.match.model.frozen_model import (
    OTHERS,
    OWN,
    LevelOdds,
    Model,
    bounded,
    rounded,
)
from bekasi_reconcile.match.model.match_weight import RAREST, kept_apart, match_weight

Flags = npt.NDArray[np.bool_]

SEED = 3216
ROUNDS = 5


class Compared(NamedTuple):
    """Pairs of positions with the level of each comparison."""

    left: Codes
    right: Codes
    levels: pd.DataFrame


def learn(prepared: Prepared, pairs: Compared, rules: Matching) -> Model:
    """Return the model that these records and candidate pairs teach, fit for use or not."""
    random = random_levels(prepared, rules)
    teaching = teachers(pairs.levels, rules)
    odds, seen = {}, {}
    for name, each in rules.comparisons.items():
        matches = pairs.levels[name][teaching[each.anchor]]
        others = random[name] if each.anchor == "identifier" else random[name][:0]
        odds[name] = _odds(each, matches, others, rules.training.pseudo_count)
        seen[name] = counted(matches, each)
    model = Model(
        version=rules.version,
        matches_per_record=1.0,
        odds=odds,
        frequency=frequencies(prepared, rules),
        seen=seen,
        made_from={
            "how": OWN,
            "records": len(prepared),
            "pairs": len(pairs.left),
            "anchors": int(teaching["identifier"].sum()),
            "agreements": int(teaching["agreement"].sum()),
        },
    )
    return _with_prior(model, prepared, pairs, rules)


def teachers(levels: pd.DataFrame, rules: Matching) -> Mapping[str, Flags]:
    """Return, by kind of anchor, the pairs that are matches whatever the comparison says."""
    return {"identifier": anchored(levels, rules), "agreement": agreed(levels, rules)}


def counted(levels: pd.Series, rule: Comparison) -> tuple[int, ...]:
    """Return how many of the pairs lack a level, then how many are at each."""
    count = np.bincount(levels.to_numpy() + 1, minlength=len(rule.levels) + 1)
    return tuple(count.tolist())


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
    """Return, per column that a term frequency names, the share of each value that many bear.

    A value that fewer than ``least_bearers`` people bear, told by their identifiers, is not
    listed: it would point at them. What such a value weighs on average stands under OTHERS.
    """
    columns = {c for each in rules.comparisons.values() for c in each.term_frequency.values()}
    identifier = rules.comparisons[rules.training.identifier].on[0]
    people = prepared.codes[identifier].to_numpy()
    return {column: _frequency(prepared, column, people, rules) for column in sorted(columns)}


def _frequency(prepared: Prepared, column: str, people: Codes, rules: Matching) -> dict[str, float]:
    own = prepared.codes[column.removesuffix(RAREST)].to_numpy()
    words = prepared.words[column.removesuffix(RAREST)]
    stated = own >= 0
    count = np.bincount(own[stated], minlength=len(words))
    known = stated & (people >= 0)
    held = pd.DataFrame({"value": own[known], "bearer": people[known]}).drop_duplicates()
    if column.endswith(RAREST):
        words, count, held = _by_token(words, count, held)
    bearers = np.bincount(held["value"], minlength=len(words))
    share = count / max(int(stated.sum()), 1)
    listed = bearers >= rules.training.least_bearers
    return _listed(words[listed], share[listed], share[~listed], rules.training.least_frequency)


def _by_token(
    words: Words, count: npt.NDArray[np.int64], held: pd.DataFrame
) -> tuple[Words, npt.NDArray[np.int64], pd.DataFrame]:
    """Return the words of the values, how many records have each, and who bears it."""
    tokens = pd.Series(words, dtype=object).str.split(" ").explode()
    code, found = pd.factorize(tokens, sort=True)
    each = pd.DataFrame({"value": tokens.index, "token": code}).drop_duplicates()
    total = np.bincount(each["token"], weights=count[each["value"]], minlength=len(found))
    bearer = held.merge(each, on="value")[["token", "bearer"]].drop_duplicates()
    return np.asarray(found, object), total, bearer.rename(columns={"token": "value"})


def _listed(
    words: Words, share: npt.NDArray[np.float64], unlisted: npt.NDArray[np.float64], least: float
) -> dict[str, float]:
    """Return the shares, in steps that a model holds, of the words a bit or more commoner.

    Commoner than the others, whose share is the one that a record of theirs has on average.
    """
    average = float((unlisted**2).sum() / unlisted.sum()) if len(unlisted) else least
    others = rounded(max(average, least))
    known = {str(word): rounded(each) for word, each in zip(words, share, strict=True)}
    return {OTHERS: others} | {word: each for word, each in known.items() if each >= 2 * others}


def _odds(
    rule: Comparison, matches: pd.Series, others: pd.Series, pseudo: float
) -> tuple[LevelOdds, ...]:
    """Count levels among matches and others; what is expected counts as ``pseudo`` pairs."""
    size = len(rule.levels)
    m = _shares(matches, np.array([each.m for each in rule.levels]), size, pseudo)
    u = _shares(others, np.array([each.u for each in rule.levels]), size, pseudo)
    found = zip(rule.levels, m.tolist(), u.tolist(), strict=True)
    return tuple(bounded(level, *each) for level, *each in found)


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
    stated = {**model.made_from, "expected_matches": round(expected)}
    return replace(model, matches_per_record=round(per_record, 6), made_from=stated)
