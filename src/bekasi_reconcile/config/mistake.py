"""What is wrong in a configuration file, by the key where it stands, in the catalogue's words."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from bekasi_reconcile.messages.catalogue import subject
from bekasi_reconcile.messages.message import Message

PLACE = re.compile(r"at line (\d+), column (\d+)")


class InvalidSetting(ValueError):
    """A setting contradicts another, or names what there is not; raised by a model's validator."""

    def __init__(self, key: str, /, **values: object) -> None:
        self.message = Message(key, **values)
        super().__init__(self.message.text("en"))


def mistakes(err: ValidationError) -> list[Message]:
    """Return a sentence for each mistake that pydantic found."""
    return [
        Message("config_error.at", key=".".join(map(str, error["loc"])), what=_what(error))
        if error["loc"]
        else Message("config_error.whole", what=_what(error))
        for error in err.errors()
    ]


def syntax_mistake(err: ValueError) -> Message:
    """Return where a file stops to be TOML, or text at all."""
    if isinstance(err, UnicodeDecodeError):
        return Message("config_error.not_utf8")
    place = PLACE.search(str(err))
    if place is None:
        return Message("config_error.cut_off")
    return Message("config_error.syntax", line=place[1], column=place[2])


def _what(error: Mapping[str, Any]) -> Message:
    values = dict(error.get("ctx", {}))
    reason = values.get("error")
    if isinstance(reason, InvalidSetting):
        return reason.message
    if "expected" in values:  # pydantic joins the choices by an English word
        values["expected"] = values["expected"].replace(" or ", ", ")
    if error["type"] in subject("config_error"):
        key = f"config_error.{error['type']}"
        return Message(key, **values)
    return Message("config_error.other", what=error["msg"])
