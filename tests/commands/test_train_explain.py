"""The project's own model, frozen after the first run, and the reasons of what it decided."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from bekasi_reconcile import pipeline
from bekasi_reconcile.cli.app import app
from bekasi_reconcile.commands import explain, train
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ConfigError, ReconcileError
from bekasi_reconcile.match.model.frozen_model import Model
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.sql import fetch
from once import Once

pytestmark = pytest.mark.slow  # several whole runs

SMALL = {
    "least_records = 2_000": "least_records = 300",
    "least_anchors = 300": "least_anchors = 50",
}


@pytest.fixture(scope="module")
def trained(small_demo: Path, once: Once) -> Path:
    """Return a project whose few records are allowed to teach a model, after its first run."""

    def run(folder: Path) -> None:
        shutil.copytree(small_demo, folder)
        matching = folder / "configs" / "matching.toml"
        text = matching.read_text(encoding="utf-8")
        for large, small in SMALL.items():
            assert large in text
            text = text.replace(large, small)
        matching.write_text(text, encoding="utf-8")
        pipeline.run(Config.load(folder))

    return once.built("trained", run)


def table(project: Path, name: str) -> pd.DataFrame:
    with connect(project / "data" / "output" / "latest" / "register.duckdb") as con:
        return fetch(con, f"FROM isi.{name}")


def manifest(project: Path) -> dict:
    path = project / "data" / "output" / "latest" / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_first_run_freezes_its_model_and_the_next_uses_it(trained: Path):
    first, pairs = manifest(trained), table(trained, "pair")

    pipeline.run(Config.load(trained))

    again = manifest(trained)
    pd.testing.assert_frame_equal(table(trained, "pair"), pairs)
    assert again["matching"]["model"] == first["matching"]["model"]
    assert "day" in again["matching"]["model_from"]
    assert "day" not in first["matching"]["model_from"]


def test_a_frozen_model_says_what_it_was_made_from(trained: Path):
    path = trained / "data" / "model" / "model.json"

    made_from = Model.load(path).made_from

    contents = table(trained, "submission").groupby("source")["sha256"].agg(list).to_dict()
    assert made_from["sources"] == {name: sorted(each) for name, each in contents.items()}
    assert made_from["records"] == len(table(trained, "record"))
    assert made_from["versions"]["recordlinkage"] == "0.16"
    assert path.stat().st_mode & 0o077 == 0


def test_no_value_in_a_model_is_borne_by_few(trained: Path):
    record = table(trained, "record")
    model = Model.load(trained / "data" / "model" / "model.json")

    listed = set(model.frequency["nama_baku.rarest"]) - {""}

    words = record.assign(word=record["nama_baku"].str.split(" ")).explode("word")
    bearers = words.groupby("word")["nik_pattern"].nunique()
    assert len(listed) > 5
    assert bearers[sorted(listed)].min() >= 5


def test_training_on_the_same_records_gives_the_same_weights(trained: Path):
    before = manifest(trained)["matching"]["model"]

    figures, notes = train.train(Config.load(trained))

    assert figures["model"] == before
    assert "data/model/model.json" in notes[0]


def test_too_few_records_are_refused_and_nothing_is_written(finished: Path, tmp_path: Path):
    project = tmp_path / "project"
    shutil.copytree(finished, project, symlinks=True)

    with pytest.raises(ReconcileError, match="kurang dari 2000 yang diperlukan"):
        train.train(Config.load(project))

    assert list((project / "data" / "model").iterdir()) == []


def test_every_kind_of_pair_is_explained_as_the_run_decided_it(trained: Path):
    pairs = table(trained, "pair")
    kinds = ["decision", "kept_apart_by"]
    sample = pairs.groupby(kinds, dropna=False).head(3).reset_index(drop=True)

    run = explain.newest(Config.load(trained))
    ids = sample[["record_id_l", "record_id_r"]].itertuples(index=False)
    told = [explain.explain_pair(run, *each) for each in ids]

    found = pd.DataFrame(told)
    assert sample["decision"].nunique() == 3
    assert found["match_weight"].tolist() == sample["match_weight"].tolist()
    assert found["decision"].tolist() == sample["decision"].tolist()
    assert found["kept_apart_by"].fillna("").tolist() == sample["kept_apart_by"].fillna("").tolist()
    assert (found.apply(_sum, axis=1) - found["match_weight"]).abs().max() < 1e-4
    assert found["reasons"].map(len).min() > 0


def _sum(pair: pd.Series) -> float:
    factors = sum(each["bits"] for each in pair["comparisons"])
    return float(pair["prior_bits"] + factors + sum(each["bits"] for each in pair["limits"]))


def test_the_level_of_each_comparison_is_the_stored_one(trained: Path):
    config = Config.load(trained)
    sample = table(trained, "pair").head(10)

    run = explain.newest(config)

    for row in sample.to_dict("records"):
        told = explain.explain_pair(run, row["record_id_l"], row["record_id_r"])
        for each in told["comparisons"]:
            ladder = config.matching.comparisons[each["comparison"]]
            number = -1 if each["level"] is None else ladder.number(each["level"])
            assert number == row[f"level_{each['comparison']}"]


def test_one_name_gives_what_holds_it_and_the_nearest_of_others(trained: Path):
    pairs = table(trained, "pair")
    doubtful = pairs[pairs["decision"] == "review"].iloc[0]

    told = explain.explain(Config.load(trained), doubtful["record_id_l"])

    assert any(not each["one_person"] for each in told["pairs"])
    assert told["pairs"][-1]["record_id_l"] in told["records"]


def test_the_terminal_shows_a_nik_only_when_asked(trained: Path):
    record = table(trained, "record").dropna(subset="nik").set_index("record_id")
    pairs = table(trained, "pair")
    both = pairs[pairs["record_id_l"].isin(record.index) & (pairs["level_nik"] >= 0)].iloc[0]
    command = ["explain", both["record_id_l"], both["record_id_r"], "-p", str(trained)]

    hidden = CliRunner().invoke(app, command).output
    shown = CliRunner().invoke(app, [*command, "--show-nik"]).output
    as_json = CliRunner().invoke(app, [*command, "--json"]).output

    number = record.loc[both["record_id_l"], "nik"]
    assert number not in hidden
    assert number not in as_json
    assert number in shown
    assert json.loads(as_json)["pairs"][0]["match_weight"] == both["match_weight"]


def test_other_rules_than_the_run_had_explain_nothing(trained: Path, tmp_path: Path):
    project = tmp_path / "project"
    shutil.copytree(trained, project, symlinks=True)
    path = project / "configs" / "matching.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")

    with pytest.raises(ConfigError, match="diubah sesudah proses terakhir"):
        explain.explain(Config.load(project), "x")


def test_a_name_that_is_nobodys_is_told_so(trained: Path):
    with pytest.raises(ReconcileError, match="record_id atau person_id ini tidak ada"):
        explain.explain(Config.load(trained), "P-0000-0000-0")
