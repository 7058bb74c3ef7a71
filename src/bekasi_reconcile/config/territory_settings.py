"""Which territory a project is about."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from bekasi_reconcile.config.toml import Frozen
from bekasi_reconcile.errors import ConfigError
from bekasi_reconcile.reference.territory import (
    Territory,
    read_territory,
    shipped_folder,
    shipped_territory,
)

RegencyCode = Annotated[str, Field(pattern=r"^[0-9]{4}$")]


class TerritorySettings(Frozen):
    """The codes of the kabupaten and kota, and where the tables of their regions stand.

    ``regions``: a shipped set (bekasi), or a folder below configs/. A project from before there
    was such a section is about Bekasi.
    """

    regencies: Annotated[tuple[RegencyCode, ...], Field(min_length=1)] = ("3216", "3275")
    regions: str = "bekasi"

    def load(self, configs: Path) -> Territory:
        """Return the territory; raise ConfigError where its tables are not there or lack it."""
        own = configs / self.regions
        try:
            if own.is_dir():
                return read_territory(self.regencies, own)
            if shipped_folder(self.regions).is_dir():
                return shipped_territory(self.regions, self.regencies)
            raise ConfigError("program.no_regions", path=own)
        except FileNotFoundError:
            raise ConfigError("program.no_regions", path=own) from None
        except KeyError as err:
            raise ConfigError("program.no_regency", path=own, codes=err.args[0]) from None
