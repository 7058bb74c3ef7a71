"""The first sheet of a correction file: what to do, what the colours mean, how much there is."""

from collections.abc import Sequence
from typing import Any

from bekasi_reconcile.report.correction.sheet import COLOURS

WHOLE = (
    "Sel berwarna di lembar-lembar berikut perlu perhatian. Arahkan penunjuk ke sel itu: "
    "catatannya menyebut apa yang salah dan apa yang harus dilakukan.",
    "Betulkan isinya langsung di sel itu, simpan sebagai .xlsx, lalu kirim kembali berkas ini "
    "seluruhnya: ia menggantikan berkas semula. Jangan ubah nama lembar dan baris judul.",
    "Coloured cells on the sheets that follow need attention. Point at one: its note says what is "
    "wrong and what to do.",
    "Correct the cell itself, save as .xlsx and send this whole file back as it is: it replaces "
    "the file it was made from. Do not rename sheets or change header rows.",
)
PART = (
    "Daftar ini terlalu besar untuk dikirim balik seluruhnya. Di sini hanya ada baris yang "
    "bermasalah ({written} dari {all}); catatan tiap sel menyebut nomor baris asalnya.",
    "JANGAN kirim berkas ini kembali. Betulkan daftar Anda sendiri menurut catatan, lalu kirim "
    "daftar itu seluruhnya.",
    "This list is too large to be sent back whole. Only rows with a problem are here ({written} "
    "of {all}); each note names the row it came from.",
    "DO NOT send this file back: correct your own list by the notes and send that, whole.",
)
LEGEND = {
    "cell": "Merah: isian tidak dipakai atau baris ditolak, betulkan. / "
    "Red: the cell is not used, or the row is refused; correct it.",
    "doubt": "Kuning: meragukan, periksa. / Yellow: in doubt; check it.",
    "repaired": "Hijau: sudah kami betulkan, pastikan benar. / Green: we repaired it; confirm it.",
}
COUNTED = ("Lembar / Sheet", "Kolom / Column", "Merah / Red", "Kuning / Yellow", "Hijau / Green")


def write(book: Any, title: str, opening: Sequence[str], counts: Sequence[Sequence[str]]) -> None:
    """Add the sheet ``title`` to ``book``: the ``opening`` lines, the legend, the ``counts``."""
    sheet = book.add_worksheet(title)
    plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    bold = book.add_format({"num_format": "@", "bold": True})
    sheet.set_column(0, 0, 100)
    sheet.set_column(1, len(COUNTED) - 1, 18)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for at, line in enumerate(opening):
        sheet.write_string(at, 0, line, plain if at else bold)
    at = len(opening) + 1
    for severity, line in LEGEND.items():
        colour = {"num_format": "@", "bg_color": COLOURS[severity], "border": 1}
        sheet.write_string(at, 0, line, book.add_format(colour))
        at += 1
    for i, counted in enumerate([COUNTED, *counts]):
        for j, text in enumerate(counted):
            sheet.write_string(at + 1 + i, j, text, plain if i else bold)
