"""Addresses: RT and RW read out, street words in one spelling, landmarks left aside."""

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from bekasi_reconcile.clean.date import read as read_date
from bekasi_reconcile.clean.text import EDGES, is_empty, tidied
from bekasi_reconcile.reference import words

N = r"([0-9]{1,3})"
GAP = r"[ .:=,_-]*"
RT = r"R ?\. ?T\b|RT"
RW = r"R ?\. ?W\b|RW"
ZERO = re.compile(r"^[0 ./-]*$")

BOTH_LABELS = re.compile(rf"\bRT ?[/.\-&]? ?RW{GAP}{N} ?[/\\. -] ?{N}(?![0-9])")
RT_THEN_RW = re.compile(
    rf"\bRT{GAP}{N}((?: ?[/&] ?[0-9]{{1,3}})*){GAP}[/\\]?{GAP}RW{GAP}{N}(?![0-9])"
)
RW_THEN_RT = re.compile(rf"\bRW{GAP}{N}{GAP}[/\\]?{GAP}RT{GAP}{N}(?![0-9])")
RT_SLASH = re.compile(rf"\bRT{GAP}{N} ?[/\\-] ?{N}(?![0-9])")
RT_ONLY = re.compile(rf"\bRT{GAP}{N}(?![0-9])")
RW_ONLY = re.compile(rf"\bRW{GAP}{N}(?![0-9])")
LABEL = re.compile(r"\bR[TW]")
BARE = re.compile(r"(?<![0-9A-Z/.-])(0[0-9]{1,2}) ?/ ?(0[0-9]{1,2})(?![0-9/])")
PAIR = re.compile(r"^([0-9]{1,3}) ?[/\\. -] ?([0-9]{1,3})$")
PLAIN = re.compile(r"^(?:(?:RT|RW)[ .:]*)?([0-9]{1,3})(?:[.,]0+)?$")
LIST = re.compile(r"^[0-9]{1,3}(?: ?[/&,] ?[0-9]{1,3})+$")
DOTTED = re.compile(r"\bR ?\. ?([TW])\b\.?")
LEFT_LABEL = re.compile(r"\b(?:NO\.?)? ?RT ?/ ?RW\b[ .:=0/-]*|\bR[TW]\b[ .:=0/-]*(?![A-Z0-9])")
POSTCODE = re.compile(r"\bKODE ?POS\b[ .:]*(?:[0-9]{5})?|\b17[0-9]{3}\b")
LANDMARK = re.compile(
    r"\b(?:DEKAT|DKT|BELAKANG|BLKG|BLK?KANG|DEPAN|DPN|SEBELAH|SBLH|SAMPING|SMPG|S/D)\b[^,]*"
)
END = r"(?=,|$|\bNO\b|\bBLOK\b|\bRT\b|\bKEC|\bKAB|\bKOTA BEKASI|\bDESA\b|\bKEL\b|\bPROV)"
STREET = r"(?<!JL )(?<!JL\. )(?<!JALAN )(?<!RAYA )"  # Jl. Desa Karangasih is a street
DESA = re.compile(rf"{STREET}\b(?:DESA|DS|KEL|KELURAHAN)\b[.: ]*([^,]*?){END}")
KECAMATAN = re.compile(rf"{STREET}\b(?:KEC|KECAMATAN)\b[.: ]*([^,]*?){END}")
LARGER = re.compile(
    rf"{STREET}\b(?:KAB|KABUPATEN|PROV|PROVINSI)\b[.: ]*[^,]*?{END}|\bKOTA BEKASI\b"
)
BLOCK = re.compile(r"\bBLOK[ /-]*([A-Z]{1,2}) ?[-/ ]? ?([0-9]{1,3})\b")
UNIT = re.compile(r"\b([A-Z]{1,2}) ?[-/] ?([0-9]{1,3})\b")
PAIRED = re.compile(r"[A-Z] ?[-/] ?[0-9]|\b17[0-9]{3}\b|KODE")
SETTLES_IN = 4
LONGEST_DITTO = 30
DITTO = frozenset({"IDEM", "SDA", "IDEM DIATAS", "IDEM DI ATAS", "SAMA", "SAMA DENGAN DI ATAS"})
ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "SATU": "1", "DUA": "2"}
ROMAN |= {"TIGA": "3", "EMPAT": "4", "LIMA": "5"}
NOT_WORD = re.compile(r"[^A-Z0-9]+")
FOREIGN = re.compile(r"[^A-Z0-9/.,:=-]+")
NOT_UNIT = re.compile(r"[^A-Z0-9/-]+")
BLOCK_WORD = re.compile(r"\bBL(?:K|OK|OCK|OG)\b\.?")


