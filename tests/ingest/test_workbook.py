"""What a workbook tells beside its cells."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from bekasi_reconcile.ingest.reader import file_reader
from bekasi_reconcile.ingest.reader.file_reader import FileReader
from bekasi_reconcile.ingest.stage import ingest
from corpus.sheets import Sheet
from corpus.writers import ods, xls, xlsx
from territories import BEKASI


@pytest.mark.parametrize("write", [xlsx, xls, ods])
def test_hidden_rows_are_read_and_told(tmp_path: Path, write: Callable[..., None]):
    raw = tmp_path / "raw"
    raw.mkdir()
    cells = [["NIK", "Nama"]]
    cells += [[f"321601010180000{i}", f"WARGA CONTOH {'ABCDE'[i - 1]}"] for i in range(1, 6)]
    lists = [Sheet(name, cells=cells) for name in ("Terbuka", "Disaring", "Lain")]
    lists[1].hidden = {3, 5}
    write(raw / f"daftar.{write.__name__}", lists)

    received = ingest(raw, (), tmp_path, BEKASI)

    assert received.source_row["row"].tolist() == [2, 3, 4, 5, 6] * 3
    notice = received.problem.set_index("rule").loc[["sheet_hidden_rows"]]
    assert notice["sheet"].tolist() == ["Disaring"]
    assert notice["detail"].tolist() == ["2"]


def ods_row(*cells: TableCell) -> TableRow:
    row = TableRow()
    for cell in cells:
        row.addElement(cell)
    return row


def ods_cell(text: str, **spans: int) -> TableCell:
    cell = TableCell(valuetype="string", **spans)
    cell.addElement(P(text=text))
    return cell


def test_a_card_merged_over_its_members_is_theirs_in_ods_too(tmp_path: Path):
    raw = tmp_path / "raw"
    raw.mkdir()
    book = OpenDocumentSpreadsheet()
    table = Table(name="Data")
    table.addElement(ods_row(*map(ods_cell, ["No KK", "Nama", "NIK"])))
    for family in ("3216011203190001", "3216011203190002"):
        card = ods_cell(family, numberrowsspanned=2, numbercolumnsspanned=1)
        table.addElement(ods_row(card, ods_cell("WARGA SATU"), ods_cell("3216010101800001")))
        table.addElement(ods_row(CoveredTableCell(), ods_cell("WARGA DUA"), ods_cell("-")))
    table.addElement(ods_row(ods_cell(""), ods_cell("WARGA LAIN"), ods_cell("3216010101800009")))
    book.spreadsheet.addElement(table)
    book.save(str(raw / "keluarga.ods"))

    rows = ingest(raw, (), tmp_path, BEKASI).source_row

    assert rows["no_kk"].fillna("").tolist() == [
        "3216011203190001",
        "3216011203190001",
        "3216011203190002",
        "3216011203190002",
        "",
    ]


def test_the_reader_goes_on_after_a_file_that_hangs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    good, bad = tmp_path / "baik.xlsx", tmp_path / "buruk.xlsx"
    for path in (good, bad):
        with xlsxwriter.Workbook(str(path)) as book:
            book.add_worksheet("Data").write_row(0, 0, ["NIK", "Nama"])
    with FileReader(tmp_path) as reader:
        assert [g.name for g in reader.read(good).grids] == ["Data"]
        child = reader._child
        assert child is not None
        child.send_signal(19)  # SIGSTOP: it hangs as native code does, and hears nothing
        monkeypatch.setattr(file_reader, "SECONDS", 1)
        with pytest.raises(file_reader.Unreadable) as refused:
            reader.read(bad)

        assert refused.value.rule == "file_hangs"
        monkeypatch.setattr(file_reader, "SECONDS", 60)
        assert [g.name for g in reader.read(good).grids] == ["Data"]
