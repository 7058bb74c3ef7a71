"""Text files: every encoding, delimiter and line end, and the ways in which quotes go wrong."""

from collections.abc import Callable
from pathlib import Path

from .people import Person, heads, people
from .sheets import ANY, Sheet, col, layout
from .writers import Write, delimited, html, ods, raw, xls, xlsx

COLS = [col("No", "no_urut", "no"), col("NIK", "nik"), col("Nama", "nama"), col("Alamat", "alamat")]


def _plain(seed: int, name: str = "") -> Sheet:
    s = Sheet(name)
    s.table(COLS, people(16, seed=seed))
    return s


def _accent(p: Person) -> str:
    return f"José D\u2019Arc {p.nama}" if p.no % 4 == 0 else p.nama


def _accented(seed: int) -> Sheet:
    s = Sheet("")
    cols = [*COLS[:2], col("Nama", "nama", _accent), COLS[3]]
    s.table(cols, people(16, seed=seed))
    return s


WAYS: dict[str, tuple[str, Write, list[str]]] = {
    "text_semicolon": ("a.csv", delimited(";"), []),
    "text_comma": ("a.csv", delimited(","), []),
    "text_pipe": ("a.txt", delimited("|"), []),
    "text_tab": ("a.tsv", delimited("\t"), []),
    "text_utf8_bom": ("a.csv", delimited(";", "utf-8-sig"), []),
    "text_cp1252": ("a.csv", delimited(";", "cp1252"), ["text_cp1252"]),
    "text_utf16": ("a.csv", delimited("\t", "utf-16"), []),
    "text_utf16_be": ("a.txt", delimited("\t", "utf-16-be", first="\ufeff"), []),
    "text_utf16_without_bom": ("a.txt", delimited(";", "utf-16-le"), []),
    "text_cr_only": ("a.csv", delimited(";", end="\r"), []),
    "text_lf_only": ("a.csv", delimited(",", end="\n"), []),
    "text_quoted": ("a.csv", delimited(",", quote='"'), []),
    "text_sep_line": ("a.csv", delimited(";", first="sep=;\r\n"), []),
    "text_sep_line_odd": ("a.csv", delimited("|", first="sep=|\r\n"), []),
    "text_sep_line_utf16": ("a.csv", delimited(";", "utf-16", first="sep=;\r\n"), []),
    "text_named_xls": ("unduhan.xls", delimited("\t"), []),
    "text_named_xlsx": ("unduhan.xlsx", delimited(";"), []),
}


def _register(name: str, seed: int) -> None:
    file, write, notices = WAYS[name]

    def make() -> Sheet:
        return _accented(seed)

    make.__name__ = name
    layout(file, write, notices=notices)(make)


for _i, _name in enumerate(WAYS):
    _register(_name, 200 + _i)

NAMED: dict[str, tuple[str, Write]] = {
    "xlsx_named_csv": ("data.csv", xlsx),
    "xlsx_named_xls": ("data.xls", xlsx),
    "xls_named_xlsx": ("data.xlsx", xls),
    "ods_named_xlsx": ("data.xlsx", ods),
    "name_with_brackets": ("export[1].xlsx", xlsx),
    "name_with_quotes": ("data 'PKH' \"2025\";--.xlsx", xlsx),
    "name_with_accents": ("Données café ünï.xlsx", xlsx),
    "name_with_star": ("*.xlsx", xlsx),
    "name_with_newline": ("a\nb.xlsx", xlsx),
    "name_very_long": ("n" * 240 + ".xlsx", xlsx),
    "name_without_extension": ("data", xlsx),
    "name_like_an_option": ("--help.xls", xls),
    "name_with_percent": ("50%_{0}_%s.ods", ods),
}


def _register_named(name: str, seed: int) -> None:
    file, write = NAMED[name]

    def make() -> Sheet:
        return _plain(seed, "Sheet1")

    make.__name__ = name
    layout(file, write)(make)


for _i, _name in enumerate(NAMED):
    _register_named(_name, 230 + _i)


@layout("halaman_web.xls", html)
def html_named_xls() -> Sheet:
    return _plain(250)


def _lines(change: Callable[[list[str]], list[str]], end: str = "\r\n") -> Write:
    """Return a writer that lets ``change`` spoil the lines before they are written."""

    def write(path: Path, sheets: list[Sheet]) -> None:
        delimited(";", end="\n")(path, sheets)
        lines = change(path.read_text(encoding="utf-8").split("\n")[:-1])
        path.write_bytes(end.join([*lines, ""]).encode())

    return write


@layout("baris_dalam_kutip.csv", delimited(";"))
def text_line_breaks_in_quotes() -> Sheet:
    s = Sheet("")
    cols = [*COLS[:3], col("Alamat", "alamat", lambda p: f"{p.alamat}\nRT {p.rt}; RW {p.rw}")]
    s.table(cols, people(16, seed=251))
    return s


