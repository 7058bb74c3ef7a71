"""Words, letters and digits that stand for a code: sex, relationship, marital status …"""

import re
from typing import NamedTuple

from bekasi_reconcile.clean.text import is_empty, tidied
from bekasi_reconcile.reference.words import lookup

NOT_WORD = re.compile(r"[^A-Z0-9+]+")
DIGITS = re.compile(r"^[0-9]{1,2}$")
POINT_ZERO = re.compile(r"^([0-9]{1,2})[.,]0$")
NUMBERED = re.compile(r"^[0-9]{1,2} ([A-Z].*)$")
DESIL = re.compile(r"^(?:DESIL|D) ?")
WHEN = re.compile(
    r"^((?:SUDAH |SDH |TELAH )?[A-Z]+(?: DUNIA)?) "
    r"(?:(?:TH|THN|TAHUN|TGL|TANGGAL|BLN|BULAN|PADA) )*[0-9][0-9A-Z ]*$"
)
MOVED_TO = re.compile(r"^(?:SUDAH |SDH )?PINDAH KE\b")
LONGEST_NUMBER = 4  # VIII
TICK = re.compile(r"[√✓✔☑]")
PERCENTILE = re.compile(r"^([0-9]{1,3})(?:[.,]0+)?$")
POSTCODE = re.compile(r"^([1-9][0-9]{4})(?:[.,]0+)?$")
ROUPIAH = re.compile(r"^(?:RP|IDR)\.? ?", re.IGNORECASE)
THOUSANDS = re.compile(r"^[0-9]{1,3}(?:[., ][0-9]{3})+(?:[.,][0-9]{1,2})?$")
AMOUNT = re.compile(r"^([0-9]{1,15})(?:[.,]([0-9]{1,2}))?$")
WORD_AMOUNT = re.compile(r"^([0-9]{1,4})(?:[.,]([0-9]{1,3}))? ?(RIBU|RB|JUTA|JT)$")
PHONE = re.compile(r"^(?:0062|62|0)?([1-9][0-9]{6,12})$")


class Reading(NamedTuple):
    """The meaning of a cell, or the rule that it breaks; both missing when it is empty."""

    value: str | None
    rule: str | None = None


EMPTY = Reading(None)
UNKNOWN = Reading(None, "kode-tak-dikenal")


def plain(text: str | None) -> str:
    """Return a cell as the code tables write it: upper case, words apart by one space.

    >>> plain(" Laki-laki. "), plain("1.0")
    ('LAKI LAKI', '1')
    """
    tidy = POINT_ZERO.sub(r"\1", TICK.sub("V", tidied(text or "").upper()))
    return NOT_WORD.sub(" ", tidy).strip()


def sex(text: str | None, coding: str | None = None) -> Reading:
    """Return L or P. ``coding``: "pria-wanita" where P means pria; "1-0", "0-1" for L then P."""
    word = plain(text)
    if coding == "pria-wanita" and word == "P":
        return Reading("L")
    if coding in ("1-0", "0-1") and word in ("0", "1"):
        return Reading("L" if word == coding[0] else "P")
    return _decoded(text, word, "jenis_kelamin", "jenis_kelamin_angka")


def relationship(text: str | None, coding: str | None = None) -> Reading:
    """Return the place in the family. Digits are read only with ``coding`` dukcapil or bps.

    >>> relationship("2", "dukcapil").value, relationship("2", "bps").value
    ('SUAMI', 'PASANGAN')
    """
    word = plain(text)
    if DIGITS.match(word) and coding not in ("dukcapil", "bps"):
        if word in ("1", "01"):  # the head in either system
            return Reading("KEPALA")
        return Reading(None, "kode-hubungan-ganda")
    return _decoded(text, word, "hubungan", f"hubungan_{coding}" if coding else None)


def marital(text: str | None) -> Reading:
    """Return BELUM, KAWIN, CERAI HIDUP or CERAI MATI; the digits are the same everywhere."""
    return _decoded(text, plain(text), "status_kawin", "status_kawin_angka")


def life(text: str | None, coding: str | None = None) -> Reading:
    """Return HIDUP, MENINGGAL, PINDAH or HILANG; digits by ``coding``, Dukcapil's if none.

    >>> life("Meninggal th 2023").value, life("pindah ke Karawang").value, life("pindah KK").value
    ('MENINGGAL', 'PINDAH', None)
    """
    digits = "status_hidup_bps" if coding == "bps" else "status_hidup_dukcapil"
    word = plain(text)
    if MOVED_TO.match(word):
        return Reading("PINDAH")
    dated = WHEN.match(word)  # MENINGGAL TH 2023
    return _decoded(text, dated.group(1) if dated else word, "status_hidup", digits)


