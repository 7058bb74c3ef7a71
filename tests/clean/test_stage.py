"""What the stage makes of whole rows and columns."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from bekasi_reconcile.clean import nik, number_repair
from bekasi_reconcile.clean.stage import clean
from bekasi_reconcile.messages.problem_text import problem_text, with_texts
from bekasi_reconcile.tables import TEXT
from territories import BEKASI

from .sheets import AS_OF, cleaned, columns, rules, source_rows, values

NIK = "3216010112870001"
OTHER = "3275025208900003"


def test_a_row_is_refused_only_when_nothing_in_it_identifies_anyone():
    result = cleaned(
        {"nama": "ASEP SURYANA"},
        {"nik": NIK},
        {"nik": "321601******0001"},
        {"no_kk": "3216011203150004"},
        {"nama": "-", "nik": "0", "alamat": "Kp. Pilar"},
    )

    assert result.record["record_id"].tolist() == ["r0", "r1", "r2", "r3"]
    assert ("r4", "", "baris-tanpa-identitas") in rules(result)


def test_a_bad_cell_is_blanked_and_its_row_stays():
    result = cleaned({"nama": "ASEP", "tanggal_lahir": "31-02-1987", "nik": "32160"})

    assert values(result, "tanggal_lahir") == [None]
    assert values(result, "nik_status") == ["WRONG_LENGTH"]
    assert rules(result) == {
        ("r0", "tanggal_lahir", "tanggal-mustahil"),
        ("r0", "nik", "nomor-panjang"),
    }


def test_a_problem_names_its_cell_as_excel_does():
    result = cleaned({"nik": NIK, "nama": "ASEP"}, {"nik": "32160", "nama": "UDIN"})

    assert result.problem["cell"].tolist() == ["A3"]
    assert result.problem["text"].tolist() == ["32160"]


def test_a_problem_in_a_cell_without_a_column_names_its_row():
    rows = source_rows({"nama": "ASEP", "nik": "32160"})

    result = clean(rows, columns(rows).iloc[:0], BEKASI, as_of=AS_OF)

    assert result.problem["cell"].tolist() == ["2:2"]


def test_birth_and_sex_are_read_out_of_the_nik():
    result = cleaned({"nik": OTHER, "nama": "SITI AMINAH"})

    assert values(result, "lahir_nik") == ["1990-08-12"]
    assert values(result, "kelamin_nik") == ["P"]
    assert values(result, "tanggal_lahir") == [None]


def test_a_nik_that_disagrees_with_the_stated_date_is_kept_with_a_doubt():
    result = cleaned({"nik": NIK, "nama": "ASEP", "tanggal_lahir": "17-05-1987"})

    assert values(result, "nik") == [NIK]
    assert values(result, "nik_status") == ["WARN_DATE"]
    assert values(result, "tanggal_lahir") == ["1987-05-17"]
    assert rules(result) == {("r0", "nik", "nik-tanggal-beda")}


def test_a_nik_whose_date_agrees_in_nothing_may_be_anothers():
    result = cleaned(
        {"nik": NIK, "nama": "ASEP", "tanggal_lahir": "17-05-1992"},
        {"nik": OTHER, "nama": "ENAH", "tanggal_lahir": "31-12-1960"},  # only the year is meant
    )

    assert values(result, "nik_status") == ["BORROWED", "WARN_DATE"]
    assert ("r0", "nik", "nik-tanggal-lain") in rules(result)


def test_one_differing_digit_is_graded_apart():
    result = cleaned({"nik": NIK, "nama": "ASEP", "tanggal_lahir": "01-12-1988"})

    assert rules(result) == {("r0", "nik", "nik-tanggal-satu-angka")}


def test_day_and_month_exchanged_are_set_right_by_the_nik():
    result = cleaned({"nik": "3216010508870001", "nama": "ASEP", "tanggal_lahir": "08-05-1987"})

    assert values(result, "tanggal_lahir") == ["1987-08-05"]
    assert values(result, "nik_status") == ["VALID"]
    assert rules(result) == {("r0", "tanggal_lahir", "tanggal-tertukar")}


def test_a_cell_against_its_columns_order_is_refused_unless_the_nik_says_so():
    result = cleaned(
        {"nama": "ASEP", "tanggal_lahir": "25-05-1987"},
        {"nama": "UDIN", "tanggal_lahir": "05-25-1987"},
        {"nama": "ENAH", "tanggal_lahir": "05-25-1987", "nik": "3216016505870001"},
    )

    assert values(result, "tanggal_lahir") == ["1987-05-25", None, "1987-05-25"]
    assert rules(result) == {
        ("r1", "tanggal_lahir", "tanggal-urutan"),
        ("r2", "tanggal_lahir", "tanggal-tertukar"),
    }


def test_a_column_that_proves_the_us_order_is_read_in_it():
    result = cleaned(
        {"nama": "ASEP", "tanggal_lahir": "05/25/1987"},
        {"nama": "UDIN", "tanggal_lahir": "05/06/1987"},
    )

    assert values(result, "tanggal_lahir") == ["1987-05-25", "1987-05-06"]


def test_an_order_that_ingest_decided_is_obeyed():
    result = cleaned(
        {"nama": "A S", "tanggal_lahir": "05/06/1987"}, coding={"tanggal_lahir": "mdy"}
    )

    assert result.record.empty or values(result, "tanggal_lahir") == ["1987-05-06"]


def test_place_and_date_in_one_cell_are_taken_apart():
    result = cleaned({"nama": "ASEP", "ttl": "Bekasi, 12-08-1987"})

    assert values(result, "tempat_lahir") == ["BEKASI"]
    assert values(result, "tanggal_lahir") == ["1987-08-12"]


def test_a_date_in_three_columns_is_put_together():
    result = cleaned(
        {"nama": "ASEP", "hari_lahir": "12", "bulan_lahir": "8", "tahun_lahir": "1987"},
        {"nama": "UDIN", "tahun_lahir": "1960"},
    )

    assert values(result, "tanggal_lahir") == ["1987-08-12", "1960"]


def test_an_age_alone_gives_no_birth_date():
    result = cleaned({"nama": "ASEP", "umur": "36"})

    assert values(result, "tanggal_lahir") == [None]


def test_the_century_of_a_nik_follows_stated_year_then_age_then_role():
    result = cleaned(
        {"nik": "3216010112150001", "nama": "ASEP", "tanggal_lahir": "1915"},
        {"nik": "3216010112150004", "nama": "UDIN", "umur": "111"},
        {"nik": "3216010112150007", "nama": "SAAN", "hubungan": "Kepala Keluarga"},
        {"nik": "3216010112150011", "nama": "NAMIN", "hubungan": "Anak"},
        {"nik": "3216010112870001", "nama": "KOSIM"},
    )

    assert values(result, "lahir_nik") == [
        "1915-12-01",
        "1915-12-01",
        "1915-12-01",
        "2015-12-01",
        "1987-12-01",
    ]


def test_a_two_digit_year_follows_the_role():
    result = cleaned({"nama": "ASEP", "tanggal_lahir": "12-08-20", "hubungan": "Kepala Keluarga"})

    assert values(result, "tanggal_lahir") == ["1920-08-12"]


def test_sex_against_the_nik_is_a_doubt():
    result = cleaned({"nik": OTHER, "nama": "SITI AMINAH", "jenis_kelamin": "L"})

    assert values(result, "jenis_kelamin") == ["L"]
    assert rules(result) == {("r0", "nik", "nik-kelamin-beda")}


def test_numbers_that_end_in_0_are_cut_in_a_column_that_excel_cut():
    rows = [
        {"nik": f"32160101128{i:02d}010", "nik_kind": "angka", "nama": "ASEP"} for i in range(3)
    ]
    result = cleaned(*rows, {"nik": NIK, "nik_kind": "angka", "nama": "UDIN"})

    assert values(result, "nik") == [None, None, None, NIK]
    assert values(result, "nik_status")[:3] == ["TRUNCATED"] * 3
    assert values(result, "nik_pattern")[0] == "32160101128000??"


def test_a_number_that_ends_in_0_is_exact_in_a_sound_column():
    sound = [
        {"nik": f"321601011287{i:04d}", "nik_kind": "angka", "nama": "ASEP"} for i in (1, 5, 9, 13)
    ]
    result = cleaned(
        {"nik": "3275025208900010", "nik_kind": "angka", "nama": "ENAH"}, *sound, {"nama": "UDIN"}
    )

    assert values(result, "nik")[0] == "3275025208900010"


def test_a_column_that_ingest_saw_cut_is_cut():
    result = cleaned({"nik": "3216010112870010", "nama": "ASEP"}, coding={"nik": "angka-rusak"})

    assert values(result, "nik_status") == ["TRUNCATED"]


def test_seventeen_digits_are_repaired_only_where_the_birth_date_confirms():
    result = cleaned(
        {"nik": "32160101128700001", "nama": "ASEP", "tanggal_lahir": "01-12-1987"},
        {"nik": "32160101128700002", "nama": "UDIN"},
    )

    assert values(result, "nik") == [NIK, None]
    assert values(result, "nik_status") == ["REPAIRED", "WRONG_LENGTH"]
    assert values(result, "nik_pattern")[1] == "3216010112870002"


def test_a_filled_down_series_is_void():
    result = cleaned(*({"nik": f"321601011287000{i}", "nama": n} for i, n in enumerate(NAMES, 1)))

    assert values(result, "nik") == [None, None, None, None]
    assert {rule for _, _, rule in rules(result)} == {"nik-deret"}


NAMES = ("ASEP SURYANA", "ENAH", "KOSIM NAMIN", "WARTEM")


def test_triplets_are_no_series():
    result = cleaned(
        *(
            {"nik": f"321601011215000{i}", "nama": name, "tanggal_lahir": "01-12-2015"}
            for i, name in enumerate(NAMES[:3], 1)
        )
    )

    assert values(result, "nik") == [f"321601011215000{i}" for i in (1, 2, 3)]


def test_a_nik_on_different_people_is_nobodys_unless_one_agrees_with_it():
    result = cleaned(
        {"nik": NIK, "nama": "ASEP SURYANA", "tanggal_lahir": "01-12-1987"},
        {"nik": NIK, "nama": "ENAH", "tanggal_lahir": "05-05-1990"},
        {"nik": OTHER, "nama": "KOSIM"},
        {"nik": OTHER, "nama": "WARTEM"},
    )

    assert values(result, "nik") == [NIK, None, None, None]
    assert values(result, "nik_status") == ["VALID", "SHARED", "SHARED", "SHARED"]


def test_the_heads_nik_on_every_member_stays_with_the_head():
    result = cleaned(
        {"nik": NIK, "nama": "ASEP SURYANA", "hubungan": "Kepala Keluarga"},
        {"nik": NIK, "nama": "ENAH", "hubungan": "Istri"},
        {"nik": NIK, "nama": "KOSIM", "hubungan": "Anak"},
    )

    assert values(result, "nik") == [NIK, None, None]


def test_one_person_listed_twice_keeps_the_nik():
    result = cleaned(
        {"nik": NIK, "nama": "MUHAMAD ASEP"},
        {"nik": NIK, "nama": "Moch. Asep"},
        {"nik": NIK, "nama": "ASEP"},
    )

    assert values(result, "nik") == [NIK, NIK, NIK]


def test_exchanged_nik_and_kk_columns_are_read_the_other_way_round():
    rows = [
        {
            "nik": f"32160112{m:02d}15000{m % 3 + 1}",
            "no_kk": f"32160152{m:02d}67000{m % 3 + 1}",
            "nama": n,
        }
        for m, n in enumerate("ABCDEFGHIJKL", 1)
    ]
    result = cleaned(*({**row, "nama": f"NAMA{row['nama']}"} for row in rows))

    assert values(result, "nik") == [row["no_kk"] for row in rows]
    assert values(result, "no_kk") == [row["nik"] for row in rows]
    assert [rule for _, _, rule in rules(result)] == ["kolom-nik-kk-tertukar"]


def test_a_nik_equal_to_the_kk_is_told_by_the_date_inside():
    result = cleaned(
        {"nik": NIK, "no_kk": NIK, "nama": "ASEP", "tanggal_lahir": "01-12-1987"},
        {"nik": "3216011203150004", "no_kk": "3216011203150004", "nama": "UDIN"},
    )

    assert values(result, "nik") == [NIK, None]
    assert values(result, "no_kk") == [None, "3216011203150004"]


def test_relationship_digits_are_decoded_by_the_column():
    family = [{"nama": "ASEP", "hubungan": "1"}, {"nama": "ENAH", "hubungan": "2"}]
    undecided = cleaned(*family)
    decided = cleaned(*family, coding={"hubungan": "bps"})

    assert values(undecided, "hubungan") == ["KEPALA", None]
    assert values(decided, "hubungan") == ["KEPALA", "PASANGAN"]


def test_a_relationship_code_above_8_is_dukcapils():
    result = cleaned({"nama": "ASEP", "hubungan": "9"}, {"nama": "ENAH", "hubungan": "3"})

    assert values(result, "hubungan") == ["FAMILI", "ISTRI"]


def test_threes_of_both_sexes_are_the_children_of_bps():
    rows = [{"nama": "ENAH", "hubungan": "3", "jenis_kelamin": "LP"[i % 2]} for i in range(12)]

    assert set(values(cleaned(*rows), "hubungan")) == {"ANAK"}


def test_p_is_pria_beside_w():
    result = cleaned({"nama": "ASEP", "jenis_kelamin": "P"}, {"nama": "ENAH", "jenis_kelamin": "W"})

    assert values(result, "jenis_kelamin") == ["L", "P"]


def test_zero_and_one_are_believed_as_the_niks_say():
    rows = [
        {"nama": "ASEP", "nik": f"32160101128700{i:02d}", "jenis_kelamin": "0"} for i in (1, 3, 5)
    ]
    rows += [
        {"nama": "ENAH", "nik": f"32160152128700{i:02d}", "jenis_kelamin": "1"} for i in (1, 3, 5)
    ]

    assert values(cleaned(*rows), "jenis_kelamin") == ["L"] * 3 + ["P"] * 3


def test_region_codes_are_read_in_the_system_that_agrees_with_the_names():
    result = cleaned(
        {"nama": "ASEP", "kecamatan": "Setu", "kode_kecamatan": "3216010"},
        {"nama": "UDIN", "kecamatan": "Serang Baru", "kode_kecamatan": "3216021"},
        {"nama": "ENAH", "kode_kecamatan": "3216100"},
    )

    assert values(result, "kode_kecamatan") == ["321618", "321621", "321601"]
    assert values(result, "kecamatan") == ["Setu", "Serang Baru", "Tarumajaya"]


def test_a_place_outside_bekasi_keeps_its_text_and_gets_no_code():
    result = cleaned({"nama": "ASEP", "desa": "Telukjambe", "kabupaten": "Karawang"})

    assert values(result, "kode_desa") == [None]
    assert values(result, "desa") == ["Telukjambe"]
    assert rules(result) == {("r0", "kabupaten", "tempat-luar-bekasi")}


def test_rt_and_rw_are_taken_from_the_address_when_they_have_no_cell():
    result = cleaned(
        {"nama": "ASEP", "alamat": "Kp. Pilar RT 003/RW 005", "rt": "7"},
        {"nama": "UDIN", "alamat": "Kp. Pilar RT 003/RW 005"},
        {"nama": "ENAH", "rt_rw": "03/05"},
    )

    assert values(result, "rt") == ["7", "3", "3"]
    assert values(result, "rw") == ["5", "5", "5"]


def test_a_mark_of_death_in_name_or_note_is_the_life_status():
    result = cleaned(
        {"nama": "NASIM (Alm)"},
        {"nama": "ENAH", "keterangan": "Meninggal dunia"},
        {"nama": "ASEP", "status_hidup": "HIDUP", "keterangan": "-"},
    )

    assert values(result, "status_hidup") == ["MENINGGAL", "MENINGGAL", "HIDUP"]


def test_relatives_names_are_in_standard_form():
    result = cleaned({"nama": "ASEP", "nama_ibu": "Hj. ST. AISAH", "nama_kepala": "H. Moch. Nasim"})

    assert values(result, "nama_ibu") == ["SITI AISYAH"]
    assert values(result, "nama_kepala") == ["MUHAMMAD NASIM"]


def test_relatives_names_have_the_key_that_they_are_blocked_by():
    result = cleaned({"nama": "ASEP", "nama_ibu": "SYARIFAH", "nama_kepala": "SARIP"})

    assert values(result, "nama_ibu_kunci") == ["SARIPA"]
    assert values(result, "nama_kepala_kunci") == ["SARIP"]


def test_the_dusun_is_the_address_of_those_who_have_no_other():
    result = cleaned(
        {"nama": "ASEP", "dusun": "III"},
        {"nama": "UDIN", "dusun": "III", "alamat": "Kp. Pilar"},
        {"nama": "ENAH", "dusun": "Dsn. Cibitung", "alamat": "-"},
    )

    assert values(result, "alamat_baku") == ["DUSUN 3", "KAMPUNG PILAR", "DUSUN CIBITUNG"]


def test_the_postal_code_is_that_of_its_cell_or_of_the_address():
    result = cleaned(
        {"nama": "ASEP", "kode_pos": "17520.0", "alamat": "Kp. Pilar 17530"},
        {"nama": "UDIN", "alamat": "Kp. Pilar, Kodepos :17530"},
        {"nama": "ENAH", "kode_pos": "1752"},
    )

    assert values(result, "kode_pos") == ["17520", "17530", None]
    assert rules(result) == {("r2", "kode_pos", "kode-pos-keliru")}


def test_no_rows_give_no_records():
    result = cleaned()

    assert result.record.empty
    assert result.problem.empty


def test_no_message_quotes_a_cell():
    result = cleaned({"nik": "32160", "nama": "AS3P", "tanggal_lahir": "32-13-1987"})

    texts = with_texts(result.problem, "en")
    said = " ".join(texts["message"] + texts["remedy"])
    assert not any(text in said for text in ("32160", "AS3P", "32-13"))


CELL = st.sampled_from(
    [None, "-", "0", "1", "3", NIK, OTHER, "3216010112870000", "3,21601E+15", "ASEP", "NY. ASEP"]
    + ["12-08-1987", "05/25/1987", "1987", "Kp. Pilar RT 3/5", "Setu", "L", "P", "3216021006"]
)
FIELDS = ["nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "hubungan", "alamat"]
FIELDS += ["desa", "kecamatan", "kode_desa", "rt_rw", "ttl"]


@given(
    st.lists(st.fixed_dictionaries({f: CELL for f in FIELDS}), min_size=1, max_size=8), st.randoms()
)
@settings(max_examples=settings().max_examples // 12)  # an example takes a second
def test_rows_balance_and_their_order_changes_nothing(cells, random):
    rows = source_rows(*cells)
    shuffled = list(rows.index)
    random.shuffle(shuffled)

    once = clean(rows, columns(rows), BEKASI, as_of=AS_OF)
    again = clean(rows.loc[shuffled], columns(rows), BEKASI, as_of=AS_OF)

    refused = once.problem[once.problem["severity"] == "row"]["record_id"]
    assert sorted([*once.record["record_id"], *refused]) == sorted(rows["record_id"])
    by_id = again.record.sort_values("record_id", ignore_index=True)
    pd.testing.assert_frame_equal(once.record.sort_values("record_id", ignore_index=True), by_id)
    assert rules(once) == rules(again)


def test_a_ditto_mark_is_the_cell_above_and_not_one_further_up():
    result = cleaned(
        {"nama": "ASEP", "alamat": "Kp. Pilar"},
        {"nama": "ENAH", "alamat": "idem"},
        {"nama": "UDIN", "alamat": '"'},
        {"nama": "KOSIM"},
        {"nama": "NAMIN", "alamat": "sda"},
    )

    assert values(result, "alamat_baku") == ["KAMPUNG PILAR"] * 3 + [None, None]
    assert ("r4", "alamat", "idem-tanpa-asal") in rules(result)


def test_a_spouse_of_known_sex_is_husband_or_wife():
    result = cleaned(
        {"nama": "ENAH", "hubungan": "Istri/Suami", "jenis_kelamin": "P"},
        {"nama": "ASEP", "hubungan": "Istri/Suami", "jenis_kelamin": "L"},
        {"nama": "KOSIM", "hubungan": "Istri/Suami"},
    )

    assert values(result, "hubungan") == ["ISTRI", "SUAMI", "PASANGAN"]


def test_desa_and_kecamatan_are_taken_from_the_address_when_they_have_no_cell():
    result = cleaned({"nama": "ASEP", "alamat": "Kp. Pilar Ds. Karangasih Kec. Cikarang Utara"})

    assert values(result, "kode_desa") == ["3216092003"]
    assert values(result, "alamat_baku") == ["KAMPUNG PILAR"]


def test_numbers_read_at_once_are_read_as_one_by_one():
    rng = np.random.default_rng(7)
    shapes = [
        f"{a}{d:02d}{m:02d}{y:02d}{s:04d}"
        for a, d, m, y, s in zip(
            rng.choice(
                ["321601", "327512", "321699", "317101", "221601", "101601", "941601"], 4000
            ),
            rng.integers(0, 76, 4000),
            rng.integers(0, 15, 4000),
            rng.integers(0, 100, 4000),
            rng.choice([0, 1, 2, 10, 9999], 4000),
            strict=True,
        )
    ]
    cells = pd.Series([*shapes, "1" * 16, "1234567890123456", "3216011111111111"], dtype=TEXT)

    for women, read in ((True, nik.read_nik), (False, nik.read_kk)):
        at_once = number_repair.plainly_valid(cells, BEKASI, women=women)
        one_by_one = [read(cell, BEKASI) for cell in cells]
        sound = [
            r.status if r.rule is None and r.status.startswith("VALID") else None
            for r in one_by_one
        ]
        assert [None if pd.isna(v) else v for v in at_once] == sound


def test_an_institution_is_refused_as_a_row_and_told():
    result = cleaned(
        {"nama": "YAYASAN AL HIDAYAH", "alamat": "Kp. Pilar"},
        {"nama": "DKM Al Ikhlas", "no_kk": "3216011203150004"},
        {"nama": "MASJIDAH"},
        {"nama": "PANTI RAHAYU"},
    )

    assert result.record["record_id"].tolist() == ["r2", "r3"]
    assert {who for who, field, rule in rules(result) if rule == "baris-lembaga"} == {"r0", "r1"}
    assert set(result.problem.set_index("rule").loc["baris-lembaga", "severity"]) == {"row"}
    assert "lembaga, bukan orang" in problem_text("baris-lembaga", "id").message


def test_a_persons_number_or_birth_date_keeps_the_row_under_an_institutions_name():
    result = cleaned(
        {"nama": "SDN PEBAYURAN 1", "nik": NIK},
        {"nama": "MASJID JAMI", "tanggal_lahir": "12-08-1987"},
        {"nama": "MASJID JAMI", "nik": "3216010112870000"},  # cut: not a sound number
    )

    assert result.record["record_id"].tolist() == ["r0", "r1"]
    assert values(result, "nama_wakil") == [True, True]  # of this person it tells nothing
    assert {("r0", "nama", "nama-lembaga"), ("r1", "nama", "nama-lembaga")} <= rules(result)
    assert ("r2", "", "baris-lembaga") in rules(result)


def test_an_age_tells_two_years_of_birth_at_the_datas_date():
    result = cleaned(
        {"nama": "ASEP", "umur": "36 th", "reported_on": "2025-03-01"},
        {"nama": "UDIN", "umur": "20 bln", "reported_on": "2025-03"},
        {"nama": "ENAH", "umur": "36"},  # no date of data: the day of the run
        {"nama": "NENG", "umur": "36", "tanggal_lahir": "12-08-1987"},
        {"nama": "IDA", "tanggal_lahir": "Umur 40", "reported_on": "2025-03-01"},
        {"nama": "OJAH", "umur": "lansia"},
        {"nama": "IIS", "umur": "0"},
    )

    years = list(zip(values(result, "lahir_min"), values(result, "lahir_maks"), strict=True))
    assert years[:4] == [(1988, 1989), (2023, 2024), (1989, 1990), (1987, 1987)]
    assert years[4:] == [(1984, 1985), (None, None), (None, None)]
    assert ("r5", "umur", "umur-tak-terbaca") in rules(result)
    assert not any(who == "r6" for who, _, _ in rules(result))


def test_ranks_above_ten_make_a_column_of_percentiles():
    ranks = ["7", "12", "23", "38.0", "40", "10"]
    result = cleaned(*({"nama": f"ASEP {i}A", "desil": rank} for i, rank in enumerate(ranks)))

    assert values(result, "desil") == [1, 2, 3, 4, 4, 1]
    assert result.column.set_index("field").loc["desil", "coding"] == "persentil"


def test_one_rank_above_ten_is_a_slip_in_a_column_of_deciles():
    ranks = ["1", "2", "11", "4", "3", "1"]
    result = cleaned(*({"nama": f"ASEP {i}A", "desil": rank} for i, rank in enumerate(ranks)))

    assert values(result, "desil") == [1, 2, None, 4, 3, 1]
    assert ("r2", "desil", "kode-tak-dikenal") in rules(result)


def test_a_number_that_libreoffice_rounded_claims_only_the_digits_that_are_sure():
    rows = [  # of ...0007, ...0012 and ...0003: the 15th digit of the first is one too high
        {"nik": f"321601011287{serial}", "nik_kind": "angka", "nama": name}
        for serial, name in (("0010", "ASEP"), ("0010", "UDIN"), ("0000", "ENAH"))
    ]
    result = cleaned(*rows)

    assert values(result, "nik") == [None] * 3
    assert values(result, "nik_pattern") == [
        "32160101128700??",
        "32160101128700??",
        "321601011287000?",
    ]


def test_a_note_in_the_cell_of_the_nik_tells_the_life_status():
    result = cleaned({"nama": "ASEP", "nik": "meninggal"}, {"nama": "UDIN", "nik": "Pindah"})

    assert values(result, "status_hidup") == ["MENINGGAL", "PINDAH"]


def test_the_death_of_a_father_is_not_the_persons():
    result = cleaned({"nama": "SITI AMINAH BINTI (ALM) NAMIN"})

    assert values(result, "status_hidup") == [None]
    assert values(result, "nama_bin") == ["NAMIN"]
