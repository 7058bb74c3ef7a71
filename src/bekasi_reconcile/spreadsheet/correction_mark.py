"""A workbook that went back to an agency for correction, and comes in again.

Its document properties bear a mark: which submissions it holds, and for every sheet the
file and sheet that its rows came from, whose names may state an area and a date.
"""

import re
from collections.abc import Mapping

from pydantic import ValidationError

from bekasi_reconcile.config.sources import Slug
from bekasi_reconcile.config.toml import Frozen

NAME = "reconcile-corrects"
INSTRUCTIONS = "Petunjuk"
"""The first sheet of a correction file; it is ours and holds no row of the agency's."""

PART = "file_part"
"""Why a file that holds only some rows of a list is refused: see Mark.part."""

LONGEST = 200
"""Characters of one property; Excel allows 255."""

PIECE = re.compile(rf"{NAME}-(\d{{1,5}})")


class Origin(Frozen):
    """Where the rows of the sheet ``title`` came from; ``sheet`` is empty for a text file.

    ``cut``: fields whose column Excel had cut. Sent back as text it no longer shows the damage,
    and a number left as it was must not be believed for that.
    """

    title: str
    file: str
    sheet: str
    cut: tuple[str, ...] = ()


class CorrectionMark(Frozen):
    """What a correction file says of itself.

    ``corrects``: the submissions it takes the place of, those that they corrected included.
    ``part``: it holds only the rows with a problem. Such a file can replace nothing, and read
    beside the list it would make every person in it two persons of one list; so it is refused.
    """

    source: Slug
    corrects: tuple[str, ...]
    sheets: tuple[Origin, ...]
    part: bool = False

    def properties(self) -> dict[str, str]:
        """Return the mark as document properties, name to value."""
        text = _ascii_json(self.model_dump_json())
        pieces = [text[i : i + LONGEST] for i in range(0, len(text), LONGEST)]
        return {f"{NAME}-{i}": piece for i, piece in enumerate(pieces, 1)}


def _ascii_json(json: str) -> str:
    """Return ``json`` in ASCII and without spaces, so that no program trims or changes it."""
    return "".join(c if "!" <= c <= "~" else _code_units(c) for c in json)


def _code_units(character: str) -> str:
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def mark_of(properties: Mapping[str, str]) -> CorrectionMark | None:
    """Return the mark that document ``properties`` hold; None if there is none to be read."""
    pieces = {
        int(piece.group(1)): value
        for name, value in properties.items()
        if (piece := PIECE.fullmatch(name))
    }
    try:
        return CorrectionMark.model_validate_json("".join(pieces[i] for i in sorted(pieces)))
    except ValidationError:
        return None


def sheet_origin(mark: CorrectionMark | None, file: str, sheet: str) -> Origin:
    """Return where the rows of ``sheet`` came from, which is ``file`` unless the mark says."""
    for origin in mark.sheets if mark else ():
        if origin.title == sheet:
            return origin
    return Origin(title=sheet, file=file, sheet=sheet)
