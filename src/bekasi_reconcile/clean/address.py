"""Addresses: RT and RW read out, street words in one spelling, landmarks left aside."""

import re
from functools import cache
from typing import NamedTuple

from bekasi_reconcile.clean import rt_rw
from bekasi_reconcile.clean.text import EDGES, is_empty, normal_text
from bekasi_reconcile.reference import words

LEFT_LABEL = re.compile(r"\b(?:NO\.?)? ?RT ?/ ?RW\b[ .:=0/-]*|\bR[TW]\b[ .:=0/-]*(?![A-Z0-9])")
POSTCODE = re.compile(r"\bKODE ?POS\b[ .:]*(?:[0-9]{5})?|\b17[0-9]{3}\b")
LANDMARK = re.compile(
    r"\b(?:DEKAT|DKT|BELAKANG|BLKG|BLKNG|BLK?KANG|DEPAN|DPN|SEBELAH|SBLH|SAMPING|SMPG|S/D)\b[^,]*"
)
END = (
    r"(?=,|$|\bNO\b|\bNOMOR\b|\bNMR\b|\bBLOK\b|\bRT\b"
    r"|\bKEC|\bKAB|\bKOTA BEKASI|\bDESA\b|\bKEL\b|\bPROV)"
)
STREET = r"(?<!JL )(?<!JL\. )(?<!JL\.)(?<!JALAN )(?<!RAYA )(?<!BALAI )(?<!KANTOR )"
"""What stands before DESA in Jl. Desa Karangasih or Gg. Balai Desa: a street, no desa."""

DESA = re.compile(rf"{STREET}\b(?:DESA|DS|KEL|KELURAHAN)\b[.: ]*([^,]*?){END}")
KECAMATAN = re.compile(rf"{STREET}\b(?:KEC|KECAMATAN)\b[.: ]*([^,]*?){END}")
LARGER = re.compile(
    rf"{STREET}\b(?:KAB|KABUPATEN|PROV|PROVINSI)\b[.: ]*[^,]*?{END}|\bKOTA BEKASI\b"
    rf"|{STREET}\b(?:JAWA BARAT|JABAR)\b"
)
BLOCK = re.compile(r"\bBLOK[ /-]*([A-Z]{1,2}) ?[-/ ]? ?([0-9]{1,3})\b(?: ?/ ?([0-9]{1,3})\b)?")
UNIT = re.compile(r"\b([A-Z]{1,2}) ?[-/] ?([0-9]{1,3})\b")
POSTAL = re.compile(r"\bKODE ?POS\b[ .:]*([0-9]{5})(?![0-9])|(?<![0-9])(17[0-9]{3})(?![0-9])")
DUSUN = re.compile(r"\b(?:DUSUN|DSN|DUS|DUKUH|KAMPUNG|KP)\b")
PAIRED = re.compile(r"[A-Z] ?[-/] ?[0-9]|\b17[0-9]{3}\b|KODE")
SETTLES_IN = 4
LONGEST_DITTO = 30
MARKS = frozenset({'"', "''", "”", "“", "″", "〃", '-"-', "-,,-", ",,"})
DITTO = frozenset(
    {"IDEM", "SDA", "S D A", "DITTO", "IDEM DIATAS", "IDEM DI ATAS", "SAMA", "SAMA DENGAN DI ATAS"}
)
ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "SATU": "1", "DUA": "2"}
ROMAN |= {"TIGA": "3", "EMPAT": "4", "LIMA": "5", "VI": "6", "VII": "7", "VIII": "8", "IX": "9"}
NO_ADDRESS = "0 ./-"
NOT_WORD = re.compile(r"[^A-Z0-9]+")
FOREIGN = re.compile(r"[^A-Z0-9/.,:=-]+")
NOT_UNIT = re.compile(r"[^A-Z0-9/-]+")
BLOCK_WORD = re.compile(r"\bBL(?:K|OK|OCK|OG)\b\.?")


LEFT_OUT = (
    (frozenset({"KODEPOS", "POS"}), (POSTCODE,)),
    (
        frozenset(
            {"DEKAT", "DKT", "BELAKANG", "BLKG", "BLKNG", "BLKANG", "BLKKANG", "DEPAN", "DPN"}
        )
        | {"SEBELAH", "SBLH", "SAMPING", "SMPG", "S", "D"},
        (LANDMARK,),
    ),
    (frozenset({"RT", "RW"}), (LEFT_LABEL,)),
    (
        frozenset({"DESA", "DS", "KEL", "KELURAHAN", "KEC", "KECAMATAN"})
        | {"KAB", "KABUPATEN", "KOTA", "PROV", "PROVINSI", "JAWA", "JABAR"},
        (DESA, KECAMATAN, LARGER),
    ),
)
"""Words, and what is left out of an address that has one of them; a postal code has none."""


class Address(NamedTuple):
    """An address: as written, as compared, and the RT, RW, desa and kecamatan that it names."""

    alamat: str | None = None
    baku: str | None = None
    rt: str | None = None
    rw: str | None = None
    desa: str | None = None
    kecamatan: str | None = None
    rule: str | None = None
    kode_pos: str | None = None


