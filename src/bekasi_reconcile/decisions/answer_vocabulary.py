"""What an answer may be, what it does, and what a value must look like in its field."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from bekasi_reconcile.clean import code, nik
from bekasi_reconcile.clean.date import read as read_date
from bekasi_reconcile.decisions.answer_file import squash
from bekasi_reconcile.decisions.decision_log import Effect
from bekasi_reconcile.reference import words
from bekasi_reconcile.reference.conflict_kind import conflict_kinds
from bekasi_reconcile.reference.territory import DESA, Territory
from bekasi_reconcile.reference.territory import squash as region_key

NUMBERS = {"nik": nik.read_nik, "no_kk": nik.read_kk}
FIELD = {
    "nik_ganda": "nik",
    "status_hidup": "status_hidup",
    "nik_bersama": "nik",
    "dua_kepala": "hubungan",
    "beberapa_keluarga": "no_kk",
    "anak_lebih_tua": "tanggal_lahir",
}
"""The field that a value is of, by type of conflict; else the type is the field."""

OF_PERSON = frozenset({"nik_bersama", "dua_kepala"})
"""Types whose value says which of the persons it is."""

ALWAYS = frozenset({"BATAL"})


class Answer(NamedTuple):
    """``value``: empty, the value itself, or whether one is needed (perlu) or allowed (boleh)."""

    name: str
    effect: Effect
    value: str


@cache
def _answers() -> dict[str, Answer]:
    return {
        squash(word): Answer(name, entry["effect"], entry.get("value", ""))
        for name, entry in words.table("keputusan")["answers"].items()
        for word in entry["words"]
    }


def answer(text: str, type_: str) -> Answer | None:
    """Return what ``text`` answers to a conflict of ``type_``; None if that is not allowed."""
    known = _answers().get(squash(text))
    if known is None or known.name not in {*conflict_kinds()[type_].answers, *ALWAYS}:
        return None
    if known.name == "PINDAH" and type_ != "status_hidup":
        return known._replace(value="boleh")
    return known


def field_of(type_: str) -> str:
    """Return the field that a decision on a conflict of ``type_`` is about."""
    return FIELD.get(type_, type_)


class Value(NamedTuple):
    """A value that may enter the register, or the rule that refuses it."""

    value: str | None
    refusal: str | None = None


IMPOSSIBLE = Value(None, "keputusan_nilai")
DAMAGED = Value(None, "keputusan_nomor_rusak")


def value(
    field: str,
    text: str,
    listed: Iterable[str],
    territory: Territory,
    *,
    number: bool,
    as_of: date,
) -> Value:
    """Return ``text`` as a value of ``field``, spelt as ``listed`` where a list has it."""
    by_text = {squash(value): value for value in listed}
    if squash(text) in by_text:
        return Value(by_text[squash(text)])
    if field in NUMBERS:
        return _number(field, text, by_text.values(), territory, number=number)
    read = _read(field, text, territory, as_of)
    return Value(read) if read else IMPOSSIBLE


def _number(
    field: str, text: str, listed: Iterable[str], territory: Territory, *, number: bool
) -> Value:
    """Return a NIK or No. KK that no list has; one that Excel may have cut is refused."""
    read = NUMBERS[field](text, territory, numeric=number)
    digits = read.pattern or ""
    if number or read.status in ("TRUNCATED", "WRONG_LENGTH", "LOST"):
        return DAMAGED
    if any(other[:14] == digits[:14] and digits.endswith("0") for other in listed):
        return DAMAGED
    return Value(digits) if read.status in nik.TRUSTED - {"REPAIRED"} else IMPOSSIBLE


def _read(field: str, text: str, territory: Territory, as_of: date) -> str | None:
    if field == "tanggal_lahir":
        return read_date(text, "dmy", as_of).value
    if field == "jenis_kelamin":
        return code.sex(text).value
    if field == "desil":
        return code.desil(text).value
    if field == "kode_desa":
        return _desa(text, territory)
    return " ".join(text.upper().split()) if any(c.isalpha() for c in text) else None


def _desa(text: str, territory: Territory) -> str | None:
    """Return the code that ``text`` is, or that the one desa of that name has."""
    digits = text.replace(".", "")
    if digits in territory.by_code and len(digits) == DESA:
        return digits
    codes = territory.by_name[DESA].get(region_key(text), frozenset())
    return next(iter(codes)) if len(codes) == 1 else None
