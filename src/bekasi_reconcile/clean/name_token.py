"""Name tokens and their standard spelling."""

from functools import cache, lru_cache

from bekasi_reconcile.clean.name_mark import men
from bekasi_reconcile.reference import words

STEPS = 6  # each step only joins, splits or replaces; names settle in two
ARABIC = ("SITI", "ABDUL", "NURUL")
"""First words that are often written onto the next one."""

STAYS = frozenset({"ABDULLAH", "SITIYAH"})
LEAST_REST = 4
JOINS = frozenset({"NUR", "WATI", "DIN"})
"""Tokens that may be one word with a neighbour."""


@lru_cache(maxsize=400_000)
def standard(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return name tokens in standard spelling, joined and split as is usual.

    >>> standard(("MOCH", "SAEPUL")), standard(("SITIAMINAH",)), standard(("NUR", "HAYATI"))
    (('MUHAMMAD', 'SAIFUL'), ('SITI', 'AMINAH'), ('NURHAYATI',))
    """
    for _ in range(STEPS):
        settled = _join(_split(_respell(_close_gaps(tokens))))
        if settled == tokens:
            break
        tokens = settled
    return tokens


def _close_gaps(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return ``A I S Y A H`` as one token."""
    if len(tokens) >= 3 and all(len(token) == 1 for token in tokens):
        return ("".join(tokens),)
    return tokens


def _respell(tokens: tuple[str, ...]) -> tuple[str, ...]:
    anywhere, first = _spellings()
    spelt = [anywhere.get(token, token) for token in tokens]
    if len(spelt) > 1:  # alone, ST or M is nobody's name
        spelt[0] = first.get(spelt[0], spelt[0])
    if spelt and not _is_man(spelt[0]):
        spelt[1:-1] = ["SITI" if token == "ST" else token for token in spelt[1:-1]]
    return tuple(" ".join(spelt).split(" ")) if spelt else ()


def _is_man(first: str) -> bool:
    """Return whether only a man has this first name: behind it ST is Sutan, not Siti."""
    return first in men() or first.endswith("DIN")


def _split(tokens: tuple[str, ...]) -> tuple[str, ...]:
    parts: list[str] = []
    for token in tokens:
        while head := _head(token):
            parts.append(head)
            token = token[len(head) :]
        parts.append(token)
    return tuple(parts)


def _head(token: str) -> str | None:
    """Return the first word that ``token`` is written onto, if another is left."""
    if token in STAYS:
        return None
    long_enough = (h for h in ARABIC if len(token) >= len(h) + LEAST_REST)
    return next((h for h in long_enough if token.startswith(h)), None)


def _join(tokens: tuple[str, ...]) -> tuple[str, ...]:
    parts: list[str] = []
    for token in tokens:
        if parts and _is_one(parts[-1], token):
            parts[-1] += token
        else:
            parts.append(token)
    return tuple(parts)


def _is_one(left: str, right: str) -> bool:
    if left == "NUR":
        return len(right) >= 3
    if right == "WATI":
        return len(left) >= 4 and left[-1] in "AIU" and left not in ARABIC
    return right == "DIN" and len(left) >= 4 and left[-1] == "U"


class _StandardToken(dict[str, str | None]):
    """Token → its standard spelling where that depends on no other token, else None."""

    def __missing__(self, token: str) -> str | None:
        anywhere, first = _spellings()
        beside = standard((token, "AKI"))  # beside a word that joins nothing
        alone = len(beside) == 2 and beside[1] == "AKI" and beside[0] not in JOINS
        moved = len(token) == 1 or token in first or token in JOINS
        self[token] = beside[0] if alone and not moved else None
        return self[token]


STANDARD_TOKEN = _StandardToken()


@cache
def _spellings() -> tuple[dict[str, str], dict[str, str]]:
    rows = words.rows("nama_setara")
    anywhere = {r["bentuk"]: r["baku"] for r in rows if r["letak"] == "di mana saja"}
    return anywhere, {r["bentuk"]: r["baku"] for r in rows if r["letak"] == "awal"}
