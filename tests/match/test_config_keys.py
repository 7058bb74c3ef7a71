"""matching.toml: the words of its keys, and the former ones, which are still read."""

import re
from pathlib import Path

import pandas as pd
import pytest

from bekasi_reconcile import match
from bekasi_reconcile.config.matching import FORMER_KEYS, Matching
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.errors import ConfigError

PATH = Path(__file__).parents[2] / "configs" / "matching.toml"
TABLE = r"^(\[+)?{key}(?=\]| =)"
"""A key where it stands: as the name of a table, or before its value."""


def test_a_project_with_the_former_keys_is_read_as_one_with_the_new(tmp_path: Path):
    text = PATH.read_text(encoding="utf-8")
    for key, former in FORMER_KEYS.items():
        text, count = re.subn(TABLE.format(key=key), rf"\1{former}", text, flags=re.MULTILINE)
        assert count > 0
    (tmp_path / "matching.toml").write_text(text, encoding="utf-8")

    assert load(tmp_path / "matching.toml", Matching) == load(PATH, Matching)


@pytest.mark.parametrize(
    ("both", "keys"),
    [
        ('[alone]\ncomparison = "nik"\nat_most = "other"\n', ("alone", "chance_pairs")),
        ('[voided_by]\nno_kk = "nama_wakil"\n', ("voided_by", "excluded_by")),
    ],
)
def test_a_key_and_its_former_name_at_once_are_refused(tmp_path: Path, both, keys):
    (tmp_path / "matching.toml").write_text(
        PATH.read_text(encoding="utf-8") + both, encoding="utf-8"
    )

    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "matching.toml", Matching)

    assert all(key in str(caught.value) for key in keys)


@pytest.mark.parametrize("key", ["nma_kunci", "nma_kunci.first", "nama_kunci.frist", "lahir.yaer"])
def test_a_misspelt_blocking_key_is_refused_by_name(key: str):
    people = pd.DataFrame({"nama": ["SITI AMINAH", "SITI AMINAH"], "source": ["a", "b"]})
    matching = load(PATH, Matching)
    first, *others = matching.blocking_rules
    rules = (first.model_copy(update={"keys": (key,)}), *others)

    with pytest.raises(ConfigError) as caught:
        match(people, matching.model_copy(update={"blocking_rules": rules}))

    assert key.removesuffix(".first") in str(caught.value)
