"""Records are anchored by what they say; a corrected row keeps its person."""

from typing import NamedTuple

import pandas as pd
import pytest

from office import Office

pytestmark = pytest.mark.slow  # several whole runs

PEOPLE = {
    "siti": "3216026105800001;SITI AMINAH;21-05-1980;P;3216020101180001;MARYAM;KP PULO;1;2",
    "asep": "3216021208870003;ASEP SURYANA;12-08-1987;L;3216020101180002;NENENG;KP RAWA;3;4",
    "dewi": "3216025503920002;DEWI LESTARI;15-03-1992;P;3216020101180003;KOKOM;KP BARU;5;1",
    "ujang": "3216020907750004;UJANG SUPRIATNA;09-07-1975;L;3216020101180004;ICIH;KP SAWAH;2;2",
    "ratna": "3216024711680005;RATNA JUWITA;07-11-1968;P;3216020101180005;TITIN;KP BALI;4;3",
    "hendra": "3216022302910006;HENDRA GUNAWAN;23-02-1991;L;3216020101180006;ELIS;KP TURI;6;5",
    "yanti": "3216026809850007;YANTI ROHAYATI;28-09-1985;P;3216020101180007;OCIH;KP CINA;7;1",
    "cecep": "3216023012790008;CECEP HIDAYAT;30-12-1979;L;3216020101180008;WARTI;KP UJUNG;8;6",
    "lilis": "3216024404950009;LILIS KARMILA;04-04-1995;P;3216020101180009;ENTIN;KP GEDE;9;2",
    "wawan": "3216021710720010;WAWAN PERMANA;17-10-1972;L;3216020101180010;IPAH;KP KECIL;2;7",
    "nining": "3216026601650011;NINING MULYATI;26-01-1965;P;3216020101180011;UMI;KP TENGAH;3;8",
    "bagus": "3216021406990012;BAGUS PRAKOSO;14-06-1999;L;3216020101180012;JUJU;KP KIDUL;1;9",
    "fitri": "3216025208000013;FITRI HANDAYANI;12-08-2000;P;3216020101180013;SARI;KP LOR;5;5",
    "dadang": "3216020203830014;DADANG KUSNADI;02-03-1983;L;3216020101180014;MIMIN;KP WETAN;6;6",
    "endah": "3216025911770015;ENDAH PURWANTI;19-11-1977;P;3216020101180015;RUKMI;KP KULON;4;4",
}
"""Invented people unlike each other, by a short name: the cells of their row up to the desa."""


class Register(NamedTuple):
    """What a run said: the id of each person by name, of each family by card, and the rest."""

    persons: dict[str, str]
    families: dict[str, str]
    statuses: dict[str, tuple[str, str]]
    addresses: dict[str, str]
    crosswalk: pd.DataFrame
    events: pd.DataFrame
    past: pd.DataFrame


Registers = tuple[Register, Register, Register]


def send(office: Office, file: str, *lines: str) -> None:
    cells = [f"{PEOPLE.get(line, line)};Babelan Kota;Babelan" for line in lines]
    office.send(file, *cells)


