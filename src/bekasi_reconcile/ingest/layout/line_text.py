"""What the text of one row says of a family's card, an area, a total or a signature."""

import re
from collections.abc import Sequence

from bekasi_reconcile.ingest.layout.title_area import areas_in_title
from bekasi_reconcile.reference.territory import Territory

TOTAL_TEXT = r"(?i)^\s*(SUB\s*|GRAND\s*)?(TOTAL|JUMLAH|JML)\b"
TOTAL_CELL = re.compile(TOTAL_TEXT)
CARD_TEXT = r"(?i)^\s*(NO|NOMOR)?\.?\s*(KK|KARTU\s+KELUARGA)\s*[:.]?"
CARD_STARTS = re.compile(r"^\s*(?:NO|NOMOR)?\.?\s*(?:KK|KARTU\s+KELUARGA)\s*:", re.IGNORECASE)
CARD_ROW = re.compile(
    r"(?:NO|NOMOR)?\.?\s*\b(?:KK|KARTU\s+KELUARGA)\b[\s:.=]*'?([0-9][0-9 .\-]{13,22}[0-9])",
    re.IGNORECASE,
)
CARD_LABELS = {
    "no_kk": r"(?:NO|NOMOR)?\.?\s*\b(?:KK|KARTU\s+KELUARGA)\b",
    "nama_kepala": r"(?:NAMA\s+)?(?:KEPALA|KEP\.?)\s*(?:KELUARGA|KEL\.?|KK)|NAMA\s+KK",
    "alamat": r"ALAMAT",
    "rt_rw": r"RT\s*/\s*RW",
    "rt": r"\bRT\b",
    "rw": r"\bRW\b",
    "dusun": r"\bDUSUN\b",
    "desa": r"DESA\s*/\s*KEL(?:URAHAN)?|\bDESA\b|\bKELURAHAN\b",
    "kecamatan": r"\bKEC(?:AMATAN)?\b\.?",
}
CARD_LABEL = re.compile(
    "|".join(f"(?P<{name}>{label})" for name, label in CARD_LABELS.items()), re.IGNORECASE
)
MONTHS = (
    r"(?:JANUARI|FEBRUARI|PEBRUARI|MARET|APRIL|MEI|JUNI|JULI|AGUSTUS|SEPTEMBER|OKTOBER|NOVEMBER|"
    r"NOPEMBER|DESEMBER)"
)
FOOTER_CELL = re.compile(
    r"^\s*(MENGETAHUI|MENYETUJUI|DISETUJUI|DIKETAHUI|DIBUAT OLEH|YANG MEMBUAT|PEMBUAT|"
    r"(PLT\.?\s*|A\.?N\.?\s*)?(KEPALA\s+(DESA|DINAS|KELURAHAN|SEKSI|BIDANG|PUSKESMAS|SEKOLAH|BADAN|UPTD|"
    r"SUB|SUKU)|CAMAT\b|LURAH\b|KADES\b|SEKRETARIS|SEKDES|KASI\b|BENDAHARA|OPERATOR|PENDAMPING|KETUA)|"
    r"PETUGAS( \w+)?\s*[,:]?\s*$|PETUGAS LAPANGAN|"
    r"DITETAPKAN|PADA TANGGAL|TEMBUSAN|NIP\b\.?|TTD\b|CATATAN\b|KETERANGAN\s*:|KET\s*[.:]|"
    r"NB\b\s*:?|SUMBER\s*(DATA)?\s*:|DICETAK|"
    rf"\*+|###|-{{4,}}|_{{4,}}|[A-Z .]{{3,30}},\s*[\d. ]*{MONTHS}\s+\d{{4}}|"
    r"HALAMAN\s+\d|HAL\.?\s*\d|PAGE\s+\d|\.{6,})",
    re.IGNORECASE,
)
TITLE_CELL = re.compile(
    r"^\s*(DAFTAR|DATA|LAPORAN|REKAP|LANJUTAN|PEMERINTAH|DINAS|KEMENTERIAN|BADAN|TAHUN|PERIODE|BULAN|"
    r"TAHAP|LAMPIRAN|PROVINSI|KABUPATEN|KECAMATAN|KEC\b|DESA|KELURAHAN|KEL\b|DUSUN|RT\b|RW\b|POSYANDU|"
    r"PUSKESMAS|PROGRAM|FORMULIR|BUKU|NOMOR\s*:|SEKOLAH|HALAMAN|PAGE|SD\b|SMP\b|BNBA)",
    re.IGNORECASE,
)
SUBHEAD = {
    "rt_rw": re.compile(r"^\s*(RT[\s.:]*\d{1,3}\s*[/, ]*\s*RW[\s.:]*\d{1,3})\s*$", re.IGNORECASE),
    "dusun": re.compile(r"^\s*(?:DUSUN|DSN)\b[\s.:]*(\S.{0,30})$", re.IGNORECASE),
}


def line_of(row: Sequence[str]) -> str:
    """Return the filled cells of ``row`` as one line."""
    return " ".join(cell for cell in row if cell)


def subhead_values(line: str, territory: Territory) -> dict[str, str]:
    """Return the RT and RW, hamlet or area that a line between the rows names."""
    values = {f: m.group(1) for f, pattern in SUBHEAD.items() if (m := pattern.match(line))}
    return values or areas_in_title(line, territory)


def family_line(row: Sequence[str]) -> dict[str, str]:
    """Return what a line above a family's members says; {} if it is no such line.

    >>> family_line(["No. KK : 3216010101190001", "", "Nama Kepala Keluarga : ASEP", "RT: 2"])
    {'no_kk': '3216010101190001', 'nama_kepala': 'ASEP', 'rt': '2'}
    """
    line = _spaced_line(row)
    if CARD_ROW.search(line):
        return family_values(row)
    # a family without a number, "No. KK : -", is a family all the same
    return {"no_kk": ""} | family_values(row) if CARD_STARTS.match(line) else {}


def continues_family(row: Sequence[str]) -> bool:
    """Tell whether ``row`` continues the lines above a family: a label, then its value."""
    line = _spaced_line(row)
    return bool(CARD_LABEL.match(line)) and (":" in line or len(line_of(row).split()) > 1)


def _spaced_line(row: Sequence[str]) -> str:
    return "  ".join(cell.strip() for cell in row if cell.strip())[:600]


def family_values(row: Sequence[str]) -> dict[str, str]:
    """Return the labelled values of a line; a name beside a bare card number is the head's."""
    line = _spaced_line(row)
    marks = list(CARD_LABEL.finditer(line))
    ends = [m.start() for m in marks[1:]] + [len(line)]
    values: dict[str, str] = {}
    for mark, end in zip(marks, ends, strict=True):
        value = line[mark.end() : end].strip(" :.=,;/\t")
        if value and mark.lastgroup:
            values.setdefault(mark.lastgroup, value)
    number = CARD_ROW.search(line)
    if number and "no_kk" in values:
        rest = values["no_kk"].replace(number.group(1), "").strip(" '-:,")
        values["no_kk"] = number.group(1)
        if rest and not any(map(str.isdecimal, rest)):
            values.setdefault("nama_kepala", rest)
    return values
