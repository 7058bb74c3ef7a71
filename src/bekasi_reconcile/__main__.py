"""``python -m bekasi_reconcile``: the same as the command ``reconcile``."""

from bekasi_reconcile.cli import main

main()
