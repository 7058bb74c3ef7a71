"""Which pairs are worth comparing: all that a rule admits, but for those of two people's NIKs."""

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from people import lists

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.match.candidate.blocking import block
from bekasi_reconcile.match.candidate.blocking_key import block_keys
from bekasi_reconcile.match.candidate.encode import EncodedRecords, encode
from bekasi_reconcile.match.comparison.compare import compare
from bekasi_reconcile.match.stage import match

RULES = load(Path(__file__).parents[2] / "configs" / "matching.toml", Matching)
ALL = RULES.model_copy(update={"chance_pairs": None})


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    return lists(seed=43, families=700).records


@pytest.fixture(scope="module")
def encoded(records: pd.DataFrame) -> EncodedRecords:
    return encode(records, RULES)


def _admitting(encoded: EncodedRecords) -> dict[tuple[int, int], set[int]]:
    """Return the rules that admit each pair, found the slow way."""
    found: dict[tuple[int, int], set[int]] = {}
    for number, rule in enumerate(RULES.blocking_rules):
        at, keys = block_keys(encoded, rule.keys)
        for _, block_ in pd.Series(at).groupby(keys):
            members = sorted(block_.tolist())
            if len(members) <= rule.largest:
                for n, one in enumerate(members):
                    for other in members[n + 1 :]:
                        found.setdefault((one, other), set()).add(number)
    return found


def test_every_pair_that_a_rule_admits_is_found_once_with_its_first_rule(encoded):
    expected = _admitting(encoded)

    found = block(encoded, ALL)

    pairs = list(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert pairs == sorted(expected)
    assert found.rule.tolist() == [min(expected[pair]) for pair in pairs]


def test_what_is_left_out_has_one_rule_and_two_peoples_numbers(encoded):
    rules_of = _admitting(encoded)
    left, right = (np.array(side, dtype=np.int32) for side in zip(*sorted(rules_of), strict=True))
    level = compare(encoded, left, right, RULES)["nik"].to_numpy()
    strangers = (level >= 0) & (level <= RULES.level("nik", "stranger"))
    expected = {
        pair
        for pair, strange in zip(sorted(rules_of), strangers, strict=True)
        if strange and len(rules_of[pair]) == 1
    }

    found = block(encoded, RULES)

    kept = set(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert set(rules_of) - kept == expected
    assert len(expected) > 1000


def test_nobody_is_parted_from_himself_by_what_is_left_out(records):
    whole, less = match(records, ALL), match(records, RULES)

    pd.testing.assert_frame_equal(less.member, whole.member)
    decided = [Counter(each.pair["decision"]) for each in (less, whole)]
    assert decided[0]["link"] == decided[1]["link"] > 0
    assert decided[0]["review"] == decided[1]["review"] > 0


def test_no_records_have_no_pairs(records):
    nobody = encode(records.head(0), RULES)

    found = block(nobody, RULES)

    assert len(found.left) == len(found.right) == len(found.rule) == 0
    assert [each["pairs"] for each in found.counts] == [0] * len(RULES.blocking_rules)
