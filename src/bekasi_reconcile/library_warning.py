"""Warnings of libraries, which are for programmers and may name a path or quote a cell."""

import sys
import warnings


def silence_warnings() -> None:
    """Print none of them, unless Python was started with ``-W``, by somebody who asks for them."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
