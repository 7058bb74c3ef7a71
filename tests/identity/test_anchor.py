"""Records are anchored by what they say; a corrected row keeps its person."""

from pathlib import Path

import pytest

from office import PEOPLE, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "project")


def test_a_list_sorted_and_sent_under_another_name_keeps_every_id(office: Office):
    office.send("dinsos/daftar bantuan.csv", "siti", "asep", "dewi")
    office.run()
    before = office.persons()

    office.withdraw("dinsos/daftar bantuan.csv")
    office.send("dinsos/daftar bantuan (1).csv", "dewi", "siti", "asep")
    office.run()

    assert office.persons() == before
    assert office.ask("SELECT event, id FROM identity_event WHERE event <> 'allocate'").empty


def test_a_corrected_row_keeps_its_person(office: Office):
    office.send("daftar 2025-01.csv", "siti", "asep", "dewi")
    office.run()
    before = office.persons()

    office.withdraw("daftar 2025-01.csv")
    corrected = (
        PEOPLE["siti"].replace("SITI AMINAH", "SITI AMINAH NUR").replace("PULO", "PULO ASEM")
    )
    office.send("daftar 2025-02.csv", corrected, "asep", "dewi")
    office.run()

    assert office.persons() == {
        "SITI AMINAH NUR": before["SITI AMINAH"],
        "ASEP SURYANA": before["ASEP SURYANA"],
        "DEWI LESTARI": before["DEWI LESTARI"],
    }
    gone = office.ask("SELECT successor FROM isi.past")
    assert gone["successor"].notna().tolist() == [True]


def test_another_person_in_the_place_of_one_who_left_gets_an_id_of_his_own(office: Office):
    office.send("daftar.csv", "siti", "asep")
    office.run()
    before = office.persons()

    office.send("daftar.csv", "siti", "ujang")
    office.run()

    after = office.persons()
    assert after["UJANG SUPRIATNA"] not in before.values()
    assert office.status(before["ASEP SURYANA"]) == ("retired", before["ASEP SURYANA"])


def test_a_withdrawn_list_that_comes_back_brings_its_ids(office: Office):
    office.send("satu.csv", "siti", "asep")
    office.send("dua.csv", "dewi", "ujang")
    office.run()
    before = office.persons()
    office.withdraw("dua.csv")
    office.run()
    between = office.persons()

    office.send("nama lain.csv", "ujang", "dewi")
    office.run()

    assert set(between) == {"SITI AMINAH", "ASEP SURYANA"}
    assert office.persons() == before


def test_a_record_of_a_replaced_list_anchors_its_person_and_claims_nothing(office: Office):
    (office.folder / "configs/sources/pkh.toml").write_text(
        'source = "pkh"\ntitle = "PKH"\nagency = "Dinsos"\nreplaces = "source"\nfiles = ["pkh*"]\n',
        encoding="utf-8",
    )
    office.send("pkh 2025-09.csv", "siti", "asep")
    office.run()
    before = office.persons()

    office.send("pkh 2025-10.csv", PEOPLE["siti"].replace("KP PULO", "KP PULO INDAH"), "asep")
    office.run()

    assert office.persons() == before
    assert office.ask("SELECT alamat FROM person WHERE nama = 'SITI AMINAH'")[
        "alamat"
    ].tolist() == ["KP PULO INDAH"]
    assert len(office.ask("FROM crosswalk")) == 2


def test_families_keep_their_ids_as_persons_do(office: Office):
    office.send("daftar.csv", "siti", "asep")
    office.run()
    before = office.ask("SELECT no_kk, household_id FROM household ORDER BY no_kk")

    office.send("daftar.csv", PEOPLE["asep"].replace("KP RAWA", "KP RAWA TIMUR"), "siti", "dewi")
    office.run()

    after = office.ask("SELECT no_kk, household_id FROM household ORDER BY no_kk")
    assert after["household_id"].tolist()[:2] == before["household_id"].tolist()
