"""What stands in the cells: damaged numbers, dates in every form, swapped columns, odd headers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from .people import Person, heads, people
from .sheets import Col, Sheet, always, col, layout
from .writers import delimited, ods, xls, xlsx

NO = col("No", "no_urut", "no")
NAMA = col("Nama", "nama")
NIK = col("NIK", "nik")
KK = col("No KK", "no_kk")
ALAMAT = col("Alamat", "alamat")


def _nik(fill: Callable[[Person], str | int | float], count: int = 16, kind: str = "teks") -> Sheet:
    s = Sheet("Sheet1")
    s.table(
        [NO, NAMA, col("NIK", "nik", fill), ALAMAT], people(count, seed=120), {"nik_kind": kind}
    )
    return s


@layout("nik_angka.xlsx", xlsx)
def nik_as_number() -> Sheet:
    """A double holds sixteen digits of Bekasi exactly: none may change."""
    return _nik(lambda p: int(p.nik), kind="angka")


@layout("nik_angka.xls", xls)
def nik_as_number_xls() -> Sheet:
    return _nik(lambda p: int(p.nik), kind="angka")


@layout("nik_angka.ods", ods)
def nik_as_number_ods() -> Sheet:
    return _nik(lambda p: int(p.nik), kind="angka")


@layout("nik_dipotong.xlsx", xlsx)
def nik_cut_by_excel() -> Sheet:
    return _nik(lambda p: int(p.nik) // 10 * 10, kind="angka")


@layout("nik_campur.xlsx", xlsx)
def nik_as_number_and_text() -> Sheet:
    """Each cell keeps how it was stored."""
    s = Sheet("Sheet1")
    cols = [NO, NAMA, NIK]
    s.header(cols)
    for p in people(16, seed=121):
        number = p.no % 2 == 0
        row = s.data(cols, p, {"nik_kind": "angka" if number else "teks"})
        s.cells[row - 1][2] = int(p.nik) if number else p.nik
    return s


@layout("nik_koma_nol.csv", delimited(","))
def nik_as_float_text() -> Sheet:
    s = Sheet("")
    s.table([NO, NAMA, col("NIK", "nik", lambda p: p.nik + ".0")], people(16, seed=122))
    return s


@layout("nik_petik.xlsx", xlsx)
def nik_behind_an_apostrophe() -> Sheet:
    return _nik(lambda p: ("'" if p.no % 2 else "`") + p.nik)


@layout("nik_spasi.xlsx", xlsx)
def nik_among_invisible_characters() -> Sheet:
    return _nik(lambda p: ["\u00a0", "\u200b", "\t", "\ufeff"][p.no % 4] + p.nik)


@layout("nik_titik.xlsx", xlsx)
def nik_with_separators() -> Sheet:
    return _nik(lambda p: f"{p.nik[:2]}.{p.nik[2:4]}.{p.nik[4:6]}.{p.nik[6:12]}.{p.nik[12:]}")


@layout("nik_sensor.xlsx", xlsx)
def nik_masked() -> Sheet:
    return _nik(lambda p: p.nik[:6] + "******" + p.nik[12:])


@layout("nik_sensor_akhir.csv", delimited(";"))
def nik_masked_at_the_end() -> Sheet:
    s = Sheet("")
    s.table([NAMA, col("NIK", "nik", lambda p: p.nik[:12] + "XXXX"), ALAMAT], people(12, seed=123))
    return s


@layout("nik_ilmiah.csv", delimited(";"))
def nik_in_scientific_notation() -> Sheet:
    s = Sheet("")
    s.table([NAMA, col("NIK", "nik", always("3,21601E+15")), ALAMAT], people(12, seed=124))
    return s


@layout("nik_pengganti.xlsx", xlsx)
def nik_mostly_placeholders() -> Sheet:
    """More stand-ins than numbers: the header still says what the column is."""
    words = ["0", "-", "belum ada", "9999999999999999", "proses", "0000000000000000", "tidak ada"]
    return _nik(lambda p: p.nik if p.no % 5 == 0 else words[p.no % 7], 20)


@layout("nik_vlookup.xlsx", xlsx)
def nik_beside_a_failed_lookup() -> Sheet:
    """`#N/A` of a VLOOKUP is how clerks write `tidak padan`."""
    s = Sheet("Padan")
    cols = [NO, NAMA, NIK, col("NIK Padanan", None, always("=VLOOKUP(C2,Sheet9!A:B,2,0)"))]
    s.table(cols, people(14, seed=125))
    return s


@layout("tertukar.xlsx", xlsx, ask="may")
def nik_and_card_swapped() -> Sheet:
    """The headers are swapped: a day above 40 cannot stand in a card's number."""
    s = Sheet("Sheet1")
    cols = [NO, NAMA, col("NIK", "no_kk", "no_kk"), col("No KK", "nik", "nik"), ALAMAT]
    s.table(cols, people(40, seed=126))
    return s


