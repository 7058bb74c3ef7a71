"""What goes out to LibreOffice and comes back is what it was, and nothing of it runs."""

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from bekasi_reconcile.report import csvfile
from office import PEOPLE, Office

SOFFICE = shutil.which("soffice")
CSV = "csv:Text - txt - csv (StarCalc):59,34,76"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SOFFICE, reason="0 of 4 files went through LibreOffice: not installed"),
]


def saved(path: Path, kind: str) -> Path:
    """Return ``path`` as LibreOffice saves it, opened as a semicolon CSV in UTF-8 if it is one."""
    out = path.parent / "saved"
    command = [str(SOFFICE), f"-env:UserInstallation=file://{path.parent}/profile", "--headless"]
    if path.suffix == ".csv":
        command.append("--infilter=CSV:59,34,76")
    subprocess.run(
        [*command, "--convert-to", kind, "--outdir", str(out), str(path)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return out / f"{path.stem}.{kind.partition(':')[0]}"


@pytest.mark.parametrize(
    ("list_", "kind"),
    [("konflik.csv", "xlsx"), ("konflik.csv", CSV), ("konflik.xlsx", "xlsx")],
    ids=["csv to xlsx", "csv to csv", "xlsx to xlsx"],
)
def test_answers_come_back_through_libreoffice(tmp_path: Path, list_: str, kind: str):
    office = Office(tmp_path / "project")
    office.send("dtks.csv", "siti", "asep")
    office.send("pkh.csv", PEOPLE["siti"].replace("21-05-1980", "22-05-1980"))
    office.run()
    (tmp_path / "kerja").mkdir()
    sheet = tmp_path / "kerja" / list_
    shutil.copy(office.folder / "data/output/latest/laporan" / list_, sheet)
    if list_ == "konflik.csv":
        sheet = saved(sheet, "xlsx")
    answer(sheet, office.conflict("tanggal_lahir"))

    back = saved(sheet, kind)
    shutil.copy(back, office.folder / "data/decisions" / back.name)
    office.run()

    assert office.refusals() == []
    assert office.golden("SITI AMINAH", "tanggal_lahir") == ("1980-05-22", "keputusan")


def answer(path: Path, conflict: str) -> None:
    """Write an answer to ``conflict`` where its line is, as an officer would."""
    book = load_workbook(path)
    for sheet in book:
        rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
        heads = [i for i, row in enumerate(rows) if "keputusan" in row and "id_konflik" in row]
        for head in heads[:1]:
            ids = [row[rows[head].index("id_konflik")] for row in rows]
            if conflict in ids:
                at = ids.index(conflict) + 1
                sheet.cell(at, rows[head].index("keputusan") + 1).value = "BETULKAN: 22-05-1980"
    book.save(path)


def test_no_cell_of_a_csv_for_people_becomes_a_formula(tmp_path: Path):
    texts = ["=1+1", '=HYPERLINK("http://x";"y")', "+62811", "-5", "@SUM(A1)", "\t=1+1", "＝1+1"]
    path = csvfile.write(tmp_path / "daftar.csv", pd.DataFrame({"a": texts, "b": texts}))

    (sheet,) = load_workbook(saved(path, "xlsx"))

    told = {cell.data_type for row in sheet.iter_rows(min_row=2, max_col=2) for cell in row}
    assert told == {"s"}
    back = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert [str(text).removeprefix("'").strip() for text in back] == [t.strip() for t in texts]
