"""Each type of conflict, from its cause to its row."""

from .builders import merged, types

NIK, OTHER = "3216011208870001", "3216015208880001"


def test_records_that_agree_have_no_conflict():
    same = {"nik": NIK, "nama": "ASEP", "jenis_kelamin": "L"}

    assert types(merged(same, {**same, "source": "pkh"})) == []


def test_one_nik_on_two_persons():
    result = merged({"nik": NIK}, {"nik": NIK, "person": "r1", "household": "r1"})

    assert types(result) == ["nik_bersama"]
    assert len(result.conflict_value) == 2


def test_a_nik_that_is_not_believed_of_one_person_is_still_shared():
    lent = {"nik": NIK, "nik_status": "SHARED", "person": "r1", "household": "r1"}

    assert types(merged({"nik": NIK}, lent)) == ["nik_bersama"]


def test_one_person_with_two_niks():
    assert types(merged({"nik": NIK}, {"nik": OTHER})) == ["nik_ganda"]


def test_dates_of_birth_that_differ_but_not_a_year_beside_its_date():
    assert types(merged({"tanggal_lahir": "1987-08-12"}, {"tanggal_lahir": "1987-08-13"})) == [
        "tanggal_lahir"
    ]
    assert types(merged({"tanggal_lahir": "1987-08-12"}, {"tanggal_lahir": "1987"})) == []


def test_a_day_that_stands_for_the_year_contradicts_no_date_of_that_year():
    year = {"tanggal_lahir": "1964-12-31"}

    assert types(merged(year, {"tanggal_lahir": "1964-02-26"})) == []
    assert types(merged(year, {"tanggal_lahir": "1965-02-26"})) == ["tanggal_lahir"]


def test_a_year_does_not_hide_two_dates():
    dates = [{"tanggal_lahir": text} for text in ("1964", "1964-02-26", "1964-03-01")]

    assert types(merged(*dates)) == ["tanggal_lahir"]


def test_names_that_differ_but_not_by_order_or_a_dropped_word():
    assert types(merged({"nama": "ASEP SURYANA"}, {"nama": "NENENG"})) == ["nama"]
    assert types(merged({"nama": "KOMANG RAHAYU"}, {"nama": "RAHAYU KOMANG"})) == []
    assert types(merged({"nama": "SITI NURHAYATI"}, {"nama": "NURHAYATI"})) == []


def test_a_family_is_asked_once_about_its_card():
    family = [
        {"no_kk": f"321601010119000{card}", "person": person}
        for person in ("r0", "r2")
        for card in (1, 2)
    ]

    result = merged(*family)

    assert types(result) == ["no_kk"]
    assert len(result.conflict_value) == 4


def test_deciles_one_apart_are_no_conflict():
    assert types(merged({"desil": 1}, {"desil": 2})) == []
    assert types(merged({"desil": 1}, {"desil": 4})) == ["desil"]


def test_deceased_on_one_list_and_aided_on_another():
    result = merged({"status_hidup": "MENINGGAL", "source": "siak"}, {"source": "pkh"})

    assert types(result) == ["status_hidup"]


def test_two_programmes_that_exclude_each_other_in_one_family():
    result = merged({"source": "pkh"}, {"source": "blt", "person": "r1"})

    assert types(result) == ["tumpang_tindih"]
    assert sorted(result.receipt["program"]) == ["BLT Dana Desa", "PKH"]


def test_one_person_twice_on_one_list():
    assert types(merged({"source": "pkh"}, {"source": "pkh"})) == ["ganda_daftar"]


def test_two_heads_on_one_card():
    card = {"no_kk": "3216010101190001", "hubungan": "KEPALA"}

    assert types(merged(card, {**card, "person": "r1"})) == ["dua_kepala"]


def test_a_child_born_before_the_head_of_the_family():
    card = {"no_kk": "3216010101190001", "source": "pkh"}
    head = {**card, "hubungan": "KEPALA", "tanggal_lahir": "1990-05-05"}
    child = {**card, "person": "r1", "hubungan": "ANAK"}

    old, young = ({**child, "tanggal_lahir": born} for born in ("1987-08-12", "2013-01-30"))

    assert types(merged(head, old)) == ["anak_lebih_tua"]
    assert types(merged(head, {**old, "source": "siak"})) == []
    assert types(merged(head, young)) == []


def test_two_heads_who_may_be_one_person_are_asked_about_as_that():
    card = {"no_kk": "3216010101190001", "hubungan": "KEPALA"}

    result = merged(card, {**card, "person": "r1"}, reviews=[("r0", "r1")])

    assert types(result) == ["tinjau"]


def test_one_person_on_the_cards_of_two_families():
    old, new = "3216010101190001", "3216010101220002"
    parents = {"no_kk": old, "person": "r2", "household": "r2"}
    couple = {"no_kk": new, "person": "r3", "household": "r0"}

    result = merged({"no_kk": old}, {"no_kk": new}, parents, couple)

    assert types(result) == ["beberapa_keluarga"]


def test_a_card_that_was_reissued_to_the_whole_family_is_no_second_family():
    cards = ("3216010101190001", "3216010101220002")

    result = merged(*({"no_kk": c, "person": p} for p in ("r0", "r2") for c in cards))

    assert types(result) == ["no_kk"]


def test_a_pair_that_may_be_one_person():
    alone = {"nama": "ASEP", "person": "r1", "household": "r1"}

    assert types(merged({"nama": "ASEP"}, alone, reviews=[("r0", "r1")])) == ["tinjau"]


def test_a_conflict_keeps_its_id_whatever_else_there_is():
    pair = [{"record_id": "a", "nik": NIK}, {"record_id": "b", "nik": OTHER}]
    alone = {"person": "a", "household": "a"}
    before = merged(*(r | alone for r in pair))

    other = {"record_id": "0", "person": "0", "household": "0", "nik": "3216011208870005"}
    after = merged(*(r | alone for r in pair), other)

    assert before.conflict["conflict_id"].tolist() == after.conflict["conflict_id"].tolist()
