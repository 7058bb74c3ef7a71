"""Twelve monthly runs: lists sent again, corrected, late, withdrawn and back; answers between."""

import random
import shutil
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest

from office import Office

from .test_incremental import assert_as_from_scratch

WOMEN = ("SITI", "DEWI", "NENENG", "RATNA", "YANTI", "LILIS", "EUIS", "WATI")
MEN = ("ASEP", "UJANG", "DADANG", "CECEP", "RUDI", "HENDRA", "IWAN", "TATANG")
LAST = ("SURYANA", "LESTARI", "PERMANA", "HIDAYAT", "KUSUMA", "SAPUTRA", "MAULANA", "RAHAYU")
DESA = ("Babelan Kota", "Kedung Pengawas", "Muara Bakti", "Buni Bakti")
PEOPLE = 32
COPIES = 200
"""Rows of a list that are numbered from here on are of the person so much before."""

DOUBTFUL = ("nik", "kk", "ibu", "alamat", "rt", "rw")
"""What a list may lack so that nobody can tell whether a namesake of one desa is the person."""


def invented(seed: int) -> list[dict[str, str]]:
    """Return invented people, every fourth pair of them of one family."""
    draw = random.Random(seed)
    people = []
    for i in range(PEOPLE):
        woman = i % 2 == 0
        year, month, day = draw.randint(1950, 2005), draw.randint(1, 12), draw.randint(1, 28)
        first = (WOMEN if woman else MEN)[i // 2 % 8]
        people.append(
            {
                "nik": f"321602{day + 40 * woman:02d}{month:02d}{year % 100:02d}{i + 1:04d}",
                "nama": f"{first} {LAST[(i // 2 + i // 16) % 8]}",
                "lahir": f"{day:02d}-{month:02d}-{year}",
                "jk": "P" if woman else "L",
                "kk": f"321602010118{i // 4 + 1:04d}",
                "ibu": WOMEN[draw.randint(0, 7)],
                "alamat": f"KP {LAST[i % 8]}",
                "rt": str(i % 9 + 1),
                "rw": str(i % 5 + 1),
                "desa": DESA[i % 4],
                "kecamatan": "Babelan",
            }
        )
    return people


class Decision(NamedTuple):
    """What a reviewer answered about a person, and the value that the register must have since."""

    answer: str
    who: int
    value: str = ""
    field: str = ""


class Agency:
    """A list of some of the people, as one agency writes it: its own errors, its own order."""

    def __init__(self, name: str, people: dict[int, dict[str, str]]) -> None:
        self.name, self.people = name, {i: dict(p) for i, p in people.items()}

    def send(self, office: Office, month: int, draw: random.Random) -> dict[tuple[str, int], int]:
        """Replace the list of before; return who stands on each row."""
        for old in office.raw.glob(f"{self.name} *.csv"):
            old.unlink()
        order = sorted(self.people)
        draw.shuffle(order)
        file = f"{self.name} 2025-{month:02d}.csv"
        office.send(file, *(";".join(self.people[i].values()) for i in order))
        return {(file, row): i % COPIES for row, i in enumerate(order, 2)}


def of_people(office: Office, rows: dict[tuple[str, int], int]) -> dict[int, set[str]]:
    """Return the ids that each person's rows have; every row is in the crosswalk."""
    found: dict[int, set[str]] = defaultdict(set)
    crosswalk = office.ask("SELECT file, row, person_id FROM crosswalk")
    assert len(crosswalk) == len(rows)
    for file, row, person_id in crosswalk.itertuples(index=False, name=None):
        found[rows[file, row]].add(person_id)
    return found


class Year:
    """A year of one project: who stands on which row, whose each id is, what was answered."""

    def __init__(self, folder: Path) -> None:
        self.draw = random.Random(12)
        self.people = invented(7)
        numbered = list(enumerate(self.people))
        spans = {
            "bantuan": (0, 32),
            "usulan": (0, 20),
            "lansia data": (10, 26),
            "zakat": (4, 28),
            "PKH": (20, 30),
            "BLT Dana Desa": (28, 32),
        }
        self.agencies = {n: Agency(n, dict(numbered[a:b])) for n, (a, b) in spans.items()}
        self._err()
        self.office = Office(folder)
        self.rows: dict[str, dict[tuple[str, int], int]] = {}
        self.owner: dict[str, int] = {}
        self.before: dict[int, set[str]] = {}
        self.decided: dict[str, Decision] = {}

    def _err(self) -> None:
        """Let the agencies disagree in every way that reviewers are asked about."""
        usulan, lansia = self.agencies["usulan"].people, self.agencies["lansia data"].people
        usulan[3]["lahir"] = "01-01-1971"
        usulan[5]["alamat"] = "KP LAIN"
        self.agencies["zakat"].people[9]["lahir"] = "02-02-1972"
        usulan[16]["jk"] = "P" if usulan[16]["jk"] == "L" else "L"
        usulan[17]["kk"] = "3216020101190099"
        for who in (6, 7):
            usulan[who]["nama"] += " (ALM)"
        usulan[8]["nama"] += " - PINDAH"
        for who in (14, 18):
            lansia[who] |= dict.fromkeys(DOUBTFUL, "") | {"lahir": self.people[who]["lahir"][-4:]}
        lansia[15] = dict(self.people[15])
        lansia[101] = lansia.pop(15) | dict.fromkeys(DOUBTFUL, "")
        lansia[101]["lahir"] = self.people[15]["lahir"][-4:]
        lansia[COPIES + 20] = dict(self.people[20])

    def submissions(self, month: int) -> None:
        """Let the agencies send: one late, one that withdraws and comes back, corrections."""
        sent = {"bantuan", self.draw.choice(["usulan", "lansia data"])}
        if month == 1:
            sent = {"bantuan", "usulan", "lansia data", "PKH", "BLT Dana Desa"}
        if month in (5, 10):
            sent.add("zakat")
        if month == 8:
            for file in self.office.raw.glob("zakat *.csv"):
                file.unlink()
            self.rows.pop("zakat")
        if month in (3, 6, 9):
            self.agencies["bantuan"].people[month]["alamat"] = f"KP PINDAH {month}"
            self.agencies["usulan"].people[month + 4]["ibu"] = "IBU BARU"
            sent |= {"bantuan", "usulan"}
        for name in sorted(sent):
            self.rows[name] = self.agencies[name].send(self.office, month, self.draw)

    def answers(self, month: int) -> None:
        """Answer what is asked, of what the reviewers know."""
        asked = self.office.ask(
            "SELECT c.conflict_id, c.type, p.person_id FROM conflict AS c "
            "LEFT JOIN person AS p USING (person_id) ORDER BY 1"
        )
        of_id = {i: who for who, ids in self.before.items() for i in ids}
        for key, kind, person in asked.itertuples(index=False, name=None):
            who = of_id.get(person, -1)
            decision = self.known(kind, who)
            if decision and key not in self.decided:
                line = (key, f"{decision.answer}: {decision.value}".strip(": "), "Budi")
                self.office.answer(f"jawaban {month} {key}.csv", line)
                self.decided[key] = decision

    def known(self, kind: str, who: int) -> "Decision | None":
        """Return what is true of whom a conflict is about, if anything was planted."""
        if kind == "tinjau":
            answer = {15: "BEDA", 101: "BEDA", 18: "TIDAK DITEMUKAN"}.get(who, "SAMA")
            return Decision(answer, who)
        if kind == "tumpang_tindih":
            return Decision("TIDAK LAYAK", who)
        if kind == "ganda_daftar":
            return Decision("HAPUS SALAH SATU", who)
        if kind == "status_hidup":
            return Decision({6: "MENINGGAL", 7: "HIDUP", 8: "PINDAH"}[who], who, field=kind)
        if kind == "tanggal_lahir":
            return Decision("BETULKAN", who, self.people[who]["lahir"], kind)
        if kind == "jenis_kelamin":
            return Decision("BETULKAN", who, self.people[who]["jk"], kind)
        if kind == "no_kk":
            return Decision("KK BARU", who, self.people[who]["kk"], kind)
        return None

    def check_ids(self) -> None:
        """Assert that every id ever given is known, means one person, and leads to him still."""
        known = self.office.ask("SELECT id, current_id FROM identity").set_index("id")["current_id"]
        now = of_people(self.office, {a: w for each in self.rows.values() for a, w in each.items()})
        assert set(self.owner) <= set(known.index)
        for who, ids in now.items():
            assert all(self.owner.setdefault(i, who) == who for i in ids)
            assert {known[i] for i in self.before.get(who, ids)} & ids
        self.before |= now

    def check_answers(self) -> None:
        """Assert that every answer was taken, is in force and is obeyed."""
        assert self.office.refusals() == []
        taken = self.office.ask("SELECT conflict_id, status, asked_again FROM decision")
        assert set(taken["conflict_id"]) == set(self.decided)
        assert set(taken["status"]) <= {"active"}
        again = set(taken.loc[taken["asked_again"], "conflict_id"])
        assert not (set(self.decided) - again) & self.office.conflicts()
        person = self.office.ask(
            "SELECT *, strftime(tanggal_lahir, '%d-%m-%Y') AS lahir FROM person"
        ).set_index("person_id")
        person["tanggal_lahir"] = person["lahir"]
        for each in self.decided.values():
            ids = sorted(self.before[each.who])
            if each.answer == "SAMA":
                assert len(ids) == 1
            elif each.answer == "BEDA":
                assert not self.before[15] & self.before[101]
            elif each.field:
                told = person.loc[ids, each.field].dropna()
                assert set(told) == {each.value or each.answer}


@pytest.mark.slow
def test_a_year_keeps_every_id_and_obeys_every_answer(tmp_path: Path):
    year = Year(tmp_path / "project")
    earlier = tmp_path / "before"

    for month in range(1, 13):
        year.submissions(month)
        if month in (2, 6):
            year.answers(month)
        shutil.rmtree(earlier, ignore_errors=True)
        shutil.copytree(year.office.folder, earlier, symlinks=True)
        year.office.run()

        year.check_ids()
        year.check_answers()
        if month % 3 == 0:
            assert_as_from_scratch(year.office, tmp_path / "scratch", earlier)
    answered = Counter(each.answer for each in year.decided.values())
    assert set(answered) == {
        "SAMA", "BEDA", "BETULKAN", "KK BARU", "HIDUP", "MENINGGAL", "PINDAH",
        "TIDAK LAYAK", "TIDAK DITEMUKAN", "HAPUS SALAH SATU",
    }, answered  # fmt: skip
