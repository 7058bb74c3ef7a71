"""The date in a workbook that must not depend on the clock."""

from datetime import datetime

CREATED_ON = datetime(2022, 10, 7)
"""The creation date in every workbook, so that equal contents give equal bytes."""
