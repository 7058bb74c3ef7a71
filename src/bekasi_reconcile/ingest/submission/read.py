"""Read a file as a submission of its source, with its tables, columns and kinds of rows."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.fault_injection import fault_point
from bekasi_reconcile.ingest.layout.header import Header
from bekasi_reconcile.ingest.layout.sheet import SheetReading, SheetTable, outline, read_sheet
from bekasi_reconcile.ingest.layout.title_area import area_in_name, areas_in_title
from bekasi_reconcile.ingest.mapping.column_choice import ColumnChoice
from bekasi_reconcile.ingest.mapping.header_vocabulary import IGNORED, squash
from bekasi_reconcile.ingest.mapping.profile_claim import claiming_profile, slug
from bekasi_reconcile.ingest.reader.child.file_type import Unreadable
from bekasi_reconcile.ingest.reader.file_reader import NOT_OF_THE_FILE, FileContent, FileReader
from bekasi_reconcile.ingest.reader.grid import Grid
from bekasi_reconcile.ingest.submission.data_date import date_in_titles, newest, reported_on
from bekasi_reconcile.ingest.submission.discover import RawFile
from bekasi_reconcile.reference.territory import Territory
from bekasi_reconcile.spreadsheet import correction_mark
from bekasi_reconcile.spreadsheet.cell_address import letter


@dataclass(frozen=True)
class Notice:
    """A problem of a file or sheet; ``rule`` is in the problem catalogue."""

    rule: str
    sheet: str = ""
    cell: str = ""
    detail: str = ""


@dataclass(frozen=True)
class FileReading:
    """One file as far as it could be read; ``refused`` names the rule if it could not."""

    name: str
    sha256: str
    format: str
    source: str
    profile: Source | None = None
    sheets: tuple[SheetReading, ...] = ()
    notices: tuple[Notice, ...] = ()
    refused: Notice | None = None
    reported_on: str | None = None
    mark: correction_mark.CorrectionMark | None = None
    headers: tuple[str, ...] = ()
    defaults: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def submission_id(self) -> str:
        """The file's id: its source, path and content."""
        key = f"{self.source}\n{self.name}\n{self.sha256}"
        return "s-" + hashlib.blake2b(key.encode(), digest_size=8).hexdigest()

    def origin(self, sheet: str) -> correction_mark.Origin:
        """Return where the rows of ``sheet`` came from, another file if this corrects it."""
        return correction_mark.sheet_origin(self.mark, self.name, sheet)


def read_file(
    file: RawFile, sources: Sequence[Source], reader: FileReader, territory: Territory
) -> FileReading:
    """Return what is in ``file``; never raises for its content."""
    content: FileContent | None = None
    try:
        if file.refusal:
            raise Unreadable(file.refusal)
        content = reader.read(file.path)
        fault_point("reading")
        return _read_content(file.name, content, sources, territory)
    except Unreadable as err:
        return _refusal_of_file(file.name, content, sources, Notice(err.rule), err.kind)
    except NOT_OF_THE_FILE:
        raise
    except Exception as err:  # noqa: BLE001  no file may keep the others from being read
        return _refusal_of_file(file.name, content, sources, failure(err))


def failure(err: Exception) -> Notice:
    """Return the refusal of a file on which the program failed; the error's text may quote it."""
    if isinstance(err, MemoryError):
        return Notice("file_crashes")
    return Notice("file_failed", detail=type(err).__name__)


def _refusal_of_file(
    name: str,
    content: FileContent | None,
    sources: Sequence[Source],
    refused: Notice,
    kind: str = "?",
) -> FileReading:
    profile = claiming_profile(name, (), sources)
    source = profile.source if profile else slug(name)
    sha256, kind = (content.sha256, content.kind) if content else ("", kind)
    return FileReading(name, sha256, kind, source, profile, refused=refused)


def _read_content(
    name: str, content: FileContent, sources: Sequence[Source], territory: Territory
) -> FileReading:
    mark = correction_mark.mark_of(content.properties)
    grids = [g for g in content.grids if mark is None or g.name != correction_mark.INSTRUCTIONS]
    outlines = [outline(grid) for grid in grids]
    profile = _profile(name, outlines, sources, mark)
    reading = FileReading(
        name,
        content.sha256,
        content.kind,
        mark.source if mark else profile.source if profile else slug(name),
        profile,
        tuple(s for s in _read_sheets(grids, outlines, profile, territory) if len(s.grid.cells)),
        mark=mark,
        headers=tuple(_header_texts(outlines)),
    )
    return _with_findings(reading, [Notice(rule) for rule in content.notices], territory)


