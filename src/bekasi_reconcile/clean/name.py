"""A name cell, taken apart: the name, its alias, the father's name, and whom it stands for."""

import re
import unicodedata
from typing import NamedTuple

from bekasi_reconcile.clean import name_mark
from bekasi_reconcile.clean.name_token import STANDARD_TOKEN, standard
from bekasi_reconcile.clean.phonetic import sound
from bekasi_reconcile.clean.text import LIMIT, is_empty, normal_text

PLAIN = re.compile(r"^[A-Z]{2,}(?: [A-Z]{2,})+$")
APOSTROPHE = re.compile(r"['`´‘’‛ʼʿʾ′\"“”]")
OF = re.compile(r"\bA\.? ?/ ?N\b\.?")
BIN_DOT = re.compile(r"(?<=[A-Z]{2}) B\. ?(?=[A-Z]{2})")
BROKEN = re.compile(r"(?<=[A-Z]{3})- +(?=[A-Z]{2})")
ROW_NUMBER = re.compile(r"^[0-9]{1,5}[.) ]+")
INNER_DIGIT = re.compile(r"(?<=[A-Z])[01345](?=[A-Z])")
LOOKS_LIKE = {"0": "O", "1": "I", "3": "E", "4": "A", "5": "S"}
WIDE = re.compile(r"\s{2,}")
NOT_LETTER = re.compile(r"[^A-Z]+")
SETTLES_IN = 4


class Name(NamedTuple):
    """What a name cell says; see tables.Record for each part.

    ``hidup`` is MENINGGAL or PINDAH where the cell has a mark of it.
    """

    nama: str | None
    baku: str | None
    kunci: str | None
    lain: str | None
    bin: str | None
    wakil: bool
    hidup: str | None
    rule: str | None


INSTITUTION = "nama-lembaga"
"""The rule of a cell that names a foundation, mosque or school."""

NOBODY = Name(None, None, None, None, None, False, None, None)


def read(text: str | None) -> Name:
    """Return the name in a cell, split into its parts.

    >>> name = read("H. Moch. Saepul bin Namin (Ipul), S.Pd")
    >>> name.baku, name.kunci, name.lain, name.bin
    ('MUHAMMAD SAIFUL', 'MUHAMAT SEPUL', 'IPUL', 'NAMIN')
    """
    if text is None:
        return NOBODY
    plain = _plain_name(text, text.upper())
    if plain:
        return plain
    shown = normal_text(text)
    if is_empty(shown):
        return NOBODY
    upper = _close_gaps(text, shown).upper()
    return _plain_name(shown, upper) or _take_apart(shown, upper)


def _close_gaps(text: str, shown: str) -> str:
    """Return the words of ``A D E   S U H A R A``, which only its wide gaps keep apart."""
    if len(shown) > 2 and shown[1] == " " and WIDE.search(text):
        words = [normal_text(part).split(" ") for part in WIDE.split(text[:LIMIT].strip())]
        if all(len(letter) == 1 for word in words for letter in word):
            return " ".join("".join(word) for word in words)
    return shown


def _plain_name(shown: str, upper: str) -> Name | None:
    """Return the name of two or more plain tokens, as most are; None if it takes more."""
    if not PLAIN.match(upper) or len(upper) > LIMIT or is_empty(upper):
        return None
    tokens = [PLAIN_TOKENS[token] for token in upper.split(" ")]
    if None in tokens:
        return None
    baku, kunci = zip(*tokens, strict=True)
    return Name(shown, " ".join(baku), " ".join(kunci), None, None, False, None, None)


class _PlainTokens(dict[str, tuple[str, str] | None]):
    """Token → its standard spelling and its sound, None where these depend on its neighbours."""

    def __missing__(self, token: str) -> tuple[str, str] | None:
        spelt = (
            None
            if token in name_mark.special() or token in name_mark.ranks()
            else STANDARD_TOKEN[token]
        )
        plain = (
            spelt is not None
            and spelt not in name_mark.special()
            and spelt not in name_mark.ranks()
        )
        self[token] = (spelt, sound(spelt)) if spelt and plain else None
        return self[token]