@layout("kode_kemendagri.xlsx", xlsx)
def codes_of_kemendagri() -> Sheet:
    s = Sheet("Sheet1")
    cols = [
        NO,
        NAMA,
        NIK,
        col(
            "Kode Desa",
            "kode_desa",
            lambda p: f"{p.kode_desa[:2]}.{p.kode_desa[2:4]}.{p.kode_desa[4:6]}.{p.kode_desa[6:]}",
        ),
        col("Desa", "desa"),
    ]
    s.table(cols, people(14, seed=127))
    return s


@layout("kode_bps.xlsx", xlsx)
def codes_of_bps() -> Sheet:
    s = Sheet("Sheet1")
    cols = [
        NO,
        NAMA,
        NIK,
        col("kode_kec", "kode_kecamatan", lambda p: int(p.kode_bps[:7])),
        col("kode_desa", "kode_desa", lambda p: int(p.kode_bps)),
        col("nama_desa", "desa", lambda p: p.desa.upper()),
    ]
    s.table(cols, people(14, seed=128))
    return s


MONTHS = [
    "",
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "Nopember",
    "Desember",
]


def _dates(name: str, fill: Callable[[Person], str | int | date]) -> Sheet:
    s = Sheet(name)
    s.table([NO, NAMA, NIK, col("Tgl. Lahir", "tanggal_lahir", fill)], people(16, seed=130))
    return s


@layout("tgl_kata.xlsx", xlsx)
def dates_in_words() -> Sheet:
    return _dates("Sheet1", lambda p: f"{p.lahir.day} {MONTHS[p.lahir.month]} {p.lahir.year}")


@layout("tgl_singkat.csv", delimited(";"))
def dates_with_short_months() -> Sheet:
    return _dates("", lambda p: f"{p.lahir.day:02d}-{MONTHS[p.lahir.month][:3]}-{p.lahir:%y}")


@layout("tgl_serial.xlsx", xlsx)
def dates_as_serial_numbers() -> Sheet:
    return _dates("Sheet1", lambda p: p.lahir.toordinal() - 693594)


@layout("tgl_sel.ods", ods)
def dates_as_date_cells() -> Sheet:
    return _dates("Sheet1", lambda p: p.lahir)


@layout("tgl_campur.xlsx", xlsx)
def dates_as_everything_at_once() -> Sheet:
    forms: list[Callable[[Person], str | int | date]] = [
        lambda p: p.lahir,
        lambda p: p.tanggal_lahir,
        lambda p: p.lahir.toordinal() - 693594,
        lambda p: f"{p.lahir:%d.%m.%Y}",
        lambda _: "-",
        lambda p: f"{p.lahir:%Y}",
    ]
    return _dates("Sheet1", lambda p: forms[p.no % len(forms)](p))


@layout("tgl_amerika.csv", delimited(","))
def dates_in_american_order() -> Sheet:
    return _dates("", lambda p: f"{p.lahir:%m/%d/%Y}")


@layout("tgl_jam.csv", delimited(","))
def dates_with_a_time() -> Sheet:
    return _dates("", lambda p: f"{p.lahir:%d/%m/%Y} 0:00:00")