def _with_findings(
    reading: FileReading, notices: Sequence[Notice], territory: Territory
) -> FileReading:
    """Return ``reading`` with what its sheets, its name and its mark say of the whole file."""
    sheets = reading.sheets
    origins = {s.grid.name: reading.origin(s.grid.name) for s in sheets}
    partial = reading.mark is not None and reading.mark.part
    dates = (reported_on(origins[s.grid.name].file) or date_in_titles(s) for s in sheets)
    return replace(
        reading,
        notices=(*notices, *_sheet_notices(sheets), *_draft_notice(reading)),
        refused=Notice(correction_mark.PART) if partial else _refusal(sheets, reading.source),
        reported_on=newest(dates),
        defaults={
            name: _defaults(origin.file, origin.sheet, reading.profile, territory)
            for name, origin in origins.items()
        },
    )


def _profile(
    name: str,
    outlines: Sequence[Sequence[Header]],
    sources: Sequence[Source],
    mark: correction_mark.CorrectionMark | None,
) -> Source | None:
    """Return the profile that claims the file; a correction file belongs to what it corrects."""
    if mark:
        return next((s for s in sources if s.source == mark.source), None)
    return claiming_profile(name, _header_texts(outlines), sources)


def _read_sheets(
    grids: Sequence[Grid],
    outlines: Sequence[Sequence[Header]],
    profile: Source | None,
    territory: Territory,
) -> list[SheetReading]:
    """Return the sheets read as the profile says.

    Of a profile that nobody reviewed only what differs from our own inference is obeyed: that
    is what the officer changed.
    """

    def read(fields: Mapping[str, str]) -> list[SheetReading]:
        return [read_sheet(g, o, fields, territory) for g, o in zip(grids, outlines, strict=True)]

    profile_fields = {squash(h): f for h, f in profile.columns.items()} if profile else {}
    if profile and profile.reviewed:
        return read(profile_fields)
    sheets = read({})
    inferred = {
        squash(c.header or f"kolom {letter(c.column)}"): c.field or IGNORED
        for sheet in sheets
        for table in sheet.tables
        for c in table.mapping.choices
    }
    edits = {header: f for header, f in profile_fields.items() if inferred.get(header, f) != f}
    return read(edits) if edits else sheets


def _header_texts(outlines: Sequence[Sequence[Header]]) -> list[str]:
    return [
        text
        for headers in outlines
        for header in headers
        for parts in header.parts.values()
        for text in (parts[-1], " ".join(parts))
    ]


def _refusal(sheets: Sequence[SheetReading], source: str) -> Notice | None:
    """Return why the whole file is refused, because nobody is in it or a question is open."""
    for sheet in sheets:
        for table in sheet.tables:
            for rule in table.mapping.questions:
                return Notice(rule, sheet.grid.name, f"A{table.header.first + 1}", source)
    if not any(sheet.has_people for sheet in sheets):
        return Notice("file_no_table")
    return None


def _sheet_notices(sheets: Sequence[SheetReading]) -> list[Notice]:
    notices = []
    for sheet in sheets:
        if not sheet.has_people:
            notices.append(Notice("sheet_no_people", sheet.grid.name))
        elif not any(len(table.rows) for table in sheet.tables):
            notices.append(Notice("sheet_no_rows", sheet.grid.name))
        elif not sheet.grid.visible:
            notices.append(Notice("sheet_hidden", sheet.grid.name))
        if sheet.has_people and sheet.grid.hidden_rows:
            count = str(sheet.grid.hidden_rows)
            notices.append(Notice("sheet_hidden_rows", sheet.grid.name, detail=count))
        notices += [
            Notice("column_contradicted", sheet.grid.name, _header_cell(table, c), c.header)
            for table in sheet.tables
            for c in table.mapping.choices
            if c.is_contradicted
        ]
    return notices


def _header_cell(table: SheetTable, choice: ColumnChoice) -> str:
    return f"{letter(choice.column)}{max(table.header.last, 0) + 1}"


def _draft_notice(reading: FileReading) -> list[Notice]:
    if reading.profile is not None and reading.profile.reviewed:
        return []
    return [Notice("profile_draft", detail=reading.source)]


def _defaults(
    file: str, sheet: str, profile: Source | None, territory: Territory
) -> dict[str, str]:
    """Return what the sheet's name, the file's name and the profile say of every row."""
    stem = Path(file).stem.replace("_", " ")
    constants = dict(profile.constants) if profile else {}
    return constants | areas_in_title(stem, territory) | area_in_name(sheet, territory)
