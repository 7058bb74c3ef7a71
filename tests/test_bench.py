"""The figures of the bench, on clusters small enough to count by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from bench.score import figures, score

ANI, BUDI = 0, 1


def test_two_persons_in_one_cluster_are_counted_pair_by_pair():
    person = np.array([ANI, ANI, ANI, BUDI])
    cluster = np.array([7, 7, 8, 8])

    found = figures(person, cluster)

    assert found["precision"] == pytest.approx(1 / 2)  # of two pairs, one is right
    assert found["recall"] == pytest.approx(1 / 3)  # of Ani's three
    assert found["f1"] == pytest.approx(2 / 5)
    assert found["wrong_merges"] == 1
    # precision (1 + 1 + 1/2 + 1/2) / 4 = 3/4, recall (2/3 + 2/3 + 1/3 + 1) / 4 = 2/3
    assert found["b_cubed"] == pytest.approx(2 * 3 / 4 * 2 / 3 / (3 / 4 + 2 / 3))


def test_edges_are_cut_where_that_serves_the_contender_best(tmp_path: Path):
    truth = pd.DataFrame({"record_id": list("abc"), "person": ["x", "x", "y"]})
    edges = pd.DataFrame({"record_id_l": ["a", "b"], "record_id_r": ["b", "c"]})
    edges.assign(weight=[12.0, 3.0]).to_parquet(tmp_path / "edges.parquet")

    found = score(truth, tmp_path, pairs_as_given=False)

    assert found["f1"] == 1.0
    assert 3.0 < found["threshold"] <= 12.0


def test_pairs_as_given_are_not_joined(tmp_path: Path):
    truth = pd.DataFrame({"record_id": list("abc"), "person": ["x", "x", "x"]})
    edges = pd.DataFrame({"record_id_l": ["a", "b"], "record_id_r": ["b", "c"]})
    edges.assign(weight=0.0).to_parquet(tmp_path / "edges.parquet")

    found = score(truth, tmp_path, pairs_as_given=True)

    assert (found["precision"], found["recall"]) == (1.0, 2 / 3)
    assert found["b_cubed"] == 1.0
