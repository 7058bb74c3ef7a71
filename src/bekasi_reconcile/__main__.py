"""The command ``reconcile``, also ``python -m bekasi_reconcile``.

A process that cleans a share of the lists imports this module too.
"""

import os
import signal


def main() -> None:
    """Run the command line; an interruption is heard while it is still being imported."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda came, _: os._exit(128 + came))  # there is nothing to tidy
    from bekasi_reconcile.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
