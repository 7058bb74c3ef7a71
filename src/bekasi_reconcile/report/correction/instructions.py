"""The first sheet of a correction file: what to do, what the colours mean, how much there is."""

from collections.abc import Mapping, Sequence
from typing import Any

from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.report.correction.sheet import COLOURS
from bekasi_reconcile.report.xlsx import WHOLE_SHEET

LEGEND = ("cell", "doubt", "repaired")
"""The severities that have a colour of their own, the gravest first."""


def opening(source: str, written: int, rows: int, *, part: bool) -> list[Message]:
    """Return the title and what to do: with a whole list, or with ``written`` of its ``rows``."""
    title = Message("correction.title", source=source)
    if part:
        scope = Message("correction.part_look", written=written, all=rows)
        return [title, scope, Message("correction.part_do_not_send")]
    return [title, Message("correction.whole_look"), Message("correction.whole_send")]


def write(
    book: Any,
    title: str,
    lines: Sequence[Message],
    counts: Mapping[tuple[str, str], Mapping[str, int]],
    language: str,
) -> None:
    """Add the sheet ``title`` to ``book``: the ``lines``, the legend, the ``counts``.

    ``counts`` has the number of cells of each severity by sheet and column.
    """
    sheet = book.add_worksheet(title)
    plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    bold = book.add_format({"num_format": "@", "bold": True})
    heads = [Message(f"correction.head_{head}") for head in ("sheet", "column", *LEGEND)]
    sheet.set_column(0, 0, 100)
    sheet.set_column(1, len(heads) - 1, 18)
    sheet.ignore_errors({"number_stored_as_text": WHOLE_SHEET})
    for at, line in enumerate(lines):
        sheet.write_string(at, 0, line.text(language), plain if at else bold)
    at = len(lines) + 1
    for severity in LEGEND:
        colour = {"num_format": "@", "bg_color": COLOURS[severity], "border": 1}
        text = Message(f"correction.legend_{severity}").text(language)
        sheet.write_string(at, 0, text, book.add_format(colour))
        at += 1
    table = [[head.text(language) for head in heads]]
    table += [[*place, *map(str, numbers.values())] for place, numbers in counts.items()]
    for i, cells in enumerate(table, at + 1):
        for j, text in enumerate(cells):
            sheet.write_string(i, j, text, plain if i > at + 1 else bold)
