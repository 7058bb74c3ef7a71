"""The fast way through a text file gives what the careful way gives, or steps aside."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bekasi_reconcile.ingest.reader.child import delimited_fast, delimited_text
from bekasi_reconcile.ingest.reader.child.foreign_sheet import table_of
from bekasi_reconcile.ingest.reader.grid import table_cells

CELL = st.text(st.sampled_from("AB 1;,\"'\n\té-"), max_size=6)
TABLE = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=6)
)


def written(rows: list[list[str]], quoting: int) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", quoting=quoting, lineterminator="\r\n").writerows(rows)
    return stream.getvalue().encode()


@given(rows=TABLE, quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_both_ways_give_the_same_cells(rows: list[list[str]], quoting: int):
    data = written(rows, quoting)

    fast = delimited_fast.read(data, ";")

    careful, _ = delimited_text.parse(data.decode(), ";")

    if fast is not None:
        assert table_cells(fast)[0].equals(table_cells(table_of(careful))[0])


@pytest.mark.parametrize(
    "data",
    [
        b'a;b\n1;"x\ny"\n',
        b'a;b\n1;Neng "Iis\n',
        b"a;b\n1;2;3\n",
        b"a;b\r1;2\r",
        b'a;b\n1;"2\n',
    ],
)
def test_what_is_not_plain_takes_the_careful_way(data: bytes):
    assert delimited_fast.read(data, ";") is None


def test_plain_text_takes_the_fast_way():
    table = delimited_fast.read(b'NIK;Nama\n3216010101800001;"SITI; A"\n ;\n', ";")

    assert table is not None
    cells, _ = table_cells(table)
    assert cells.fillna("").to_numpy().tolist() == [
        ["NIK", "Nama"],
        ["3216010101800001", "SITI; A"],
        ["", ""],
    ]
