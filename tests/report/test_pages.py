"""The page for TKPKD and the letters: whole in themselves, safe to open, true to the register."""

import base64
import hashlib
import re
import shutil
import stat
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from bekasi_reconcile.commands import report_copy
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.register import database
from bekasi_reconcile.report import overview, plot, write_reports
from bekasi_reconcile.report.context import ReportContext
from bekasi_reconcile.report.translation import language
from bekasi_reconcile.sql import in_memory, query
from bekasi_reconcile.tables import Change
from territories import BEKASI

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Collects the tags and the text of a page; an unclosed tag fails."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def report_context(config: Config) -> ReportContext:
    return ReportContext(
        language(config.settings.language),
        config.sources,
        config.merging,
        config.matching,
        config.territory,
    )


def write(finished: Path, folder: Path, context: ReportContext) -> overview.Overview:
    folder.mkdir(exist_ok=True)
    with database.connect(finished / "data/output/latest/register.duckdb") as con:
        return write_reports.write(folder / "laporan", con, context)


@pytest.fixture(scope="module")
def rewritten(
    finished: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, overview.Overview]:
    """Return a folder with the reports of the run written once more, and their overview."""
    folder = tmp_path_factory.mktemp("rewritten")
    return folder, write(finished, folder, report_context(Config.load(finished)))


def pages(run: Path) -> list[Path]:
    return [run / "ringkasan.html", *sorted((run / "laporan/agensi").glob("*.html"))]


@pytest.fixture(scope="module")
def latest(finished: Path) -> Path:
    return finished / "data/output/latest"


def test_a_page_needs_nothing_beside_itself(latest: Path):
    assert len(pages(latest)) > 10
    for path in pages(latest):
        text = path.read_text(encoding="utf-8")
        page = Page(text)

        tags = {tag for tag, _ in page.tags}
        assert not tags & {"script", "img", "link", "iframe", "object", "form", "base"}
        assert not any({"src", "href", "style", "onclick"} & set(attrs) for _, attrs in page.tags)
        assert "url(" not in text
        assert "@import" not in text


def test_the_policy_allows_the_pages_style_and_no_more(latest: Path):
    text = pages(latest)[0].read_text(encoding="utf-8")
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    (policy,) = [a["content"] for tag, a in Page(text).tags if tag == "meta" and "content" in a
                 and "default-src" in str(a["content"])]  # fmt: skip
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_what_agencies_write_is_text_and_never_markup(finished: Path, tmp_path: Path):
    config = Config.load(finished)
    hostile = '<script>alert("x")</script>&amp;'
    sources = [s.model_copy(update={"title": hostile, "agency": hostile}) for s in config.sources]

    write(finished, tmp_path, replace(report_context(config), sources=sources))

    for path in pages(tmp_path):
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text
        assert hostile in "".join(Page(text).said)


def test_no_page_names_or_numbers_a_person(latest: Path):
    with database.connect(latest / "register.duckdb") as con:
        names = [
            n for (n,) in con.execute("SELECT nama FROM person WHERE nama LIKE '% % %'").fetchall()
        ]

    assert len(names) > 20
    for path in pages(latest):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"[0-9]{16}", text)
        assert not [name for name in names if name in text]


def everything(folder: Path) -> str:
    texts = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                texts += [parts.read(name).decode("utf-8") for name in parts.namelist()]
        elif path.is_file():
            texts.append(path.read_text(encoding="utf-8"))
    return "\n".join(texts)


def test_a_masked_copy_names_and_numbers_nobody(finished: Path, tmp_path: Path):
    config = Config.load(finished)
    with database.connect(finished / "data/output/latest/register.duckdb") as con:
        people = con.execute(
            "SELECT nama, nik, no_kk, alamat, CAST(tanggal_lahir AS VARCHAR) FROM person"
        ).fetchall()

    text = everything(report_copy.write(config, tmp_path / "salinan", masked=True))

    assert "*" * 16 in text
    for column, least in ((0, 8), (1, 16), (2, 16), (3, 12), (4, 10)):
        secrets = {str(p[column]) for p in people if p[column] and len(str(p[column])) >= least}
        assert len(secrets) > 50
        assert [s for s in secrets if s in text] == []


