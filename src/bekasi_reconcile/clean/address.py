"""Addresses: RT and RW read out, street words in one spelling, landmarks left aside."""

import re
from functools import cache
from typing import NamedTuple

from bekasi_reconcile.clean import rt_rw
from bekasi_reconcile.clean.text import EDGES, is_empty, normal_text
from bekasi_reconcile.reference import words
from bekasi_reconcile.reference.territory import Territory

LEFT_LABEL = re.compile(r"\b(?:NO\.?)? ?RT ?/ ?RW\b[ .:=0/-]*|\bR[TW]\b[ .:=0/-]*(?![A-Z0-9])")
LANDMARK = re.compile(
    r"\b(?:DEKAT|DKT|BELAKANG|BLKG|BLKNG|BLK?KANG|DEPAN|DPN|SEBELAH|SBLH|SAMPING|SMPG|S/D)\b[^,]*"
)
END = r"(?=,|$|\bNO\b|\bNOMOR\b|\bNMR\b|\bBLOK\b|\bRT\b|\bKEC|\bKAB|{}\bDESA\b|\bKEL\b|\bPROV)"
STREET = r"(?<!JL )(?<!JL\. )(?<!JL\.)(?<!JALAN )(?<!RAYA )(?<!BALAI )(?<!KANTOR )"
"""What stands before DESA in Jl. Desa Karangasih or Gg. Balai Desa: a street, no desa."""

BLOCK = re.compile(r"\bBLOK[ /-]*([A-Z]{1,2}) ?[-/ ]? ?([0-9]{1,3})\b(?: ?/ ?([0-9]{1,3})\b)?")
UNIT = re.compile(r"\b([A-Z]{1,2}) ?[-/] ?([0-9]{1,3})\b")
DUSUN = re.compile(r"\b(?:DUSUN|DSN|DUS|DUKUH|KAMPUNG|KP)\b")
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

STREET_NOTE_WORDS = frozenset(
    {"DEKAT", "DKT", "BELAKANG", "BLKG", "BLKNG", "BLKANG", "BLKKANG", "DEPAN", "DPN", "S", "D"}
) | {"SEBELAH", "SBLH", "SAMPING", "SMPG"}
POSTAL_WORDS = frozenset({"KODEPOS", "POS"})
UNIT_WORDS = frozenset({"RT", "RW"})
AREA_WORDS = frozenset(
    {"DESA", "DS", "KEL", "KELURAHAN", "KEC", "KECAMATAN", "KAB", "KABUPATEN", "KOTA"}
) | {"PROV", "PROVINSI"}


class AddressPatterns(NamedTuple):
    """How the areas and postal codes of a territory stand in an address.

    ``left_out``: words, and the patterns that are left out of an address that has one of them, or
    a postal code. ``postal_prefixes``: a quick test for a postal code.
    """

    desa: re.Pattern[str]
    kecamatan: re.Pattern[str]
    postal: re.Pattern[str]
    paired: re.Pattern[str]
    left_out: tuple[tuple[frozenset[str], tuple[re.Pattern[str], ...]], ...]
    postal_prefixes: tuple[str, ...]

    def may_have_postal(self, text: str) -> bool:
        """Return whether ``text`` may hold a postal code of the territory without a label."""
        return any(prefix in text for prefix in self.postal_prefixes)


