"""What would be read of a file, shown to the officer before anything is run."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.ingest.layout.sheet import SheetReading, SheetTable, rows_by_kind
from bekasi_reconcile.ingest.mapping.draft import Draft
from bekasi_reconcile.ingest.reader.file_reader import FileReader
from bekasi_reconcile.ingest.submission.discover import RawFile, discover
from bekasi_reconcile.ingest.submission.read import FileReading, read_file
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.messages.problem_text import ProblemMessage, problem_text
from bekasi_reconcile.reference.territory import Territory
from bekasi_reconcile.spreadsheet.cell_address import letter


def suggestion(
    file: Path, sources: Sequence[Source], work: Path, territory: Territory, language: str
) -> str:
    """Return, as text, each table of ``file`` with its columns' meaning and evidence, and a draft.

    No cell of data is shown: only headers, counts and shares.
    """
    with FileReader(work) as reader:
        reading = read_file(RawFile(file.name, file), sources, reader, territory)
    lines = list(_lines(reading, language))
    if reading.profile is None and reading.sheets:
        lines += ["", f"# configs/sources/{reading.source}.toml", Draft(reading).text(language)]
    return "\n".join(lines)


def _lines(reading: FileReading, language: str) -> Iterator[str]:
    state = _state(reading)
    shown = state.text(language) if state else ""
    file = Message("suggest.file", file=reading.name, source=reading.source, state=shown)
    yield file.text(language)
    for sheet in reading.sheets:
        yield from _sheet_lines(sheet, language)
    if reading.refused:
        problem = ProblemMessage(reading.refused.rule, reading.source)
        yield Message("suggest.refused", problem=problem).text(language)


def _state(reading: FileReading) -> Message | None:
    if reading.profile is None:
        return Message("suggest.no_profile")
    return None if reading.profile.reviewed else Message("suggest.draft_profile")


def _sheet_lines(sheet: SheetReading, language: str) -> Iterator[str]:
    kinds = ", ".join(
        f"{count} {Message(f'suggest.kind.{kind}').text(language)}"
        for kind, count in rows_by_kind(sheet).items()
        if count
    )
    name = repr(sheet.grid.name)
    yield "\n" + Message("suggest.sheet", sheet=name, kinds=kinds).text(language)
    for table in sheet.tables:
        yield from _table_lines(table, language)


def _table_lines(table: SheetTable, language: str) -> Iterator[str]:
    yield Message("suggest.header_row", row=table.header.first + 1).text(language)
    for choice in table.mapping.choices:
        column = Message(
            "suggest.column",
            letter=letter(choice.column),
            header=choice.header or Message("suggest.blank"),
            field=choice.field or Message("suggest.in_extra"),
            reason=choice.reason(language),
        )
        yield column.text(language)
    for question in table.mapping.questions:
        problem = problem_text(question, language).message
        yield Message("suggest.question", problem=problem).text(language)


class FileClaim(NamedTuple):
    """Which source a file belongs to; ``problem`` says why it cannot be read, or is empty."""

    file: str
    source: str
    profile: bool
    reviewed: bool
    problem: str


def file_claims(
    raw: Path, sources: Sequence[Source], work: Path, territory: Territory, language: str
) -> list[FileClaim]:
    """Return the source of every file below ``raw``, with its problem in ``language``."""
    with FileReader(work) as reader:
        return [_file_claim(file, sources, reader, territory, language) for file in discover(raw)]


def _file_claim(
    file: RawFile,
    sources: Sequence[Source],
    reader: FileReader,
    territory: Territory,
    language: str,
) -> FileClaim:
    if file.skip:
        problem = problem_text(file.skip, language).message
        return FileClaim(file.name, "", False, False, f": {problem}")
    reading = read_file(file, sources, reader, territory)
    profile, refused = reading.profile, reading.refused
    problem = problem_text(refused.rule, language, reading.source).message if refused else ""
    return FileClaim(
        file.name,
        reading.source,
        profile is not None,
        profile is not None and profile.reviewed,
        f": {problem}" if problem else "",
    )