@layout("tgl_tiga.xlsx", xlsx)
def dates_in_three_columns() -> Sheet:
    s = Sheet("Sheet1")
    cols = [
        NO,
        NAMA,
        NIK,
        col("tgl_lahir", "hari_lahir", lambda p: p.lahir.day),
        col("bln_lahir_value", "bulan_lahir", lambda p: p.lahir.month),
        col("thn_lahir", "tahun_lahir", lambda p: p.lahir.year),
    ]
    s.table(cols, people(18, seed=131))
    return s


@layout("tgl_tiga_gabung.xlsx", xlsx)
def dates_in_three_columns_under_one_word() -> Sheet:
    s = Sheet("Sheet1")
    top = s.add("header", "No", "Nama", "NIK", "Tanggal Lahir", None, None, "Alamat")
    s.add("header", None, None, None, "Tgl", "Bln", "Thn", None)
    for j in (0, 1, 2, 6):
        s.merge(top, j, top + 1, j)
    s.merge(top, 3, top, 5)
    cols = [
        NO,
        NAMA,
        NIK,
        col("Tgl", "hari_lahir", lambda p: p.lahir.day),
        col("Bln", "bulan_lahir", lambda p: p.lahir.month),
        col("Thn", "tahun_lahir", lambda p: p.lahir.year),
        ALAMAT,
    ]
    s.expect(cols)
    for p in people(18, seed=132):
        s.data(cols, p)
    return s


@layout("ttl.xlsx", xlsx)
def place_and_date_in_one_cell() -> Sheet:
    s = Sheet("Sheet1")
    s.table([NO, NAMA, NIK, col("Tempat/Tanggal Lahir", "ttl"), ALAMAT], people(14, seed=133))
    return s


@layout("ttl_singkat.csv", delimited(";"))
def place_and_date_under_ttl() -> Sheet:
    s = Sheet("")
    s.table(
        [
            NO,
            NAMA,
            NIK,
            col(
                "TTL",
                "ttl",
                lambda p: (
                    f"{p.tempat_lahir.upper()} {p.lahir.day} {MONTHS[p.lahir.month]} {p.lahir.year}"
                ),
            ),
        ],
        people(14, seed=134),
    )
    return s


@layout("tempat_menipu.xlsx", xlsx)
def place_and_date_below_a_header_of_dates() -> Sheet:
    """The header promises a date, the cells hold place and date: neither may be lost."""
    s = Sheet("Sheet1")
    s.table(
        [NO, NAMA, NIK, col("Tanggal Lahir", ("ttl", "tanggal_lahir"), "ttl")], people(14, seed=135)
    )
    return s


@layout("umur_saja.xlsx", xlsx)
def age_only() -> Sheet:
    s = Sheet("Sheet1")
    s.table([NO, NAMA, col("Umur", "umur", lambda p: f"{p.umur} Th"), ALAMAT], people(14, seed=136))
    return s


def _rt(name: str, cols: list[Col], seed: int) -> Sheet:
    s = Sheet(name)
    s.table([NO, NAMA, NIK, *cols], people(16, seed=seed))
    return s


@layout("rt_rw.xlsx", xlsx)
def rt_and_rw_in_one_cell() -> Sheet:
    return _rt("Sheet1", [col("RT/RW", "rt_rw")], 137)


@layout("rt_rw_kata.csv", delimited(";"))
def rt_and_rw_with_their_words() -> Sheet:
    fill = col("No RT / RW", "rt_rw", lambda p: f"RT {int(p.rt)} RW {int(p.rw)}")
    return _rt("", [fill], 138)


@layout("rt_rw_gabung.xlsx", xlsx)
def rt_and_rw_below_one_word() -> Sheet:
    s = Sheet("Sheet1")
    top = s.add("header", "No", "Nama", "NIK", "Alamat", None, None)
    s.add("header", None, None, None, "Kp/Jalan", "RT", "RW")
    for j in (0, 1, 2):
        s.merge(top, j, top + 1, j)
    s.merge(top, 3, top, 5)
    cols = [NO, NAMA, NIK, col("Kp/Jalan", "alamat"), col("RT", "rt"), col("RW", "rw")]
    s.expect(cols)
    for p in people(12, seed=139):
        s.data(cols, p)
    return s


