"""No file takes the run with it: not by its bytes, its name, or by going away meanwhile."""

import os
import signal
import subprocess
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bekasi_reconcile.config.sources import load_sources
from bekasi_reconcile.decisions import answer_file
from bekasi_reconcile.errors import ContractError
from bekasi_reconcile.fault_injection import VARIABLE
from bekasi_reconcile.ingest.mapping.draft import write_drafts
from bekasi_reconcile.ingest.reader import file_reader
from bekasi_reconcile.ingest.stage import Ingested, ingest
from corpus.hostile import honest
from corpus.writers import delimited, xlsx
from territories import BEKASI

HONEST = "jujur.csv"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Return a folder with a list of twelve people."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "work").mkdir()
    delimited(";")(tmp_path / "raw" / HONEST, [honest()])
    return tmp_path / "raw"


def read(raw: Path) -> Ingested:
    """Return what is received, and write its drafts as a run does; the good list is whole."""
    received = ingest(raw, (), raw.parent / "work", BEKASI)
    write_drafts(received.drafts, raw.parent / "sources", "id")
    load_sources(raw.parent / "sources")
    assert (received.source_row["file"] == HONEST).sum() == 12
    return received


def rules(received: Ingested) -> dict[str, set[str]]:
    """Return what is said of every file but the good one."""
    told = received.problem[received.problem["file"] != HONEST].groupby("file")["rule"]
    return {str(file): set(of_one) for file, of_one in told}


ENDLESS = {
    "a.xls": "<html>" + "<a " * 400_000,
    "b.xls": "<html>" + "<!--" * 300_000,
    "c.xls": "<html>" + "</" * 400_000,
    "d.xls": "<html>" + "<![CDATA[" * 150_000,
}
"""What keeps the standard parser busy for minutes or hours."""


