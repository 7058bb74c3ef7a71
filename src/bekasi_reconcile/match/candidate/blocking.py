"""Find the pairs of records that are worth comparing."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from recordlinkage.base import BaseIndexAlgorithm

from bekasi_reconcile.config.matching import BlockingRule, Matching
from bekasi_reconcile.match.candidate.blocking_key import block_keys, derive
from bekasi_reconcile.match.candidate.encode import Codes, Prepared
from bekasi_reconcile.match.comparison.compare import compare_by
from bekasi_reconcile.match.decision.cluster import paired
from bekasi_reconcile.parallel import thread_map

RULE_BITS = 6
"""Bits that hold the number of a rule: there are at most 64."""


class Candidates(NamedTuple):
    """Pairs of positions, left before right, the rule that admits each, and each rule's count."""

    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    rule: npt.NDArray[np.int8]
    counts: list[dict[str, Any]]

    def as_index(self) -> pd.MultiIndex:
        """Return the pairs as recordlinkage wants them."""
        return pd.MultiIndex.from_arrays([self.left, self.right], names=["l", "r"])


class RuleIndex(BaseIndexAlgorithm):  # type: ignore[misc]
    """Index of every pair that the blocking rules admit."""

    def __init__(self, prepared: Prepared, rules: Matching) -> None:
        super().__init__(verify_integrity=False)
        self.prepared = prepared
        self.rules = rules

    def candidates(self) -> Candidates:
        """Return the pairs in order of position, each credited to its first rule."""
        derive(self.prepared, {key for rule in self.rules.rules for key in rule.keys})
        parts = thread_map(self._found, range(len(self.rules.rules)))
        pairs = _admitted([found for found, _ in parts], len(self.prepared))
        kept = _worth_comparing(pairs, self.prepared, self.rules)
        return Candidates(*kept, [counts for _, counts in parts])

    def _found(self, number: int) -> tuple[npt.NDArray[np.int64], dict[str, Any]]:
        """Return the pairs of a rule, each as one sorted number, and counts."""
        at, block, counts = members(self.prepared, self.rules.rules[number])
        at = at[np.argsort(block, kind="stable")]
        left, right = paired(np.bincount(block))
        found = at[left].astype(np.int64) * len(self.prepared) + at[right]
        found = (found << RULE_BITS) | number
        found.sort()
        return found, counts

    def _dedup_index(self, df_a: pd.DataFrame) -> pd.MultiIndex:  # noqa: ARG002
        return self.candidates().as_index()


def block(prepared: Prepared, rules: Matching) -> Candidates:
    """Return every pair that the rules admit, in order of position."""
    return RuleIndex(prepared, rules).candidates()


def members(prepared: Prepared, rule: BlockingRule) -> tuple[Codes, Codes, dict[str, Any]]:
    """Return position and block of every record in a block worth pairing, and counts."""
    at, keys = block_keys(prepared, rule.keys)
    block, found = pd.factorize(keys)
    size = np.bincount(block, minlength=len(found))
    chosen = ((size > 1) & (size <= rule.largest))[block]
    return at[chosen].astype(np.int32), block[chosen].astype(np.int32), _counts(rule, size)


class _Admitted(NamedTuple):
    """Pairs of positions in order, the first rule that admits each, and whether none other does."""

    left: Codes
    right: Codes
    rule: npt.NDArray[np.int8]
    alone: npt.NDArray[np.bool_]


def _admitted(parts: list[npt.NDArray[np.int64]], count: int) -> _Admitted:
    """Return the pairs of all rules, each once: in order, its rules follow each other."""
    found = np.concatenate(parts)
    found.sort(kind="stable")  # which merges what is sorted
    pair = found >> RULE_BITS
    first = np.flatnonzero(np.concatenate([[True], pair[1:] != pair[:-1]])[: len(pair)])
    last = np.append(first[1:], len(pair))[: len(first)] - 1
    left, right = np.divmod(pair[first], max(count, 1))
    rule = (found[first] & (2**RULE_BITS - 1)).astype(np.int8)
    alone = found[first] == found[last]
    return _Admitted(left.astype(np.int32), right.astype(np.int32), rule, alone)


def _worth_comparing(
    pairs: _Admitted, prepared: Prepared, rules: Matching
) -> tuple[Codes, Codes, npt.NDArray[np.int8]]:
    """Return the pairs without those that ``rules.alone`` leaves out."""
    kept = np.ones(len(pairs.left), dtype=np.bool_)
    if rules.alone is not None:
        at = np.flatnonzero(pairs.alone)
        name, most = (
            rules.alone.comparison,
            rules.level(rules.alone.comparison, rules.alone.at_most),
        )
        level = compare_by(name, prepared, pairs.left[at], pairs.right[at], rules)
        kept[at] = (level < 0) | (level > most)
    return pairs.left[kept], pairs.right[kept], pairs.rule[kept]


def _counts(rule: BlockingRule, size: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Return what the rule admits, and what it drops because a block is too large."""
    kept, dropped = size[size <= rule.largest], size[size > rule.largest]
    return {
        "rule": rule.name,
        "pairs": int((kept * (kept - 1) // 2).sum()),
        "dropped_blocks": len(dropped),
        "dropped_records": int(dropped.sum()),
    }