@layout("rt_angka.xlsx", xlsx)
def rt_and_rw_as_numbers() -> Sheet:
    return _rt(
        "Sheet1",
        [col("R.T.", "rt", lambda p: int(p.rt)), col("R.W.", "rw", lambda p: float(p.rw))],
        140,
    )


@layout("alamat_dua.xlsx", xlsx)
def two_addresses() -> Sheet:
    s = Sheet("Sheet1")
    cols = [
        NO,
        NAMA,
        NIK,
        col("Alamat KTP", ("alamat", None), always("Dusun Krajan RT 01 RW 02 Brebes")),
        col("Alamat Domisili", ("alamat", None), "alamat"),
    ]
    s.table(cols, people(12, seed=141))
    return s


NOBODY = None


def _words(name: str, seed: int, *headers: tuple[str, str | None, str]) -> Sheet:
    """Return a sheet of ``headers``: (as written, what it is, how it is filled)."""
    s = Sheet(name)
    s.table([col(h, f, fill) for h, f, fill in headers], people(18, seed=seed))
    return s


@layout("asing_1.xlsx", xlsx)
def headers_nobody_listed() -> Sheet:
    return _words(
        "Sheet1",
        142,
        ("No.", "no_urut", "no"),
        ("Nama Warga Miskin", "nama", "nama"),
        ("No.Induk Kependudukan (16 digit)", "nik", "nik"),
        ("Nomer KK", "no_kk", "no_kk"),
        ("Tgl.Lhr", "tanggal_lahir", "lahir"),
        ("Jns Klmn", "jenis_kelamin", "jenis_kelamin"),
        ("Kp/Jalan", "alamat", "alamat"),
        ("Nama Desa/Kel.", "desa", "desa"),
        ("Kec.", "kecamatan", "kecamatan"),
    )


@layout("asing_2.xlsx", xlsx)
def headers_with_typing_errors() -> Sheet:
    return _words(
        "Sheet1",
        143,
        ("NO", "no_urut", "no"),
        ("NAMA LENGKPA", "nama", "nama"),
        ("N I K", "nik", "nik"),
        ("NO.KARTU KELURGA", "no_kk", "no_kk"),
        ("TANGAL LAHIR", "tanggal_lahir", "tanggal_lahir"),
        ("JENIS KELAMN", "jenis_kelamin", "jenis_kelamin"),
        ("ALMAT", "alamat", "alamat"),
        ("KELURAHN", "desa", "desa"),
        ("KECAMTAN", "kecamatan", "kecamatan"),
    )


@layout("asing_3.csv", delimited(";"))
def headers_with_explanations() -> Sheet:
    return _words(
        "",
        144,
        ("No Urut", "no_urut", "no"),
        ("Nama Lengkap (sesuai KTP-el)", "nama", "nama"),
        ("NIK (16 angka, wajib diisi)", "nik", "nik"),
        ("Nomor KK (Kartu Keluarga)", "no_kk", "no_kk"),
        ("Tanggal Lahir (hh/bb/tttt)", "tanggal_lahir", "tanggal_lahir"),
        ("Jenis Kelamin (L/P)", "jenis_kelamin", "jenis_kelamin"),
        ("Nama Ibu Kandung *", "nama_ibu", "nama_ibu"),
        ("Alamat Lengkap (Jl/Kp, No)", "alamat", "alamat"),
    )


@layout("asing_4.xlsx", xlsx)
def headers_with_line_breaks() -> Sheet:
    return _words(
        "Sheet1",
        145,
        ("NO\nURUT", "no_urut", "no"),
        ("NAMA\nPENERIMA\nMANFAAT", "nama", "nama"),
        ("NOMOR INDUK\nKEPENDUDUKAN", "nik", "nik"),
        ("NOMOR\nKARTU KELUARGA", "no_kk", "no_kk"),
        ("JENIS\nKELAMIN", "jenis_kelamin", "jenis_kelamin"),
        ("TANGGAL\n LAHIR", "tanggal_lahir", "lahir"),
    )


