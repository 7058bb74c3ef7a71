"""Find the candidate pairs: the pairs of records that are worth comparing.

Pairs are plain arrays. recordlinkage's index classes return a MultiIndex instead, which takes
0.4 s per million pairs to build and cannot say which rule admits a pair; its frame
serves from the comparisons on (``comparison.ladder``).
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.config.matching import BlockingRule, Matching
from bekasi_reconcile.match.candidate.blocking_key import block_keys, derive_keys
from bekasi_reconcile.match.candidate.encode import Codes, EncodedRecords
from bekasi_reconcile.match.comparison.compare import compare_one
from bekasi_reconcile.match.decision.cluster import pairs_within_runs
from bekasi_reconcile.parallel import thread_map

RULE_BITS = 6
"""Bits that hold the number of a rule: there are at most 64."""

PairKeys = npt.NDArray[np.int64]
"""A pair as one number: left position * records + right position, then the rule's number."""


class CandidatePairs(NamedTuple):
    """Pairs of positions, left before right, the rule that admits each, and each rule's count."""

    left: Codes
    right: Codes
    rule: npt.NDArray[np.int8]
    counts: list[dict[str, Any]]


class _AdmittedPairs(NamedTuple):
    """Pairs of positions in order, the first rule that admits each, and whether it alone does."""

    left: Codes
    right: Codes
    rule: npt.NDArray[np.int8]
    by_one_rule: npt.NDArray[np.bool_]


def block(records: EncodedRecords, matching: Matching) -> CandidatePairs:
    """Return every pair that the blocking rules admit, in order of position.

    Each is credited to the first rule that admits it. Pairs that met by chance are left out.
    """
    rules = matching.blocking_rules
    derive_keys(records, {key for rule in rules for key in rule.keys})

    def admit(number: int) -> tuple[PairKeys, dict[str, Any]]:
        return _pairs_of_rule(records, rules[number], number)

    by_rule = thread_map(admit, range(len(rules)))
    pairs = _merge_rules([keys for keys, _ in by_rule], len(records))
    met = _without_chance_pairs(pairs, records, matching)
    return CandidatePairs(
        pairs.left[met], pairs.right[met], pairs.rule[met], [counts for _, counts in by_rule]
    )


def _pairs_of_rule(
    records: EncodedRecords, rule: BlockingRule, number: int
) -> tuple[PairKeys, dict[str, Any]]:
    """Return the pairs that a rule admits, each as one number, sorted, and counts."""
    at, block_number, counts = block_members(records, rule)
    at = at[np.argsort(block_number, kind="stable")]
    left, right = pairs_within_runs(np.bincount(block_number))
    keys = at[left].astype(np.int64) * len(records) + at[right]
    keys = (keys << RULE_BITS) | number
    keys.sort()
    return keys, counts


def block_members(
    records: EncodedRecords, rule: BlockingRule
) -> tuple[Codes, Codes, dict[str, Any]]:
    """Return position and block of every record in a block worth pairing, and counts."""
    at, keys = block_keys(records, rule.keys)
    block_number, distinct = pd.factorize(keys)
    size = np.bincount(block_number, minlength=len(distinct))
    chosen = ((size > 1) & (size <= rule.largest))[block_number]
    members = at[chosen].astype(np.int32), block_number[chosen].astype(np.int32)
    return *members, _counts(rule, size)


def _merge_rules(by_rule: list[PairKeys], count: int) -> _AdmittedPairs:
    """Return the pairs of all rules, each once, in order."""
    keys = np.concatenate(by_rule)
    keys.sort(kind="stable")  # which merges what is sorted
    pair = keys >> RULE_BITS
    first = np.flatnonzero(np.concatenate([[True], pair[1:] != pair[:-1]])[: len(pair)])
    last = np.append(first[1:], len(pair))[: len(first)] - 1
    left, right = np.divmod(pair[first], max(count, 1))
    rule = (keys[first] & (2**RULE_BITS - 1)).astype(np.int8)
    by_one_rule = keys[first] == keys[last]
    return _AdmittedPairs(left.astype(np.int32), right.astype(np.int32), rule, by_one_rule)


def _without_chance_pairs(
    pairs: _AdmittedPairs, records: EncodedRecords, matching: Matching
) -> npt.NDArray[np.bool_]:
    """Return which pairs remain without those that ``matching.chance_pairs`` leaves out."""
    remain = np.ones(len(pairs.left), dtype=np.bool_)
    if (chance := matching.chance_pairs) is not None:
        at = np.flatnonzero(pairs.by_one_rule)
        most = matching.level(chance.comparison, chance.at_most)
        level = compare_one(chance.comparison, records, pairs.left[at], pairs.right[at], matching)
        remain[at] = (level < 0) | (level > most)
    return remain


def _counts(rule: BlockingRule, size: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Return what the rule admits, and what it drops because a block is too large."""
    paired, dropped = size[size <= rule.largest], size[size > rule.largest]
    return {
        "rule": rule.name,
        "pairs": int((paired * (paired - 1) // 2).sum()),
        "dropped_blocks": len(dropped),
        "dropped_records": int(dropped.sum()),
    }
