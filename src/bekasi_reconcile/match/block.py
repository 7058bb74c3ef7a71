"""Find the pairs of records that are worth comparing."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from recordlinkage.base import BaseIndexAlgorithm

from bekasi_reconcile.config.matching import BlockingRule, Matching
from bekasi_reconcile.match.keys import block_keys
from bekasi_reconcile.match.prepare import Prepared
from bekasi_reconcile.sql import query, scratch


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
        with scratch() as database:
            database.register("block_key", _key_table(self.prepared, self.rules))
            database.register("block_limit", _limit_table(self.rules))
            counts = database.sql(query("match_block")).to_arrow_table().to_pylist()
            pairs = database.sql(query("match_pair")).to_arrow_table()
        for each in counts:
            each["rule"] = self.rules[each["rule"]].name
        left, right, rule = (pairs[name].to_numpy() for name in ("l", "r", "rule"))
        return Candidates(left, right, rule, counts)

    def _dedup_index(self, df_a: pd.DataFrame) -> pd.MultiIndex:  # noqa: ARG002
        return self.candidates().as_index()


def block(prepared: Prepared, rules: Matching) -> Candidates:
    """Return every pair that at least one rule admits, in order of position."""
    return RuleIndex(prepared, rules.rules).candidates()


def _key_table(prepared: Prepared, rules: tuple[BlockingRule, ...]) -> pa.Table:
    parts = []
    for number, rule in enumerate(rules):
        at, keys = block_keys(prepared, rule.keys)
        parts.append(
            pa.table(
                {
                    "rule": np.full(len(at), number, dtype=np.int8),
                    "key": keys,
                    "at": at.astype(np.int32),
                }
            )
        )
    return pa.concat_tables(parts)


def _limit_table(rules: tuple[BlockingRule, ...]) -> pa.Table:
    return pa.table(
        {
            "rule": pa.array(range(len(rules)), pa.int8()),
            "largest": pa.array([rule.largest for rule in rules], pa.int64()),
        }
    )
