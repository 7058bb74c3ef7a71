"""Which of several values of one field a header says that its column holds."""

from bekasi_reconcile.ingest.mapping.header_vocabulary import header_words

CORRECTED = {
    "BARU", "TERBARU", "BENAR", "BETUL", "PERBAIKAN", "KOREKSI", "REVISI", "SESUDAH", "SETELAH",
    "MENJADI", "SEHARUSNYA", "SEKARANG", "TUJUAN", "DUKCAPIL", "CAPIL", "PENGGANTI",
}  # fmt: skip
OLD = {
    "LAMA", "SALAH", "KELIRU", "AWAL", "SEBELUM", "SEBELUMNYA", "SEMULA", "ASAL", "DAHULU",
    "TERDAHULU", "DTKS", "DIGANTI",
}  # fmt: skip
DEAD = {"ALMARHUM", "ALMARHUMAH", "ALM", "ALMH", "MENINGGAL"}
"""Words of a column about somebody else than the person who is listed for aid: the heir."""


def version(header: str) -> int:
    """Return 1 for a corrected value, -1 for a former one, -2 for one of a dead person, else 0.

    The first word that says so decides: SEBELUM PERBAIKAN is a former value.

    >>> version("NIK LAMA"), version("NIK"), version("SEBELUM PERBAIKAN / NIK")
    (-1, 0, -1)
    """
    words = header_words(header).split()
    if DEAD & set(words):
        return -2
    first = next((word for word in words if word in CORRECTED | OLD), "")
    return (first in CORRECTED) - (first in OLD)


def without_version(header: str) -> str:
    """Return the words of ``header`` that do not say which of several values it is of."""
    words = header_words(header).split()
    return " ".join(word for word in words if word not in CORRECTED | OLD)
