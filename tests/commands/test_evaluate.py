"""The truth about some rows: what is none is told in one line."""

from pathlib import Path

import pytest

from bekasi_reconcile.commands.evaluate import evaluate
from bekasi_reconcile.errors import InputError

NO_TRUTH = {
    "no such file": (None, "tidak ada"),
    "empty": (b"", "CSV"),
    "not text": (b"\xff\xfe\x00PK", "CSV"),
    "ragged": (b"file,sheet\na,b\nc,d,e,f,g\n", "CSV"),
    "other columns": (b"berkas,sheet,baris,person\na,,2,p\n", "file, row"),
    "semicolons": (b"file;sheet;row;person\na;;2;p\n", "file, sheet, row, person"),
    "one row twice": (b"file,sheet,row,person\na,,2,p\na,,2,q\n", "1 baris"),
}


@pytest.mark.parametrize(("content", "says"), NO_TRUTH.values(), ids=NO_TRUTH)
def test_what_is_no_truth_is_an_error_of_the_input(
    tiny_finished: Path, tmp_path: Path, content: bytes | None, says: str
):
    truth = tmp_path / "truth.csv"
    if content is not None:
        truth.write_bytes(content)

    with pytest.raises(InputError, match=says) as told:
        evaluate(tiny_finished / "data/output", truth)

    assert "\n" not in str(told.value)