class Address(NamedTuple):
    """An address: as written, as compared, and the RT, RW, desa and kecamatan that it names."""

    alamat: str | None = None
    baku: str | None = None
    rt: str | None = None
    rw: str | None = None
    desa: str | None = None
    kecamatan: str | None = None
    rule: str | None = None


class Pair(NamedTuple):
    """RT and RW without leading zeros, and the rule to report."""

    rt: str | None = None
    rw: str | None = None
    rule: str | None = None


NO_PAIR = Pair()
_FAR = date(2100, 1, 1)  # a date made of RT and RW bears the year it was typed in


def read(text: str | None) -> Address:
    """Return an address in its parts; ``baku`` has no RT, RW, landmark or larger area.

    >>> found = read("Kp. Pilar Gg. Mawar RT 003/RW 005 No.12")
    >>> found.baku, found.rt, found.rw
    ('KAMPUNG PILAR GANG MAWAR NO 12', '3', '5')
    """
    shown = "" if text is None else tidied(text)
    if is_empty(shown):
        return Address()
    upper = shown.upper()
    if len(upper) <= LONGEST_DITTO and _is_ditto(upper):
        return Address(None, None, rule="alamat-idem")
    plain = DOTTED.sub(r"R\1", upper) if "R." in upper or "R ." in upper else upper
    pair, rest = _rt_rw_in(plain)
    desa = _named(DESA, rest) if "DS" in rest or "DESA" in rest or "KEL" in rest else None
    kecamatan = _named(KECAMATAN, rest) if "KEC" in rest else None
    return Address(shown, standard(rest), pair.rt, pair.rw, desa, kecamatan, pair.rule)


def _is_ditto(upper: str) -> bool:
    return NOT_WORD.sub(" ", upper).strip() in DITTO or set(upper) <= set("'\" ")


