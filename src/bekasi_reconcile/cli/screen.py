"""The one place that prints. What others wrote moves no cursor and forges no line.

Nothing else in the package writes to stdout or stderr.
"""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from bekasi_reconcile.messages.visible_text import visible_line, visible_lines


def say_lines(text: str, *, error: bool = False) -> None:
    """Print ``text``, on stderr if it is about an ``error``. Its own line breaks are kept."""
    typer.echo(visible_lines(text).removesuffix("\n"), err=error)


def say_cells(*cells: str) -> None:
    """Print one line of ``cells``, whatever line breaks are in them."""
    typer.echo("  ".join(visible_line(cell) for cell in cells))


def say_json(document: Any, default: Callable[[Any], Any] | None = None) -> None:
    """Print ``document`` as one JSON document; hidden characters are escaped as JSON does."""
    typer.echo(visible_line(json.dumps(document, ensure_ascii=False, default=default)))


def take_any_character() -> None:
    """Let the streams replace a character that they cannot encode, where they would fail."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # none, no text, or closed
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


class Terminal(Console):
    """A console that shows text as it stands: no markup, no emoji, nothing hidden.

    It honours NO_COLOR and lets the caller hear that nobody listens any more.
    """

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError

    def render_str(self, text: str, **how: Any) -> Text:
        return super().render_str(visible_lines(text), **how)


def terminal(*, errors: bool = False) -> Console:
    """Return the console for results, or for the progress meanwhile (``errors``)."""
    return Terminal(
        stderr=errors,
        no_color="NO_COLOR" in os.environ,
        highlight=False,
        markup=False,
        emoji=False,
    )
