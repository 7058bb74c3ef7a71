"""Weigh pairs in bits, after Fellegi and Sunter (1969), and say what keeps two records apart."""

import math

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from bekasi_reconcile.config.matching import Constraint, Matching
from bekasi_reconcile.match.candidate.encode import Codes, Prepared
from bekasi_reconcile.match.model.frozen_model import Model

Bits = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

RAREST = ".rarest"
"""Suffix of a column whose frequency is that of the rarest word of the value."""


def match_weight(
    levels: pd.DataFrame,
    pairs: tuple[Codes, Codes],
    prepared: Prepared,
    model: Model,
    rules: Matching,
) -> Bits:
    """Return each pair's match weight; 0 bits is even odds that it is one person.

    A missing level adds 0 bits: absence is not disagreement. An agreement on a rare value weighs
    more than one on a common value. Comparisons of one group, which are not independent, count
    together within what the group allows.
    """
    grouped = {name: each for each in rules.groups for name in each.comparisons}
    sums = {id(each): np.zeros(len(levels)) for each in rules.groups}
    total = np.full(len(levels), prior_bits(model, len(prepared), rules))
    for name in rules.comparisons:
        bits = _comparison_bits(name, levels[name].to_numpy(), pairs, prepared, model, rules)
        if name in grouped:
            sums[id(grouped[name])] += bits
        else:
            total += bits
    for each in rules.groups:
        total += np.clip(sums[id(each)], each.at_least, each.at_most)
    return np.round(total, 6)


def prior_bits(model: Model, records: int, rules: Matching) -> float:
    """Return the log2 odds that two records drawn at random are one person."""
    population = max(records, rules.training.least_population)
    return math.log2(2 * model.matches_per_record / population)


def _comparison_bits(
    name: str,
    levels: npt.NDArray[np.int8],
    pairs: tuple[Codes, Codes],
    prepared: Prepared,
    model: Model,
    rules: Matching,
) -> Bits:
    comparison = rules.comparisons[name]
    odds = model.odds[name]
    bits: Bits = np.array([each.weight for each in odds] + [0.0])[levels]
    for level, column in comparison.term_frequency.items():
        number = comparison.number(level)
        rows = np.flatnonzero(levels == number)
        if len(rows) == 0 or column not in model.frequency:
            continue
        rarity = rarities(prepared, model, column, rules.training.least_frequency)
        own = prepared.codes[column.removesuffix(RAREST)].to_numpy()
        left, right = own[pairs[0][rows]], own[pairs[1][rows]]
        stated = (left >= 0) & (right >= 0)
        common = np.maximum(rarity[left], rarity[right])
        bits[rows] = np.where(stated, math.log2(odds[number].m) - common, bits[rows])
    return bits


def rarities(prepared: Prepared, model: Model, column: str, least: float) -> Bits:
    """Return log2 of the frequency of each word's value; the commoner, the nearer to 0.

    A value that the model does not know is as rare as ``least``, or as the model says under "".
    """
    known = model.frequency[column]
    least = known.get("", least)
    words = prepared.words[column.removesuffix(RAREST)]
    if not column.endswith(RAREST) or len(words) == 0:
        share = np.array([known.get(word, least) for word in words])
    else:
        tokens = pc.split_pattern(pa.array(words, pa.large_string()), " ")
        each = tokens.flatten().dictionary_encode()
        shares = np.array([known.get(token, least) for token in each.dictionary.to_pylist()])
        share = np.minimum.reduceat(shares[each.indices.to_numpy()], tokens.offsets.to_numpy()[:-1])
    rarity: Bits = np.log2(np.append(share, 1.0))
    return rarity


def bars(
    levels: pd.DataFrame, pairs: tuple[Codes, Codes], prepared: Prepared, rules: Matching
) -> npt.NDArray[np.uint64]:
    """Return the constraints that keep each pair apart: the bit of a constraint is its number."""
    held = np.zeros(len(levels), dtype=np.uint64)
    for number, each in enumerate(rules.constraints):
        held |= _holds(each, levels, pairs, prepared, rules).astype(np.uint64) << np.uint64(number)
    return held


def first_bar(held: npt.NDArray[np.uint64], rules: Matching) -> npt.NDArray[np.int8]:
    """Return the number of the constraint that counts: whole-cluster ones first, -1 for none."""
    apart = np.full(len(held), -1, dtype=np.int8)
    rows = np.flatnonzero(held)
    some = held[rows]
    firm_last = [(each.scope == "cluster", -n) for n, each in enumerate(rules.constraints)]
    for number in (-n for _, n in sorted(firm_last)):
        apart[rows[(some >> np.uint64(number)) & np.uint64(1) == 1]] = number
    return apart


def kept_apart(
    levels: pd.DataFrame, pairs: tuple[Codes, Codes], prepared: Prepared, rules: Matching
) -> npt.NDArray[np.int8]:
    """Return the number of the constraint that keeps each pair apart, -1 where none does."""
    return first_bar(bars(levels, pairs, prepared, rules), rules)


def _holds(
    constraint: Constraint,
    levels: pd.DataFrame,
    pairs: tuple[Codes, Codes],
    prepared: Prepared,
    rules: Matching,
) -> Flags:
    holds = np.ones(len(levels), dtype=np.bool_)
    for column in constraint.same:
        own = prepared.codes[column].to_numpy()
        holds &= (own[pairs[0]] == own[pairs[1]]) & (own[pairs[0]] >= 0)
    for name, level in constraint.below.items():
        found = levels[name].to_numpy()
        least = 0 if name not in constraint.or_missing else -1
        holds &= (found < rules.level(name, level)) & (found >= least)
    for name, among in constraint.among.items():
        wanted = np.zeros(len(rules.comparisons[name].levels) + 1, dtype=np.bool_)
        wanted[[rules.level(name, each) for each in among]] = True
        holds &= wanted[levels[name].to_numpy()]  # a missing level, -1, is the last
    return holds
