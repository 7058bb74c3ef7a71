"""Which claim enters the register, and the rule that is named for it."""

from itertools import permutations

from .builders import golden, merged


def test_a_value_nobody_contradicts_is_agreed():
    assert golden(merged({"nama": "SITI"}, {"nama": "SITI"}), "nama") == ("SITI", "sepakat")


def test_the_majority_wins_over_the_trusted_source():
    result = merged(
        {"nama": "SITI AMINAH"}, {"nama": "SITI AMINAH"}, {"nama": "SITI AMINA", "source": "siak"}
    )

    assert golden(result, "nama") == ("SITI AMINAH", "majority")


def test_a_row_that_dukcapil_confirms_wins_over_the_majority():
    result = merged(
        {"nama": "SITI AMINA"},
        {"nama": "SITI AMINA"},
        {"nama": "SITI AMINAH", "padan_dukcapil": True},
    )

    assert golden(result, "nama") == ("SITI AMINAH", "dukcapil")


def test_of_equal_names_the_one_without_titles_is_shown():
    result = merged(
        {"nama": "Hj. SITI AMINAH", "nama_baku": "SITI AMINAH"},
        {"nama": "SITI AMINAH", "nama_baku": "SITI AMINAH"},
    )

    assert golden(result, "nama")[0] == "SITI AMINAH"


def test_a_full_date_wins_over_a_year_that_more_lists_give():
    result = merged(
        {"tanggal_lahir": "1987"}, {"tanggal_lahir": "1987"}, {"tanggal_lahir": "1987-08-12"}
    )

    assert golden(result, "tanggal_lahir") == ("1987-08-12", "precise")


def test_the_date_inside_the_nik_settles_two_dates():
    result = merged(
        {"tanggal_lahir": "1987-12-08"},
        {"tanggal_lahir": "1987-08-12", "nik": "3216011208870001", "lahir_nik": "1987-08-12"},
    )

    assert golden(result, "tanggal_lahir") == ("1987-08-12", "nik")


def test_a_nik_that_contradicts_its_person_loses():
    result = merged(
        {"nik": "3216011208870009", "nik_status": "WARN_DATE"},
        {"nik": "3216011208870009", "nik_status": "WARN_DATE"},
        {"nik": "3216011208870001"},
    )

    assert golden(result, "nik") == ("3216011208870001", "precise")


def test_of_two_family_cards_the_one_recorded_later_is_the_familys():
    result = merged({"no_kk": "3216013112090001"}, {"no_kk": "3216010101190001"})

    assert golden(result, "no_kk") == ("3216010101190001", "precise")


def test_the_order_of_records_never_decides():
    """Twenty-four persons have the same four records, each in another order."""
    names = {"a": "SITI", "b": "SITTI", "c": "ST", "d": "SITI A"}
    rows = [
        {
            "record_id": f"{record}{n}",
            "nama": names[record],
            "person": f"a{n}",
            "household": f"a{n}",
        }
        for n, order in enumerate(permutations(names))
        for record in order
    ]

    claim = merged(*rows).claim

    survivors = claim[claim["survives"] & (claim["field"] == "nama")]
    assert survivors["person_id"].nunique() == len(survivors) == 24
    assert len(survivors[["value", "rule"]].drop_duplicates()) == 1