def _nicknamed(p: Person) -> str:
    return f'{p.nama} "Ujang"' if p.no % 3 == 0 else p.nama


@layout("kutip_dalam_nama.csv", delimited(";"))
def text_quotes_in_a_value() -> Sheet:
    s = Sheet("")
    cols = [*COLS[:2], col("Nama", "nama", _nicknamed), COLS[3]]
    s.table(cols, people(16, seed=252))
    return s


@layout(
    "kutip_terbuka.csv",
    _lines(
        lambda lines: [
            line.replace("Kp.", '"Kp.', 1) if i == 4 else line for i, line in enumerate(lines)
        ]
    ),
)
def text_unbalanced_quote() -> Sheet:
    """One quote is never closed: nobody below it may be swallowed."""
    s = Sheet("")
    cols = [*COLS[:3], col("Alamat", ("alamat",), lambda p: f"Kp. Rawa {p.no}")]
    s.table(cols, people(16, seed=253))
    return s


@layout(
    "kutip_terbuka_akhir.csv",
    _lines(
        lambda lines: [
            line.replace("Kp.", '"Kp.', 1) if i == 13 else line for i, line in enumerate(lines)
        ]
    ),
)
def text_unbalanced_quote_near_the_end() -> Sheet:
    """The open quote swallows three lines only, fewer than a long address has."""
    s = Sheet("")
    cols = [*COLS[:3], col("Alamat", ("alamat",), lambda p: f"Kp. Rawa {p.no}")]
    s.table(cols, people(16, seed=254))
    return s


@layout(
    "baris_compang.csv",
    _lines(
        lambda lines: [
            line + ";;;sisa" if i % 5 == 3 else line.rstrip(";") for i, line in enumerate(lines)
        ]
    ),
)
def text_ragged_rows() -> Sheet:
    s = Sheet("")
    cols = [*COLS, col("Ket", "keterangan")]
    s.table(cols, people(16, seed=255))
    return s


@layout("baris_kosong.csv", delimited(";"))
def text_blank_lines() -> Sheet:
    s = Sheet("")
    s.blank()
    s.header(COLS)
    for p in people(16, seed=256):
        s.data(COLS, p)
        if p.no % 4 == 0 and p.no < 16:
            s.blank()
    return s


@layout("judul_di_atas.csv", delimited(","))
def text_with_titles_and_footer() -> Sheet:
    """Titles hold commas of their own, the footer a date."""
    s = Sheet("")
    s.title("DAFTAR PENERIMA, TAHUN 2025")
    s.title("KECAMATAN : TAMBELANG")
    s.blank()
    s.header(COLS)
    for p in heads(12, seed=257, place=2):
        s.data(COLS, p, {"kecamatan": "Tambelang"})
    s.total("Jumlah", "12")
    s.footer("Bekasi, 12 Maret 2025")
    return s


@layout("ekor_koma.csv", _lines(lambda lines: [line + ";" * 12 for line in lines]))
def text_with_a_tail_of_delimiters() -> Sheet:
    return _plain(258)


@layout("campur_koma.csv", delimited(";"))
def text_semicolons_among_commas() -> Sheet:
    """Every address has two commas, more than the three delimiters of a short line."""
    s = Sheet("")
    cols = [
        *COLS[:3],
        col("Alamat", "alamat", lambda p: f"Kp. Rawa, RT {p.rt}, RW {p.rw}, Desa, Kec"),
    ]
    s.table(cols, people(16, seed=259))
    return s


def _mixed(s: Sheet) -> bytes:
    lines = [";".join("" if c is None else str(c) for c in row) for row in s.cells]
    half = len(lines) // 2
    return (
        "\r\n".join(lines[:half]).encode("utf-8")
        + b"\r\n"
        + "\r\n".join(lines[half:]).encode("cp1252")
    )


@layout("dua_sandi.csv", raw(_mixed), notices=["text_cp1252"])
def text_in_two_encodings() -> Sheet:
    """Two exports glued together: accents of both halves stay letters."""
    return _accented(260)


@layout("dua_bom.csv", raw(lambda s: b"\xef\xbb\xbf" * 2 + _mixed(s)))
def text_with_two_byte_order_marks() -> Sheet:
    return _plain(261)


@layout("nul.csv", raw(lambda s: _mixed(s).replace(b"\r\n3;", b"\x00\r\n3;")), notices=["text_nul"])
def text_with_nul_bytes() -> Sheet:
    return _plain(262)


@layout("spasi_pembatas.csv", delimited("; "))
def text_blanks_after_the_delimiter() -> Sheet:
    return _plain(263)


@layout("kolom_lebar.csv", delimited(";"))
def text_of_600_columns() -> Sheet:
    """A survey's export: what is known is found among hundreds of answers."""
    s = Sheet("")
    cols = [*COLS, *[col(f"P{i}", ANY, lambda _: "1") for i in range(596)]]
    s.table(cols, people(8, seed=264))
    return s