@layout("asing_5.xlsx", xlsx)
def headers_of_other_people() -> Sheet:
    """The recorder, the neighbourhood's head and the companion are not the person listed."""
    return _words(
        "Sheet1",
        146,
        ("Nama Ketua RT", NOBODY, "nama_ayah"),
        ("Nama Petugas Pendata", NOBODY, "nama_ayah"),
        ("NIK Pendamping", NOBODY, "nik_ayah"),
        ("Nama Calon Penerima", "nama", "nama"),
        ("No KTP", "nik", "nik"),
        ("Nama Kepala Keluarga", "nama_kepala", "nama_kepala"),
        ("NIK Kepala Keluarga", "nik_kepala", "nik_kepala"),
        ("No. Kartu Keluarga", "no_kk", "no_kk"),
    )


@layout("asing_6.xlsx", xlsx)
def header_kk_means_the_head() -> Sheet:
    """`KK` over names is the head of the family, over numbers the card."""
    return _words(
        "Sheet1",
        147,
        ("No", "no_urut", "no"),
        ("KK", "nama_kepala", "nama_kepala"),
        ("No. KK", "no_kk", "no_kk"),
        ("Nama Anggota", "nama", "nama"),
        ("NIK Anggota", "nik", "nik"),
    )


@layout("asing_7.xlsx", xlsx)
def header_name_over_numbers() -> Sheet:
    """Headers shifted by a pasted column: what the cells are wins, or somebody is asked."""
    return _words(
        "Sheet1",
        148,
        ("No", "no_urut", "no"),
        ("Nama", "nama", "nama"),
        ("Alamat", "alamat", "alamat"),
        ("Nomor Identitas Penduduk", "nik", "nik"),
        ("Nomor Kartu Kel.", "no_kk", "no_kk"),
        ("Nomor HP/WA aktif", "no_hp", "no_hp"),
    )


@layout("judul_ganda.xlsx", xlsx)
def the_same_header_twice() -> Sheet:
    """Two columns NIK: the second repeats the first's numbers for somebody else."""
    s = Sheet("Sheet1")
    cols = [
        NO,
        NAMA,
        NIK,
        col("Alamat", "alamat"),
        col("Nama", None, "nama_ibu"),
        col("Alamat", None, always("-")),
    ]
    s.table(cols, people(14, seed=149))
    return s


@layout("catatan_di_sel.xlsx", xlsx)
def remarks_in_place_of_values() -> Sheet:
    s = Sheet("Sheet1")
    cols = [NO, NAMA, NIK, col("Tgl Lahir", "tanggal_lahir", "tanggal_lahir"), ALAMAT]
    s.header(cols)
    for p in heads(20, seed=150):
        remark = {3: "meninggal", 7: "pindah", 11: "GANDA", 15: "tidak dikenal"}.get(p.no)
        s.data(cols, replace(p, nik=remark) if remark else p)
    return s


@layout("aksara.xlsx", xlsx)
def names_with_foreign_letters() -> Sheet:
    """Letters of other alphabets' names, curly apostrophes and nicknames are letters of names."""
    s = Sheet("Sheet1")
    cols = [NO, col("Nama", "nama", lambda p: f"José \u201cUjang\u201d D\u2019{p.nama}"), NIK]
    s.table(cols, people(14, seed=152))
    return s


@layout("desimal.csv", delimited(";"))
def money_and_decimal_commas() -> Sheet:
    s = Sheet("")
    cols = [
        NO,
        NAMA,
        NIK,
        col("Besaran Bantuan", "nominal", always("Rp. 1.250.000,00")),
        col("Luas Lantai", None, always("21,5")),
        col("Penghasilan per bulan", None, always("750.000")),
    ]
    s.table(cols, heads(14, seed=151))
    return s