def test_an_unmasked_work_list_shows_numbers_whole(latest: Path):
    assert re.search(r"3216[0-9]{12}", (latest / "laporan/konflik.csv").read_text("utf-8"))
    assert not re.search(r"[0-9]{16}", (latest / "laporan/register.csv").read_text("utf-8"))


def test_every_report_is_its_owners_alone(latest: Path):
    for path in [latest / "ringkasan.html", *(latest / "laporan").rglob("*")]:
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path.name


def test_the_kecamatan_add_up_to_the_register(rewritten: tuple[Path, overview.Overview]):
    _, figures = rewritten

    assert figures["jumlah"]["keluarga"] == figures["jumlah"]["household"]
    assert figures["jumlah"]["orang"] == figures["jumlah"]["person"]
    assert figures["jumlah"]["konflik"] == figures["jumlah"]["conflict"]
    assert sum(row["keluarga"] for row in figures["desil"]) == figures["jumlah"]["household"]
    assert sum(row["catatan"] for row in figures["sumber"]) == figures["jumlah"]["record"]


def test_the_trend_looks_back_on_runs_with_other_inputs(
    rewritten: tuple[Path, overview.Overview], finished: Path, tmp_path: Path
):
    config = Config.load(finished)
    folder, now = rewritten
    before = now | {
        "masukan": "lain", "posisi_data": "2025-06",
        "jumlah": {**now["jumlah"], "ekstrem": now["jumlah"]["ekstrem"] + 1234},
    }  # fmt: skip

    write(finished, tmp_path / "b", replace(report_context(config), past=[now, before, now]))

    first = (folder / "ringkasan.html").read_text(encoding="utf-8")
    second = (tmp_path / "b/ringkasan.html").read_text(encoding="utf-8")
    assert "2025-06" not in first
    assert "2025-06" in second
    assert "−1.234" in second
    assert second.count("<circle") == 2


def test_what_changed_is_told_by_kind_and_field():
    con = in_memory()
    changes = [
        ("P-1", "person_id", "baru"), ("P-9", "person_id", "hilang"),
        ("P-8", "person_id", "gabung"), ("P-3", "person_id", "pecah"),
        ("P-7", "person_id", "kembali"),
        ("P-2", "no_kk", "berubah"), ("P-3", "no_kk", "berubah"),
    ]  # fmt: skip
    change = pd.DataFrame(changes, columns=["person_id", "field", "kind"])
    con.register("change", Change.shaped(change))

    changed = overview.records(con, query("report_change"))

    assert [(row["peristiwa"], row["bidang"], row["orang"]) for row in changed] == [
        ("baru", "person_id", 1), ("gabung", "person_id", 1), ("hilang", "person_id", 1),
        ("kembali", "person_id", 1), ("pecah", "person_id", 1), ("berubah", "no_kk", 2),
    ]  # fmt: skip


def test_each_of_the_35_kecamatan_has_a_tile_of_its_own(
    rewritten: tuple[Path, overview.Overview],
):
    _, figures = rewritten

    tiles = plot.tiles(figures["kecamatan"], "ekstrem", BEKASI)

    assert len(tiles) == 35
    assert len({(tile["x"], tile["y"]) for tile in tiles}) == 35
    assert sum(tile["kota"] for tile in tiles) == 12


def letter(run: Path) -> str:
    return "".join(Page((run / "laporan/agensi/dtsen.html").read_text("utf-8")).said)


def test_a_letter_says_what_became_of_a_list_in_either_language(
    latest: Path, finished: Path, tmp_path: Path
):
    copy = report_copy.write(Config.load(finished), tmp_path / "en", masked=False, language="en")

    said, translated = letter(latest), letter(copy)

    for text in ("Baris yang dipakai", "Yang kami minta", "Di mana daftar lain lebih dipercaya"):
        assert text in said
    for text in ("Rows used", "What we ask of you", "Where other lists were believed instead"):
        assert text in translated


def test_a_copy_never_overwrites(finished: Path, tmp_path: Path):
    from bekasi_reconcile.errors import ConfigError, InputError

    (tmp_path / "ada").mkdir()
    with pytest.raises(ConfigError, match="sudah ada"):
        report_copy.write(Config.load(finished), tmp_path / "ada", masked=True)
    empty = tmp_path / "kosong"
    shutil.copytree(finished / "configs", empty / "configs")
    with pytest.raises(InputError, match="belum ada register"):
        report_copy.write(Config.load(empty), tmp_path / "baru", masked=True)
