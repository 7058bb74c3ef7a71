"""Files → submissions: each read, claimed by its source, mapped, its rows counted."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.ingest.layout.header import Header
from bekasi_reconcile.ingest.layout.sheet import SheetReading, outline, read_sheet
from bekasi_reconcile.ingest.layout.title_area import area_in_name, areas_in_title
from bekasi_reconcile.ingest.mapping.header_vocabulary import IGNORED, squash
from bekasi_reconcile.ingest.mapping.profile_claim import claiming_profile, slug
from bekasi_reconcile.ingest.reader import delimited_text, html_table
from bekasi_reconcile.ingest.reader.file_type import Unreadable, sniff
from bekasi_reconcile.ingest.reader.grid import Grid
from bekasi_reconcile.ingest.reader.workbook import WorkbookReader
from bekasi_reconcile.ingest.submission.data_date import date_in_titles, newest, reported_on
from bekasi_reconcile.ingest.submission.discover import RawFile
from bekasi_reconcile.spreadsheet import correction_mark
from bekasi_reconcile.spreadsheet.cell_address import letter


@dataclass(frozen=True)
class Notice:
    """Something to tell about a file or sheet; ``rule`` is in the problem catalogue."""

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
        """Return where the rows of ``sheet`` came from: another file if this one corrects it."""
        return correction_mark.sheet_origin(self.mark, self.name, sheet)


def read_file(found: RawFile, sources: Sequence[Source], workbooks: WorkbookReader) -> FileReading:
    """Return ``found`` read; never raises for what is in the file."""
    digest, kind = "", "?"
    try:
        digest = hashlib.sha256(_content(found.path)).hexdigest()
        kind = sniff(found.path)
        grids, notices = _grids(found.path, kind, workbooks)
    except Unreadable as err:
        source = claiming_profile(found.name, (), sources)
        name = source.source if source else slug(found.name)
        return FileReading(found.name, digest, kind, name, source, refused=Notice(err.rule))
    mark = correction_mark.read_mark(found.path)
    grids = [g for g in grids if mark is None or g.name != correction_mark.INSTRUCTIONS]
    outlines = [outline(grid) for grid in grids]
    profile = _profile(found.name, outlines, sources, mark)
    source_name = mark.source if mark else profile.source if profile else slug(found.name)
    sheets = _read_sheets(grids, outlines, profile)
    kept = tuple(s for s in sheets if len(s.grid.cells))
    came = {s.grid.name: correction_mark.sheet_origin(mark, found.name, s.grid.name) for s in kept}
    part = Notice(correction_mark.PART) if mark and mark.part else None
    refused = part or _refusal(kept, source_name)
    told = notices + _sheet_notices(kept) + _draft_notice(profile, source_name)
    return FileReading(
        found.name,
        digest,
        kind,
        source_name,
        profile,
        kept,
        tuple(told),
        refused,
        reported_on=newest(reported_on(came[s.grid.name].file) or date_in_titles(s) for s in kept),
        mark=mark,
        headers=tuple(_header_texts(outlines)),
        defaults={name: _defaults(o.file, o.sheet, profile) for name, o in came.items()},
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except PermissionError:  # on Windows also a file that Excel holds open
        raise Unreadable("file_closed") from None


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
    grids: Sequence[Grid], outlines: Sequence[Sequence[Header]], profile: Source | None
) -> list[SheetReading]:
    """Return the sheets read as the profile says.

    Of a profile that nobody reviewed only what differs from our own inference is obeyed: that
    is what the officer changed.
    """

    def read(named: Mapping[str, str]) -> list[SheetReading]:
        return [read_sheet(g, o, named) for g, o in zip(grids, outlines, strict=True)]

    told = {squash(h): f for h, f in profile.columns.items()} if profile else {}
    if profile and profile.reviewed:
        return read(told)
    inferred = read({})
    found = {
        squash(c.header or f"kolom {letter(c.column)}"): c.field or IGNORED
        for sheet in inferred
        for table in sheet.tables
        for c in table.mapping.choices
    }
    edits = {header: f for header, f in told.items() if found.get(header, f) != f}
    return read(edits) if edits else inferred


def _grids(path: Path, kind: str, workbooks: WorkbookReader) -> tuple[list[Grid], list[Notice]]:
    if kind == "text":
        text = delimited_text.read(path)
        return [text.grid], [Notice(rule) for rule in text.notices]
    if kind == "locked" and not workbooks.passwords:
        raise Unreadable("file_password")
    if kind == "html":
        return [html_table.read(path)], []
    return workbooks.read(path), []


def _header_texts(outlines: Sequence[Sequence[Header]]) -> list[str]:
    return [
        text
        for headers in outlines
        for header in headers
        for parts in header.parts.values()
        for text in (parts[-1], " ".join(parts))
    ]


def _refusal(sheets: Sequence[SheetReading], source: str) -> Notice | None:
    """Return why the whole file is refused: no people in it, or a question is open."""
    for sheet in sheets:
        for table in sheet.tables:
            for rule in table.mapping.questions:
                return Notice(rule, sheet.grid.name, f"A{table.header.first + 1}", source)
    if not any(sheet.has_people for sheet in sheets):
        return Notice("file_no_table")
    return None


def _sheet_notices(sheets: Sequence[SheetReading]) -> list[Notice]:
    told = []
    for sheet in sheets:
        if not sheet.has_people:
            told.append(Notice("sheet_no_people", sheet.grid.name))
        elif not any(len(table.rows) for table in sheet.tables):
            told.append(Notice("sheet_no_rows", sheet.grid.name))
        elif not sheet.grid.visible:
            told.append(Notice("sheet_hidden", sheet.grid.name))
        if sheet.has_people and sheet.grid.hidden_rows:
            count = str(sheet.grid.hidden_rows)
            told.append(Notice("sheet_hidden_rows", sheet.grid.name, detail=count))
    return told


def _draft_notice(profile: Source | None, source: str) -> list[Notice]:
    if profile is not None and profile.reviewed:
        return []
    return [Notice("profile_draft", detail=source)]


def _defaults(file: str, sheet: str, profile: Source | None) -> dict[str, str]:
    """Return what the sheet's name, the file's name and the profile say of every row."""
    stem = Path(file).stem.replace("_", " ")
    constants = dict(profile.constants) if profile else {}
    return constants | areas_in_title(stem) | area_in_name(sheet)
