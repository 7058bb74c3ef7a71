"""What would be made of a file, told to the officer before anything is run."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.ingest.layout.sheet import SheetReading, rows_by_kind
from bekasi_reconcile.ingest.mapping.draft import Draft
from bekasi_reconcile.ingest.reader.workbook import Reader
from bekasi_reconcile.ingest.submission.discover import Found, discover
from bekasi_reconcile.ingest.submission.read import FileReading, read_file
from bekasi_reconcile.messages.catalogue import DEFAULT
from bekasi_reconcile.messages.evidence_text import evidence_text
from bekasi_reconcile.messages.problem_text import problem_text
from bekasi_reconcile.spreadsheet.cell_address import letter


def suggestion(file: Path, sources: Sequence[Source], work: Path) -> str:
    """Return, as text, each table of ``file`` with its columns' meaning and evidence, and a draft.

    No cell of data is shown: only headers, counts and shares.
    """
    with Reader(work) as workbooks:
        reading = read_file(Found(file.name, file), sources, workbooks)
    lines = [f"{file.name}: sumber {reading.source}{_state(reading)}"]
    lines += [line for sheet in reading.sheets for line in _sheet_lines(sheet)]
    if reading.refused:
        told = problem_text(reading.refused.rule, DEFAULT, reading.source)
        lines.append(f"DITOLAK: {told.message} {told.remedy}")
    if reading.profile is None and reading.sheets:
        lines += ["", f"# configs/sources/{reading.source}.toml", Draft(reading).text()]
    return "\n".join(lines)


def _state(reading: FileReading) -> str:
    if reading.profile is None:
        return " (tanpa profil: arti kolom disimpulkan)"
    return "" if reading.profile.reviewed else " (profil draf)"


def _sheet_lines(sheet: SheetReading) -> list[str]:
    counts = {kind: n for kind, n in rows_by_kind(sheet).items() if n}
    told = ", ".join(f"{n} {kind}" for kind, n in counts.items())
    lines = [f"\nLembar {sheet.grid.name!r}: {told}"]
    for table in sheet.tables:
        lines.append(f"  judul kolom di baris {table.header.first + 1}")
        for choice in table.mapping.choices:
            field = choice.field or "(disimpan di extra)"
            why = evidence_text(choice.evidence, DEFAULT) or "judul tidak dikenal"
            header = choice.header or "(kosong)"
            lines.append(f"  {letter(choice.column):>3}  {header} = {field}  [{choice.how}: {why}]")
        for question in table.mapping.questions:
            lines.append(f"  PERTANYAAN: {problem_text(question, DEFAULT).message}")
    return lines


class Claim(NamedTuple):
    """Which source a file belongs to; ``problem`` says why it cannot be read, or is empty."""

    file: str
    source: str
    profile: bool
    reviewed: bool
    problem: str


def claims(raw: Path, sources: Sequence[Source], work: Path) -> list[Claim]:
    """Return the source of every file below ``raw``."""
    found = []
    with Reader(work) as workbooks:
        for file in discover(raw):
            if file.skip:
                why = problem_text(file.skip, DEFAULT).message
                found.append(Claim(file.name, "", False, False, f": {why}"))
                continue
            reading = read_file(file, sources, workbooks)
            profile = reading.profile
            refused = reading.refused
            why = (
                f": {problem_text(refused.rule, DEFAULT, reading.source).message}"
                if refused
                else ""
            )
            reviewed = profile is not None and profile.reviewed
            found.append(Claim(file.name, reading.source, profile is not None, reviewed, why))
    return found
