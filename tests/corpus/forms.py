"""The shapes of sheets: titles, groups, pages, totals, several tables, families, hidden rows."""

from dataclasses import replace

from .people import Person, families, heads, people
from .sheets import Col, Sheet, always, col, layout
from .writers import delimited, html, ods, xls, xlsx

NO = col("No", "no_urut", "no")
NAMA = col("Nama", "nama")
NIK = col("NIK", "nik")
KK = col("No. KK", "no_kk")
ALAMAT = col("Alamat", "alamat")
PLAIN = [NO, NAMA, NIK, KK, ALAMAT, col("RT", "rt"), col("RW", "rw")]
SHORT = [NO, NAMA, NIK, ALAMAT]
MEMBERS = [
    NO,
    NIK,
    col("Nama Lengkap", "nama"),
    col("L/P", "jenis_kelamin"),
    col("Tempat Lahir", "tempat_lahir"),
    col("Tgl Lahir", "tanggal_lahir", "lahir"),
    col("SHDK", "hubungan"),
    col("Pekerjaan", None, "pekerjaan"),
]


def signature(s: Sheet, at: int, desa: str = "Muarabakti") -> None:
    """Add the block under which a village head signs."""
    s.blank()
    s.footer(f"{desa}, 12 Maret 2025", at=at)
    s.footer("Mengetahui,", at=at)
    s.footer(f"Kepala Desa {desa}", at=at)
    s.blank(3)
    s.footer("SUKARNA, S.Sos", at=at)
    s.footer("NIP. 196801011990031005", at=at)


@layout("spanduk.xlsx", xlsx)
def banner_and_signature() -> Sheet:
    s = Sheet("DATA")
    s.title("PEMERINTAH KABUPATEN BEKASI")
    s.title("DINAS SOSIAL")
    s.title(
        "Komplek Perkantoran Pemda Blok D, Desa Sukamahi, Cikarang Pusat 17530 Telp. (021) 89970393"
    )
    s.blank()
    s.title("DAFTAR CALON PENERIMA BANTUAN SOSIAL TUNAI TAHUN 2025")
    s.blank()
    for i in (1, 2, 3, 5):
        s.merge(i, 0, i, 6)
    s.header(PLAIN)
    for p in people(17, seed=50, place=1):
        s.data(PLAIN, p, {"kabupaten": "Kabupaten Bekasi"})
    s.total(None, "JUMLAH", None, None, None, None, 17)
    signature(s, 4)
    return s


@layout("paraf_dua.xls", xls)
def two_signatures_side_by_side() -> Sheet:
    s = Sheet("Lampiran")
    s.title("DAFTAR NAMA WARGA KURANG MAMPU")
    s.title("DESA : MUARABAKTI")
    s.header(SHORT)
    s.numbering("(1)", "(2)", "(3)", "(4)")
    for p in heads(12, seed=51, place=1):
        s.data(SHORT, p, {"desa": "Muarabakti"})
    s.blank()
    s.footer("Ketua RW 04", None, None, "Ketua RT 002")
    s.blank(2)
    s.footer("(H. ROHIM)", None, None, "(SAEPUDIN)")
    s.footer("Catatan: data diambil dari hasil musyawarah desa tanggal 3 Maret 2025")
    s.footer("*) coret yang tidak perlu")
    s.footer("----------------------------")
    return s


@layout("kolom_nomor.ods", ods)
def numbering_with_the_word_kolom() -> Sheet:
    s = Sheet("Lembar1")
    s.title("FORMULIR PENDATAAN")
    s.header(PLAIN)
    s.numbering("KOLOM 1", 2, 3, 4, 5, 6, 7)
    for p in people(14, seed=52):
        s.data(PLAIN, p)
    s.footer("###")
    return s


@layout("kolom_huruf.xlsx", xlsx)
def numbering_with_letters() -> Sheet:
    s = Sheet("Lembar1")
    s.header(PLAIN)
    s.numbering("a", "b", "c", "d", "e", "f", "g")
    for p in people(14, seed=53):
        s.data(PLAIN, p)
    return s


