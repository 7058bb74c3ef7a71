"""The reader's language: gettext catalogues for sentences, Babel for numbers and dates.

Templates and code are written in Indonesian; ``locale/<language>.po`` holds the translations and is
read as it is, so no compiled file can be older than it. Words that tables join (types, rules,
fields) are in ``messages/word.toml`` in both languages.
"""

import re
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bekasi_reconcile.messages.catalogue import subject

ISO = re.compile(r"^([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?$")
FORMS = ("y", "MMMM y", "d MMMM y")


class Language:
    """All that a report says in one language. ``code`` is id or en."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.translations = _translations(code)
        self._locale = Locale.parse(code)

    def text(self, message: str, **values: object) -> str:
        """Return the translation of ``message`` with its %(names)s filled in."""
        translation = self.translations.gettext(message)
        return translation % values if values else translation

    def word(self, section: str, name: str) -> str:
        """Return a word of ``word.toml``; a name that it lacks stands for itself."""
        texts: dict[str, str] = subject("word").get(section, {}).get(name, {})
        return texts.get(self.code, name.replace("_", " "))

    def number(self, value: float, places: int = 0) -> str:
        """Return ``value`` as the language writes it: 1.234 or 1,234."""
        form = "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(value, form, locale=self._locale)

    def difference(self, value: float, places: int = 0) -> str:
        """Return a change with its sign, or that there is none."""
        if round(value, places) == 0:
            return self.text("tetap")
        return f"{'+' if value > 0 else '−'}{self.number(abs(value), places)}"

    def percent(self, part: float, whole: float, places: int = 0) -> str:
        """Return how much of ``whole`` ``part`` is, a dash where there is no whole."""
        return f"{self.number(100 * part / whole, places)}%" if whole else "–"

    def rupiah(self, value: float) -> str:
        """Return an amount of money, in millions or thousand millions where it is that large."""
        for size, unit in ((1e12, "triliun"), (1e9, "miliar"), (1e6, "juta")):
            if value >= size:
                return f"Rp{self.number(value / size, 1)} {self.word('satuan', unit)}"
        return f"Rp{self.number(value)}"

    def date(self, iso: str | None) -> str:
        """Return an ISO date of any precision in words, a dash for none.

        >>> Language("id").date("2022-10-07"), Language("en").date("2022-10")
        ('7 Oktober 2022', 'October 2022')
        """
        match = ISO.match(iso or "")
        if not match:
            return iso or "–"
        parts = [int(part) for part in match.groups() if part]
        year, month, day = [*parts, 1, 1][:3]
        return format_date(date(year, month, day), FORMS[len(parts) - 1], locale=self._locale)


@cache
def _translations(code: str) -> NullTranslations:
    catalogue = files(__package__).joinpath("locale", f"{code}.po")
    if code == "id":
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(catalogue.read_bytes()), locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def language(code: str) -> Language:
    """Return the language ``code``, id or en."""
    return Language(code)