@cache
def _patterns(territory: Territory) -> AddressPatterns:
    cities = [
        title.upper()
        for code, title in zip(territory.regencies, territory.regency_titles, strict=True)
        if territory.is_city(code)
    ]
    end = END.format("".join(rf"\b{re.escape(city)}|" for city in cities))
    desa = re.compile(rf"{STREET}\b(?:DESA|DS|KEL|KELURAHAN)\b[.: ]*([^,]*?){end}")
    kecamatan = re.compile(rf"{STREET}\b(?:KEC|KECAMATAN)\b[.: ]*([^,]*?){end}")
    province = "|".join(map(re.escape, territory.province_names))
    larger = re.compile(
        rf"{STREET}\b(?:KAB|KABUPATEN|PROV|PROVINSI)\b[.: ]*[^,]*?{end}"
        + "".join(rf"|\b{re.escape(city)}\b" for city in cities)
        + rf"|{STREET}\b(?:{province})\b"
    )
    code = f"(?:{'|'.join(territory.postal_prefixes) or '(?!)'})[0-9]{{3}}"
    province_words = frozenset(name.split()[0] for name in territory.province_names)
    return AddressPatterns(
        desa,
        kecamatan,
        re.compile(rf"\bKODE ?POS\b[ .:]*([0-9]{{5}})(?![0-9])|(?<![0-9])({code})(?![0-9])"),
        re.compile(rf"[A-Z] ?[-/] ?[0-9]|\b{code}\b|KODE"),
        (
            (POSTAL_WORDS, (re.compile(rf"\bKODE ?POS\b[ .:]*(?:[0-9]{{5}})?|\b{code}\b"),)),
            (STREET_NOTE_WORDS, (LANDMARK,)),
            (UNIT_WORDS, (LEFT_LABEL,)),
            (AREA_WORDS | province_words, (desa, kecamatan, larger)),
        ),
        territory.postal_prefixes,
    )


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


def read_with_dusun(text: str | None, dusun: str | None, territory: Territory) -> Address:
    """Return an address in its parts; that of the dusun's cell where there is no other.

    A dusun beside an address stays out of it: most lists do not tell one.
    """
    own = read(text, territory)
    if own.baku or not dusun or is_empty(normal_text(dusun)):
        return own
    named = dusun if DUSUN.search(dusun.upper()) else f"Dusun {dusun}"
    return read(named, territory)._replace(rt=own.rt, rw=own.rw, rule=own.rule)


def read(text: str | None, territory: Territory) -> Address:
    """Return an address in its parts; ``baku`` has no RT, RW, landmark or larger area."""
    shown = "" if text is None else normal_text(text)
    if is_empty(shown) or not shown.strip(NO_ADDRESS):
        return Address()
    upper = shown.upper()
    plain = rt_rw.plain_labels(upper)
    pair, rest = _pair_in(plain)
    patterns = _patterns(territory)
    may_name_desa = "DS" in rest or "DESA" in rest or "KEL" in rest
    return Address(
        shown,
        standard(rest, territory),
        pair.rt,
        pair.rw,
        _labelled_place(patterns.desa, rest) if may_name_desa else None,
        _labelled_place(patterns.kecamatan, rest) if "KEC" in rest else None,
        pair.rule,
        _postal_code(rest, patterns),
    )


def _postal_code(text: str, patterns: AddressPatterns) -> str | None:
    may_have = patterns.may_have_postal(text) or "POS" in text
    match = patterns.postal.search(text) if may_have else None
    return (match.group(1) or match.group(2)) if match else None


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


def standard(upper: str, territory: Territory) -> str | None:
    """Return the part of an address that is compared: canonical words, one space apart.

    JLN. MAWAR BLK A/12, DEKAT MASJID is JALAN MAWAR BLOK A NO 12.
    """
    patterns, special = _patterns(territory), _special(territory)
    settled: str | None = upper
    for _ in range(SETTLES_IN):
        previous, settled = settled, _standard_once(settled or "", patterns, special)
        if settled == previous or not special.intersection((settled or "").split()):
            break
    return settled


def _standard_once(upper: str, patterns: AddressPatterns, special: frozenset[str]) -> str | None:
    text = upper.replace("#", " NO ")
    tokens = NOT_WORD.sub(" ", text).split()
    if not patterns.paired.search(text) and special.isdisjoint(tokens):
        return _canonical_words(tokens)
    text = FOREIGN.sub(" ", text)
    for trigger_words, left_out in patterns.left_out:
        if not trigger_words.isdisjoint(tokens) or patterns.may_have_postal(text):
            for pattern in left_out:
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
def _special(territory: Territory) -> frozenset[str]:
    """Return the words that make an address more than street words and numbers."""
    blocks = {"BL", "BLK", "BLOK", "BLOCK", "BLOG"}
    return frozenset(
        blocks.union(*(trigger_words for trigger_words, _ in _patterns(territory).left_out))
    )


@cache
def _words() -> dict[str, str]:
    return {row["tulis"]: row["baku"] for row in words.rows("alamat")}
