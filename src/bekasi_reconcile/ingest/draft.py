"""Draft profiles: what was inferred of a list, for the officer to check and make her own."""

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from bekasi_reconcile.ingest.columns import Choice
from bekasi_reconcile.ingest.profile import DATED
from bekasi_reconcile.ingest.submission import FileReading

HEAD = """\
# Profil yang disimpulkan sendiri dari berkas, belum diperiksa. Periksa arti tiap kolom di bawah,
# betulkan bila salah, lalu tulis reviewed = true.
# (Inferred from the file and not yet reviewed: check each column, correct it, set reviewed = true.)
"""


def write_drafts(drafts: Mapping[str, FileReading], folder: Path) -> list[Path]:
    """Write a profile for each source that has none; an existing file is never touched."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for source, reading in sorted(drafts.items()):
        path = folder / f"{source}.toml"
        if not path.exists():
            path.write_text(draft(source, reading), encoding="utf-8")
            written.append(path)
    return written


def draft(source: str, reading: FileReading) -> str:
    """Return the text of a profile for ``source``, with the evidence for each column beside it."""
    lines = [HEAD]
    lines += [
        f"source = {_quoted(source)}",
        f"title = {_quoted(PurePosixPath(reading.name).stem)}",
        f"agency = {_quoted(_agency(reading.name))}",
        "reviewed = false",
        f"files = [{_quoted(_pattern(reading.name))}]",
        'replaces = "add"          # "source": berkas baru menggantikan yang lama',
        'programmes = []           # program yang dibuktikan tiap baris, misalnya ["PKH"]',
        "",
        "[columns]",
    ]
    seen = set()
    for choice in _choices(reading):
        if choice.header and choice.header not in seen:
            seen.add(choice.header)
            why = choice.evidence or "judul tidak dikenal, isi disimpan di extra"
            field = _quoted(choice.field or "lain")
            lines.append(f"{_quoted(choice.header)} = {field}  # {choice.how}: {why}")
    return "\n".join(lines) + "\n"


def _choices(reading: FileReading) -> list[Choice]:
    return [c for s in reading.sheets for t in s.tables for c in t.mapping.choices]


def _agency(name: str) -> str:
    parent = PurePosixPath(name).parent.name
    return parent or "belum diketahui"


def _pattern(name: str) -> str:
    """Return a file pattern for later submissions: dates and copy numbers may be anything."""
    path = PurePosixPath(name.lower())
    bare = DATED.sub("*", str(path.with_suffix("")).replace("[", "?").replace("]", "?"))
    return f"{bare}.*"


def _quoted(text: str) -> str:
    """Return ``text`` as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