@pytest.mark.slow
def test_pages_that_never_end_are_given_up(raw: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(file_reader, "SECONDS", 1)
    for name, text in ENDLESS.items():
        (raw / name).write_text(text)

    told = rules(read(raw))

    assert told.keys() == ENDLESS.keys()
    assert all(rule <= {"file_hangs", "file_no_table"} for rule in told.values())


def test_an_answer_file_that_never_ends_is_given_up_and_the_others_are_taken(
    raw: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(file_reader, "SECONDS", 1)
    endless, good = raw / "a.html", raw / "b.csv"
    endless.write_text(ENDLESS["a.xls"])
    good.write_text("id_konflik;keputusan\nK-1;SAMA\n")

    files = answer_file.read([endless, good], raw.parent / "work")

    assert [file.refusal for file in files] == ["keputusan_tidak_terbaca", None]
    assert [line.answer for line in files[1].lines] == ["SAMA"]


def workbook_with(path: Path, name: str, content: bytes) -> None:
    xlsx(path, [honest()])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


def test_properties_that_stall_a_regular_expression_do_not_keep_a_list_from_being_read(
    raw: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(file_reader, "SECONDS", 2)
    name = b' name="reconcile-corrects-1"'
    workbook_with(raw / "daftar.xlsx", "docProps/custom.xml", b"<property" + name * 36_000)

    received = read(raw)

    assert (received.source_row["file"] == "daftar.xlsx").sum() == 12


def test_what_a_file_unpacks_to_is_never_in_the_memory_of_the_run(raw: Path):
    read(raw)  # imports
    workbook_with(raw / "bom.xlsx", "mimetype", bytes(150_000_000))
    tracemalloc.start()

    told = rules(read(raw))

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told["bom.xlsx"] == {"file_bomb"}
    assert peak < 50_000_000


def test_a_reader_that_never_ends_dies_with_its_run(tmp_path: Path):
    (tmp_path / "halaman.xls").write_text(ENDLESS["a.xls"])
    program = (
        "import sys; from pathlib import Path;"
        "from bekasi_reconcile.ingest.reader.file_reader import FileReader;"
        "FileReader(Path(sys.argv[1])).read(Path(sys.argv[1]) / 'halaman.xls')"
    )
    path = os.pathsep.join(p for p in sys.path if p)
    run = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], env=os.environ | {"PYTHONPATH": path}
    )
    reader = wait_for(lambda: children(run.pid))[0]
    wait_for(lambda: processor_ticks(reader) > 20)  # it is at it

    run.send_signal(signal.SIGKILL)
    run.wait()

    assert wait_for(lambda: not Path(f"/proc/{reader}").exists() or is_dead(reader))


def wait_for(look: Callable[[], object]) -> list[int]:
    for _ in range(300):
        if seen := look():
            return seen if isinstance(seen, list) else [1]
        time.sleep(0.05)
    raise AssertionError("it did not come")


def children(pid: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()


def processor_ticks(pid: int) -> int:
    return int(stat(pid)[11])


def is_dead(pid: int) -> bool:
    return stat(pid)[0] in "ZX"


def test_a_name_that_is_no_text_is_refused_and_spelt_out(raw: Path):
    broken = os.fsencode(raw) + b"/daftar\xff.csv"
    with open(broken, "wb") as file:
        file.write((raw / HONEST).read_bytes())
    os.mkdir(os.fsencode(raw) + b"/dinas\xfe")
    with open(os.fsencode(raw) + b"/dinas\xfe/x.csv", "wb") as file:
        file.write((raw / HONEST).read_bytes())

    received = read(raw)

    assert rules(received) == {
        "daftar\\udcff.csv": {"file_name"},
        "dinas\\udcfe/x.csv": {"file_name"},
    }
    status = received.submission.set_index("file")["status"]
    assert status["daftar\\udcff.csv"] == "refused"


def test_a_name_that_spells_another_out_takes_nobodys_place(raw: Path):
    with open(os.fsencode(raw) + b"/d\xff.csv", "wb") as file:
        file.write(b"x")
    delimited(",")(raw / "d\\udcff.csv", [honest(seed=5)])

    received = read(raw)

    assert received.submission.set_index("file")["status"].to_dict() == {
        HONEST: "read",
        "d\\udcff.csv": "refused",
        "d\\\\udcff.csv": "read",
    }


@pytest.mark.parametrize(
    "name",
    [
        "d" * 251 + ".csv",
        "/".join(["a" * 200, "b" * 200, "c" * 200]) + "/d.csv",
        "é" * 120 + ".csv",
    ],
)
def test_a_name_as_long_as_the_system_allows_is_read(raw: Path, name: str):
    path = raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    delimited(",")(path, [honest(seed=5)])

    received = read(raw)

    assert (received.source_row["file"] == name).sum() == 12
    assert len(list((raw.parent / "sources").iterdir())) == 2


def test_entries_with_names_that_are_no_text_damage_their_file_alone(raw: Path):
    path = raw / "entri.xlsx"
    workbook_with(path, "x/é.bin", b"x")
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xff\xfe"))

    assert rules(read(raw)) == {"entri.xlsx": {"file_damaged"}}


DECLARED = ["é", "\u2028", "字", '"', "\x00", "\r", "a", "'", "\\", "^", "."]


def test_any_delimiter_may_be_declared(raw: Path):
    for people in (12, 4_000):
        lines = [f"{1_000_000_000_000_000 + i};WARGA CONTOH;{'x' * 40}" for i in range(people)]
        for number, delimiter in enumerate(DECLARED):
            text = "\n".join([f"sep={delimiter}", "NIK;Nama;Alamat", *lines, ""])
            (raw / f"{people}-{number}.csv").write_text(text, encoding="utf-8", newline="")

    status = read(raw).submission["status"]

    assert len(status) == 2 * len(DECLARED) + 1
    assert set(status) <= {"read", "refused"}


def test_a_list_between_declared_letters_is_read(raw: Path):
    lines = [f"{3216010101800000 + i}éWARGA CONTOHé{'x' * 40}" for i in range(4_000)]
    (raw / "sep.csv").write_text("\n".join(["sep=é", "NIKéNamaéAlamat", *lines, ""]))

    assert (read(raw).source_row["file"] == "sep.csv").sum() == 4_000


def test_a_failure_of_the_program_on_a_file_is_its_refusal_and_quotes_nothing(
    raw: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(VARIABLE, "reading:error")

    received = ingest(raw, (), raw.parent / "work", BEKASI)

    problem = received.problem.set_index("file").loc[HONEST]
    assert (problem["rule"], problem["detail"]) == ("file_failed", "ValueError")
    assert not received.problem.astype(str).apply(lambda c: c.str.contains("SITI")).any(axis=None)
    assert received.submission["status"].tolist() == ["refused"]


def test_a_disk_that_is_full_while_a_file_is_read_ends_the_run(
    raw: Path, monkeypatch: pytest.MonkeyPatch
):
    """Or each list would be refused in turn, and the register published without its people."""
    monkeypatch.setenv(VARIABLE, "reading:full")

    with pytest.raises(OSError, match="No space"):
        ingest(raw, (), raw.parent / "work", BEKASI)


def test_a_disk_that_takes_no_sheet_ends_the_run(tmp_path: Path):
    """The reader writes what it read into the work folder: its failure is the disk's."""
    path = tmp_path / "daftar.csv"
    delimited(";")(path, [honest()])
    with file_reader.FileReader(tmp_path) as reader:
        reader.read(path)

        with pytest.raises(FileNotFoundError):
            reader._ask(path, tmp_path / "tidak-ada")


def test_a_reader_that_cannot_start_refuses_no_list(raw: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(ContractError, match="did not start"):
        ingest(raw, (), raw.parent / "work", BEKASI)


def test_a_pattern_drafted_from_a_date_claims_no_other_list(raw: Path):
    delimited(",")(raw / "2025.csv", [honest(seed=5)])
    delimited(",")(raw / "baru.csv", [honest(seed=6)])
    read(raw)
    delimited(",")(raw / "pkh.csv", [honest(seed=7)])

    sources = load_sources(raw.parent / "sources")
    received = ingest(raw, sources, raw.parent / "work", BEKASI)

    source = received.submission.set_index("file")["source"]
    assert source[["2025.csv", "baru.csv", "pkh.csv"]].tolist() == ["2025", "baru", "pkh"]


def test_a_draft_of_every_file_from_before_claims_none(raw: Path):
    sources = raw.parent / "sources"
    sources.mkdir()
    (sources / "2025.toml").write_text(
        'source = "2025"\ntitle = "2025"\nagency = "x"\nreviewed = false\nfiles = ["*.*"]\n'
    )

    received = ingest(raw, load_sources(sources), raw.parent / "work", BEKASI)

    assert received.submission["source"].tolist() == ["jujur"]
