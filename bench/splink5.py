"""Splink 5 with a model made for these data, trained as its documentation says."""

from pathlib import Path

import duckdb
import pandas as pd
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from bench.clock import Clock

SEED = 1
RANDOM_PAIRS = 1e7
RECALL = 0.8
LEAST_WEIGHT = -5.0
CLUSTERED_FROM = 10.0

NAME = cl.CustomComparison(
    output_column_name="nama",
    comparison_levels=[
        cll.NullLevel("nama_baku"),
        cll.ExactMatchLevel("nama_baku", term_frequency_adjustments=True),
        cll.ExactMatchLevel("nama_kunci", term_frequency_adjustments=True),
        cll.JaroWinklerLevel("nama_baku", 0.95),
        cll.JaroWinklerLevel("nama_baku", 0.88),
        cll.ElseLevel(),
    ],
)
PLACE = cl.CustomComparison(
    output_column_name="tempat",
    comparison_levels=[
        cll.NullLevel("kode_kecamatan"),
        cll.ExactMatchLevel("kode_desa"),
        cll.ExactMatchLevel("kode_kecamatan"),
        cll.ElseLevel(),
    ],
)
COMPARISONS = [
    NAME,
    cl.DateOfBirthComparison(
        "lahir",
        input_is_string=True,
        datetime_thresholds=[1, 1],
        datetime_metrics=["month", "year"],
    ).configure(term_frequency_adjustments=True),
    cl.LevenshteinAtThresholds("nik", 1),
    cl.ExactMatch("no_kk"),
    cl.ExactMatch("jenis_kelamin"),
    PLACE,
    cl.JaroWinklerAtThresholds("alamat_baku", 0.9).configure(term_frequency_adjustments=True),
    cl.JaroWinklerAtThresholds("nama_ibu", 0.92),
    cl.ExactMatch("no_hp"),
]
BLOCKING = [
    block_on("nik"),
    block_on("lahir", "nama_depan"),
    block_on("lahir", "kode_desa"),
    block_on("nama_kunci", "kode_desa"),
    block_on("nama_kunci", "tahun", "kode_kecamatan"),
    block_on("no_kk", "nama_depan"),
    block_on("no_kk", "lahir"),
    block_on("no_hp", "nama_depan"),
]
READ = """
SELECT
    record_id AS unique_id,
    nik,
    no_kk,
    nama_baku,
    nama_kunci,
    split_part(nama_kunci, ' ', 1) AS nama_depan,
    coalesce(tanggal_lahir, lahir_nik) AS lahir,
    left(coalesce(tanggal_lahir, lahir_nik), 4) AS tahun,
    coalesce(jenis_kelamin, kelamin_nik) AS jenis_kelamin,
    kode_desa,
    kode_kecamatan,
    alamat_baku,
    nama_ibu,
    no_hp
FROM records
"""


def link(records: pd.DataFrame, clock: Clock, folder: Path) -> None:
    """Write edges.parquet: record_id_l, record_id_r, weight, from LEAST_WEIGHT on."""
    con = duckdb.connect()
    con.register("records", records)
    con.execute(f"CREATE TABLE people AS {READ}")
    api = DuckDBAPI(connection=con)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=COMPARISONS,
        blocking_rules_to_generate_predictions=BLOCKING,
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    with clock.phase("prepare"):
        linker = Linker(api.register("people"), settings)
    train = linker.training
    with clock.phase("train u"):
        same = [block_on("nik"), block_on("nama_baku", "lahir")]
        train.estimate_probability_two_random_records_match(same, recall=RECALL)
        train.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    with clock.phase("train m"):
        for rule in (block_on("nik"), block_on("nama_baku", "lahir")):
            train.estimate_parameters_using_expectation_maximisation(rule)
    with clock.phase("predict"):
        pairs = linker.inference.predict(threshold_match_weight=LEAST_WEIGHT)
    with clock.phase("cluster"):
        linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_weight=CLUSTERED_FROM
        )
    columns = "unique_id_l AS record_id_l, unique_id_r AS record_id_r, match_weight AS weight"
    con.execute(f"COPY (SELECT {columns} FROM {pairs.physical_name}) TO '{folder}/edges.parquet'")
