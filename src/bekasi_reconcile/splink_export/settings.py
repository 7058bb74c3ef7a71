"""A frozen model and the rules it weighs by, as a Splink settings document.

Splink (5) takes the document as it is. It holds no value of any record: how rare a name is stands
with the records, as a class (see ``record_file``).
"""

import math
from collections.abc import Mapping
from typing import Any

from bekasi_reconcile.config.matching import BlockingRule, Matching
from bekasi_reconcile.match.candidate.blocking_key import SEVERAL
from bekasi_reconcile.match.model.frozen_model import Model
from bekasi_reconcile.match.model.match_weight import prior_bits
from bekasi_reconcile.splink_export.level_sql import (
    both_sides,
    excess_name,
    group_columns,
    splink_levels,
)

BLOCK = "blok_"
"""Prefix of the column with a record's block, or blocks, of a rule."""
RARITY = "jarang_"
"""Prefix of the column with the rarity of a value, in steps of ``STEPS_PER_BIT``."""
FINEST = -12
"""What a group is cut down by is counted in this power of two, in bits."""


def settings(model: Model, matching: Matching, records: int) -> dict[str, Any]:
    """Return the settings by which Splink finds and weighs the pairs of ``records`` records."""
    limits = [digit for at in range(len(matching.groups)) for digit in _limit(at, model, matching)]
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "record_id",
        "probability_two_random_records_match": _probability(prior_bits(model, records, matching)),
        "blocking_rules_to_generate_predictions": [
            _blocking(rule) for rule in matching.blocking_rules
        ],
        "comparisons": [_comparison(name, model, matching) for name in matching.comparisons]
        + limits,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "linker_uid": model.id,
    }


def rarity(column: str) -> str:
    """Return the name of the column with the rarity of ``column``, which may be a word's."""
    return RARITY + column.replace(".", "_")


def weights(document: Mapping[str, Any], name: str) -> list[float]:
    """Return the weight of each level of the comparison ``name``, in bits, weakest first."""
    levels = next(
        comparison["comparison_levels"]
        for comparison in document["comparisons"]
        if comparison["output_column_name"] == name
    )
    odds = [(level["m_probability"], level["u_probability"]) for level in levels[:0:-1]]
    return [math.log2(m / u) for m, u in odds]


def rarity_columns(document: Mapping[str, Any]) -> list[str]:
    """Return the columns whose frequency the settings in ``document`` ask for."""
    levels = [level for c in document["comparisons"] for level in c["comparison_levels"]]
    return sorted({level.get("tf_adjustment_column") for level in levels} - {None})


def has_several_blocks(rule: BlockingRule) -> bool:
    """Return whether a record may have several blocks under ``rule``."""
    return any(key.endswith("." + SEVERAL) for key in rule.keys)


def _probability(bits: float) -> float:
    return 1 / (1 + 2**-bits)


def _blocking(rule: BlockingRule) -> dict[str, Any]:
    column = BLOCK + rule.name
    entry: dict[str, Any] = {"blocking_rule": f"l.{column} = r.{column}"}
    return entry | ({"arrays_to_explode": [column]} if has_several_blocks(rule) else {})


def _comparison(name: str, model: Model, matching: Matching) -> dict[str, Any]:
    comparison = matching.comparisons[name]
    odds = {step.level: step for step in model.odds[name]}
    missing, steps = splink_levels(name, comparison)
    levels = [_null(missing)]
    for level, condition in steps:
        entry = _level(level, condition, odds[level].m, odds[level].u)
        column = comparison.term_frequency.get(level, "")
        if column in model.frequency:
            entry |= {
                "tf_adjustment_column": rarity(column),
                "tf_adjustment_weight": 1.0,
                "disable_tf_exact_match_detection": True,
            }
        levels.append(entry)
    return {"output_column_name": name, "comparison_levels": levels}


def _null(condition: str) -> dict[str, Any]:
    return {
        "sql_condition": condition,
        "label_for_charts": "missing",
        "is_null_level": True,
    }


def _level(name: str, condition: str, m: float, u: float) -> dict[str, Any]:
    return {
        "sql_condition": condition,
        "label_for_charts": name,
        "m_probability": m,
        "u_probability": u,
        "fix_m_probability": True,
        "fix_u_probability": True,
    }


def _limit(number: int, model: Model, matching: Matching) -> list[dict[str, Any]]:
    """Return comparisons that take away what a group has over, and add what it lacks.

    Splink adds what comparisons say and knows no limit of a sum. So the excess is written in
    binary: a comparison for each digit, which weighs as much as the digit where it is one.
    """
    group = matching.groups[number]
    call = f"{excess_name(number)}({', '.join(both_sides(group_columns(group, matching)))})"
    weights = [[step.weight for step in model.odds[name]] for name in group.comparisons]
    over = sum(max(0.0, *step) for step in weights) - group.at_most
    under = group.at_least - sum(min(0.0, *step) for step in weights)
    return [
        *(_digit(f"lebih_{number}", at, call, -(2.0**at)) for at in _digits(over)),
        *(_digit(f"kurang_{number}", at, f"-{call}", 2.0**at) for at in _digits(under)),
    ]


def _digits(most: float) -> range:
    """Return the powers of two that write an excess of up to ``most`` bits."""
    return range(math.floor(math.log2(max(most, 2.0**FINEST))), FINEST - 1, -1)


def _digit(name: str, power: int, stated: str, weight: float) -> dict[str, Any]:
    unit = 2 ** (power - FINEST)
    odds = (1.0, 2.0**-weight) if weight > 0 else (2.0**weight, 1.0)
    return {
        "output_column_name": f"{name}_{unit}",
        "comparison_levels": [
            _level("one", f"(greatest({stated}, 0) & {unit}) > 0", *odds),
            _level("zero", "ELSE", 1.0, 1.0),
        ],
    }