@layout("kolom_minus.xlsx", xlsx)
def numbering_that_excel_negated() -> Sheet:
    s = Sheet("Lembar1")
    s.header(PLAIN)
    s.numbering(*range(-1, -8, -1))
    for p in people(14, seed=54):
        s.data(PLAIN, p)
    return s


@layout("halaman.xls", xls)
def repeated_page_headers() -> Sheet:
    """A report printed into a sheet: every page begins with its title, header and numbering."""
    s = Sheet("Page 1")
    crowd = people(36, seed=55)
    for page in range(3):
        s.title(
            "DAFTAR PENERIMA BANTUAN", None, None, None, None, None, f"Halaman {page + 1} dari 3"
        )
        s.blank()
        s.header(PLAIN)
        s.numbering("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)")
        for p in crowd[page * 12 : page * 12 + 12]:
            s.data(PLAIN, p)
        s.blank()
    s.footer("Dicetak oleh: operator SIKS, 02-03-2025 10:22")
    return s


@layout("halaman_rapat.csv", delimited(";"))
def repeated_headers_without_gaps() -> Sheet:
    s = Sheet("")
    crowd = people(30, seed=56)
    for page in range(3):
        s.header(PLAIN)
        for p in crowd[page * 10 : page * 10 + 10]:
            s.data(PLAIN, p)
    return s


@layout("sub_total.xlsx", xlsx)
def totals_per_village() -> Sheet:
    """Each village has a line of its own above its people and a sum below them."""
    s = Sheet("REALISASI")
    cols = [*SHORT, col("Jumlah (Rp)", "nominal", always(600000))]
    s.title("REALISASI PENYALURAN BANTUAN KECAMATAN BABELAN")
    s.header(cols)
    for desa, place in (("KEDUNG PENGAWAS", 0), ("MUARABAKTI", 1)):
        s.title(f"DESA {desa}")
        for p in heads(8, seed=57 + place, place=place):
            s.data(cols, p, {"desa": desa, "kecamatan": "Babelan"})
        s.total("Sub Total", None, None, None, 4800000)
    s.total("GRAND TOTAL", None, None, None, 9600000)
    return s


@layout("jumlah_nama.xlsx", xlsx)
def totals_under_the_names() -> Sheet:
    s = Sheet("Sheet1")
    s.header(SHORT)
    for p in people(10, seed=59):
        s.data(SHORT, p)
    s.total(None, "Jumlah KPM", "10 KPM")
    s.total(None, "Jumlah laki-laki", "4 orang")
    s.total(None, "TOTAL", 10)
    return s


@layout("nama_mirip.xlsx", xlsx)
def names_like_titles() -> Sheet:
    """People are named Bulan, Desa and Lurah, and live where an address begins with Dusun."""
    s = Sheet("Sheet1")
    cols = [NAMA, NIK, ALAMAT, col("RT", "rt"), col("Ket", "keterangan")]
    s.header(cols)
    crowd = heads(14, seed=60)
    names = [
        "Bulan Purnama",
        "Desah Wulandari",
        "Camat Suryana",
        "Badan Sugiri",
        "Jumilah",
        "Toton Tarmidi",
        "Ketut Sumber",
        "Meinar",
        "Kel. Asep Suryana",
        "Tahun Sari",
    ]
    for i, p in enumerate(crowd):
        known = i % 2 == 0
        name = names[i] if i < len(names) else p.nama
        s.data(cols, replace(p, nama=name, nik=p.nik if known else "", rt=p.rt if known else ""))
    return s