def yes_no(text: str | None) -> Reading:
    """Return ya or tidak. ``#N/A`` is a look-up that found nothing: tidak."""
    word = plain(text)
    known = lookup("kode", "ya_tidak") | lookup("kode", "ya_tidak_angka")
    return Reading(known[word]) if word in known else _unread(text)


def desil(text: str | None, coding: str | None = None) -> Reading:
    """Return "1" to "10"; ``coding`` "persentil" says that the column ranks from 0 to 100.

    >>> desil("Desil 1").value, desil("1 (Sangat miskin)").value, desil("D4").value
    ('1', '1', '4')
    >>> [desil(text, "persentil").value for text in ("0", "10", "11", "101")]
    ['1', '1', '2', None]
    """
    if coding == "persentil":
        found = PERCENTILE.match(tidied(text or ""))
        whole = -(-int(found.group(1)) // 10) if found else 0
        return Reading(str(max(whole, 1))) if found and whole <= 10 else _unread(text)
    known = lookup("kode", "desil")
    word = DESIL.sub("", plain(text))
    first, _, rest = word.partition(" ")
    alone = len(first) <= LONGEST_NUMBER and not rest[:1].isdigit()  # 1-4 is no decile
    value = known.get(word) or (known.get(first) if alone else None)
    return Reading(value) if value and ">" not in (text or "") else _unread(text)


def rank(text: str | None) -> str | None:
    """Return the rank in a cell as digits where it is a whole number, else its text.

    >>> rank("37.0"), rank("Desil 1"), rank("-")
    ('37', 'Desil 1', None)
    """
    tidy = tidied(text or "")
    found = PERCENTILE.match(tidy)
    return found.group(1) if found else (None if is_empty(tidy) else tidy)


def postal(text: str | None) -> Reading:
    """Return a postal code of five digits.

    >>> postal("Kodepos :17520").value, postal("1752").rule
    ('17520', 'kode-pos-keliru')
    """
    tidy = tidied(text or "").upper()
    found = POSTCODE.match(tidy.removeprefix("KODE").strip(" :.").removeprefix("POS").strip(" :."))
    if found:
        return Reading(found.group(1))
    return EMPTY if _unread(text) == EMPTY else Reading(None, "kode-pos-keliru")


def rupiah(text: str | None) -> Reading:
    """Return an amount in rupiah as digits.

    >>> rupiah("Rp 300.000,00").value, rupiah("1,5 juta").value
    ('300000', '1500000')
    """
    tidy = ROUPIAH.sub("", tidied(text or "")).rstrip(",-").strip()
    worded = WORD_AMOUNT.match(tidy.upper())
    if worded:
        return Reading(str(_times(worded.group(1), worded.group(2), worded.group(3))))
    if THOUSANDS.match(tidy):
        tidy = re.sub(r"[., ](?=[0-9]{3}(?:[., ]|$))", "", tidy)
    found = AMOUNT.match(tidy)
    return Reading(str(int(found.group(1)))) if found else _unread(text)


def phone(text: str | None) -> Reading:
    """Return a telephone number from its 0.

    >>> phone("+62 812-3456-7890").value, phone("8123456789").value
    ('081234567890', '08123456789')
    """
    first = re.split(r"[/;,]| ATAU | DAN ", tidied(text or "").upper())[0]
    digits = re.sub(r"[^0-9]", "", re.sub(r"[.,]0$", "", first))
    found = PHONE.match(digits)
    if not found or len(set(found.group(1))) <= 2:
        return _unread(text) if not found else Reading(None, "nomor-hp-isian")
    return Reading("0" + found.group(1))


def _times(whole: str, part: str | None, unit: str) -> int:
    scale = 1_000 if unit in ("RIBU", "RB") else 1_000_000
    return int(whole) * scale + (int(part) * scale // 10 ** len(part) if part else 0)


def _decoded(text: str | None, word: str, section: str, digits: str | None) -> Reading:
    known = lookup("kode", section) | (lookup("kode", digits) if digits else {})
    if word in known:
        return Reading(known[word])
    numbered = NUMBERED.match(word)  # "3 ANAK": the word decides, not its number
    if numbered and numbered.group(1) in known:
        return Reading(known[numbered.group(1)])
    return _unread(text)


def _unread(text: str | None) -> Reading:
    tidy = tidied(text or "")
    return EMPTY if is_empty(tidy) or plain(tidy) == "0" else UNKNOWN
