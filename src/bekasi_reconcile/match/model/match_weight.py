"""Weigh pairs in bits, after Fellegi and Sunter (1969), and say what keeps two records apart."""

import math

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from bekasi_reconcile.config.matching import Constraint, Matching
from bekasi_reconcile.match.candidate.encode import Codes, EncodedRecords
from bekasi_reconcile.match.model.frozen_model import Model

Bits = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

RAREST = ".rarest"
"""Suffix of a column whose frequency is that of the rarest word of the value."""


def match_weight(
    levels: pd.DataFrame,
    pairs: tuple[Codes, Codes],
    records: EncodedRecords,
    model: Model,
    matching: Matching,
) -> Bits:
    """Return each pair's match weight; 0 bits is even odds that it is one person.

    A missing level adds 0 bits: absence is not disagreement. An agreement on a rare value weighs
    more than one on a common value. Comparisons of one group, which are not independent, count
    together within what the group allows.
    """
    group_of = {name: group for group in matching.groups for name in group.comparisons}
    sums = {id(group): np.zeros(len(levels)) for group in matching.groups}
    total = np.full(len(levels), prior_bits(model, len(records), matching))
    for name in matching.comparisons:
        bits = _comparison_bits(name, levels[name].to_numpy(), pairs, records, model, matching)
        if name in group_of:
            sums[id(group_of[name])] += bits
        else:
            total += bits
    for group in matching.groups:
        total += np.clip(sums[id(group)], group.at_least, group.at_most)
    return np.round(total, 6)


def prior_bits(model: Model, records: int, matching: Matching) -> float:
    """Return the log2 odds that two records drawn at random are one person."""
    population = max(records, matching.training.least_population)
    return math.log2(2 * model.matches_per_record / population)


def _comparison_bits(
    name: str,
    levels: npt.NDArray[np.int8],
    pairs: tuple[Codes, Codes],
    records: EncodedRecords,
    model: Model,
    matching: Matching,
) -> Bits:
    comparison = matching.comparisons[name]
    odds = model.odds[name]
    bits: Bits = np.array([step.weight for step in odds] + [0.0])[levels]
    for level, column in comparison.term_frequency.items():
        number = comparison.number(level)
        rows = np.flatnonzero(levels == number)
        if len(rows) == 0 or column not in model.frequency:
            continue
        rarity = rarities(records, model, column, matching.training.least_frequency)
        own = records.codes[column.removesuffix(RAREST)].to_numpy()
        left, right = own[pairs[0][rows]], own[pairs[1][rows]]
        stated = (left >= 0) & (right >= 0)
        common = np.maximum(rarity[left], rarity[right])
        bits[rows] = np.where(stated, math.log2(odds[number].m) - common, bits[rows])
    return bits


def rarities(records: EncodedRecords, model: Model, column: str, least: float) -> Bits:
    """Return log2 of the frequency of each distinct value; the commoner, the nearer to 0.

    A value that the model does not list is as rare as the model says under "", else as ``least``.
    """
    frequency = model.frequency[column]
    least = frequency.get("", least)
    values = records.dictionary[column.removesuffix(RAREST)]
    if not column.endswith(RAREST) or len(values) == 0:
        share = np.array([frequency.get(word, least) for word in values])
    else:
        tokens = pc.split_pattern(pa.array(values, pa.large_string()), " ")
        encoded = tokens.flatten().dictionary_encode()
        shares = np.array([frequency.get(token, least) for token in encoded.dictionary.to_pylist()])
        share = np.minimum.reduceat(
            shares[encoded.indices.to_numpy()], tokens.offsets.to_numpy()[:-1]
        )
    rarity: Bits = np.log2(np.append(share, 1.0))
    return rarity


def constraint_bits(
    levels: pd.DataFrame, pairs: tuple[Codes, Codes], records: EncodedRecords, matching: Matching
) -> npt.NDArray[np.uint64]:
    """Return the constraints that keep each pair apart; constraint n is bit n."""
    bits = np.zeros(len(levels), dtype=np.uint64)
    for number, constraint in enumerate(matching.constraints):
        bits |= _holds(constraint, levels, pairs, records, matching).astype(np.uint64) << np.uint64(
            number
        )
    return bits


def deciding_constraint(bits: npt.NDArray[np.uint64], matching: Matching) -> npt.NDArray[np.int8]:
    """Return the number of the constraint that counts: whole-cluster ones first, -1 for none."""
    deciding = np.full(len(bits), -1, dtype=np.int8)
    rows = np.flatnonzero(bits)
    bits_set = bits[rows]
    firm_last = [
        (constraint.scope == "cluster", -n) for n, constraint in enumerate(matching.constraints)
    ]
    for number in (-n for _, n in sorted(firm_last)):
        deciding[rows[(bits_set >> np.uint64(number)) & np.uint64(1) == 1]] = number
    return deciding


def cannot_link(
    levels: pd.DataFrame, pairs: tuple[Codes, Codes], records: EncodedRecords, matching: Matching
) -> npt.NDArray[np.int8]:
    """Return the number of the constraint that keeps each pair apart, -1 where none does."""
    return deciding_constraint(constraint_bits(levels, pairs, records, matching), matching)


def _holds(
    constraint: Constraint,
    levels: pd.DataFrame,
    pairs: tuple[Codes, Codes],
    records: EncodedRecords,
    matching: Matching,
) -> Flags:
    holds = np.ones(len(levels), dtype=np.bool_)
    for column in constraint.same:
        own = records.codes[column].to_numpy()
        holds &= (own[pairs[0]] == own[pairs[1]]) & (own[pairs[0]] >= 0)
    for name, level in constraint.below.items():
        level_number = levels[name].to_numpy()
        least = 0 if name not in constraint.or_missing else -1
        holds &= (level_number < matching.level(name, level)) & (level_number >= least)
    for name, among in constraint.among.items():
        wanted = np.zeros(len(matching.comparisons[name].levels) + 1, dtype=np.bool_)
        wanted[[matching.level(name, step) for step in among]] = True
        holds &= wanted[levels[name].to_numpy()]  # a missing level, -1, is the last
    return holds
