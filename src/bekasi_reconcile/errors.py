"""Every error of the package, drawn as one tree.

ReconcileError (the user can mend it: one line on stderr, exit status in ``exit_code``)
├── ConfigError       a file under configs/ is missing, malformed or contradicts itself
├── InputError        nothing readable in data/raw
├── BusyError         another run holds the project
└── NewerError        a register was written by a newer program

ContractError (our bug: it keeps its traceback)
"""


class ReconcileError(Exception):
    """Base of every error that the user can mend; its text says what, where and what to do."""

    exit_code = 1


class ConfigError(ReconcileError):
    """A file under configs/ is missing, malformed or contradicts itself."""

    exit_code = 2


class InputError(ReconcileError):
    """There is nothing to read, or nothing that was read could be used."""

    exit_code = 5


class BusyError(ReconcileError):
    """Another run holds the project folder."""

    exit_code = 4


class NewerError(ReconcileError):
    """A register was written by a newer program."""

    exit_code = 6


class ContractError(Exception):
    """A stage returned a table that breaks its contract."""
