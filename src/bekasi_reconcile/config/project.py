"""A project folder: its configuration, checked once, and where its data lie."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bekasi_reconcile.config.brake_limits import Brakes
from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.merging import Merging
from bekasi_reconcile.config.sources import Source, load_sources
from bekasi_reconcile.config.territory_settings import TerritorySettings
from bekasi_reconcile.config.toml import Frozen, load
from bekasi_reconcile.errors import ConfigError
from bekasi_reconcile.reference.territory import Territory


class Folders(Frozen):
    """Where the data lie, relative to the project folder."""

    raw: Path
    interim: Path
    decisions: Path
    model: Path
    output: Path
    journal: Path


class History(Frozen):
    """Which runs are kept: the ``runs`` newest and the last of each of the ``months`` newest.

    The current run and the newest one always are.
    """

    runs: Annotated[int, Field(ge=3)] = 12
    months: Annotated[int, Field(ge=0)] = 24


class Settings(Frozen):
    """configs/reconcile.toml. A project from before there was a ``history`` keeps the default.

    ``memory_limit``: what the database may hold in memory; beyond it spills into data/interim.
    """

    language: Literal["id", "en"]
    folders: Folders
    memory_limit: Annotated[str, Field(pattern=r"^[1-9][0-9]*(MB|GB)$")] = "2GB"
    history: History = History()
    territory: TerritorySettings = TerritorySettings()
    brakes: Brakes


def territory_of(configs: Path) -> Territory:
    """Return the territory that reconcile.toml in ``configs`` names; Bekasi where there is none."""
    path = configs / "reconcile.toml"
    settings = load(path, Settings).territory if path.is_file() else TerritorySettings()
    return settings.load(configs)


@dataclass(frozen=True)
class Config:
    """All of a project's configuration. ``root`` is the project folder."""

    root: Path
    settings: Settings
    matching: Matching
    merging: Merging
    profiles: tuple[Source, ...] | ConfigError
    territory: Territory

    @property
    def sources(self) -> tuple[Source, ...]:
        """The profiles; ConfigError, which names the file, if one of them is broken.

        Only commands that read lists need them; every other one works all the same.
        """
        if isinstance(self.profiles, ConfigError):
            raise self.profiles
        return self.profiles

    @classmethod
    def load(cls, root: Path) -> "Config":
        """Return the configuration of the project ``root``; raise ConfigError naming the key."""
        root = Path(root)
        configs = root / "configs"
        settings = load(configs / "reconcile.toml", Settings)
        return cls(
            root,
            settings,
            load(configs / "matching.toml", Matching),
            load(configs / "merging.toml", Merging),
            _profiles(configs / "sources"),
            settings.territory.load(configs),
        )

    def folder(self, name: str) -> Path:
        """Return the absolute path of one of the project's data folders."""
        relative: Path = getattr(self.settings.folders, name)
        return (self.root / relative).resolve()


def _profiles(folder: Path) -> tuple[Source, ...] | ConfigError:
    try:
        return load_sources(folder)
    except ConfigError as err:
        return err
