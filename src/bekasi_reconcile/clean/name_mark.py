"""The words around a name: titles, degrees, bin and binti, aliases, (alm), CS, NY."""

import re
from functools import cache
from itertools import dropwhile
from typing import NamedTuple

from bekasi_reconcile.clean.text import EDGES
from bekasi_reconcile.reference import words

BRACKET = re.compile(r"[(\[{<]([^()\[\]{}<>]*)[)\]}>]?")
NOT_LETTER = re.compile(r"[^A-Z]+")
MOVED = re.compile(r"[(\[,/-] ?(?:SUDAH |SDH )?PINDAH\b[A-Z ]*[)\]]?|(?<=[A-Z]) PINDAH$")
LONGEST = 3  # words of a title such as BAYI DARI IBU


class Marks(NamedTuple):
    """What stood around a name: alias, father, whether it stands for another, life status."""

    lain: str | None = None
    bin: str | None = None
    wakil: bool = False
    hidup: str | None = None

    def plus(self, more: "Marks") -> "Marks":
        """Return these marks, filled up with ``more``."""
        return Marks(
            self.lain or more.lain,
            self.bin or more.bin,
            self.wakil or more.wakil,
            self.hidup or more.hidup,
        )


NONE = Marks()
Tokens = tuple[str, ...]


def is_no_name(text: str) -> bool:
    """Return whether a whole cell is a note (MENINGGAL, TIDAK ADA NAMA), not a name."""
    return NOT_LETTER.sub(" ", text).strip() in _set("bukan_nama")


def life_in(text: str) -> str | None:
    """Return MENINGGAL or PINDAH where a note says so."""
    word = NOT_LETTER.sub(" ", text).strip()
    if word in _set("wafat"):
        return "MENINGGAL"
    return "PINDAH" if word == "PINDAH" else None


def is_institution(text: str) -> bool:
    """Return whether a name is a foundation's, a mosque's, a school's or the like.

    >>> is_institution("DKM AL IKHLAS"), is_institution("KETUA YAYASAN AMANAH")
    (True, True)
    >>> is_institution("MASJIDAH"), is_institution("PANTI RAHAYU")
    (False, False)
    """
    office = _set("pengurus_lembaga")
    tokens = list(dropwhile(office.__contains__, NOT_LETTER.sub(" ", text).split()))
    begins = (" ".join(tokens[:size]) for size in range(1, LONGEST + 1))
    return any(phrase in _set("lembaga") for phrase in begins)


def without_life(text: str) -> tuple[str, str | None]:
    """Return ``text`` without (Alm), - PINDAH and their like, and MENINGGAL or PINDAH.

    Behind bin or binti the mark is the father's: of SITI BINTI (ALM) NAMIN it is Namin who died.
    """
    stays = MOVED.sub(" ", text)
    left = _death().sub(" ", stays)
    if left == stays:
        return left, None if stays == text else "PINDAH"
    own = _father().split(stays, 1)[0]
    return left, "MENINGGAL" if _death().search(own) else None


def without_brackets(text: str) -> tuple[str, str | None, bool]:
    """Return ``text`` without brackets, the alias in them, and whether they say "(istri)"."""
    if "(" not in text and "[" not in text and "{" not in text and "<" not in text:
        return text, None, False
    brackets = [NOT_LETTER.sub(" ", inner).strip() for inner in BRACKET.findall(text)]
    left = BRACKET.sub(" ", text)
    wife = any(inner in _set("istri") for inner in brackets)
    notes = _set("catatan") | _set("istri") | _set("wafat")
    alias = next((inner for inner in brackets if len(inner) > 1 and inner not in notes), None)
    if not NOT_LETTER.sub("", left):  # the name itself is in brackets
        return alias or "", None, wife
    return left, alias, wife


def without_alias(text: str) -> tuple[str, str | None]:
    """Return the name and the alias of ``NAME alias OTHER``, ``NAME / OTHER``."""
    head, _, tail = _alias().sub("\x00", text).partition("\x00")
    if not NOT_LETTER.sub("", head):
        return tail.replace("\x00", " "), None
    return head, tail.replace("\x00", " ").strip(EDGES) or None


def without_degrees(text: str) -> str:
    """Return ``text`` without the degrees and notes behind it.

    >>> without_degrees("SITI AMINAH, S.PD.I"), without_degrees("AGUS SETIAWAN S.E.")
    ('SITI AMINAH', 'AGUS SETIAWAN')
    """
    first, *pieces = text.split(",")
    pieces_kept = [first] if NOT_LETTER.sub("", first) else []
    pieces_kept += [piece for piece in pieces if not _is_degree(piece)]
    parts = " ".join(pieces_kept).split()
    while len(parts) > 1 and _ends_in_degree(parts):
        parts.pop()
    return " ".join(parts)


