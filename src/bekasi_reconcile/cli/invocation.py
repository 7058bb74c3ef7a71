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

from bekasi_reconcile.cli.screen import say_lines
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
    """What the arguments say. ``command`` is empty if none was given.

    ``project`` is a guess from the arguments until the command has loaded one (``in_project``).
    """

    command: str = ""
    project: Path = Path()
    in_project: bool = False
    for_help: bool = False
    as_json: bool = False
    language: Language = field(default_factory=environment_language)


_CURRENT: ContextVar[Invocation] = ContextVar("invocation")


def current() -> Invocation:
    """Return the invocation as far as its arguments have been read."""
    return _CURRENT.get(Invocation())


def begin(command: str, options: dict[str, Any]) -> None:
    """Remember ``command`` and its ``options`` by name, and speak its project's language."""
    project = Path(options.get("project") or ".")
    call = Invocation(command, project, language=project_language(project))
    _CURRENT.set(replace(call, for_help="help" in options, as_json="as_json" in options))


def enter(project: Path) -> None:
    """Go on in ``project``: in its language, and with a line in its logs at the end."""
    call = replace(current(), project=project.absolute(), in_project=True)
    _CURRENT.set(replace(call, language=project_language(project)))


def text(key: str | Message, /, **values: object) -> str:
    """Return a message, or the sentence ``key`` of the catalogue filled with ``values``."""
    message = key if isinstance(key, Message) else Message(key, **values)
    return message.text(current().language)


def say(key: str | Message, /, **values: object) -> None:
    """Print a message, or the sentence ``key`` of the catalogue filled with ``values``."""
    say_lines(text(key, **values))
