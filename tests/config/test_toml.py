"""A mistake in a configuration is named by file, key and rule, in either language."""

from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from bekasi_reconcile.config.merging import Targeting
from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.config.toml import Frozen, load
from bekasi_reconcile.errors import ConfigError


class Sample(Frozen):
    language: Literal["id", "en"] = "id"
    runs: Annotated[int, Field(ge=3, le=9)] = 3
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    reviewed: bool = True
    name: Annotated[str, Field(pattern="^[a-z]+$")] = "a"
    keys: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)] = ("a",)
    coding: dict[str, str] = {}
    folder: Path = Path()
    targeting: Targeting = Targeting()


WRONG = {
    'language = "xx"': ("language: pilihannya 'id', 'en'.", "language: it is one of 'id', 'en'."),
    "runs = 2": ("runs: paling sedikit 3.", "runs: it must be 3 or more."),
    "runs = 10": ("runs: paling banyak 9.", "runs: it must be 9 or less."),
    'runs = "x"': ("runs: harus berupa bilangan bulat.", "runs: it must be a whole number."),
    "runs = 3.5": ("runs: harus berupa bilangan bulat.", "runs: it must be a whole number."),
    "share = 0": ("share: harus lebih dari 0", "share: it must be more than 0"),
    "share = 1": ("share: harus kurang dari 1", "share: it must be less than 1"),
    "share = []": ("share: harus berupa bilangan.", "share: it must be a number."),
    'reviewed = "x"': ("reviewed: harus true atau false.", "reviewed: it must be true or false."),
    "reviewed = []": ("reviewed: harus true atau false.", "reviewed: it must be true or false."),
    "name = 1": ("name: harus berupa teks", "name: it must be text"),
    'name = "A"': ("name: bentuknya lain", "name: its form is not"),
    'keys = "a"': ("keys: harus berupa daftar", "keys: it must be a list"),
    "keys = []": ("keys: isinya 0, paling sedikit 1", "keys: it has 0 entries"),
    'keys = ["a", "b", "c"]': ("keys: isinya lebih dari 2", "keys: it has more than 2"),
    "coding = 1": ("coding: harus berupa tabel", "coding: it must be a table"),
    "targeting = 1": ("targeting: harus berupa tabel", "targeting: it must be a table"),
    "folder = 1": ("folder: harus berupa nama folder", "folder: it must be the name of a folder"),
    "extra = 1": ("extra: kunci ini tidak dikenal", "extra: there is no such key"),
    "targeting.doubtful_from = 1": ("harus di bawah doubtful_from (1)", "must be below"),
    "a b": ("bukan TOML yang sah: salah tulis di baris 1, kolom", "a mistake in line 1, column"),
    "a = [": ("isinya terpotong di akhir berkas", "cut off at the end"),
}


@pytest.mark.parametrize(("text", "says"), WRONG.items(), ids=WRONG)
def test_a_mistake_is_named_in_both_languages(tmp_path: Path, text: str, says: tuple[str, str]):
    path = tmp_path / "contoh.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError) as error:
        load(path, Sample)

    for language, words in zip(("id", "en"), says, strict=True):
        line = error.value.message.text(language)
        assert line.startswith(f"{path}: ")
        assert words in line


def test_a_profile_needs_its_keys_and_known_fields(tmp_path: Path):
    path = tmp_path / "pkh.toml"
    path.write_text('source = "pkh"\ntitle = "PKH"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="agency: kunci ini harus ada"):
        load(path, Source)

    path.write_text('source = "pkh"\ntitle = "PKH"\nagency = "D"\nrequired = ["nam"]\n', "utf-8")
    with pytest.raises(ConfigError, match=r"pkh.toml: kolom nam tidak ada; yang ada: "):
        load(path, Source)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path):
    path = tmp_path / "contoh.toml"
    path.write_bytes(b"\xff\xfe")

    with pytest.raises(ConfigError, match="bukan teks UTF-8"):
        load(path, Sample)


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path):
    with pytest.raises(ConfigError, match="itu folder, bukan berkas"):
        load(tmp_path, Sample)