def _named(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group(1).strip(EDGES) or None if found else None


def standard(upper: str) -> str | None:
    """Return the part of an address that is compared: canonical words, one space apart.

    >>> standard("JLN. MAWAR BLK A/12, DEKAT MASJID")
    'JALAN MAWAR BLOK A NO 12'
    """
    settled: str | None = upper
    for _ in range(SETTLES_IN):
        before, settled = settled, _standard_once(settled or "")
        if settled == before or not _special().intersection((settled or "").split()):
            break
    return settled


def _standard_once(upper: str) -> str | None:
    text = upper.replace("#", " NO ")
    tokens = NOT_WORD.sub(" ", text).split()
    if not PAIRED.search(text) and _special().isdisjoint(tokens):
        return _spelt(tokens)
    text = FOREIGN.sub(" ", text)
    text = LEFT_LABEL.sub(" ", LANDMARK.sub(" ", POSTCODE.sub(" ", text)))
    for area in (DESA, KECAMATAN, LARGER):
        text = area.sub(" ", text)
    text = NOT_UNIT.sub(" ", BLOCK_WORD.sub("BLOK", text))
    text = UNIT.sub(r"\1 NO \2", BLOCK.sub(r"BLOK \1 NO \2", text))
    return _spelt(NOT_WORD.sub(" ", text).split())


def _spelt(tokens: list[str]) -> str | None:
    """Return tokens in canonical words, one space apart; a number word alone is nothing."""
    known = _words()
    spelt = [known.get(token, token) for token in tokens]
    if "DUSUN" in spelt:
        spelt = [_counted(spelt, i) for i in range(len(spelt))]
    if "NO" in spelt:
        spelt = [token for i, token in enumerate(spelt) if not _idle(spelt, i)]
    return " ".join(spelt) or None


def _idle(tokens: list[str], at: int) -> bool:
    """Return whether a NO has nothing to count: it stands last, or before another."""
    return tokens[at] == "NO" and tokens[at + 1 : at + 2] in ([], ["NO"])


def read_rt_rw(text: str | None) -> Pair:
    """Return RT and RW from one cell that holds both.

    >>> read_rt_rw("RW 05 / RT 03")
    Pair(rt='3', rw='5', rule=None)
    >>> read_rt_rw("3-May")
    Pair(rt='3', rw='5', rule='rt-rw-tanggal')
    """
    tidy = DOTTED.sub(r"R\1", tidied(text or "").upper())
    if is_empty(tidy) or ZERO.match(tidy):
        return NO_PAIR
    labelled, _ = _rt_rw_in(tidy)
    if labelled.rt or labelled.rw:
        return labelled
    found = PAIR.match(tidy)
    if found:
        return _ordered(found.group(1), found.group(2))
    single = PLAIN.match(tidy)
    if single:
        return Pair(_number(single.group(1)), None, None)
    return _from_date(tidy)


def read_unit(text: str | None) -> Pair:
    """Return the number of one RT (or RW) cell as ``rt``; a cell with both gives both.

    >>> read_unit("001").rt, read_unit("1.0").rt, read_unit("RT 03/05").rw
    ('1', '1', '5')
    """
    tidy = tidied(text or "").upper()
    if is_empty(tidy) or ZERO.match(tidy):
        return NO_PAIR
    found = PLAIN.match(DOTTED.sub(r"R\1", tidy))
    if found:
        return Pair(_number(found.group(1)))
    pair = read_rt_rw(tidy)
    return pair if pair.rt or pair.rw else Pair(rule="rt-rw-tak-terbaca")


def _rt_rw_in(plain: str) -> tuple[Pair, str]:
    """Return the RT and RW in an address and the address without them."""
    if "R" not in plain or not LABEL.search(plain):
        return _bare(plain)
    for pattern, rt_at, rw_at in FORMS:
        found = pattern.search(plain)
        if found:
            rest = plain[: found.start()] + " " + plain[found.end() :]
            rt = _number(found.group(rt_at)) if rt_at else None
            rw = _number(found.group(rw_at)) if rw_at else None
            if pattern is RT_THEN_RW and found.group(2):
                rt = _list(found.group(1) + found.group(2))
            return Pair(rt, rw), rest
    return _apart(plain)


FORMS = (
    (RT_THEN_RW, 1, 3),
    (BOTH_LABELS, 1, 2),
    (RW_THEN_RT, 2, 1),
    (RT_SLASH, 1, 2),
)


def _apart(plain: str) -> tuple[Pair, str]:
    """Return RT and RW that stand in different parts of an address, or as bare 003/005."""
    rt, rw = RT_ONLY.search(plain), RW_ONLY.search(plain)
    if rt or rw:
        pair = Pair(_number(rt.group(1)) if rt else None, _number(rw.group(1)) if rw else None)
        return pair, RW_ONLY.sub(" ", RT_ONLY.sub(" ", plain))
    return _bare(plain)


def _bare(plain: str) -> tuple[Pair, str]:
    bare = BARE.search(plain) if "/" in plain else None
    if bare:
        return _ordered(bare.group(1), bare.group(2)), plain[: bare.start()] + plain[bare.end() :]
    return NO_PAIR, plain


def _ordered(rt: str, rw: str) -> Pair:
    swapped = int(rt) > 30 and 0 < int(rw) < 20  # no RW has so many RTs
    return Pair(_number(rt), _number(rw), "rt-rw-tertukar" if swapped else None)


def _from_date(tidy: str) -> Pair:
    """Return the RT and RW that Excel made a date of: 3/5 → 3-May, 2025-05-03, 45780."""
    short = re.match(r"^([0-9]{1,2})-([A-Z]{3,})$", tidy)
    month_first = re.match(r"^([A-Z]{3,})-([0-9]{1,2})$", tidy)
    if short or month_first:
        day, month = short.groups() if short else month_first.groups()[::-1]  # type: ignore[union-attr]
        made = f"{day} {month} 2000"
    else:
        made = tidy
    value = read_date(made, "dmy", _FAR).value
    if value is None or len(value) < 10:
        return Pair(rule="rt-rw-tak-terbaca")
    return Pair(_number(value[8:]), _number(value[5:7]), "rt-rw-tanggal")


def _counted(tokens: list[str], at: int) -> str:
    return ROMAN.get(tokens[at], tokens[at]) if at and tokens[at - 1] == "DUSUN" else tokens[at]


def _number(text: str) -> str | None:
    return text.lstrip("0") or None


def _list(text: str) -> str | None:
    numbers = [n for n in (_number(part) for part in re.findall(r"[0-9]+", text)) if n]
    return "/".join(numbers) or None


@cache
def _special() -> frozenset[str]:
    """Return the words that make an address more than street words and numbers."""
    listed = "RT RW DESA DS KEL KELURAHAN KEC KECAMATAN KAB KABUPATEN KOTA PROV PROVINSI"
    listed += " DEKAT DKT BELAKANG BLKG BLKANG BLKKANG DEPAN DPN SEBELAH SBLH SAMPING SMPG S D"
    return frozenset([*listed.split(), "KODEPOS", "POS", "BL", "BLK", "BLOK", "BLOCK", "BLOG"])


@cache
def _words() -> dict[str, str]:
    return {row["tulis"]: row["baku"] for row in words.rows("alamat")}
