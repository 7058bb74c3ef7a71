"""How right a contender is: pairs, B-cubed, and persons merged wrongly."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Labels = npt.NDArray[np.int64]
THRESHOLDS = np.arange(-5.0, 40.5, 0.5)


def score(truth: pd.DataFrame, folder: Path, pairs_as_given: bool) -> dict[str, Any]:
    """Return the figures of what a contender left in ``folder``, against record_id → person.

    Edges are joined into clusters at the threshold that gives the best F1 of pairs; the figures
    name it. With ``pairs_as_given`` its pairs are measured as it gave them, unclustered.
    """
    person = pd.factorize(truth["person"], sort=True)[0].astype(np.int64)
    if (folder / "clusters.parquet").exists():
        table = truth.merge(
            pd.read_parquet(folder / "clusters.parquet").astype(str), on="record_id"
        )
        return figures(person, pd.factorize(table["cluster"])[0].astype(np.int64))
    edges = pd.read_parquet(folder / "edges.parquet")
    at = pd.Index(truth["record_id"])
    left, right = (at.get_indexer(edges[f"record_id_{side}"].astype(str)) for side in "lr")
    weight = edges["weight"].to_numpy()
    if pairs_as_given:
        whole = figures(person, _join(len(person), left, right))
        return whole | _as_given(person, left, right)
    return max(
        (
            figures(person, _join(len(person), left[weight >= t], right[weight >= t]))
            | {"threshold": float(t)}
            for t in THRESHOLDS
        ),
        key=lambda rates: rates["f1"],
    )


def figures(person: Labels, cluster: Labels) -> dict[str, Any]:
    """Return precision, recall and F1 of pairs, F1 of B-cubed, clusters of several persons.

    >>> figures(np.array([0, 0, 1]), np.array([0, 0, 0]))["precision"]
    0.3333333333333333
    """
    both = pd.DataFrame({"person": person, "cluster": cluster})
    shared = both.groupby(["cluster", "person"]).size()
    right, paired, true = (_pairs(n) for n in (shared, _sizes(cluster), _sizes(person)))
    mixed = shared.groupby("cluster").size()
    return _rates(right, paired, true) | {
        "b_cubed": _b_cubed(shared, cluster, person),
        "wrong_merges": int((mixed > 1).sum()),
    }


def _rates(right: int, paired: int, true: int) -> dict[str, float]:
    return {
        "precision": right / max(paired, 1),
        "recall": right / max(true, 1),
        "f1": 2 * right / max(paired + true, 1),
    }


def _as_given(person: Labels, left: Labels, right: Labels) -> dict[str, float]:
    return _rates(int((person[left] == person[right]).sum()), len(left), _pairs(_sizes(person)))


def _sizes(labels: Labels) -> pd.Series:
    return pd.Series(np.bincount(labels))


def _pairs(sizes: pd.Series) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _b_cubed(shared: pd.Series, cluster: Labels, person: Labels) -> float:
    """Return the harmonic mean of B-cubed precision and recall (Bagga and Baldwin 1998)."""
    at = shared.index
    in_cluster = np.bincount(cluster)[at.get_level_values("cluster")]
    of_person = np.bincount(person)[at.get_level_values("person")]
    squared = shared.to_numpy() ** 2
    precision, recall = (float((squared / n).sum() / len(cluster)) for n in (in_cluster, of_person))
    return 2 * precision * recall / (precision + recall)


def _join(count: int, left: Labels, right: Labels) -> Labels:
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(count, count))
    labels: Labels = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels
