"""What is exported says what the match itself says, without any other engine to read it."""

import json
import stat
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from bench.scale_out import PAIR
from ours import Exported, exported

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ConfigError, InputError
from bekasi_reconcile.match.model.frozen_model import LevelOdds
from bekasi_reconcile.splink_export.export import ExportFiles, export
from bekasi_reconcile.splink_export.functions import for_duckdb, functions
from bekasi_reconcile.splink_export.settings import settings

LEVEL = ("label_for_charts", "m_probability", "u_probability")


@pytest.fixture(scope="module")
def small(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return exported(finished, tmp_path_factory.mktemp("export"))


def test_a_function_sees_only_its_own_pairs_and_says_what_the_match_says(small: Exported):
    record = pd.read_parquet(small.files.records).set_index("record_id")
    sides = [record.loc[small.pairs[name]] for name in PAIR]
    both = {f"{c}_{side}": at[c] for side, at in zip("lr", sides, strict=True) for c in record}
    parts = np.array_split(np.arange(len(small.pairs)), 37)

    for each in functions(small.rules, small.document):
        given = [both[name].reset_index(drop=True) for name in each.parameters]
        found = np.concatenate(
            [each.measure(*(column[part] for column in given)) for part in parts]
        )
        if each.name.startswith("level_"):
            assert (found == small.pairs[each.name]).all(), each.name
        else:
            assert found.max() > 0 > found.min()


def test_the_query_decides_as_the_match_does(small: Exported):
    with duckdb.connect() as con:
        for_duckdb(con, small.rules, small.document)
        con.register("prediction", small.pairs[PAIR].assign(match_weight=small.pairs["bits"]))
        con.execute(f"CREATE VIEW record AS FROM '{small.files.records}'")

        decided = con.sql(small.files.decisions.read_text("utf-8")).df()

    heavy = small.pairs[small.pairs["bits"] >= small.rules.decision.review_from]
    columns = [*PAIR, "kept_apart_by", "decision"]
    expected = heavy[columns].sort_values(PAIR, ignore_index=True)
    assert set(expected["decision"]) == {"link", "review", "non-link"}
    assert (decided[columns].fillna("") == expected.fillna("")).all(axis=None)


def test_the_settings_hold_the_model_and_no_value_of_a_record(small: Exported):
    stated = {each["output_column_name"]: each for each in small.document["comparisons"]}

    for name, levels in small.model.odds.items():
        below = stated[name]["comparison_levels"][:0:-1]
        named = [LevelOdds(*(each[k] for k in LEVEL)) for each in below]
        assert named == list(levels)
    text = json.dumps(small.document)
    values = [word for known in small.model.frequency.values() for word in known if word]
    assert len(values) > 100
    assert [word for word in values if f'"{word}"' in text or f"'{word}'" in text] == []


def test_a_missing_key_has_no_block(small: Exported):
    record = pd.read_parquet(small.files.records)

    assert record.loc[record["no_kk"].isna(), "blok_kk_lahir"].isna().all()
    assert record["blok_kk_lahir"].notna().any()


def test_what_was_written_is_its_owners_alone_and_is_not_written_over(finished, small: Exported):
    assert {stat.S_IMODE(path.stat().st_mode) for path in small.files} == {0o600}
    with pytest.raises(ConfigError, match="sudah ada"):
        export(Config.load(finished), small.files)


def test_before_the_first_run_there_is_a_model_but_no_record(project: Path, tmp_path: Path):
    config = Config.load(project)
    files = ExportFiles(tmp_path / "splink.json")

    with pytest.raises(InputError, match="belum ada register"):
        export(config, files._replace(records=tmp_path / "record.parquet"))
    figures = export(config, files)

    assert figures["records"] == 0
    assert files.settings.stat().st_size > 10_000


def test_the_same_project_exports_the_same_bytes(finished: Path, small: Exported, tmp_path: Path):
    again = exported(finished, tmp_path)

    for one, other in zip(small.files, again.files, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_more_records_make_a_match_less_likely(small: Exported):
    few, many = (settings(small.model, small.rules, count) for count in (0, 50_000_000))

    prior = "probability_two_random_records_match"
    assert few[prior] / many[prior] == pytest.approx(500, rel=0.001)
    assert {k: v for k, v in few.items() if k != prior} == {
        k: v for k, v in many.items() if k != prior
    }


def test_two_rows_without_families_or_addresses_are_exported_too(tiny_finished, tmp_path: Path):
    two = exported(tiny_finished, tmp_path)

    record = pd.read_parquet(two.files.records)

    assert len(record) == 2
    assert record["nama_ibu"].isna().all()
    assert record["kelas_nama_kunci"].tolist() == ["rr", "rr"]
