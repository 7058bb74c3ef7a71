"""The hard pairs: each must get the decision it asks for, by the model that is shipped."""

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from people import records

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.match.candidate.blocking_key import block_keys
from bekasi_reconcile.match.candidate.encode import encode
from bekasi_reconcile.match.model.frozen_model import default_model
from bekasi_reconcile.match.stage import match

ROOT = Path(__file__).parents[2]
RULES = load(ROOT / "configs" / "matching.toml", Matching)
PAIRS = tomllib.loads((ROOT / "tests" / "hard_pairs.toml").read_text(encoding="utf-8"))["pair"]


OF_AN_AREA = ("kode_desa", "kode_kecamatan", "kode_kabupaten", "no_kk")
"""Columns that begin with the four digits of a kabupaten."""


def pair_records(numbers: list[int]) -> pd.DataFrame:
    """Return the records of some of the pairs, each in kabupaten and on lists of its own."""
    sides = []
    for number in numbers:
        areas: dict[str, int] = {}
        for side in ("left", "right"):
            cells = PAIRS[number][side]
            moved = {
                column: f"{10 * number + areas.setdefault(code[:4], len(areas)):04d}{code[4:]}"
                for column, code in cells.items()
                if column in OF_AN_AREA
            }
            ids = {"record_id": f"{number:03d} {side}", "source": f"list {number:03d} {side}"}
            sides.append(ids | cells | moved)
    return records(pd.DataFrame(sides))


def strangers() -> list[list[int]]:
    """Return the pairs in groups, in which no two share a blocking key, a number or an address.

    Nobody of one pair is then compared with anybody of another, or is of one family with him: in
    a group each pair gets the decision that it gets alone.
    """
    shared = RULES.excluded_above_names
    rules = Matching.model_validate(RULES.model_dump() | {"excluded_above_names": {}})
    encoded = encode(pair_records(list(range(len(PAIRS)))), rules)
    household = RULES.household
    assert household
    keys = [rule.keys for rule in rules.blocking_rules]
    keys += [(household.card,), household.place, *((column,) for column in shared)]
    held: list[set[tuple[int, int]]] = [set() for _ in PAIRS]
    for number, parts in enumerate(keys):
        at, values = block_keys(encoded, parts)
        for position, value in zip(at.tolist(), values.tolist(), strict=True):
            held[position // 2].add((number, value))
    groups: list[list[int]] = []
    used: list[set[tuple[int, int]]] = []
    for pair, own in enumerate(held):
        free = next((g for g, taken in enumerate(used) if not taken & own), len(groups))
        if free == len(groups):
            groups.append([])
            used.append(set())
        groups[free].append(pair)
        used[free] |= own
    return groups


@pytest.fixture(scope="module")
def decisions() -> dict[int, tuple[str, bool]]:
    """Return, by the number of each pair, its decision and whether its records are one person."""
    model, decisions = default_model(RULES), {}
    for group in strangers():
        matched = match(pair_records(group), RULES, model)
        person = matched.member.set_index("record_id")["person"]
        pair = matched.pair.set_index("record_id_l")
        for number in group:
            left, right = f"{number:03d} left", f"{number:03d} right"
            decision = "non-link"
            if left in pair.index:
                assert pair.loc[left, "record_id_r"] == right
                decision = pair.loc[left, "decision"]
            decisions[number] = decision, person[left] == person[right]
    return decisions


@pytest.mark.parametrize("number", range(len(PAIRS)), ids=lambda number: PAIRS[number]["why"])
def test_a_hard_pair_gets_its_decision(
    decisions: dict[int, tuple[str, bool]], number: int, request: pytest.FixtureRequest
):
    hard: dict[str, Any] = PAIRS[number]
    if "known" in hard:
        request.applymarker(pytest.mark.xfail(reason=hard["known"]))

    decision, one_person = decisions[number]

    wanted = ("review", "non-link") if hard["want"] == "not link" else (hard["want"],)
    assert decision in wanted
    assert one_person == (decision == "link")
