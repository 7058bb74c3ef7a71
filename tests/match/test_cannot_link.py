"""What keeps two records apart holds for whole persons, however they were brought together."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from people import lists, records

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.match.candidate.encode import encode
from bekasi_reconcile.match.comparison.compare import compare
from bekasi_reconcile.match.decision.cluster import inner_pairs, least_of
from bekasi_reconcile.match.model.match_weight import constraint_bits
from bekasi_reconcile.match.stage import Matched, match

RULES = load(Path(__file__).parents[2] / "configs" / "matching.toml", Matching)
CARD = {"no_kk": "3216071203100004", "kode_desa": "3216072002", "rt": "3", "rw": "2"}


def broken(table: pd.DataFrame, matched: Matched, rules: Matching) -> list[str]:
    """Return the constraints broken by any two records of one person, with a weighing of its own.

    A constraint that a review rule may overcome is a doubt, and does not count.
    """
    encoded = encode(table, rules)
    person = matched.member.set_index("record_id")["person"].reindex(encoded.ids)
    labels = least_of(pd.factorize(person)[0])
    pairs = inner_pairs(labels, len(table)) if len(table) > 2 else inner_pairs(labels[:0], 0)
    levels = compare(encoded, pairs.left, pairs.right, rules)
    held = constraint_bits(levels, (pairs.left, pairs.right), encoded, rules)
    return [
        each.name
        for number, each in enumerate(rules.constraints)
        if each.scope == "cluster"
        and each.name not in rules.doubts()
        and ((held >> np.uint64(number)) & np.uint64(1)).any()
    ]


@pytest.mark.parametrize("seed", [5, 6])
def test_no_constraint_is_broken_within_any_person(seed: int):
    table = lists(seed=seed, families=400).records

    matched = match(table, RULES)

    assert matched.member["person"].duplicated().any()
    assert broken(table, matched, RULES) == []


def test_a_record_without_a_role_does_not_join_father_and_son_of_one_name():
    father = {"nama": "MARDI", "hubungan": "KEPALA", "source": "perkim", **CARD}
    son = {"nama": "MARDI", "hubungan": "ANAK", "source": "dinsos", **CARD}
    either = {"nama": "MARDI", "source": "bpjs", **CARD}

    person = _persons([father, son, either])

    assert person[0] != person[1]


def test_a_record_without_a_date_does_not_join_two_of_one_name_born_thirty_years_apart():
    old = {"nama": "IWAN SETIAWAN", "tanggal_lahir": "1966-04-02", "source": "bpjs", **CARD}
    young = {"nama": "IWAN SETIAWAN", "tanggal_lahir": "1994-01-20", "source": "desa", **CARD}
    either = {"nama": "IWAN SETIAWAN", "source": "perkim", **CARD}

    person = _persons([old, young, either])

    assert person[0] != person[1]


def test_a_stated_age_keeps_apart_like_a_date():
    old = {"nama": "IWAN SETIAWAN", "tanggal_lahir": "1966-04-02", "source": "bpjs", **CARD}
    aged = {"nama": "IWAN SETIAWAN", "source": "perkim", **CARD}
    table = records(pd.DataFrame([old, aged])).assign(
        lahir_min=[None, 1993], lahir_maks=[None, 1996]
    )
    fitting = table.assign(lahir_min=[None, 1964], lahir_maks=[None, 1967])

    apart, together = match(table, RULES), match(fitting, RULES)

    assert len(set(apart.member["person"])) == 2
    assert apart.pair["kept_apart_by"].tolist() == ["lahir_berbeda"]
    assert len(set(together.member["person"])) == 1


def test_two_trusted_niks_stay_apart_among_hundreds_of_records_that_fit_both():
    alike = {"nama": "SITI NURHAYATI", "tanggal_lahir": "1985-04-17", **CARD}
    rows = [{**alike, "source": f"daftar{i:03d}"} for i in range(240)]
    rows[7]["nik"], rows[200]["nik"] = "3216075704850001", "3216075704850002"
    large = RULES.model_copy(
        update={
            "largest_cluster": 500,
            "blocking_rules": tuple(
                rule.model_copy(update={"largest": 500}) for rule in RULES.blocking_rules
            ),
        }
    )
    table = records(pd.DataFrame(rows))

    matched = match(table, large)

    person = matched.member["person"].tolist()
    assert person[7] != person[200]
    assert matched.member["person"].value_counts().max() > 200
    assert broken(table, matched, large) == []
    refused = matched.pair["kept_apart_by"].isin(["nik_bersaudara", "cocok_dengan_dua_orang"])
    assert refused.any()


def _persons(rows: list[dict[str, str]]) -> list[str]:
    return match(records(pd.DataFrame(rows)), RULES).member["person"].tolist()
