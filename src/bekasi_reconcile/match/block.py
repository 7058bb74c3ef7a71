"""Find the pairs of records that are worth comparing."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from recordlinkage.base import BaseIndexAlgorithm

from bekasi_reconcile.config.matching import BlockingRule, Matching
from bekasi_reconcile.match.cluster import paired
from bekasi_reconcile.match.keys import block_keys
from bekasi_reconcile.match.prepare import Codes, Prepared


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
    """Index of every pair that at least one blocking rule admits."""

    def __init__(self, prepared: Prepared, rules: tuple[BlockingRule, ...]) -> None:
        super().__init__(verify_integrity=False)
        self.prepared = prepared
        self.rules = rules

    def candidates(self) -> Candidates:
        """Return the pairs in order of position, each credited to its first rule."""
        blocks, counts = members(self.prepared, self.rules)
        return Candidates(*_pairs(blocks, len(self.prepared)), counts)

    def _dedup_index(self, df_a: pd.DataFrame) -> pd.MultiIndex:  # noqa: ARG002
        return self.candidates().as_index()


def block(prepared: Prepared, rules: Matching) -> Candidates:
    """Return every pair that at least one rule admits, in order of position."""
    return RuleIndex(prepared, rules.rules).candidates()


def members(
    prepared: Prepared, rules: tuple[BlockingRule, ...]
) -> tuple[pa.Table, list[dict[str, Any]]]:
    """Return block, rule and position of every record in a block worth pairing, and counts."""
    parts, counts, blocks = [], [], 0
    for number, rule in enumerate(rules):
        at, keys = block_keys(prepared, rule.keys)
        block_of, found = pd.factorize(keys)
        size = np.bincount(block_of, minlength=len(found))
        counts.append(_counts(rule, size))
        chosen = ((size > 1) & (size <= rule.largest))[block_of]
        columns = [(block_of[chosen] + blocks).astype(np.int32), at[chosen].astype(np.int32)]
        blocks += len(size)
        rule_of = np.full(len(columns[0]), number, dtype=np.int8)
        parts.append(pa.table([*columns, rule_of], names=["block", "at", "rule"]))
    return pa.concat_tables(parts), counts


def _pairs(blocks: pa.Table, count: int) -> tuple[Codes, Codes, npt.NDArray[np.int8]]:
    """Return every two positions that share a block, and the first rule that has them.

    Blocks are numbered and rules follow each other, so the first of equal pairs is of that rule.
    """
    block, at, rule = (blocks[name].to_numpy() for name in ("block", "at", "rule"))
    order = np.argsort(block, kind="stable").astype(np.int32)
    left, right = paired(np.bincount(block) if len(block) else np.zeros(0, np.int64))
    key = at[order[left]].astype(np.int64) * count + at[order[right]]
    first = np.flatnonzero(~pd.Series(key).duplicated().to_numpy())  # by hash: sorted only once
    first = first[np.argsort(key[first])]
    one, other = np.divmod(key[first], max(count, 1))
    return one.astype(np.int32), other.astype(np.int32), rule[order[left[first]]]


def _counts(rule: BlockingRule, size: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Return what the rule admits, and what it drops because a block is too large."""
    kept, dropped = size[size <= rule.largest], size[size > rule.largest]
    return {
        "rule": rule.name,
        "pairs": int((kept * (kept - 1) // 2).sum()),
        "dropped_blocks": len(dropped),
        "dropped_records": int(dropped.sum()),
    }