def without_father(tokens: Tokens) -> tuple[Tokens, Tokens]:
    """Return the tokens before and after the first bin or binti."""
    at = next((i for i, t in enumerate(tokens) if 0 < i < len(tokens) - 1 and t in _set("bin")), 0)
    if not at:
        return tokens, ()
    father = tokens[at + 1 :]
    end = next((i for i, t in enumerate(father) if i and t in _set("bin")), len(father))
    return tokens[:at], father[:end]


def without_titles(tokens: Tokens) -> tuple[Tokens, bool]:
    """Return the tokens without titles, and whether the name stands for somebody else's.

    NY. ASEP is Asep's wife and NY. AMINAH is Aminah: the name decides.
    """
    proxy = wife = False
    while len(tokens) > 1:
        size = next((n for n in range(LONGEST, 0, -1) if tokens[:n] in _front()), 0)
        if not size or size == len(tokens):
            break
        kind = _front()[tokens[:size]]
        proxy, wife = proxy or kind == "wakil", wife or kind == "nyonya"
        tokens = tokens[size:]
    tokens, family = _without_family(tuple(t for t in tokens if t not in _set("boru")) or tokens)
    return tokens, proxy or family or (wife and tokens[0] in men())


def without_rank(tokens: Tokens) -> Tokens:
    """Return the tokens without a noble rank in front: an optional part of a name."""
    return tokens[1:] if len(tokens) > 1 and tokens[0] in ranks() else tokens


def ranks() -> frozenset[str]:
    """Return the noble ranks that stand before a name."""
    return _set("bangsawan")


@cache
def special() -> frozenset[str]:
    """Return every token that makes a name cell more than a plain name."""
    listed: tuple[str, ...] = (
        "bukan_nama",
        "catatan",
        "wafat",
        "istri",
        "akademik_pasti",
        "akademik_ragu",
        "alias",
    )
    listed += ("bin", "boru", "keluarga_belakang", "lembaga")
    tokens = {token for name in listed for phrase in _set(name) for token in phrase.split()}
    return frozenset(tokens | {token for phrase in _front() for token in phrase} - {"ANAK"})


@cache
def men() -> frozenset[str]:
    """Return the first names that only men bear."""
    return frozenset(r["nama"] for r in words.rows("nama") if r["kelamin"] == "L")


def _without_family(tokens: Tokens) -> tuple[Tokens, bool]:
    for size in (2, 1):
        if len(tokens) > size and " ".join(tokens[-size:]) in _set("keluarga_belakang"):
            return tokens[:-size], True
    return tokens, False


def _is_degree(piece: str) -> bool:
    word = NOT_LETTER.sub("", piece)
    degrees = _set("akademik_pasti") | _set("akademik_ragu") | _set("haji") | _set("akademik_depan")
    return not word or word in degrees or NOT_LETTER.sub(" ", piece).strip() in _set("catatan")


def _ends_in_degree(parts: list[str]) -> bool:
    word = NOT_LETTER.sub("", parts[-1])
    if word in _set("akademik_pasti"):
        return True
    return word in _set("akademik_ragu") and ("." in parts[-1].strip(".") or len(parts) > 2)


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(words.table("nama_kata")[name])


@cache
def _front() -> dict[Tokens, str]:
    """Return title (as tokens) → what it tells: gelar, nyonya, wakil."""
    kinds = {"sapaan": "gelar", "haji": "gelar", "akademik_depan": "gelar"}
    kinds |= {"keluarga_depan": "wakil", "bayi": "wakil", "istri": "wakil"}
    front = {tuple(phrase.split()): kind for name, kind in kinds.items() for phrase in _set(name)}
    front |= {(wife,): "nyonya" for wife in ("NY", "NYONYA", "IBU", "BU")}
    return front | {("K", "H"): "gelar"}


@cache
def _death() -> re.Pattern[str]:
    listed = "|".join(sorted(_set("wafat") - {"MD"}, key=len, reverse=True))
    when = r"(?:(?:TH|THN|TAHUN|TGL)\b[. ]*)?"  # its digits are gone already
    return re.compile(
        rf"[(\[]? ?\b(?:{listed})\b[. ]*{when}[)\]]?|[(\[] ?MD ?[)\]]|[(\[]?[†✝][)\]]?"
    )


@cache
def _father() -> re.Pattern[str]:
    return re.compile(rf"(?<=[A-Z] )(?:{'|'.join(sorted(_set('bin')))})\b")


@cache
def _alias() -> re.Pattern[str]:
    return re.compile(rf"[/@]|\b(?:{'|'.join(sorted(_set('alias')))})\b[.:]*")
