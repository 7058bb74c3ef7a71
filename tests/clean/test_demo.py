"""Every error planted in the demo: set right or told; and every other cell left as it is.

The errors are put back in the source rows, and both tables are cleaned: what the stage makes of a
cell as it should have been is what it must make of the damaged one.
"""

import re
from datetime import date
from typing import NamedTuple

import pandas as pd
import pytest

from bekasi_reconcile import demo
from bekasi_reconcile.clean import name
from bekasi_reconcile.clean.stage import Cleaned, clean
from bekasi_reconcile.clean.text import is_empty, normal_text
from bekasi_reconcile.ingest.stage import ingest
from territories import BEKASI

pytestmark = pytest.mark.slow

AS_OF = date(2026, 11, 22)
PLACE = ["file", "sheet", "row"]

FIELDS = {
    "nik": ("nik", ["nik"]),
    "no_kk": ("no_kk", ["no_kk"]),
    "nama": ("nama", ["nama_kunci"]),
    "lahir": ("tanggal_lahir", ["tanggal_lahir"]),
    "ttl": ("ttl", ["tanggal_lahir"]),
    "alamat": ("alamat", ["alamat_baku"]),
    "alamat_lengkap": ("alamat", ["alamat_baku", "rt", "rw"]),
    "desa": ("desa", ["kode_desa"]),
    "kecamatan": ("kecamatan", ["kode_kecamatan"]),
    "rt": ("rt", ["rt"]),
    "rw": ("rw", ["rw"]),
    "rt_rw": ("rt_rw", ["rt", "rw"]),
    "kelamin": ("jenis_kelamin", ["jenis_kelamin"]),
}
"""Field of the demo → column of the source row, columns of the record."""

SAID_BY_NIK = ("tanggal_lahir", "ttl", "jenis_kelamin")

UNSEEN = {
    "alamat-salah-ketik": "no list of streets is there to compare with",
    "alamat-tanpa-nomor": "an address without a house number is an address",
    "kelamin-keliru": "only a NIK in the row shows it",
    "kk-digit-16-nol": "in a sound column one number ending in 0 is a number",
    "kk-salah-ketik": "another number is a number: nothing in it is checked",
    "nama-bunyi": "another spelling may be another name; most have the same key",
    "nama-ejaan": "A. may be Ahmad or Abdul; most spellings have the same key",
    "nama-inisial": "an initial may be all there is of a name",
    "nama-kata-hilang": "a shorter name is a name",
    "nama-salah-ketik": "a name with another letter is a name",
    "nama-spasi": "words written together may be one name",
    "nama-terbalik": "names have no order of their own",
    "nama-terpotong": "a shorter name is a name",
    "nik-01-digit-16-nol": "in a sound column one number ending in 0 is a number",
    "nik-15-no-kk": "on a list without KK numbers and birth dates it may be somebody's NIK",
    "nik-16-milik-ibu": "if she is not on the list and no date contradicts",
    "nik-16-milik-kepala": "if he is not on the list and no date contradicts",
    "nik-17-salah-ketik": "a slip in the serial or the kecamatan makes another number",
    "nik-18-isi-ke-bawah": "two numbers in sequence may be twins'; three are told",
    "tanggal-akhir-tahun": "31 December is a birth date too, if no NIK contradicts",
    "tanggal-meleset": "another day is a day, if no NIK contradicts",
    "tanggal-tertukar": "only a NIK in the row shows it",
}
"""What nobody who has only the sheet can always see, and why."""


class Cleans(NamedTuple):
    """The demo's rows cleaned as sent and as they should have been, and the planted errors."""

    rows: pd.DataFrame
    sent: Cleaned
    meant: Cleaned
    planted: pd.DataFrame
    people: pd.DataFrame


@pytest.fixture(scope="module", params=[7, 11])
def cleans(request, tmp_path_factory) -> Cleans:
    """Return both cleanings of a small demo."""
    folder = tmp_path_factory.mktemp("demo")
    written = demo.write(folder, seed=request.param, families=200)
    received = ingest(written.raw, [], tmp_path_factory.mktemp("work"), BEKASI)
    rows, truth = received.source_row, {}
    for table in ("rows", "cells", "people"):
        truth[table] = pd.read_csv(written.truth / f"{table}.csv", dtype="string").fillna("")
    address = rows[["file", "sheet", "row", "record_id"]].astype("string").fillna("")
    who = truth["rows"].merge(address, "left", PLACE)
    cells = truth["cells"].assign(row=truth["cells"]["cell"].str.extract(r"(\d+)$")[0])
    planted = cells.merge(address, "inner", PLACE)
    people = who[["record_id", "person"]].merge(truth["people"], "inner", "person")
    return Cleans(
        rows.set_index("record_id"),
        clean(rows, received.column, BEKASI, as_of=AS_OF),
        clean(mended(rows, planted), received.column, BEKASI, as_of=AS_OF),
        planted,
        people.dropna(subset=["record_id"]).set_index("record_id"),
    )


def mended(rows: pd.DataFrame, planted: pd.DataFrame) -> pd.DataFrame:
    """Return source rows with the truth in every planted cell."""
    made = rows.set_index("record_id")
    for field, part in planted.groupby("field"):
        column = FIELDS[field][0]
        made.loc[part["record_id"], column] = part["true"].to_numpy()
        if column in ("nik", "no_kk"):
            made.loc[part["record_id"], f"{column}_kind"] = "teks"
    return made.reset_index()[rows.columns]


