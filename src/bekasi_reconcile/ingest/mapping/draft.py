"""Draft profiles: what was inferred of a list, for the officer to check and make her own."""

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.ingest.mapping.column_choice import Choice
from bekasi_reconcile.ingest.mapping.profile_claim import DATED
from bekasi_reconcile.ingest.submission.read import FileReading
from bekasi_reconcile.messages.catalogue import DEFAULT
from bekasi_reconcile.messages.evidence_text import evidence_text
from bekasi_reconcile.reference.programmes import programmes
from bekasi_reconcile.spreadsheet.cell_address import letter

HEAD = """\
# Profil yang disimpulkan sendiri dari berkas, belum diperiksa. Periksa arti tiap kolom di bawah,
# betulkan bila salah, lalu tulis reviewed = true.
# (Inferred from the file and not yet reviewed: check each column, correct it, set reviewed = true.)
"""


class Draft:
    """A profile inferred from one file, and its text with the evidence beside each column."""

    def __init__(self, reading: FileReading) -> None:
        choices = [c for s in reading.sheets for t in s.tables for c in t.mapping.choices]
        self._choices = {c.header or f"kolom {letter(c.column)}": c for c in reversed(choices)}
        path = PurePosixPath(reading.name)
        self.source = Source(
            source=reading.source,
            title=path.stem,
            agency=path.parent.name or "belum diketahui",
            reviewed=False,
            files=(_pattern(path),),
            columns={header: c.field or "lain" for header, c in self._in_order()},
            programmes=programmes(reading.name),
        )

    def _in_order(self) -> list[tuple[str, Choice]]:
        return sorted(self._choices.items(), key=lambda item: (item[1].column, item[0]))

    def text(self) -> str:
        """Return the profile as TOML."""
        source = self.source
        lines = [
            HEAD,
            f"source = {_quoted(source.source)}",
            f"title = {_quoted(source.title)}",
            f"agency = {_quoted(source.agency)}",
            "reviewed = false",
            f"files = [{_quoted(source.files[0])}]",
            'replaces = "add"  # "source": berkas bertanggal lebih baru menggantikan yang lama',
            f"programmes = [{', '.join(map(_quoted, source.programmes))}]  # dibuktikan tiap baris",
            "trust = 50  # 0 sampai 100: isian daftar yang lebih dipercaya masuk register",
            "",
            "[columns]  # judul kolom = arti; lain: tidak dipakai, tetap disimpan",
        ]
        for header, choice in self._in_order():
            why = evidence_text(choice.evidence, DEFAULT) or "judul tidak dikenal"
            lines.append(
                f"{_quoted(header)} = {_quoted(choice.field or 'lain')}  # {choice.how}: {why}"
            )
        return "\n".join(lines) + "\n"


def write_drafts(drafts: Mapping[str, Draft], folder: Path) -> list[Path]:
    """Write a profile for each source that has none; an existing file is never touched."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for source, draft in sorted(drafts.items()):
        path = folder / f"{source}.toml"
        if not path.exists():
            path.write_text(draft.text(), encoding="utf-8")
            written.append(path)
    return written


def _pattern(path: PurePosixPath) -> str:
    """Return a file pattern for later submissions: dates and copy numbers may be anything."""
    bare = DATED.sub("*", str(path.with_suffix("")).lower())
    return "".join("?" if c in "[]" else c for c in bare) + ".*"


def _quoted(text: str) -> str:
    """Return ``text`` as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
