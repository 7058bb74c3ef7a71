"""Text that others wrote, made harmless before it is shown.

A file name or a header may hold control characters that move a terminal's cursor, set its title or
turn the reading direction around, or a line break that forges a line of the program's own.
"""

import unicodedata

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories of what is not seen: controls, formats, half characters, line breaks."""


class _Visible(dict[int, str]):
    """What is shown for a character, by its number; ``kept`` are shown as they are."""

    def __init__(self, kept: str = "") -> None:
        super().__init__({ord(char): char for char in kept})

    def __missing__(self, number: int) -> str:
        char = chr(number)
        hidden = unicodedata.category(char) in HIDDEN
        self[number] = _escape(char) if hidden else char
        return self[number]


def _escape(char: str) -> str:
    """Return ``char`` as JSON and TOML write it, by the numbers of its UTF-16 code units."""
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


_OF_LINE, _OF_LINES = _Visible(), _Visible("\n\t")


def visible_line(text: str) -> str:
    """Return ``text`` on one line, each character in it that is not seen by its number.

    >>> visible_line("lis\\x1b[2Jtar\\n.csv")
    'lis\\\\u001b[2Jtar\\\\u000a.csv'
    """
    return text if text.isprintable() else text.translate(_OF_LINE)


def visible_lines(text: str) -> str:
    """Return ``text`` with its own line breaks and tabs, all else as ``visible_line`` does."""
    return text if text.isprintable() else text.translate(_OF_LINES)
