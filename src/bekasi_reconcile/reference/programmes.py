"""The names of programmes of aid."""

import re
import tomllib
from functools import cache
from importlib.resources import files

NOT_WORD = re.compile(r"[^A-Z0-9]+")


@cache
def _names() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return (pattern, programme), longest words first: BLT DANA DESA before what it contains."""
    text = files(__name__.rpartition(".")[0]).joinpath("program.toml").read_text(encoding="utf-8")
    pairs = [(word, name) for name, words in tomllib.loads(text).items() for word in words]
    ranked = sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0]))
    return tuple((re.compile(rf"(?<![A-Z0-9]){re.escape(w)}(?![A-Z0-9])"), n) for w, n in ranked)


def programmes(text: str) -> tuple[str, ...]:
    """Return the programmes that ``text`` names, in the order of their names.

    >>> programmes("PKH BPNT TAHAP 2 2025.xls"), programmes("DTSEN desil 1-4")
    (('BPNT', 'PKH'), ())
    """
    words = NOT_WORD.sub(" ", text.upper())
    names = set()
    for pattern, name in _names():
        if pattern.search(words):
            names.add(name)
            words = pattern.sub(" ", words)
    return tuple(sorted(names))
