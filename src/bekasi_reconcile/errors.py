"""Every error of the package, drawn as one tree.

ReconcileError (the user can mend it: one line on stderr, exit status in ``exit_code``)
├── ConfigError       a file under configs/ is missing, malformed or contradicts itself
├── UsageError        an option says nothing that can be done
├── InputError        nothing readable in data/raw
├── BrakeError        the new register differs too much from the old one
├── BusyError         another run holds the project
├── DamagedError      what was published is not what is there now
└── NewerError        a register was written by a newer program

CacheError (what is kept of an earlier run cannot be read: the run is begun anew without it)

ContractError (our bug: it keeps its traceback)
"""

from bekasi_reconcile.messages.catalogue import DEFAULT
from bekasi_reconcile.messages.message import Message


class ReconcileError(Exception):
    """Base of every error that the user can mend; its message says what, where and what to do.

    Raised with the key of a sentence of the catalogue and what fills it; whoever shows it renders
    ``message`` in the reader's language. ``str`` gives it in Indonesian.
    """

    exit_code = 1
    code = "RK-100"
    """Under which the handbook explains it."""

    def __init__(self, message: str | Message, /, **values: object) -> None:
        self.message = message if isinstance(message, Message) else Message(message, **values)
        super().__init__(self.message.key)

    def __str__(self) -> str:
        return self.message.text(DEFAULT)


class ConfigError(ReconcileError):
    """A file under configs/ is missing, malformed or contradicts itself."""

    exit_code = 2
    code = "RK-201"


class InputError(ReconcileError):
    """There is nothing to read, or nothing that was read could be used."""

    exit_code = 5
    code = "RK-501"


class UsageError(ReconcileError):
    """An option of the command line says nothing that can be done."""

    exit_code = 2
    code = "RK-202"


class BrakeError(ReconcileError):
    """The new register differs from the published one more than configs/ allows."""

    exit_code = 5
    code = "RK-502"


class BusyError(ReconcileError):
    """Another run holds the project folder."""

    exit_code = 4
    code = "RK-401"


class DamagedError(ReconcileError):
    """A register, or a log, is not what was written."""

    exit_code = 6
    code = "RK-601"


class NewerError(ReconcileError):
    """A register was written by a newer program."""

    exit_code = 6
    code = "RK-602"


class CacheError(Exception):
    """An entry of the work folder is damaged: whatever it holds is to be made anew."""


class ContractError(Exception):
    """A stage returned a table that breaks its contract."""
