"""``python -m bekasi_reconcile``: the same as the command ``reconcile``."""

from bekasi_reconcile.cli.app import main

if __name__ == "__main__":  # a process that cleans a share of the lists imports this too
    main()
