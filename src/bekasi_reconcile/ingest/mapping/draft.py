"""Draft profiles, inferred from a list, which the officer checks and makes her own."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.ingest.mapping.profile_claim import DATED, is_telling
from bekasi_reconcile.ingest.submission.read import FileReading
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.reference.programmes import programmes
from bekasi_reconcile.register.whole_file import write_whole
from bekasi_reconcile.spreadsheet.cell_address import letter


class Draft:
    """A profile inferred from one file, and its text with the evidence beside each column."""

    def __init__(self, reading: FileReading) -> None:
        choices = [c for s in reading.sheets for t in s.tables for c in t.mapping.choices]
        by_header = {c.header or f"kolom {letter(c.column)}": c for c in reversed(choices)}
        self._choices = sorted(by_header.items(), key=lambda item: (item[1].column, item[0]))
        path = PurePosixPath(reading.name)
        self.source = Source(
            source=reading.source,
            title=path.stem,
            agency=path.parent.name or "belum diketahui",
            reviewed=False,
            files=(_pattern(path),),
            columns={header: choice.field or "lain" for header, choice in self._choices},
            programmes=programmes(reading.name),
        )

    def text(self, language: str) -> str:
        """Return the profile as TOML, its comments in ``language``."""
        source = self.source
        note = {
            name: Message(f"suggest.draft.{name}").text(language)
            for name in ("head", "replaces", "programmes", "trust", "columns")
        }
        lines = [
            note["head"],
            f"source = {_toml_string(source.source)}",
            f"title = {_toml_string(source.title)}",
            f"agency = {_toml_string(source.agency)}",
            "reviewed = false",
            f"files = [{_toml_string(source.files[0])}]",
            f'replaces = "add"  # {note["replaces"]}',
            f"programmes = [{', '.join(map(_toml_string, source.programmes))}]"
            f"  # {note['programmes']}",
            f"trust = 50  # {note['trust']}",
            "",
            f"[columns]  # {note['columns']}",
            *self._column_lines(language),
        ]
        return "\n".join(lines) + "\n"

    def _column_lines(self, language: str) -> Iterator[str]:
        for header, choice in self._choices:
            entry = f"{_toml_string(header)} = {_toml_string(choice.field or 'lain')}"
            yield f"{entry}  # {choice.reason(language)}"


def write_drafts(drafts: Mapping[str, Draft], folder: Path, language: str) -> list[Path]:
    """Write a profile for each source that has none; an existing file is never touched."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for source, draft in sorted(drafts.items()):
        path = folder / f"{source}.toml"
        if not path.exists():
            write_whole(path, draft.text(language))
            written.append(path)
    return written


def _pattern(path: PurePosixPath) -> str:
    """Return a file pattern for later submissions; dates and copy numbers may be anything.

    Of a name that is nothing else, only the digits may be others where its folder names the list.
    """
    whole = "".join("?" if c in "[]" else c for c in str(path.with_suffix("")).lower())
    bare = DATED.sub("*", whole)
    if is_telling(PurePosixPath(bare).name + ".*"):
        return bare + ".*"
    if is_telling(bare + ".*"):
        return (
            f"{PurePosixPath(bare).parent}/{re.sub('[0-9]', '[0-9]', PurePosixPath(whole).name)}.*"
        )
    return whole + ".*"


def _toml_string(text: str) -> str:
    """Return ``text`` as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
