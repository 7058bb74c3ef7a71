"""The laws of the match, on a few records and on a small invented Bekasi."""

from pathlib import Path

import pandas as pd
import pytest
from people import Lists, lists, records

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.errors import ConfigError
from bekasi_reconcile.match.model.frozen_model import Model, default_model
from bekasi_reconcile.match.stage import Matched, match, train

RULES = load(Path(__file__).parents[2] / "configs" / "matching.toml", Matching)


@pytest.fixture(scope="module")
def small() -> Lists:
    return lists(seed=41, families=900)


@pytest.fixture(scope="module")
def matched(small: Lists) -> Matched:
    return match(small.records, RULES)


def test_every_record_is_in_exactly_one_person(small, matched):
    assert set(matched.member["record_id"]) == set(small.records["record_id"])


def test_a_person_is_named_by_its_least_record(matched):
    least = matched.member.groupby("person")["record_id"].min()

    assert (least == least.index).all()


def test_a_person_has_one_household(matched):
    each = matched.member.groupby("person")["household"].nunique()

    assert each.max() == 1


def test_no_two_records_that_a_constraint_keeps_apart_are_one_person(matched):
    whole = {rule.name for rule in RULES.constraints if rule.scope == "cluster"}
    person = matched.member.set_index("record_id")["person"]
    apart = matched.pair[matched.pair["kept_apart_by"].isin(whole)]

    together = person[apart["record_id_l"]].to_numpy() == person[apart["record_id_r"]].to_numpy()

    assert len(apart) > 0
    assert not together.any()


def test_the_order_of_the_records_changes_nothing(small, matched):
    shuffled = small.records.sample(frac=1, random_state=3).reset_index(drop=True)

    again = match(shuffled, RULES)

    pd.testing.assert_frame_equal(again.member, matched.member)
    pd.testing.assert_frame_equal(again.pair, matched.pair)
    assert again.model == matched.model


def test_links_are_nearly_all_right_and_most_are_found(small, matched):
    precision, recall = _precision_and_recall(matched, small.truth)

    assert precision > 0.998
    assert recall > 0.97


def test_records_that_share_nothing_are_not_compared():
    two = records(pd.DataFrame([{"nama": "ASEP"}, {"nama": "NENENG"}]))

    assert match(two, RULES).pair.empty


def test_a_missing_key_never_blocks():
    two = records(pd.DataFrame([{"nama": None, "nik": None}, {"nama": None, "nik": None}]))

    assert match(two, RULES).pair.empty


def test_no_records_are_no_persons():
    one = records(pd.DataFrame([{"nama": "ASEP"}]))

    assert match(one.iloc[:0], RULES).member.empty


def test_a_few_records_are_matched_by_the_default_model():
    two = records(pd.DataFrame([{"nama": "ASEP"}, {"nama": "NENENG"}]))

    result = match(two, RULES)

    assert result.model == default_model(RULES)
    assert [note.text("id") for note in result.notes] == [
        "Model bawaan program dipakai: 2 catatan, kurang dari 2000 yang diperlukan untuk melatih."
    ]


def test_a_number_on_many_names_is_no_evidence():
    names = ("ASEP", "DADANG", "ENTIN", "KOKOM", "WAWAN", "IIS")
    one_nik = [{"nama": name, "nik": "3216010101800001"} for name in names]

    result = match(records(pd.DataFrame(one_nik)), RULES)

    assert result.pair.empty


def test_the_two_bearers_of_a_borrowed_nik_stay_apart_though_a_third_record_fits_both():
    sutisna = {"nama": "SUTISNA", "nik": "3216071703650001", "tanggal_lahir": "1965-03-17"}
    enok = {"nama": "ENOK KOMARIAH", "nik": "3216071703650001", "tanggal_lahir": "1970-10-02"}
    neither = {"nama": None, "nik": "3216071703650001", "tanggal_lahir": None}

    result = match(records(pd.DataFrame([sutisna, enok, neither])), RULES)

    person = result.member.set_index("record_id")["person"]
    assert person["r0000"] != person["r0001"]


def test_a_reissued_card_is_the_same_family():
    members = [("SUTISNA", "1965-03-17"), ("ENOK KOMARIAH", "1970-10-02")]
    cards = ("3216071203100004", "3216070511210077")
    rows = [
        {"nama": name, "tanggal_lahir": born, "no_kk": card, "kode_desa": "3216072002"}
        for card in cards
        for name, born in members
    ]

    result = match(records(pd.DataFrame(rows)), RULES)

    assert set(result.member["household"]) == {"r0000"}


def test_a_model_comes_back_as_it_was_saved(tmp_path: Path, small):
    model = train(small.records, RULES)

    model.save(tmp_path / "model.json")

    assert Model.load(tmp_path / "model.json") == model
    assert (tmp_path / "model.json").stat().st_mode & 0o077 == 0


def test_a_model_of_other_comparisons_is_refused(small):
    other = Model(version=RULES.version + 1, matches_per_record=1.0, odds={})

    with pytest.raises(ConfigError, match="pembanding yang lain"):
        match(small.records, RULES, other)


def _precision_and_recall(matched: Matched, truth: pd.DataFrame) -> tuple[float, float]:
    table = matched.member.merge(truth, on="record_id")
    found, true, both = (_pairs(table, keys) for keys in (["person"], ["who"], ["person", "who"]))
    return both / found, both / true


def _pairs(table: pd.DataFrame, keys: list[str]) -> int:
    size = table.groupby(keys).size()
    return int((size * (size - 1) // 2).sum())