def read_with_dusun(text: str | None, dusun: str | None) -> Address:
    """Return an address in its parts; that of the dusun's cell where there is no other.

    A dusun beside an address stays out of it: most lists do not tell one.
    """
    own = read(text)
    if own.baku or not dusun or is_empty(normal_text(dusun)):
        return own
    named = dusun if DUSUN.search(dusun.upper()) else f"Dusun {dusun}"
    return read(named)._replace(rt=own.rt, rw=own.rw, rule=own.rule)


def read(text: str | None) -> Address:
    """Return an address in its parts; ``baku`` has no RT, RW, landmark or larger area.

    >>> address = read("Kp. Pilar Gg. Mawar RT 003/RW 005 No.12")
    >>> address.baku, address.rt, address.rw
    ('KAMPUNG PILAR GANG MAWAR NO 12', '3', '5')
    """
    shown = "" if text is None else normal_text(text)
    if is_empty(shown) or not shown.strip(NO_ADDRESS):
        return Address()
    upper = shown.upper()
    plain = rt_rw.plain_labels(upper)
    pair, rest = _pair_in(plain)
    desa = _labelled_place(DESA, rest) if "DS" in rest or "DESA" in rest or "KEL" in rest else None
    kecamatan = _labelled_place(KECAMATAN, rest) if "KEC" in rest else None
    postal = POSTAL.search(rest) if "17" in rest or "POS" in rest else None
    kode_pos = (postal.group(1) or postal.group(2)) if postal else None
    return Address(shown, standard(rest), pair.rt, pair.rw, desa, kecamatan, pair.rule, kode_pos)


def _pair_in(plain: str) -> tuple[rt_rw.RtRw, str]:
    """Return RT and RW and the address without them, though it says them twice."""
    pair, rest = rt_rw.take_rt_rw(plain)
    again, left = rt_rw.take_rt_rw(rest)
    if again.rt and pair.rt == f"{again.rt}/{pair.rw}":  # RT 05/03 RW 03 RT 05
        pair = pair._replace(rt=again.rt)
    twice = again.rt or again.rw
    repeated = again.rt in (None, pair.rt) and again.rw in (None, pair.rw)
    return pair, left if twice and repeated else rest


def is_ditto(text: str | None) -> bool:
    """Return whether a cell says "the same as above".

    >>> is_ditto("s.d.a"), is_ditto('"'), is_ditto("Idem di atas"), is_ditto("Kp. Pilar")
    (True, True, True, False)
    """
    if text is None or len(text) > LONGEST_DITTO:
        return False
    tidy = normal_text(text).upper()
    return NOT_WORD.sub(" ", tidy).strip() in DITTO or tidy in MARKS


def _labelled_place(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match.group(1).strip(EDGES) or None if match else None


def standard(upper: str) -> str | None:
    """Return the part of an address that is compared: canonical words, one space apart.

    >>> standard("JLN. MAWAR BLK A/12, DEKAT MASJID")
    'JALAN MAWAR BLOK A NO 12'
    """
    settled: str | None = upper
    for _ in range(SETTLES_IN):
        previous, settled = settled, _standard_once(settled or "")
        if settled == previous or not _special().intersection((settled or "").split()):
            break
    return settled


def _standard_once(upper: str) -> str | None:
    text = upper.replace("#", " NO ")
    tokens = NOT_WORD.sub(" ", text).split()
    if not PAIRED.search(text) and _special().isdisjoint(tokens):
        return _canonical_words(tokens)
    text = FOREIGN.sub(" ", text)
    for trigger_words, patterns in LEFT_OUT:
        if not trigger_words.isdisjoint(tokens) or "17" in text:
            for pattern in patterns:
                text = pattern.sub(" ", text)
    text = NOT_UNIT.sub(" ", BLOCK_WORD.sub("BLOK", text))
    text = UNIT.sub(r"\1 NO \2", BLOCK.sub(_block, text))
    return _canonical_words(NOT_WORD.sub(" ", text).split())


def _block(match: re.Match[str]) -> str:
    """Return BLOK A NO 12 NO 5 for BLOK A12/5."""
    letters, number, house = match.groups()
    return f"BLOK {letters} NO {number}" + (f" NO {house}" if house else "")


def _canonical_words(tokens: list[str]) -> str | None:
    """Return tokens in canonical words, one space apart; a number word alone is nothing."""
    canonical = _words()
    spelt = [canonical.get(token, token.lstrip("0") or "0") for token in tokens]
    if "DUSUN" in spelt:
        spelt = [_dusun_number(spelt, i) for i in range(len(spelt))]
    if "NO" in spelt:
        spelt = [token for i, token in enumerate(spelt) if not _idle(spelt, i)]
    return " ".join(spelt) or None


def _idle(tokens: list[str], at: int) -> bool:
    """Return whether a NO has nothing to count: it stands last, or before another."""
    return tokens[at] == "NO" and tokens[at + 1 : at + 2] in ([], ["NO"])


def _dusun_number(tokens: list[str], at: int) -> str:
    return ROMAN.get(tokens[at], tokens[at]) if at and tokens[at - 1] == "DUSUN" else tokens[at]


@cache
def _special() -> frozenset[str]:
    """Return the words that make an address more than street words and numbers."""
    blocks = {"BL", "BLK", "BLOK", "BLOCK", "BLOG"}
    return frozenset(blocks.union(*(trigger_words for trigger_words, _ in LEFT_OUT)))


@cache
def _words() -> dict[str, str]:
    return {row["tulis"]: row["baku"] for row in words.rows("alamat")}