def run(office: Office) -> Register:
    office.run()
    person = office.ask("SELECT nama, person_id, alamat FROM person")
    family = office.ask("SELECT no_kk, household_id FROM household")
    identity = office.ask("SELECT id, status, current_id FROM identity")
    return Register(
        dict(zip(person["nama"], person["person_id"], strict=True)),
        dict(zip(family["no_kk"], family["household_id"], strict=True)),
        {i: (status, means) for i, status, means in identity.itertuples(index=False, name=None)},
        dict(zip(person["nama"], person["alamat"], strict=True)),
        office.ask("FROM crosswalk"),
        office.ask("FROM identity_event"),
        office.ask("FROM isi.past"),
    )


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Registers:
    """Return the registers of three runs, each test's lists having people of their own."""
    office = Office(tmp_path_factory.mktemp("anchor") / "project")
    (office.folder / "configs/sources/pkh.toml").write_text(
        'source = "pkh"\ntitle = "PKH"\nagency = "Dinsos"\nreplaces = "source"\nfiles = ["pkh*"]\n',
        encoding="utf-8",
    )
    send(office, "dinsos/daftar bantuan.csv", "siti", "asep", "dewi")
    send(office, "usulan 2025-01.csv", "ratna", "hendra")
    send(office, "lansia.csv", "yanti", "cecep")
    send(office, "zakat.csv", "wawan", "nining")
    send(office, "pkh 2025-09.csv", "bagus", "fitri")
    send(office, "keluarga.csv", "dadang", "endah")
    first = run(office)

    office.withdraw("dinsos/daftar bantuan.csv")
    send(office, "dinsos/daftar bantuan (1).csv", "dewi", "siti", "asep")
    office.withdraw("usulan 2025-01.csv")
    corrected = PEOPLE["ratna"].replace("RATNA JUWITA", "RATNA JUWITA NUR")
    send(office, "usulan 2025-02.csv", corrected.replace("BALI", "BALI ASEM"), "hendra")
    send(office, "lansia.csv", "yanti", "lilis")
    office.withdraw("zakat.csv")
    moved = PEOPLE["bagus"].replace("KP KIDUL", "KP KIDUL INDAH")
    send(office, "pkh 2025-10.csv", moved, "fitri")
    moved = PEOPLE["endah"].replace("KP KULON", "KP KULON TIMUR")
    send(office, "keluarga.csv", moved, "dadang", "ujang")
    second = run(office)

    send(office, "nama lain.csv", "nining", "wawan")
    return first, second, run(office)


def test_a_list_sorted_and_sent_under_another_name_keeps_every_id(registers: Registers):
    first, second, _ = registers

    for name in ("SITI AMINAH", "ASEP SURYANA", "DEWI LESTARI"):
        assert second.persons[name] == first.persons[name]
        told = second.events[second.events["id"] == first.persons[name]]
        assert told["event"].tolist() == ["allocate"]


def test_a_corrected_row_keeps_its_person(registers: Registers):
    first, second, _ = registers

    assert "RATNA JUWITA" not in second.persons
    assert second.persons["RATNA JUWITA NUR"] == first.persons["RATNA JUWITA"]
    assert second.persons["HENDRA GUNAWAN"] == first.persons["HENDRA GUNAWAN"]
    gone = second.past[second.past["person_id"] == first.persons["RATNA JUWITA"]]
    assert gone["successor"].notna().tolist() == [True]


def test_another_person_in_the_place_of_one_who_left_gets_an_id_of_his_own(registers: Registers):
    first, second, _ = registers

    left = first.persons["CECEP HIDAYAT"]
    assert second.persons["LILIS KARMILA"] not in first.persons.values()
    assert second.statuses[left] == ("retired", left)


def test_a_withdrawn_list_that_comes_back_brings_its_ids(registers: Registers):
    first, second, third = registers

    for name in ("WAWAN PERMANA", "NINING MULYATI"):
        assert name not in second.persons
        assert third.persons[name] == first.persons[name]


def test_a_record_of_a_replaced_list_anchors_its_person_and_claims_nothing(registers: Registers):
    first, second, _ = registers

    ids = {first.persons[name] for name in ("BAGUS PRAKOSO", "FITRI HANDAYANI")}
    assert {second.persons[name] for name in ("BAGUS PRAKOSO", "FITRI HANDAYANI")} == ids
    assert second.addresses["BAGUS PRAKOSO"] == "KP KIDUL INDAH"
    assert second.crosswalk["person_id"].isin(ids).sum() == 2


def test_families_keep_their_ids_as_persons_do(registers: Registers):
    first, second, _ = registers

    for card in ("3216020101180014", "3216020101180015"):
        assert second.families[card] == first.families[card]
    assert second.families["3216020101180004"] not in first.families.values()
