"""The project that is attacked, and what must hold of it whatever was done."""

import shutil
import signal
import subprocess
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import warm
from bekasi_reconcile.register import manifest, runs, secret_key
from bekasi_reconcile.register.database import connect
from office import PEOPLE, Office

STATUSES = {0, 2, 3, 4, 5, 6, 130, 143, -signal.SIGKILL}
"""The statuses of the contract; 1 is an error of ours. A killed process says nothing."""

FORGOTTEN = "UJANG SUPRIATNA"
SHOWN = {"\n", "\t"}


def command(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the program and assert that it ended as it promises to."""
    done = warm.run(*arguments, **options)
    assert_ending(done)
    return done


def assert_ending(done: subprocess.CompletedProcess[str]) -> None:
    """Assert a status of the contract, no traceback, no person and no control character."""
    told = f"{done.args}: status {done.returncode}\n{done.stderr}"
    assert done.returncode in STATUSES, told
    assert "Traceback" not in done.stderr, told
    persons = [cell for line in PEOPLE.values() for cell in line.split(";")[:2]]
    assert not [p for p in persons if p in done.stderr], told
    said = done.stdout + done.stderr
    assert not {c for c in said if unicodedata.category(c) in ("Cc", "Cs")} - SHOWN, told


@dataclass(frozen=True)
class Target:
    """A project after two runs, with an answer that was taken and a person who was forgotten."""

    folder: Path

    @property
    def office(self) -> Office:
        return Office.at(self.folder)

    def reconcile(self, name: str, *arguments: str, **options: Any) -> Any:
        return command(name, *arguments, "--project", str(self.folder), **options)

    def run(self, **options: Any) -> subprocess.CompletedProcess[str]:
        done: subprocess.CompletedProcess[str] = self.reconcile("run", "--json", **options)
        return done

    def copy(self, folder: Path) -> "Target":
        """Return a copy of the project in ``folder``, as a hand may make one."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder, symlinks=True)
        return Target(folder)

    def ids(self) -> dict[tuple[str, str], str]:
        """Return the id of each person that the register knows by NIK and name."""
        rows = self.office.ask("SELECT nik, nama, person_id FROM person")
        return {(str(nik), nama): id_ for nik, nama, id_ in rows.itertuples(index=False, name=None)}

    def unread(self, names: Iterable[str]) -> list[str]:
        """Return those of ``names`` of which the register has no submission."""
        files = set(self.office.ask("SELECT file FROM isi.submission")["file"])
        return [name for name in names if name not in files]

    def assert_whole(self) -> None:
        """Assert that what is published is as it was sealed, and that its rows balance."""
        folder = runs.latest(self.folder / "data/output")
        assert folder, "nothing is published any more"
        assert manifest.breaches(folder, secret_key.load(self.folder / "data/journal")) == []
        with connect(folder / "register.duckdb") as con:
            unbalanced = con.execute(
                "SELECT file, sheet FROM isi.sheet "
                "WHERE rows_seen <> records + refused + blank + title + header + numbering"
                ' + "group" + total + footer + other'
            ).fetchall()
        assert unbalanced == []

    def assert_remembers(self, ids: dict[tuple[str, str], str]) -> None:
        """Assert the same persons under the same ids, the answer obeyed, the forgotten gone."""
        self.assert_whole()
        assert self.ids() == ids
        date = self.office.golden("SITI AMINAH", "tanggal_lahir")
        assert date == ("1980-05-22", "keputusan"), date
        assert FORGOTTEN not in {name for _, name in ids}


def build(folder: Path) -> None:
    """Make the target in ``folder``."""
    office = Office(folder)
    siti = PEOPLE["siti"]
    office.send("siak.csv", siti, "asep", "ujang")
    office.send("pkh.csv", siti.replace("21-05-1980", "22-05-1980"), "dewi")
    office.run()
    office.answer(
        "jawaban.csv",
        (office.conflict("tanggal_lahir"), "BETULKAN: 22-05-1980", "Budi", "2026-02-01"),
    )
    office.run()
    (who,) = office.ids(FORGOTTEN)
    done = command("forget", who, "--reason", "surat 12/2026", "--project", str(folder))
    assert done.returncode in (0, 3), done.stderr
    office.run()
