"""How far these records are from those that the model was trained on, in bits.

The measure is the Jensen–Shannon divergence (Lin 1991): 0 where two distributions are one, 1
where they have nothing in common, and finite where a level or value is new.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.encode import EncodedRecords
from bekasi_reconcile.match.model.frozen_model import OTHERS, Model
from bekasi_reconcile.match.model.match_weight import RAREST
from bekasi_reconcile.match.model.train import ComparedPairs, count_levels, teaching_pairs
from bekasi_reconcile.messages.message import Message

Shares = npt.NDArray[np.float64]


def drift(
    records: EncodedRecords, pairs: ComparedPairs, model: Model, matching: Matching
) -> dict[str, Any]:
    """Return the drift per comparison and per column of values, and the pairs per record.

    A comparison drifts by the levels, missing included, of the pairs that anchor a training. It
    has no figure where too few pairs anchor it now or anchored it then.
    """
    return {
        "comparisons": _levels(pairs, model, matching),
        "values": _values(records, model) if len(records) >= _enough(matching) else {},
        "pairs_per_record": {
            "model": _per_record(
                model.made_from.get("pairs", 0), model.made_from.get("records", 0)
            ),
            "now": _per_record(len(pairs.left), len(records)),
        },
    }


def drift_notes(figures: dict[str, Any], matching: Matching) -> list[Message]:
    """Return the largest figure as a message, then a notice for each above the threshold."""
    most = matching.training.most_drift
    drifts = figures["values"] | figures["comparisons"]
    worst = sorted(drifts.items(), key=lambda item: (-item[1], item[0]))
    if not worst or worst[0][1] == 0:
        return []
    values = [{"name": name, "bits": round(bits, 2), "most": most} for name, bits in worst]
    above = sum(bits > most for _, bits in worst)
    notices = [Message("model.drifted", **one) for one in values[:above]]
    return [Message("model.drift", **values[0]), *notices]


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


def _enough(matching: Matching) -> int:
    return matching.training.least_records


def _per_record(pairs: int, records: int) -> float:
    return round(pairs / max(records, 1), 3)


def _levels(pairs: ComparedPairs, model: Model, matching: Matching) -> dict[str, float]:
    teaching = teaching_pairs(pairs.levels, matching)
    drifts = {}
    for name, rule in matching.comparisons.items():
        then = np.array(model.seen.get(name, ()), dtype=np.float64)
        now = np.array(
            count_levels(pairs.levels[name][teaching[rule.anchor]], rule), dtype=np.float64
        )
        if min(then.sum(), now.sum()) >= matching.training.least_anchors:
            drifts[name] = divergence(then, now)
    return drifts


def _values(records: EncodedRecords, model: Model) -> dict[str, float]:
    """Compare how often the values that the model lists occur; all others are one class."""
    drifts = {}
    for column, frequency in model.frequency.items():
        if column.endswith(RAREST) or column not in records.codes:
            continue
        listed = [word for word in frequency if word != OTHERS]
        own = records.codes[column].to_numpy()
        count = np.bincount(own[own >= 0], minlength=len(records.dictionary[column]))
        at = pd.Index(records.dictionary[column]).get_indexer(pd.Index(listed, dtype=object))
        now = np.append(count, 0)[at].astype(np.float64)
        then = np.array([frequency[word] for word in listed])
        rest = [np.array([max(1 - then.sum(), 0.0)]), np.array([float(count.sum()) - now.sum()])]
        if count.sum() and len(listed):
            drifts[column] = divergence(np.append(then, rest[0]), np.append(now, rest[1]))
    return drifts