PLAIN_TOKENS = _PlainTokens()


def _take_apart(shown: str, upper: str) -> Name:
    latin, rule = _without_digits(_latin(upper))
    plain = OF.sub("AN ", APOSTROPHE.sub("", latin))
    if name_mark.is_institution(plain):
        stands_for = name_mark.NONE._replace(wakil=True)
        return _name_of(shown, tuple(NOT_LETTER.sub(" ", plain).split()), stands_for, INSTITUTION)
    tokens, marks = _parts(latin)
    rounds = max(SETTLES_IN, len(tokens))
    for _ in range(rounds):  # a joined or split word may turn out to be a mark
        if not name_mark.special().intersection(tokens) or len(tokens) < 2:
            break
        again, more = _parts(" ".join(tokens))
        if again == tokens:
            break
        tokens, marks = again, marks.plus(more)
    return _name_of(shown, tokens, marks, rule)


def _parts(latin: str) -> tuple[tuple[str, ...], name_mark.Marks]:
    """Return the name's own tokens, in standard spelling, and the marks around them."""
    if name_mark.is_no_name(latin):
        return (), name_mark.NONE._replace(hidup=name_mark.life_in(latin))
    text = BROKEN.sub("", BIN_DOT.sub(" BIN ", OF.sub("AN ", APOSTROPHE.sub("", latin))))
    text, hidup = name_mark.without_life(text)
    text, lain, wakil = name_mark.without_brackets(text)
    text, alias = name_mark.without_alias(text)
    tokens = tuple(NOT_LETTER.sub(" ", name_mark.without_degrees(text)).split())
    tokens, bin_tokens = name_mark.without_father(tokens)
    tokens, front = name_mark.without_titles(tokens)
    own = standard(tokens)
    marks = name_mark.Marks(
        lain=_text(_plain_tokens(lain or alias)),
        bin=_text(standard(name_mark.without_titles(bin_tokens)[0])),
        wakil=wakil or front,
        hidup=None if front else hidup,  # of AHLI WARIS ALM. X it is X who died
    )
    return own, marks


def _name_of(shown: str, tokens: tuple[str, ...], marks: name_mark.Marks, rule: str | None) -> Name:
    baku = " ".join(tokens)
    if max(map(len, tokens), default=0) < 2 or name_mark.is_no_name(baku) or is_empty(baku):
        return NOBODY._replace(hidup=marks.hidup, rule="nama-tak-terbaca")
    key = [sound(token) for token in name_mark.without_rank(tokens)]
    return Name(
        nama=shown,
        baku=baku,
        kunci=" ".join(key),
        lain=marks.lain,
        bin=marks.bin,
        wakil=marks.wakil,
        hidup=marks.hidup,
        rule=rule,
    )


def _plain_tokens(text: str | None) -> tuple[str, ...]:
    return standard(tuple(NOT_LETTER.sub(" ", text or "").split()))


def _text(tokens: tuple[str, ...]) -> str | None:
    return " ".join(tokens) or None


def _latin(upper: str) -> str:
    """Return ``upper`` without accents."""
    if upper.isascii():
        return upper
    bare = "".join(c for c in unicodedata.normalize("NFD", upper) if not unicodedata.combining(c))
    return bare.upper()


def _without_digits(latin: str) -> tuple[str, str | None]:
    """Return ``latin`` without row numbers and stray digits, and the rule that tells of it."""
    if not any(c in "0123456789" for c in latin):
        return latin, None
    mended = INNER_DIGIT.sub(lambda match: LOOKS_LIKE[match.group()], latin)
    rule = "nama-angka" if mended == latin else "nama-angka-huruf"
    return re.sub(r"[0-9]+", " ", ROW_NUMBER.sub("", mended)).strip(" .)-"), rule
