"""Words, letters and digits that stand for a code: sex, relationship, marital status …"""

import re
from typing import NamedTuple

from bekasi_reconcile.clean.text import is_empty, normal_text
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


class CodeReading(NamedTuple):
    """The meaning of a cell, or the rule that it breaks; both missing when it is empty."""

    value: str | None
    rule: str | None = None


EMPTY = CodeReading(None)
UNKNOWN = CodeReading(None, "kode-tak-dikenal")


def plain(text: str | None) -> str:
    """Return a cell as the code tables write it: upper case, words apart by one space.

    >>> plain(" Laki-laki. "), plain("1.0")
    ('LAKI LAKI', '1')
    """
    tidy = POINT_ZERO.sub(r"\1", TICK.sub("V", normal_text(text or "").upper()))
    return NOT_WORD.sub(" ", tidy).strip()


def sex(text: str | None, coding: str | None = None) -> CodeReading:
    """Return L or P. ``coding``: "pria-wanita" where P means pria; "1-0", "0-1" for L then P."""
    word = plain(text)
    if coding == "pria-wanita" and word == "P":
        return CodeReading("L")
    if coding in ("1-0", "0-1") and word in ("0", "1"):
        return CodeReading("L" if word == coding[0] else "P")
    return _decode(text, word, "jenis_kelamin", "jenis_kelamin_angka")


def relationship(text: str | None, coding: str | None = None) -> CodeReading:
    """Return the place in the family. Digits are read only with ``coding`` dukcapil or bps.

    >>> relationship("2", "dukcapil").value, relationship("2", "bps").value
    ('SUAMI', 'PASANGAN')
    """
    word = plain(text)
    if DIGITS.match(word) and coding not in ("dukcapil", "bps"):
        if word in ("1", "01"):  # the head in either system
            return CodeReading("KEPALA")
        return CodeReading(None, "kode-hubungan-ganda")
    return _decode(text, word, "hubungan", f"hubungan_{coding}" if coding else None)


def marital(text: str | None) -> CodeReading:
    """Return BELUM, KAWIN, CERAI HIDUP or CERAI MATI; the digits are the same everywhere."""
    return _decode(text, plain(text), "status_kawin", "status_kawin_angka")


def life(text: str | None, coding: str | None = None) -> CodeReading:
    """Return HIDUP, MENINGGAL, PINDAH or HILANG; digits by ``coding``, Dukcapil's if none.

    >>> life("Meninggal th 2023").value, life("pindah ke Karawang").value, life("pindah KK").value
    ('MENINGGAL', 'PINDAH', None)
    """
    digits = "status_hidup_bps" if coding == "bps" else "status_hidup_dukcapil"
    word = plain(text)
    if MOVED_TO.match(word):
        return CodeReading("PINDAH")
    dated = WHEN.match(word)  # MENINGGAL TH 2023
    return _decode(text, dated.group(1) if dated else word, "status_hidup", digits)


def yes_no(text: str | None) -> CodeReading:
    """Return ya or tidak. ``#N/A`` is a look-up that gave nothing: tidak."""
    word = plain(text)
    meanings = lookup("kode", "ya_tidak") | lookup("kode", "ya_tidak_angka")
    return CodeReading(meanings[word]) if word in meanings else _empty_or_unknown(text)


def desil(text: str | None, coding: str | None = None) -> CodeReading:
    """Return "1" to "10"; ``coding`` "persentil" says that the column ranks from 0 to 100.

    >>> desil("Desil 1").value, desil("1 (Sangat miskin)").value, desil("D4").value
    ('1', '1', '4')
    >>> [desil(text, "persentil").value for text in ("0", "10", "11", "101")]
    ['1', '1', '2', None]
    """
    if coding == "persentil":
        match = PERCENTILE.match(normal_text(text or ""))
        whole = -(-int(match.group(1)) // 10) if match else 0
        return CodeReading(str(max(whole, 1))) if match and whole <= 10 else _empty_or_unknown(text)
    meanings = lookup("kode", "desil")
    word = DESIL.sub("", plain(text))
    first, _, rest = word.partition(" ")
    alone = len(first) <= LONGEST_NUMBER and not rest[:1].isdigit()  # 1-4 is no decile
    value = meanings.get(word) or (meanings.get(first) if alone else None)
    return CodeReading(value) if value and ">" not in (text or "") else _empty_or_unknown(text)


def rank(text: str | None) -> str | None:
    """Return the rank in a cell as digits where it is a whole number, else its text.

    >>> rank("37.0"), rank("Desil 1"), rank("-")
    ('37', 'Desil 1', None)
    """
    tidy = normal_text(text or "")
    match = PERCENTILE.match(tidy)
    return match.group(1) if match else (None if is_empty(tidy) else tidy)


def postal(text: str | None) -> CodeReading:
    """Return a postal code of five digits.

    >>> postal("Kodepos :17520").value, postal("1752").rule
    ('17520', 'kode-pos-keliru')
    """
    tidy = normal_text(text or "").upper()
    match = POSTCODE.match(tidy.removeprefix("KODE").strip(" :.").removeprefix("POS").strip(" :."))
    if match:
        return CodeReading(match.group(1))
    return EMPTY if _empty_or_unknown(text) == EMPTY else CodeReading(None, "kode-pos-keliru")


def rupiah(text: str | None) -> CodeReading:
    """Return an amount in rupiah as digits.

    >>> rupiah("Rp 300.000,00").value, rupiah("1,5 juta").value
    ('300000', '1500000')
    """
    tidy = ROUPIAH.sub("", normal_text(text or "")).rstrip(",-").strip()
    worded = WORD_AMOUNT.match(tidy.upper())
    if worded:
        return CodeReading(str(_times(worded.group(1), worded.group(2), worded.group(3))))
    if THOUSANDS.match(tidy):
        tidy = re.sub(r"[., ](?=[0-9]{3}(?:[., ]|$))", "", tidy)
    match = AMOUNT.match(tidy)
    return CodeReading(str(int(match.group(1)))) if match else _empty_or_unknown(text)


def phone(text: str | None) -> CodeReading:
    """Return a telephone number from its 0.

    >>> phone("+62 812-3456-7890").value, phone("8123456789").value
    ('081234567890', '08123456789')
    """
    first = re.split(r"[/;,]| ATAU | DAN ", normal_text(text or "").upper())[0]
    digits = re.sub(r"[^0-9]", "", re.sub(r"[.,]0$", "", first))
    match = PHONE.match(digits)
    if not match or len(set(match.group(1))) <= 2:
        return _empty_or_unknown(text) if not match else CodeReading(None, "nomor-hp-isian")
    return CodeReading("0" + match.group(1))


def _times(whole: str, part: str | None, unit: str) -> int:
    scale = 1_000 if unit in ("RIBU", "RB") else 1_000_000
    return int(whole) * scale + (int(part) * scale // 10 ** len(part) if part else 0)


def _decode(text: str | None, word: str, section: str, digits: str | None) -> CodeReading:
    meanings = lookup("kode", section) | (lookup("kode", digits) if digits else {})
    if word in meanings:
        return CodeReading(meanings[word])
    numbered = NUMBERED.match(word)  # "3 ANAK": the word decides, not its number
    if numbered and numbered.group(1) in meanings:
        return CodeReading(meanings[numbered.group(1)])
    return _empty_or_unknown(text)


def _empty_or_unknown(text: str | None) -> CodeReading:
    tidy = normal_text(text or "")
    return EMPTY if is_empty(tidy) or plain(tidy) == "0" else UNKNOWN
