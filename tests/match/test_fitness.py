"""When a model is refused, what a model may hold, and how far records are from it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from people import lists, records

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.match.model.drift import divergence
from bekasi_reconcile.match.model.fitness import model_defects, untaught_comparisons
from bekasi_reconcile.match.model.frozen_model import LevelOdds, Model, starting_model
from bekasi_reconcile.match.stage import match, train
from bekasi_reconcile.messages.catalogue import subject

RULES = load(Path(__file__).parents[2] / "configs" / "matching.toml", Matching)


def model(seen: dict[str, tuple[int, ...]], **odds: tuple[LevelOdds, ...]) -> Model:
    """Return the starting model, taught by the pairs counted in ``seen``: 1000 at each level."""
    start = starting_model(RULES)
    everywhere = {name: (0, *[1000] * len(levels)) for name, levels in start.odds.items()}
    return Model(RULES.version, 1.0, {**start.odds, **odds}, seen=everywhere | seen)


def keys(found: list) -> list[str]:
    return [each.key for each in found]


def test_a_model_that_every_level_taught_is_fit():
    assert model_defects(model({}), RULES) == []


def test_a_comparison_on_which_matches_never_agree_is_refused():
    found = model_defects(model({"kelamin": (0, 900, 0)}), RULES)

    assert keys(found) == ["model.never_seen"]
    assert "kelamin" in found[0].text("id")
    assert "kelamin" in found[0].text("en")


def test_one_comparison_that_carries_everything_is_refused():
    empty = {name: (1000, *[0] * len(c.levels)) for name, c in RULES.comparisons.items()}
    only = empty | {"nik": (0, 0, 0, 0, 0, 0, 0, 900)}

    assert keys(model_defects(model(only), RULES)) == ["model.carried"]


def test_a_level_that_weighs_less_than_a_weaker_one_is_refused():
    upside_down = (LevelOdds("different", 0.9, 0.1), LevelOdds("equal", 0.1, 0.9))

    assert keys(model_defects(model({}, kelamin=upside_down), RULES)) == ["model.reversed"]


def test_a_level_seen_too_seldom_reverses_nothing():
    upside_down = (LevelOdds("different", 0.9, 0.1), LevelOdds("equal", 0.1, 0.9))

    assert model_defects(model({"kelamin": (0, 5, 900)}, kelamin=upside_down), RULES) == []


def test_a_model_that_tells_nobody_apart_is_refused():
    flat = {
        name: tuple(LevelOdds(each.level, 0.5, 0.5) for each in levels)
        for name, levels in starting_model(RULES).odds.items()
    }

    assert "model.flat" in keys(model_defects(model({}, **flat), RULES))


def test_a_comparison_that_no_list_fills_in_keeps_its_expected_weights():
    empty = {"hp": (1000, 0, 0)}

    assert untaught_comparisons(model(empty), RULES) == ["hp"]
    assert model_defects(model(empty), RULES) == []


def test_every_sentence_is_there_in_both_languages():
    assert all(set(each) == {"id", "en"} for each in subject("model").values())


@pytest.mark.parametrize(
    ("one", "other", "bits"),
    [([1, 1], [10, 10], 0.0), ([1, 0], [0, 1], 1.0), ([1, 1], [1, 0], 0.3113)],
)
def test_divergence_is_jensen_and_shannons(one, other, bits):
    assert divergence(np.array(one, float), np.array(other, float)) == bits


def test_records_without_drift_say_nothing_and_a_column_gone_empty_is_noticed():
    known = lists(seed=5, families=500).records
    rules = RULES.model_copy(
        update={"training": RULES.training.model_copy(update={"least_records": 500})}
    )
    learned = train(known, rules)

    same = match(known, rules, learned)
    without = match(known.assign(alamat_baku=pd.NA).astype(known.dtypes), rules, learned)

    assert max(same.figures["drift"]["comparisons"].values()) == 0
    assert same.notes[1:] == []
    assert without.figures["drift"]["comparisons"]["alamat"] > rules.training.most_drift
    assert any(n.text("en").startswith("Note: alamat") for n in without.notes)


def test_a_name_that_few_bear_is_not_in_the_model():
    known = lists(seed=5, families=500).records
    few = records(
        pd.DataFrame([{"record_id": "z", "nama": "XANTHIPPE", "nik": "3216010101800001"}])
    )
    together = pd.concat([known, few], ignore_index=True)
    rules = RULES.model_copy(
        update={"training": RULES.training.model_copy(update={"least_records": 500})}
    )

    assert "XANTHIPPE" not in str(train(together, rules))
    assert '"ASEP"' in str(train(together, rules))


@pytest.mark.parametrize("kind", ["comparison", "level", "constraint"])
def test_every_name_of_the_rules_is_explained_in_both_languages(kind):
    known = {
        "comparison": set(RULES.comparisons),
        "level": {level.name for each in RULES.comparisons.values() for level in each.levels},
        "constraint": {each.name for each in RULES.constraints},
    }

    told = subject("explanation")[kind]

    assert known[kind] - set(told) == set()
    assert all(set(each) == {"id", "en"} for each in told.values())
