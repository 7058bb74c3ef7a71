"""The hard pairs: each must get the decision it asks for, by the model that is shipped."""

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from people import records

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.match.model.frozen_model import default_model
from bekasi_reconcile.match.stage import match

ROOT = Path(__file__).parents[2]
RULES = load(ROOT / "configs" / "matching.toml", Matching)
MODEL = default_model(RULES)
PAIRS = tomllib.loads((ROOT / "tests" / "hard_pairs.toml").read_text(encoding="utf-8"))["pair"]


@pytest.mark.parametrize("hard", PAIRS, ids=lambda hard: hard["why"])
def test_a_hard_pair_gets_its_decision(hard: dict[str, Any], request):
    if "known" in hard:
        request.applymarker(pytest.mark.xfail(reason=hard["known"]))
    sides = [hard["left"] | {"source": "dinsos"}, hard["right"] | {"source": "bpjs"}]

    matched = match(records(pd.DataFrame(sides)), RULES, MODEL)

    decision = next(iter(matched.pair["decision"]), "non-link")
    wanted = ("review", "non-link") if hard["want"] == "not link" else (hard["want"],)
    assert decision in wanted
    assert (len(set(matched.member["person"])) == 1) == (decision == "link")
