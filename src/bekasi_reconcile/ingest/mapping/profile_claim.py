"""Which source a file belongs to."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import PurePosixPath

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.ingest.mapping.header_vocabulary import squash

MONTHS = (
    r"jan(uari)?|feb(ruari)?|peb(ruari)?|mar(et)?|apr(il)?|mei|jun(i)?|jul(i)?|agu(stus)?|agt|"
    r"sep(tember)?|okt(ober)?|nov(ember)?|nop(ember)?|des(ember)?"
)
DATED = re.compile(
    rf"(?<![a-z])({MONTHS})(?![a-z])|\(\d+\)|(?<!\d)(19|20)\d\d(?!\d)([ ._-]?\d\d?){{0,2}}(?!\d)|"
    r"(?<![a-z])(final|rev|revisi|fix|copy|salinan|v\d+|update|terbaru|baru)\d*(?![a-z])"
)

LONGEST = 100
"""Letters of a source's name; the system allows 255 bytes for a file's."""


def claiming_profile(name: str, headers: Iterable[str], sources: Sequence[Source]) -> Source | None:
    """Return the profile that claims the file ``name`` with ``headers``; the most telling wins.

    A profile claims a file by its name, or by headers that are all there. Of several the one
    with more matching headers is taken, then the one whose pattern is longer, then by name.
    """
    there = {squash(h) for h in headers}
    ranked = []
    for source in sources:
        wanted = {squash(h) for h in source.headers}
        by_headers = len(wanted) if wanted and wanted <= there else 0
        low = PurePosixPath(name.lower())
        told = [p for p in source.files if source.reviewed or is_telling(p)]
        patterns = [p for p in told if fnmatch(low.name, p.lower()) or fnmatch(str(low), p)]
        by_name = max(map(len, patterns), default=0)
        if by_headers or by_name:
            ranked.append((-by_headers, -by_name, source.source, source))
    return min(ranked)[3] if ranked else None


def is_telling(pattern: str) -> bool:
    """Tell whether a file pattern has a letter or digit before its ending, so that it means a list.

    A draft of ``2025.csv`` once claimed ``*.*``, which is every file of every agency.

    >>> is_telling("*.*"), is_telling("*.xlsx"), is_telling("dinsos/*.*"), is_telling("pkh*.*")
    (False, False, True, True)
    """
    return re.search(r"[^\W_]", str(PurePosixPath(pattern).with_suffix(""))) is not None


def slug(name: str) -> str:
    """Return the source's name for a file that no profile claims, its path without dates.

    It is short enough to be a file's name: the end of a longer one is told by a digest.

    >>> slug("Dinsos/Data PKH Oktober 2025 (2).xlsx"), slug("bantuan.csv")
    ('dinsos-data-pkh', 'bantuan')
    """
    stem = str(PurePosixPath(name).with_suffix("")).lower()
    bare = DATED.sub(" ", stem.replace("_", " "))
    words = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    whole = words or re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "daftar"
    if len(whole) <= LONGEST:
        return whole
    return f"{whole[:LONGEST]}-{hashlib.blake2b(whole.encode(), digest_size=4).hexdigest()}"