@layout("tanpa_nik.xlsx", xlsx)
def people_of_whom_little_is_known() -> Sheet:
    """No numbers, no card: a name and a remark that sounds like a footnote."""
    s = Sheet("Usulan")
    cols = [NAMA, ALAMAT, col("RT", "rt"), NIK, KK, col("Keterangan", "keterangan")]
    s.header(cols)
    remarks = [
        "Catatan: belum punya KTP",
        "Ket. pindah",
        "meninggal",
        "ganda",
        "tidak dikenal",
        "sudah mampu",
    ]
    for i, p in enumerate(heads(24, seed=61)):
        if i % 4 == 3:
            p = replace(p, nik="", no_kk="", alamat="", rt="", keterangan=remarks[i // 4])
        s.data(cols, p)
    return s


@layout("tumpuk.xlsx", xlsx)
def tables_stacked_with_titles() -> Sheet:
    """A table per village below another, the village's name in the title of each."""
    s = Sheet("KEC. BABELAN")
    for desa, place in (("Kedung Pengawas", 0), ("Muarabakti", 1)):
        s.title(f"DAFTAR PENERIMA DESA {desa.upper()}")
        s.title("TAHUN 2025")
        s.blank()
        s.header(PLAIN)
        for p in heads(9, seed=62 + place, place=place):
            s.data(PLAIN, p, {"desa": desa, "kecamatan": "Babelan"})
        s.total("JUMLAH", None, None, None, None, None, 9)
        s.blank(2)
    s.footer("Sumber: SIKS-NG")
    return s


@layout("tumpuk_beda.xlsx", xlsx)
def stacked_tables_of_other_columns() -> Sheet:
    """The second table of the sheet has its columns in another order."""
    s = Sheet("Gabungan")
    s.title("A. PENERIMA PKH")
    s.header([NO, NIK, NAMA, KK])
    for p in heads(10, seed=64):
        s.data([NO, NIK, NAMA, KK], p)
    s.blank(2)
    s.title("B. PENERIMA BPNT")
    s.columns = {}
    second = [NO, NAMA, KK, NIK, ALAMAT]
    s.add("header", *[c.header for c in second])
    for p in heads(10, seed=65):
        s.data(second, p)
    return s


@layout("berdampingan.xlsx", xlsx, ask="must")
def tables_side_by_side() -> Sheet:
    """Two people to a row, which is one record: neither may vanish into the other's leftovers."""
    s = Sheet("Daftar")
    left, right = people(12, seed=66), people(12, seed=67)
    s.header([NO, NAMA, NIK])
    s.cells[-1] += [None, "No", "Nama", "NIK"]
    for a, b in zip(left, right, strict=True):
        row = s.data([NO, NAMA, NIK], a)
        s.cells[row - 1] += [None, b.no + 12, b.nama, b.nik]
    return s


@layout("rekap_samping.xlsx", xlsx)
def summary_beside_the_people() -> Sheet:
    """A small table of sums at the right of the list is nobody's row."""
    s = Sheet("Daftar")
    s.title("DATA NIK DAN NAMA CALON PENERIMA")
    s.header(SHORT)
    s.cells[-1] += [None, "Desa", "Jumlah"]
    s.columns |= {"F": None, "G": None}
    beside = [["Kedung Pengawas", 7], ["Muarabakti", 5], ["JUMLAH", 12]]
    for p in people(12, seed=68):
        row = s.data(SHORT, p)
        if beside:
            s.cells[row - 1] += [None, *beside.pop(0)]
    return s


@layout("per_kecamatan.xlsx", xlsx)
def a_sheet_per_kecamatan() -> list[Sheet]:
    """The name of the sheet is the only place that tells the kecamatan."""
    sheets = []
    for name, place, kecamatan in (
        ("BABELAN", 0, "Babelan"),
        ("04. TAMBELANG", 2, "Tambelang"),
        ("Kec. Tarumajaya", 4, "Tarumajaya"),
    ):
        s = Sheet(name)
        s.header(PLAIN)
        for p in people(8, seed=68 + place, place=place):
            s.data(PLAIN, p, {"kecamatan": kecamatan})
        sheets.append(s)
    return sheets


def rekap(name: str) -> Sheet:
    s = Sheet(name, people=False)
    s.add("other", "REKAPITULASI PENERIMA PER DESA")
    s.add("other", "No", "Desa", "Kecamatan", "Jumlah KPM", "Nominal")
    s.add("other", 1, "Kedung Pengawas", "Babelan", 8, 4800000)
    s.add("other", 2, "Muarabakti", "Babelan", 8, 4800000)
    s.add("other", "JUMLAH", None, None, 16, 9600000)
    return s


@layout("per_desa.xlsx", xlsx, notices=["sheet_no_people"])
def a_sheet_per_village_and_a_summary() -> list[Sheet]:
    sheets = [rekap("REKAP")]
    for name, place in (("Ds. Kedung Pengawas", 0), ("MUARABAKTI", 1)):
        s = Sheet(name)
        s.title("DATA KPM")
        s.header(SHORT)
        for p in heads(8, seed=75 + place, place=place):
            s.data(SHORT, p, {"desa": "Kedung Pengawas" if place == 0 else "Muarabakti"})
        sheets.append(s)
    return [*sheets, Sheet("Sheet2", people=False), Sheet("Sheet3", people=False)]


@layout("rekap_xls.xls", xls, notices=["sheet_no_people"])
def a_summary_last() -> list[Sheet]:
    s = Sheet("Data")
    s.table(PLAIN, people(10, seed=77))
    return [s, rekap("Rekapitulasi")]


@layout("tersembunyi.xlsx", xlsx, notices=["sheet_hidden"])
def hidden_sheet_and_rows() -> list[Sheet]:
    """A filter or a hidden sheet takes nobody off the list."""
    s = Sheet("Aktif")
    s.table(PLAIN, people(15, seed=78))
    s.hidden = {5, 6, 7}
    t = Sheet("Nonaktif", visible=False)
    t.table(PLAIN, people(8, seed=79))
    return [s, t]


@layout("rentang_semu.xlsx", xlsx)
def phantom_used_range() -> Sheet:
    """A stray blank far below makes the sheet look a thousand rows tall; they are blank."""
    s = Sheet("Sheet1")
    s.table(PLAIN, people(6, seed=80))
    s.blank(1200)
    s.footer("Sumber: Dinas Sosial", at=1)
    return s


@layout("label_terpisah.xlsx", xlsx)
def area_in_cells_beside_labels() -> Sheet:
    s = Sheet("FORM 1")
    s.title("DATA KELUARGA MISKIN")
    s.title("Kabupaten/Kota", ":", "Bekasi")
    s.title("Kecamatan", ":", "Tambun Utara")
    s.title("Desa/Kelurahan", ":", "Srimukti")
    s.title("Bulan", ":", "Maret 2025")
    s.blank()
    s.header(SHORT)
    for p in people(9, seed=81, place=3):
        s.data(SHORT, p, {"desa": "Srimukti", "kecamatan": "Tambun Utara"})
    return s


@layout("label_menyatu.xls", xls)
def area_in_one_cell() -> Sheet:
    s = Sheet("Sheet1")
    s.title("DESA : SUKARAJA   KECAMATAN : TAMBELANG   KABUPATEN : BEKASI")
    s.header(SHORT)
    for p in people(9, seed=82, place=2):
        s.data(SHORT, p, {"desa": "Sukaraja", "kecamatan": "Tambelang"})
    return s


@layout("label_kosong.xlsx", xlsx)
def area_beside_empty_label_cells() -> Sheet:
    """The label stands in A, the colon in C, the name in D, as forms are made."""
    s = Sheet("Sheet1")
    s.title("DAFTAR WARGA MISKIN", at=2)
    s.title("DESA", None, ":", None, "SUKARAJA")
    s.title("KEC.", None, ":", None, "TAMBELANG")
    s.title("TAHUN", None, ":", None, 2025)
    s.blank(2)
    s.header(SHORT)
    for p in people(9, seed=83, place=2):
        s.data(SHORT, p, {"desa": "Sukaraja", "kecamatan": "Tambelang"})
    return s


def _family_line(p: Person) -> str:
    return f"No. KK : {p.no_kk}  Nama Kepala Keluarga : {p.nama_kepala}  Alamat : {p.alamat}"


def _told(p: Person) -> dict[str, str | None]:
    return {"no_kk": p.no_kk, "nama_kepala": p.nama_kepala, "alamat": p.alamat}


@layout("kelompok_kk.xls", xls)
def family_lines_in_one_cell() -> Sheet:
    """The card, the head and the address stand once, above the family's members."""
    s = Sheet("KK")
    s.title("DAFTAR KELUARGA DESA KEDUNG PENGAWAS")
    s.header(MEMBERS)
    for f in families(8, seed=84, place=0):
        s.add("group", _family_line(f[0]))
        for p in f:
            s.data(MEMBERS, p, _told(p))
    return s


@layout("kelompok_kk_ulang.xlsx", xlsx)
def family_lines_with_the_header_again() -> Sheet:
    s = Sheet("KK")
    for f in families(7, seed=85, place=0):
        s.add("group", _family_line(f[0]))
        s.header(MEMBERS)
        for p in f:
            s.data(MEMBERS, p, _told(p))
        s.blank()
    s.footer("Petugas Lapangan,", at=5)
    return s


@layout("kelompok_kk_sel.xlsx", xlsx)
def family_lines_in_several_cells() -> Sheet:
    s = Sheet("e-KTP")
    for f in families(6, seed=86, place=1):
        p = f[0]
        s.add("group", "No. KK", None, ":", p.no_kk)
        s.add("group", "Nama Kepala Keluarga", None, ":", p.nama_kepala)
        s.add("group", "Alamat", None, ":", p.alamat, None, "RT/RW", f"{p.rt}/{p.rw}")
        s.header(MEMBERS)
        for m in f:
            s.data(MEMBERS, m, _told(p))
        s.blank()
    s.footer("Petugas Pendata,", at=5)
    return s


@layout("kelompok_kk_angka.csv", delimited(";"))
def family_lines_without_colons() -> Sheet:
    s = Sheet("")
    s.header(MEMBERS)
    for f in families(8, seed=87, place=0):
        s.add("group", f"NO KK {f[0].no_kk}", None, f[0].nama_kepala)
        for p in f:
            s.data(MEMBERS, p, {"no_kk": p.no_kk})
    return s


KK_FIRST = [NO, col("NO KK", "no_kk"), NAMA, NIK, col("Hub. Keluarga", "hubungan"), ALAMAT]


def _merged(s: Sheet) -> None:
    s.header(KK_FIRST)
    for f in families(7, seed=88):
        first = len(s.cells) + 1
        for i, p in enumerate(f):
            row = s.data(KK_FIRST, p)
            if i:
                s.cells[row - 1][1] = None
        if len(f) > 1:
            s.merge(first, 1, len(s.cells), 1)


@layout("kk_gabung.xlsx", xlsx)
def merged_cards() -> Sheet:
    s = Sheet("Sheet1")
    _merged(s)
    return s


@layout("kk_gabung.xls", xls)
def merged_cards_xls() -> Sheet:
    s = Sheet("Sheet1")
    _merged(s)
    return s


@layout("kk_gabung_html.xls", html)
def merged_cards_html() -> Sheet:
    s = Sheet("")
    _merged(s)
    return s


@layout("kk_kosong.xlsx", xlsx)
def blank_cards_are_not_the_card_above() -> Sheet:
    """Without a merge a blank is a blank: nobody is put into the family above."""
    s = Sheet("Sheet1")
    cols = [NO, col("NO KK", "no_kk"), NAMA, NIK]
    s.header(cols)
    for i, p in enumerate(heads(15, seed=89)):
        s.data(cols, replace(p, no_kk="" if i % 3 else p.no_kk))
    return s


@layout("ditto.xlsx", xlsx)
def ditto_marks() -> Sheet:
    s = Sheet("Sheet1")
    cols = [NO, NAMA, NIK, KK, ALAMAT, col("RT", "rt"), col("Desa", "desa")]
    marks = ['"', "idem", "sda", "s.d.a", "''", "IDEM DIATAS"]
    s.header(cols)
    for i, f in enumerate(families(12, seed=90)):
        for j, p in enumerate(f):
            row = s.data(cols, p)
            if j:
                mark = marks[i % len(marks)]
                for at in (3, 4, 5, 6):
                    s.cells[row - 1][at] = mark
    return s


@layout("judul_kosong.xlsx", xlsx)
def blank_header_over_the_nik() -> Sheet:
    s = Sheet("Sheet1")
    cols = [NO, NAMA, col(None, "nik", "nik"), col("L/P", "jenis_kelamin"), ALAMAT]
    s.table(cols, people(16, seed=91))
    return s


@layout("kolom_sela.xlsx", xlsx)
def blank_columns_between() -> Sheet:
    s = Sheet("Sheet1")
    gap = Col(None, "*", always(None))
    cols = [gap, NO, gap, NAMA, gap, gap, NIK, KK, gap, ALAMAT]
    s.blank(3)
    s.table(cols, people(12, seed=92))
    return s


@layout("kolom_terbalik.xlsx", xlsx)
def columns_in_reverse() -> Sheet:
    s = Sheet("Sheet1")
    s.table(
        list(
            reversed(
                [
                    *PLAIN,
                    col("Jenis Kelamin", "jenis_kelamin"),
                    col("Tgl Lahir", "tanggal_lahir", "lahir"),
                ]
            )
        ),
        people(12, seed=93),
    )
    return s


def _bare() -> list[Col]:
    return [
        col(None, ("no_urut", None), "no"),
        col(None, "nama", "nama"),
        col(None, "nik", "nik"),
        col(None, ("jenis_kelamin", None), "jenis_kelamin"),
        col(None, ("alamat", None), "alamat"),
    ]


@layout("tanpa_judul.csv", delimited(","))
def no_header_at_all() -> Sheet:
    s = Sheet("")
    s.expect(_bare())
    for p in people(20, seed=94):
        s.data(_bare(), p)
    return s


@layout("tanpa_judul.xlsx", xlsx)
def no_header_but_a_title() -> Sheet:
    s = Sheet("Sheet1")
    s.expect(_bare())
    s.title("Data Warga RT 04")
    s.blank()
    for p in people(20, seed=95):
        s.data(_bare(), p)
    return s


@layout("tanpa_judul_kk.csv", delimited(";"), ask="may")
def no_header_and_two_numbers() -> Sheet:
    """Two columns of 16 digits: only the women's days tell which is the NIK."""
    s = Sheet("")
    cols = [col(None, ("no_kk", None), "no_kk"), col(None, "nik", "nik"), col(None, "nama", "nama")]
    s.expect(cols)
    for p in people(30, seed=96):
        s.data(cols, p)
    return s


@layout("tiga_baris.xlsx", xlsx)
def three_header_rows() -> Sheet:
    s = Sheet("Data")
    s.title("DATA RUMAH TANGGA MISKIN")
    top = s.add(
        "header",
        "No",
        "Identitas",
        None,
        None,
        None,
        None,
        "Alamat",
        None,
        None,
        "Bantuan yang diterima",
        None,
    )
    s.add(
        "header",
        None,
        "Nama",
        "NIK",
        "Kelahiran",
        None,
        "L/P",
        "Jalan/Kampung",
        "RT",
        "RW",
        "PKH",
        "BPNT",
    )
    s.add(
        "header",
        None,
        None,
        None,
        "Tempat",
        "Tanggal",
        None,
        None,
        None,
        None,
        "(ya/tidak)",
        "(ya/tidak)",
    )
    for j in (0,):
        s.merge(top, j, top + 2, j)
    for left, right in ((1, 5), (6, 8), (9, 10)):
        s.merge(top, left, top, right)
    for j in (1, 2, 5, 6, 7, 8):
        s.merge(top + 1, j, top + 2, j)
    s.merge(top + 1, 3, top + 1, 4)
    cols = [
        NO,
        NAMA,
        NIK,
        col("Tempat", "tempat_lahir"),
        col("Tanggal", "tanggal_lahir", "lahir"),
        col("L/P", "jenis_kelamin"),
        col("Jalan/Kampung", "alamat"),
        col("RT", "rt"),
        col("RW", "rw"),
        col("PKH", None, always("ya")),
        col("BPNT", None, always("tidak")),
    ]
    s.expect(cols)
    for p in people(16, seed=97):
        s.data(cols, p)
    return s


@layout("judul_tanpa_gabung.csv", delimited(";"))
def two_header_rows_without_merges() -> Sheet:
    """In text nothing is merged: the group's word stands over its first column only."""
    s = Sheet("")
    s.add(
        "header",
        "No",
        "Nama",
        "NIK",
        "Tempat dan Tanggal Lahir",
        None,
        "Nama Orang Tua",
        None,
        "Alamat",
    )
    s.add("header", None, None, None, "Tempat", "Tgl/Bln/Th", "Ayah", "Ibu", None)
    cols = [
        NO,
        NAMA,
        NIK,
        col("T", "tempat_lahir"),
        col("L", "tanggal_lahir", "tanggal_lahir"),
        col("A", "nama_ayah"),
        col("I", "nama_ibu"),
        ALAMAT,
    ]
    s.expect(cols)
    for p in people(16, seed=98):
        s.data(cols, p)
    return s


@layout("orang_tua_dua.xlsx", xlsx)
def parents_with_their_own_numbers() -> Sheet:
    """Father and mother each have name and NIK below a merged group, before the child's own."""
    s = Sheet("Yatim")
    top = s.add("header", "No", "AYAH", None, "IBU", None, "ANAK", None, "ALAMAT")
    s.add("header", None, "NAMA", "NIK", "NAMA", "NIK", "NAMA", "NIK", None)
    s.merge(top, 0, top + 1, 0)
    s.merge(top, 7, top + 1, 7)
    for left in (1, 3, 5):
        s.merge(top, left, top, left + 1)
    cols = [
        NO,
        col("NAMA", "nama_ayah"),
        col("NIK", "nik_ayah"),
        col("NAMA", "nama_ibu"),
        col("NIK", "nik_ibu"),
        NAMA,
        NIK,
        ALAMAT,
    ]
    s.expect(cols)
    for p in people(16, seed=99):
        s.data(cols, p)
    return s


@layout("pilih_dua_kali.xlsx", xlsx)
def the_same_person_twice_on_purpose() -> Sheet:
    s = Sheet("Bantuan")
    cols = [
        NO,
        NAMA,
        NIK,
        col("Jenis Bantuan", "program", "pekerjaan"),
        col("Bulan", "periode", "umur"),
    ]
    s.header(cols)
    for p in heads(6, seed=100):
        for month, aid in (("Januari", "PKH"), ("Februari", "PKH")):
            s.data(cols, replace(p, pekerjaan=aid, umur=month))
    return s


@layout("satu_orang.xlsx", xlsx)
def one_person_only() -> Sheet:
    s = Sheet("Sheet1")
    s.table(PLAIN, people(1, seed=101))
    return s


@layout("kotak_kiri_atas.xlsx", xlsx)
def form_in_the_corner() -> Sheet:
    """A form's code stands right of the title, above the table's last column."""
    s = Sheet("F-1")
    s.title("LAPORAN PENDATAAN", None, None, None, None, "Model: F-2.01")
    s.title("Nama Petugas", ":", "Rina Astuti", None, None, "Rangkap 2")
    s.title("NIP", ":", "198001012005011001")
    s.blank()
    s.header(PLAIN)
    for p in people(13, seed=102):
        s.data(PLAIN, p)
    return s


@layout("rincian.xlsx", xlsx)
def rows_grouped_by_rt() -> Sheet:
    """Lines `RT 003 RW 005` stand between the people of each neighbourhood."""
    s = Sheet("Data")
    s.header(SHORT)
    for rt in ("001", "002", "003"):
        s.title(f"RT {rt} RW 005")
        for p in heads(5, seed=103 + int(rt)):
            s.data(SHORT, p, {"rt_rw": f"RT {rt} RW 005"})
    return s
