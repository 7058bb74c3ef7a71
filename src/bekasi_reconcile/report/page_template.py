"""Pages: Jinja templates, every value escaped, one file with its own style and no script."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bekasi_reconcile.report import files
from bekasi_reconcile.report.translation import Language


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("bekasi_reconcile.report"),
        autoescape=lambda name: bool(name and name.endswith((".html", ".svg"))),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(language.translations, newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {
        "angka": language.number,
        "tanggal": language.date,
        "rupiah": language.rupiah,
    }
    environment.globals |= {
        "istilah": language.word,
        "persen": language.percent,
        "bahasa": language.code,
        "beda": language.difference,
    }
    return environment


def render(language: Language, template: str, values: Mapping[str, Any]) -> str:
    """Return ``template`` filled in."""
    return _environment(language).get_template(template).render(values)


def write_page(path: Path, language: Language, template: str, values: Mapping[str, Any]) -> Path:
    """Write ``template`` filled in as a page that needs nothing beside itself; return ``path``.

    The page's content policy allows its own style and nothing else: no script, picture or file.
    """
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    page = render(language, template, {**values, "gaya": style, "kebijakan": policy})
    with files.create(path, encoding="utf-8", newline="\n") as file:
        file.write(page)
    return path


@cache
def _style() -> str:
    return resources(__package__).joinpath("templates", "gaya.css").read_text(encoding="utf-8")
