"""How far these records are from those that the model was trained on, in bits.

The measure is the Jensen–Shannon divergence (Lin 1991): 0 where two distributions are one, 1
where they have nothing in common, and finite where a level or value is new.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.encode import Prepared
from bekasi_reconcile.match.model.frozen_model import OTHERS, Model
from bekasi_reconcile.match.model.match_weight import RAREST
from bekasi_reconcile.match.model.train import Compared, counted, teachers
from bekasi_reconcile.messages.message import Message

Shares = npt.NDArray[np.float64]


def drift(prepared: Prepared, pairs: Compared, model: Model, rules: Matching) -> dict[str, Any]:
    """Return the drift per comparison and per column of values, and the pairs per record.

    A comparison drifts by the levels, missing included, of the pairs that anchor a training. It
    has no figure where too few pairs anchor it now or anchored it then.
    """
    return {
        "comparisons": _levels(pairs, model, rules),
        "values": _values(prepared, model) if len(prepared) >= _enough(rules) else {},
        "pairs_per_record": {
            "model": _per_record(
                model.made_from.get("pairs", 0), model.made_from.get("records", 0)
            ),
            "now": _per_record(len(pairs.left), len(prepared)),
        },
    }


def drifted(figures: dict[str, Any], rules: Matching) -> list[Message]:
    """Return what to tell: the largest figure, then a notice for each above the threshold."""
    found = figures["values"] | figures["comparisons"]
    worst = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    told = [
        {"name": name, "bits": round(bits, 2), "most": rules.training.most_drift}
        for name, bits in worst
    ]
    if not worst or worst[0][1] == 0:
        return []
    above = sum(bits > rules.training.most_drift for _, bits in worst)
    return [
        Message("model.drift", **told[0]),
        *(Message("model.drifted", **each) for each in told[:above]),
    ]


def divergence(one: Shares, other: Shares) -> float:
    """Return the Jensen–Shannon divergence of two sets of counts or shares, in bits.

    >>> divergence(np.array([1.0, 1.0]), np.array([2.0, 2.0]))
    0.0
    >>> divergence(np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    1.0
    """
    p, q = one / one.sum(), other / other.sum()
    middle = (p + q) / 2
    bits = sum(
        0.5 * float((side[side > 0] * np.log2(side[side > 0] / middle[side > 0])).sum())
        for side in (p, q)
    )
    return round(max(bits, 0.0), 4)


def _enough(rules: Matching) -> int:
    return rules.training.least_records


def _per_record(pairs: int, records: int) -> float:
    return round(pairs / max(records, 1), 3)


def _levels(pairs: Compared, model: Model, rules: Matching) -> dict[str, float]:
    teaching = teachers(pairs.levels, rules)
    found = {}
    for name, rule in rules.comparisons.items():
        then = np.array(model.seen.get(name, ()), dtype=np.float64)
        now = np.array(counted(pairs.levels[name][teaching[rule.anchor]], rule), dtype=np.float64)
        if min(then.sum(), now.sum()) >= rules.training.least_anchors:
            found[name] = divergence(then, now)
    return found


def _values(prepared: Prepared, model: Model) -> dict[str, float]:
    """Compare how often the values that the model lists occur; all others are one class."""
    found = {}
    for column, known in model.frequency.items():
        if column.endswith(RAREST) or column not in prepared.codes:
            continue
        listed = [word for word in known if word != OTHERS]
        own = prepared.codes[column].to_numpy()
        count = np.bincount(own[own >= 0], minlength=len(prepared.words[column]))
        at = pd.Index(prepared.words[column]).get_indexer(pd.Index(listed, dtype=object))
        now = np.append(count, 0)[at].astype(np.float64)
        then = np.array([known[word] for word in listed])
        rest = [np.array([max(1 - then.sum(), 0.0)]), np.array([float(count.sum()) - now.sum()])]
        if count.sum() and len(listed):
            found[column] = divergence(np.append(then, rest[0]), np.append(now, rest[1]))
    return found
