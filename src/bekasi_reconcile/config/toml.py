"""Read one TOML file into a frozen model, or say which file and key is wrong."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bekasi_reconcile.config.mistake import mistakes, syntax_mistake
from bekasi_reconcile.errors import ConfigError
from bekasi_reconcile.messages.os_error import os_error_reason


class Frozen(BaseModel):
    """Immutable, and strict about keys and types it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


M = TypeVar("M", bound=Frozen)


def load(path: Path, model: type[M]) -> M:
    """Return ``path`` as ``model``; raise ConfigError that names the file and the key."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return model.model_validate(tomllib.loads(text))
    except FileNotFoundError:
        raise ConfigError("program.no_config", path=path) from None
    except IsADirectoryError as err:
        raise ConfigError("program.cannot_open", path=path, what=os_error_reason(err)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise ConfigError("program.not_toml", path=path, what=syntax_mistake(err)) from None
    except ValidationError as err:
        if not text.strip():
            raise ConfigError("program.config_empty", path=path) from None
        raise ConfigError("program.config_invalid", path=path, what=mistakes(err)) from None
