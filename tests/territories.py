"""The territory of most tests."""

from bekasi_reconcile.reference.territory import shipped_territory

BEKASI = shipped_territory("bekasi", ("3216", "3275"))