def outcomes(cleans: Cleans) -> pd.DataFrame:
    """Return each planted error with ``how`` it came out: right, told, empty or silent.

    What differs between a NIK and its row's date or sex is told at the NIK.
    """
    sent, meant = (part.record.set_index("record_id") for part in (cleans.sent, cleans.meant))
    problem = cleans.sent.problem
    told = set(problem[["record_id", "field"]].itertuples(index=False, name=None))
    other = problem[problem["rule"].str.match("nik-(tanggal|kelamin)")]
    told |= {(who, field) for who in other["record_id"] for field in SAID_BY_NIK}
    told |= {(who, "nama") for who in sent.index[sent["nama_wakil"]]}
    fields = sorted({field for _, made in FIELDS.values() for field in made})
    here, there = (table[fields].fillna("").to_dict("index") for table in (sent, meant))
    how = []
    for cell in cleans.planted.itertuples():
        column, made = FIELDS[cell.field]
        values = [[rows.get(cell.record_id, {}).get(f) for f in made] for rows in (here, there)]
        if values[0] == values[1] or (made == ["tanggal_lahir"] and coarser(*values)):
            how.append("right")
        elif (cell.record_id, column) in told:
            how.append("told")
        elif is_empty(normal_text(cell.written)) or not re.search("[1-9A-Za-z]", cell.written):
            how.append("empty")
        else:
            how.append("silent")
    return cleans.planted.assign(how=how)


def coarser(sent: list[str], meant: list[str]) -> bool:
    """Return whether a date is right as far as it goes: the year of it, or year and month."""
    return bool(sent[0]) and meant[0].startswith(sent[0])


def test_every_planted_error_is_set_right_or_told(cleans, capsys):
    found = outcomes(cleans)
    counts = found.groupby(["kind", "how"]).size().unstack(fill_value=0)  # noqa: PD010
    counts = counts.reindex(columns=["right", "told", "empty", "silent"], fill_value=0)
    counts["rate"] = 1 - counts["silent"] / counts.sum(axis="columns")
    seen = ~counts.index.isin(list(UNSEEN))

    with capsys.disabled():
        for group, title in ((counts[seen], "seen in the sheet"), (counts[~seen], "not always")):
            total = 1 - group["silent"].sum() / group.iloc[:, :4].to_numpy().sum()
            print(f"\nplanted errors, {title}: {total:.1%} right or told\n{group.to_string()}")  # noqa: T201
    assert counts[seen].query("silent > 0").empty


TRUE = {
    "nik": ("nik", "nik_lama"),
    "no_kk": ("no_kk", "no_kk_lama"),
    "nama": ("nama",),
    "nama_ibu": ("nama_ibu",),
    "nama_ayah": ("nama_ayah",),
    "tempat_lahir": ("tempat_lahir",),
    "tanggal_lahir": ("tanggal_lahir",),
    "jenis_kelamin": ("jenis_kelamin",),
}
"""Columns of the record, and the columns of people.csv of which one is the truth."""

SAME = {field: {field} for field in TRUE} | {
    "tanggal_lahir": {"lahir", "ttl"},
    "tempat_lahir": {"ttl"},
    "jenis_kelamin": {"kelamin"},
}
"""Columns of the record, and the demo's fields that are written in the same cell."""


def test_no_cell_without_an_error_is_changed(cleans, capsys):
    counts = pd.DataFrame([unchanged(cleans, field) for field in TRUE], TRUE)
    rate = 1 - (counts["changed"].sum() + counts["lost"].sum()) / counts["cells"].sum()

    with capsys.disabled():
        print(f"\ncells without an error: {rate:.2%} unchanged\n{counts.to_string()}")  # noqa: T201
    assert counts["changed"].sum() == 0
    assert rate >= 0.999


def unchanged(cleans: Cleans, field: str) -> dict[str, int]:
    """Return the sound cells of ``field``: how many, made untrue, refused."""
    planted = cleans.planted[cleans.planted["field"].isin(SAME[field])]
    record = cleans.sent.record.set_index("record_id")
    whose = cleans.people.loc[
        cleans.people.index.isin(set(record.index) - set(planted["record_id"]))
    ]
    cells, values = (t[field].reindex(whose.index).fillna("") for t in (cleans.rows, record))
    true = whose[list(TRUE[field])].to_numpy().tolist()
    if field == "no_kk":  # some stand on the card of the family that they have left
        true = [cleans.people[list(TRUE[field])].to_numpy().ravel().tolist()] * len(values)
    if field.startswith("nama"):
        values, true = values.map(standard), [[standard(text) for text in row] for row in true]
    filled = [not is_empty(normal_text(cell)) for cell in cells]
    how = list(zip(filled, values, map(set, true), strict=True))
    return {
        "cells": sum(filled),
        "changed": sum(bool(value) and value not in truth for _, value, truth in how),
        "lost": sum(full and not value for full, value, _ in how),
    }


def standard(text: str) -> str:
    return name.read(text).baku or ""


def test_no_cell_is_lost_for_an_error_beside_it(cleans):
    sent, meant = (part.record.set_index("record_id") for part in (cleans.sent, cleans.meant))
    struck = set(cleans.planted["record_id"])
    whole = sent.index.intersection(meant.index).difference(struck)

    changed = sent.loc[whole, ["no_kk", "nama_baku", "tanggal_lahir", "kode_desa", "rt", "rw"]]

    assert changed.equals(meant.loc[whole, changed.columns])
