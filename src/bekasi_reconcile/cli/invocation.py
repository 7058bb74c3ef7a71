"""One call of the program: which command was given, for which project, in which language.

Everything that the command line says is rendered here, in the language of the project; where there
is no project yet, in that of the environment, Indonesian first.
"""

import os
import re
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import typer

from bekasi_reconcile.messages.catalogue import Language
from bekasi_reconcile.messages.message import Message

LANGUAGE_LINE = re.compile(r'^\s*language\s*=\s*"(id|en)"', re.MULTILINE)
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def environment_language() -> Language:
    """Return the language that the environment asks for: English, else Indonesian."""
    locale = next(filter(None, map(os.environ.get, VARIABLES)), "")
    return "en" if locale.lower().startswith("en") else "id"


def project_language(project: Path) -> Language:
    """Return the language of ``project``, also where its configuration is broken elsewhere."""
    try:
        text = (project / "configs" / "reconcile.toml").read_text("utf-8", errors="replace")
    except OSError:
        return environment_language()
    line = LANGUAGE_LINE.search(text)
    if line is None:
        return environment_language()
    return "en" if line[1] == "en" else "id"


@dataclass(frozen=True)
class Invocation:
    """What the arguments say. ``command`` is empty if none was given, or only its help."""

    command: str = ""
    project: Path = Path()
    as_json: bool = False
    language: Language = field(default_factory=environment_language)


_CURRENT: ContextVar[Invocation] = ContextVar("invocation")


def current() -> Invocation:
    """Return the invocation as far as its arguments have been read."""
    return _CURRENT.get(Invocation())


def begin(command: str, options: dict[str, Any]) -> None:
    """Remember ``command`` and its ``options`` by name, and speak its project's language."""
    project = Path(options.get("project") or ".")
    name = "" if "help" in options else command
    language = project_language(project)
    _CURRENT.set(Invocation(name, project, "as_json" in options, language))


def speak_for(project: Path) -> None:
    """Go on in the language of ``project``."""
    _CURRENT.set(replace(current(), language=project_language(project)))


def text(key: str | Message, /, **values: object) -> str:
    """Return a message, or the sentence ``key`` of the catalogue filled with ``values``."""
    message = key if isinstance(key, Message) else Message(key, **values)
    return message.text(current().language)


def say(key: str | Message, /, **values: object) -> None:
    """Print a message, or the sentence ``key`` of the catalogue filled with ``values``."""
    typer.echo(text(key, **values))
