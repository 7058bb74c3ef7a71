"""What the program says outside its reports, from ``reference/pesan.toml``."""

from bekasi_reconcile.reference import words


def say(name: str, language: str = "id", **values: object) -> str:
    """Return the text ``name`` in ``language`` (id or en), its {…} filled with ``values``.

    >>> say("breach_missing", "en", file="register.duckdb")
    'register.duckdb is missing'
    """
    text: str = words.table("pesan")[name][language]
    return text.format(**values)
