"""Damage of kinds that the demo does not plant: the value comes out right, or its cell is told.

Each kind is one line: the field, its name, and what it makes of the cell.
"""

from datetime import date

import pandas as pd
import pytest

from bekasi_reconcile.clean.stage import Cleaned

from .sheets import cleaned

PEOPLE = [
    ("ASEP SURYANA", "3216010112870001", "1987-12-01"),
    ("SITI AMINAH", "3275025208900003", "1990-08-12"),
    ("NASIM", "3171013107550002", "1955-07-31"),
    ("EUIS ROHAETI", "3216214303680017", "1968-03-03"),
    ("MUHAMMAD YUSUF", "3275091911020012", "2002-11-19"),
]
MONTHS = ["Jan", "Peb", "Mrt", "Apr", "Mei", "Jun", "Jul", "Ags", "Sept", "Okt", "Nop", "Des"]
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


def rounded(nik: str) -> str:
    digits = str(round(int(nik), -1))[:15]
    return f"{digits[0]}.{digits[1:]}E+15"


def written(born: str, form: str) -> str:
    day = date.fromisoformat(born)
    return day.strftime(
        form.replace("%b", MONTHS[day.month - 1]).replace("%R", ROMAN[day.month - 1])
    )


NIK = {
    "forced to text": lambda nik: f'="{nik}"',
    "a formula": lambda nik: f"={nik}",
    "a letter behind": lambda nik: f"{nik}A",
    "a star before": lambda nik: f"*{nik}",
    "right-to-left marks": lambda nik: f"\u202b{nik}\u202c",
    "line break inside": lambda nik: f"{nik[:8]}\n{nik[8:]}",
    "thousands": lambda nik: f"{int(nik):,}",
    "thousands and decimals": lambda nik: f"{int(nik):,}".replace(",", ".") + ",00",
    "two numbers in one": lambda nik: f"{nik}3216011203150004",
    "full width": lambda nik: "".join(chr(ord(digit) + 0xFEE0) for digit in nik),
    "label and note": lambda nik: f"NIK : {nik} (KTP)",
    "rounded by LibreOffice": rounded,
    "rounded, decimal comma": lambda nik: rounded(nik).replace(".", ","),
    "six digits left": lambda nik: f"{nik[0]},{nik[1:6]} E+15",
    "dots for the middle": lambda nik: f"{nik[:6]}...{nik[-4:]}",
    "a digit missing": lambda nik: nik[:9] + nik[10:],
    "three letters": lambda nik: nik.replace("0", "O", 3).replace("1", "I", 1),
    "the date instead": lambda nik: f"{nik[6:8]}-{nik[8:10]}-19{nik[10:12]}",
    "one digit for all": lambda nik: nik[:6] + "1" * 10,
    "a word": lambda _: "belum direkam di kecamatan",
}
BORN = {
    "long dashes": lambda born: written(born, "%d–%m–%Y"),
    "minus signs": lambda born: written(born, "%d−%m−%Y"),
    "bars": lambda born: written(born, "%d|%m|%Y"),
    "underscores": lambda born: written(born, "%d_%m_%Y"),
    "Roman month": lambda born: written(born, "%d-%R-%Y"),
    "short month and year": lambda born: written(born, "%d %b '%y"),
    "no separators": lambda born: written(born, "%d%m%Y"),
    "in words": lambda born: written(born, "tgl %d bln %m th %Y"),
    "weekday": lambda born: written(born, "Jum'at, %d-%m-%Y"),
    "time and zone": lambda born: written(born, "%Y-%m-%dT00:00:00Z"),
    "quote before": lambda born: written(born, "'%d/%m/%Y"),
    "O for 0": lambda born: written(born, "%d-%m-%Y").replace("0", "O", 1),
    "l for 1": lambda born: written(born, "%d-%m-%Y").replace("1", "l", 1),
    "a digit too many": lambda born: written(born, "%d-%m-%Y0"),
    "two dates": lambda born: written(born, "%d-%m-%Y / %Y-%m-%d"),
    "day 32": lambda born: written(born, "32-%m-%Y"),
    "an age": lambda _: "umur 36",
}
NAME = {
    "a star behind": lambda name: f"{name} *)",
    "dead father": lambda name: f"{name} bin (alm) NAMIN",
    "dead father, no brackets": lambda name: f"{name} BINTI ALM. NAMIN",
    "pilgrim and degree": lambda name: f"Hj. {name}, S.Pd.I., M.M",
    "row number and tab": lambda name: f"12.\t{name}",
    "zero-width spaces": lambda name: "\u200b".join(name),
    "accents": lambda name: name.replace("E", "É").replace("A", "Á"),
    "full width": lambda name: "".join(chr(ord(c) + 0xFEE0) if c != " " else c for c in name),
    "role in brackets": lambda name: f"{name} (KEPALA KELUARGA)",
    "quoted": lambda name: f'"{name}"',
    "no-break spaces": lambda name: name.replace(" ", "\xa0\xa0"),
    "two marks": lambda name: f"(Alm) {name} / wafat 2020",
}
KINDS = {"nik": (NIK, 1, "nik"), "tanggal_lahir": (BORN, 2, "tanggal_lahir")}
KINDS |= {"nama": (NAME, 0, "nama_baku")}
"""By field: the kinds of damage, where the truth stands in PEOPLE, the column of the record."""

CASES = [f"{field}: {kind}" for field, (kinds, _, _) in KINDS.items() for kind in kinds]


@pytest.fixture(scope="module")
def damaged() -> Cleaned:
    """Return the people with each kind of damage on a list of its own, all cleaned at once."""
    rows = []
    for case in CASES:
        field, _, kind = case.partition(": ")
        kinds, truth, _ = KINDS[field]
        for number, person in enumerate(PEOPLE):
            sound = {"nama": person[0], "no_kk": "3216011203150004"}
            where = {"submission_id": case, "source": case, "file": case, "row": number + 2}
            ids = {"record_id": f"{case}, row {number}"}
            rows.append(ids | where | sound | {field: kinds[kind](person[truth])})
    return cleaned(*rows)


@pytest.mark.parametrize("case", CASES)
def test_damage_comes_out_right_or_is_told(damaged: Cleaned, case: str):
    field = case.partition(":")[0]
    _, truth, column = KINDS[field]
    reported = set(damaged.problem.loc[damaged.problem["field"] == field, "record_id"])
    values = damaged.record.set_index("record_id")[column]

    for number, person in enumerate(PEOPLE):
        record = f"{case}, row {number}"
        value = values.get(record)
        right = not pd.isna(value) and value == person[truth]
        assert right or (pd.isna(value) and record in reported), record
