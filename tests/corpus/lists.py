"""The named lists of the state, with the headers that were seen in the wild."""

from .people import Person, children, heads, people, wives
from .sheets import ANY, Col, Sheet, always, col, layout
from .writers import delimited, html, ods, xls, xlsx

NO = col("No", "no_urut", "no")
NAMED = col("Nama", "nama")


def _id(prefix: str) -> Col:
    return col(prefix, ANY, lambda p: f"{int(p.nik[-9:]) * 7:010d}")


def _same(header: str, words: str, field: str | None = None) -> Col:
    return col(header, ANY if field is None else field, always(words))


def _none(*headers: str, words: str = "Tidak") -> list[Col]:
    """Return columns that must not be taken for anything."""
    return [col(h, None, always(words)) for h in headers]


@layout("dtks_rumah_tangga.xlsx", xlsx)
def dtks_rumah_tangga() -> Sheet:
    """The recipient of aid is the pengurus: her NIK must not be given to the head."""
    s = Sheet("DTKS")
    cols = [
        _id("IDBDT"),
        _id("RUTA6"),
        col("KDPROP", "kode_provinsi", always("32")),
        col("KDKAB", "kode_kabupaten", always("16")),
        col("KDKEC", "kode_kecamatan", lambda p: p.kode_bps[4:7]),
        col("KDDESA", "kode_desa", lambda p: p.kode_bps[7:]),
        col("Alamat", "alamat"),
        col("Nama_KRT", ("nama_kepala", None), "nama_kepala"),
        col("Jumlah_ART", None, always("4")),
        col("Jumlah_Keluarga", None, always("1")),
        col("percentile", "desil", lambda p: str(p.no % 40 + 1)),
        _same("status_kesejahteraan", "1"),
        col("NoPesertaPKH", None, lambda p: f"3216{p.no:010d}"),
        col("no_kks", None, lambda p: f"6013{p.no:012d}"),
        col("NOKK", "no_kk"),
        col("Nama_Pengurus", "nama"),
        col("NIK_Pengurus", "nik"),
        col("Nama_Gadis_Ibu_Kandung_Pengurus", "nama_ibu"),
    ]
    s.table(cols, wives(18, seed=3))
    return s


@layout("dtks_anggota.csv", delimited(",", "utf-8-sig", quote='"'))
def dtks_anggota() -> Sheet:
    """What the list claims and what Dukcapil says (DUK_*) stand side by side."""
    s = Sheet("")
    cols = [
        _id("IDARTBDT"),
        col("Nama", "nama"),
        col("JnsKel", "jenis_kelamin", lambda p: "1" if p.jenis_kelamin == "L" else "2"),
        col("TmpLahir", "tempat_lahir"),
        col("TglLahir", "tanggal_lahir"),
        col("HubKRT", None, always("1")),
        col("NIK", "nik"),
        col("NoKK", "no_kk"),
        col("Hub_KRT", None, always("1")),
        col("NUK", ANY, always("1")),
        col(
            "Hubkel",
            "hubungan",
            lambda p: {"Kepala Keluarga": "1", "Istri": "2"}.get(p.hubungan, "3"),
        ),
        col("Umur", "umur"),
        col("Sta_kawin", "status_kawin", lambda p: "2" if p.status_kawin == "Kawin" else "1"),
        col("Sta_hamil", None, always("0")),
        col("Jenis_cacat", None, always("0")),
        col("namagadis_ibukandung", "nama_ibu"),
        col("DUK_NIK", None, "nik"),
        col("DUK_NO_KK", None, "no_kk"),
        col("DUK_NAMA_LGKP", None, "nama"),
        col("DUK_TGL_LHR", None, "tanggal_lahir"),
        col("CEKNIK", "padan_dukcapil", always("VALID")),
        *_none("flag_nik", words="1"),
        _same("KET_PADAN_PBI", "1"),
    ]
    s.table(cols, people(24, seed=4))
    return s


def _siks(name: str) -> Sheet:
    s = Sheet(name)
    nb = "\u00a0"
    cols = [
        _id("idsemesta"),
        col("prop_capil", "provinsi", always("JAWA BARAT" + nb)),
        col("kab_capil", "kabupaten", always("BEKASI" + nb)),
        col("rt", "rt", lambda p: p.rt + nb),
        col("rw", "rw", lambda p: p.rw + nb),
        col("id_kec", "kode_kecamatan", lambda p: p.kode_desa[:6]),
        col("id_desa", "kode_desa"),
        col("Alamat", "alamat", lambda p: p.alamat.upper() + nb),
        *_none("BLT", "BLT_BBM", "BPNT", "BST", "FIRST_SK", words="TIDAK" + nb),
        col("NIK", "nik", lambda p: p.nik + nb),
        col("NOKK", "no_kk", lambda p: p.no_kk + nb),
        col("Nama", "nama", lambda p: p.nama.upper() + nb),
        *_none(
            "PBI",
            "PENA",
            "PERMAKANAN",
            "PKH",
            "RUTILAHU",
            "SEMBAKO_ADAPTIF",
            "YAPI",
            words="YA" + nb,
        ),
        col("keterangan_meninggal", "status_hidup", always("HIDUP")),
        col("masih_hidup_label", ANY, always("Ya")),
        col("padankan_at", ANY, always("2025-05-02")),
        *_none("is_nonaktif", words="0"),
        _same("periode_pkh", "2025-1"),
    ]
    s.table(cols, people(20, seed=5))
    return s


@layout("siks_ng.xlsx", xlsx)
def siks_ng() -> Sheet:
    return _siks("Worksheet")


@layout("siks_ng_unduhan.xls", html)
def siks_ng_html() -> Sheet:
    return _siks("")


@layout("keluarga_dtsen_v3.csv", delimited("|", quote='"', end="\n"))
def dtsen_keluarga() -> Sheet:
    s = Sheet("")
    cols = [
        _same("kode_provinsi", "32", "kode_provinsi"),
        _same("provinsi", "JAWA BARAT", "provinsi"),
        _same("kode_kabupaten_kota", "3216", "kode_kabupaten"),
        _same("kabupaten_kota", "BEKASI", "kabupaten"),
        col("kode_kecamatan", "kode_kecamatan", lambda p: p.kode_desa[:6]),
        col("kecamatan", "kecamatan"),
        col("kode_kelurahan_desa", "kode_desa"),
        col("kelurahan_desa", "desa"),
        col("alamat", "alamat"),
        col("nomor_kartu_keluarga", "no_kk"),
        col("jumlah_anggota_keluarga", None, always("4")),
        col("nama_kepala_keluarga", ("nama", "nama_kepala"), "nama_kepala"),
        col("desil_nasional", "desil", lambda p: str(p.no % 4 + 1)),
        col("desil_provinsi", None, lambda p: str(p.no % 5 + 1)),
        col("desil_kabupaten_kota", None, lambda p: str(p.no % 6 + 1)),
        *_none("is_gc_kemensos", "is_pbi_se", "is_siks_ng", words="1"),
    ]
    s.table(cols, heads(25, seed=6))
    return s


@layout("anggota_keluarga_dtsen_v3.csv", delimited("|", quote='"', end="\n"))
def dtsen_anggota() -> Sheet:
    """Some rows have no NIK; addresses break over lines within their quotes."""
    s = Sheet("")

    def nik(p: Person) -> str:
        return "" if p.no % 6 == 0 else p.nik

    def alamat(p: Person) -> str:
        return p.alamat + ("\nbelakang masjid" if p.no % 5 == 0 else "")

    cols = [
        col("nomor_kartu_keluarga", "no_kk"),
        col("nomor_induk_kependudukan", "nik", nik),
        col("nama", "nama"),
        col("tanggal_lahir", "tanggal_lahir", lambda p: p.lahir.isoformat()),
        col("jenis_kelamin", "jenis_kelamin", lambda p: "1" if p.jenis_kelamin == "L" else "2"),
        col(
            "status_hubungan_keluarga",
            "hubungan",
            lambda p: {"Kepala Keluarga": "1", "Istri": "2"}.get(p.hubungan, "3"),
        ),
        col("status_kawin", "status_kawin", lambda p: "2" if p.status_kawin == "Kawin" else "1"),
        col("kode_kelurahan_desa_ktp", "kode_desa", "kode_desa"),
        col("rt_ktp", "rt", "rt"),
        col("rw_ktp", "rw", "rw"),
        col("dusun_ktp", "dusun", lambda p: f"DUSUN {p.no % 3 + 1}"),
        col("alamat_ktp", "alamat", alamat),
        col("pekerjaan_ktp", None, "pekerjaan"),
    ]
    s.table(cols, people(30, seed=7))
    return s


def _p3ke() -> list[Col]:
    ages = [
        "Usia < 7 Tahun",
        "Usia 7-12",
        "Usia 13-15",
        "Usia 16-18",
        "Usia 19-21",
        "Usia 22-59",
        "Usia 60+",
    ]
    return [
        NO,
        _id("ID Keluarga P3KE"),
        _same("Provinsi", "JAWA BARAT", "provinsi"),
        _same("Kabupaten/Kota", "BEKASI", "kabupaten"),
        col("Kecamatan", "kecamatan"),
        col("Desa/Kelurahan", "desa"),
        col("Kode Kemdagri", "kode_desa"),
        col("Desil Kesejahteraan", "desil", lambda p: str(p.no % 4 + 1)),
        col("Alamat", "alamat"),
        _id("ID Individu"),
        NAMED,
        col("NIK", "nik"),
        col("Padan Dukcapil", "padan_dukcapil", always("YA")),
        col(
            "Jenis Kelamin",
            "jenis_kelamin",
            lambda p: "Laki-laki" if p.jenis_kelamin == "L" else "Perempuan",
        ),
        col(
            "Hubungan dengan Kepala Keluarga",
            "hubungan",
            lambda p: "Istri/Suami" if p.hubungan == "Istri" else p.hubungan,
        ),
        col("Tanggal Lahir", "tanggal_lahir", "lahir"),
        col("Status Kawin", "status_kawin"),
        col("Pekerjaan", None, "pekerjaan"),
        col("Pendidikan", None, always("SD/sederajat")),
        *_none(*ages),
        *_none(
            "Penerima BPNT",
            "Penerima BPUM",
            "Penerima BST",
            "Penerima PKH",
            "Penerima SEMBAKO",
            "Resiko Stunting",
        ),
    ]


@layout("p3ke_kementerian.xlsx", xlsx)
def p3ke_header_in_row_4() -> Sheet:
    s = Sheet("Data Individu")
    s.title("DATA INDIVIDU PENSASARAN PERCEPATAN PENGHAPUSAN KEMISKINAN EKSTREM")
    s.title("Posisi data: Desember 2023")
    s.blank()
    s.table(_p3ke(), people(22, seed=8))
    return s


@layout("p3ke_baris_13.xlsx", xlsx)
def p3ke_data_from_row_13() -> Sheet:
    s = Sheet("P3KE")
    s.title("KEMENTERIAN KOORDINATOR BIDANG PEMBANGUNAN MANUSIA DAN KEBUDAYAAN", at=1)
    s.title("DATA P3KE BY NAME BY ADDRESS", at=1)
    s.blank()
    s.title("Provinsi", None, ": JAWA BARAT", at=1)
    s.title("Kabupaten", None, ": BEKASI", at=1)
    s.title("Dicetak pada", None, ": 12 Januari 2024", at=1)
    s.blank(4)
    s.header(_p3ke()[:12], at=1)
    s.numbering(*[f"({i})" for i in range(1, 13)], at=1)
    for p in people(15, seed=9):
        s.data(_p3ke()[:12], p, at=1)
    assert min(s.truth) == 13
    return s


@layout("p3ke_daerah.csv", delimited(";"))
def p3ke_snake_case() -> Sheet:
    s = Sheet("")
    cols = [
        _id("id_keluarga_p3ke"),
        _id("id_individu"),
        col("kode_kemendagri", "kode_desa", "kode_desa"),
        col("nama_lengkap", "nama", "nama"),
        col("nik", "nik"),
        col("kepesertaan_dtks", None, always("Ya")),
        col("verifikasi_lapangan", None, always("Layak")),
        col("pendapatan", None, always("750000")),
        col("desil", "desil", always("2")),
    ]
    s.table(cols, people(16, seed=10))
    return s


@layout("regsosek_k.xlsx", xlsx)
def regsosek_four_header_rows() -> Sheet:
    """Blocks, question numbers and answers' codes are merged over four rows."""
    s = Sheet("KK")
    s.title("PENDATAAN AWAL REGISTRASI SOSIAL EKONOMI 2022")
    s.title("KECAMATAN", ":", "BABELAN")
    s.title("DESA", ":", "KEDUNG PENGAWAS")
    s.blank()
    top = s.add(
        "header",
        "No.",
        "I. PENGENALAN TEMPAT",
        None,
        "IV. KETERANGAN ANGGOTA KELUARGA",
        None,
        None,
        None,
        None,
        None,
        "IV. PENDIDIKAN",
    )
    s.add(
        "header",
        None,
        "Kode SLS",
        "No Kartu Keluarga",
        "401",
        "402",
        "403",
        "405",
        "407",
        "409",
        "410",
    )
    s.add(
        "header",
        None,
        None,
        None,
        "No. Urut",
        "Nama",
        "NIK",
        "Jenis Kelamin",
        "Umur",
        "Hubungan dengan Kepala Keluarga",
        "Partisipasi sekolah",
    )
    last = s.add(
        "header",
        None,
        None,
        None,
        None,
        None,
        None,
        "1. Lk  2. Pr",
        "(tahun)",
        "1. Kepala 2. Istri/suami 3. Anak",
        "1. Belum 2. Masih 3. Tidak lagi",
    )
    s.merge(top, 0, last, 0)
    s.merge(top, 1, top, 2)
    s.merge(top, 3, top, 8)
    s.merge(top + 1, 1, last, 1)
    s.merge(top + 1, 2, last, 2)
    cols = [
        col("No.", "no_urut", "no"),
        col("Kode SLS", None, always("000100")),
        col("KK", "no_kk"),
        col("401", ANY, always("1")),
        col("402", "nama"),
        col("403", "nik"),
        col("405", "jenis_kelamin", lambda p: 1 if p.jenis_kelamin == "L" else 2),
        col("407", "umur", lambda p: int(p.umur)),
        col("409", "hubungan", lambda p: {"Kepala Keluarga": 1, "Istri": 2}.get(p.hubungan, 3)),
        col("410", None, always(3)),
    ]
    s.expect(cols)
    s.numbering(*range(1, 11))
    for p in people(20, seed=11, place=0):
        s.data(cols, p, {"desa": "Kedung Pengawas", "kecamatan": "Babelan"})
    return s


@layout("regsosek_kode.csv", delimited(","))
def regsosek_question_codes() -> Sheet:
    s = Sheet("")
    cols = [
        _same("r101", "32"),
        _same("r102", "16"),
        col("r104", ANY, "kode_bps"),
        col("no_kk", "no_kk"),
        col("r401", ANY, "no"),
        col("r402", "nama", "nama"),
        col("r403", "nik", "nik"),
        col("r404", ANY, always("1")),
        col("r405", "jenis_kelamin", lambda p: "1" if p.jenis_kelamin == "L" else "2"),
        col("r406_tgl", ("hari_lahir", None), lambda p: str(p.lahir.day)),
        col("r406_bln", ("bulan_lahir", None), lambda p: str(p.lahir.month)),
        col("r406_thn", ("tahun_lahir", None), lambda p: str(p.lahir.year)),
    ]
    s.table(cols, people(20, seed=12))
    return s


@layout("pkh_tahap.xlsx", xlsx)
def pkh_stage() -> Sheet:
    s = Sheet("FINAL CLOSING")
    cols = [
        NO,
        col("NAMA PENERIMA", "nama"),
        col("NIK KTP", "nik"),
        _same("TAHAP", "1", "periode"),
        _same("BANSOS", "PKH"),
        _id("IDSEMESTA"),
        col("NO KEL", "no_kk"),
        _same("NM PROV", "JAWA BARAT", "provinsi"),
        _same("NM KAB", "BEKASI", "kabupaten"),
        col("NM KEC", "kecamatan"),
        col("NM KEL", "desa"),
        col("ALAMAT", "alamat"),
    ]
    s.table(cols, wives(20, seed=13))
    return s


@layout("pkh_status.xls", xls)
def pkh_status() -> Sheet:
    s = Sheet("Sheet1")
    cols = [
        col("NAMA_PENERIMA", "nama"),
        col("NOMOR_KARTU", None, lambda p: f"6013{p.no:012d}"),
        col("NIK_KTP", "nik"),
        col("NOKK_DTKS", "no_kk"),
        _id("IDKELUARGA"),
        _id("IDARTBDT"),
        _same("NMPROP", "JAWA BARAT", "provinsi"),
        _same("NMKAB", "BEKASI", "kabupaten"),
        col("NMKEC", "kecamatan"),
        col("NMKEL", "desa"),
        col("KET_TAMBAHAN", "keterangan", always("CLEAN")),
        col("STATUS_BARU", None, always("AKTIF")),
    ]
    s.table(cols, wives(20, seed=14))
    return s


@layout("bpnt_kpm.xlsx", xlsx)
def bpnt() -> Sheet:
    """Recipient and head are both named; the card number has 16 digits and is nobody's NIK."""
    s = Sheet("KPM BPNT")
    s.title("DAFTAR KELUARGA PENERIMA MANFAAT PROGRAM SEMBAKO/BPNT")
    s.title("KABUPATEN BEKASI TAHUN 2024")
    s.blank()
    cols = [
        NO,
        col("Nomor KKS", None, lambda p: f"6013{4000 + p.no}00{p.no:06d}"),
        col("No. Rekening", None, lambda p: f"{p.no:010d}"),
        _same("Status Kepesertaan", "Aktif"),
        col("Nama Pengurus", "nama"),
        _id("ID BDT KPM"),
        _id("ID Pengurus"),
        col("KK", "no_kk"),
        col("NIK", "nik"),
        col("Tempat Lahir", "tempat_lahir"),
        col("Tgl Lahir", "tanggal_lahir", "lahir"),
        col("Nama Gadis Ibu Kandung", "nama_ibu"),
        col("No PKH", None, lambda p: f"32160{p.no:08d}"),
        col("Nama KK", "nama_kepala"),
        col("ART", None, always("3")),
        col("Alamat", "alamat"),
        col("Kode Wilayah", "kode_desa"),
    ]
    s.table(cols, wives(20, seed=15))
    return s


@layout("bst_provinsi.xlsx", xlsx)
def bst_province() -> Sheet:
    s = Sheet("Sheet1")
    cols = [
        _id("id"),
        _same("kode_kab", "3216", "kode_kabupaten"),
        col("kode_kec", "kode_kecamatan", lambda p: p.kode_bps[:7]),
        col("kode_kel", "kode_desa", "kode_bps"),
        _same("nama_kab", "KAB BEKASI", "kabupaten"),
        col("nama_kec", "kecamatan", "kecamatan"),
        col("nama_kel", "desa", "desa"),
        col("rt", "rt"),
        col("rw", "rw"),
        col("alamat", "alamat"),
        col("nama_krt", "nama", "nama"),
        col("nik", "nik"),
        col("no_kk", "no_kk"),
        col("jumlah_art_tanggungan", None, always(3)),
        col("nomor_hp", "no_hp", "no_hp"),
        col("lapangan_usaha", None, "pekerjaan"),
        col("penghasilan_sebelum_covid19", None, always(1500000)),
        col("keterangan", "keterangan", always("layak")),
        _same("Pintu Bantuan", "BST Provinsi"),
        *_none(
            "is_nik_valid",
            "is_alamat_lengkap",
            "is_dtks",
            "is_data_sisa",
            "is_super_clean",
            words="1",
        ),
    ]
    s.table(cols, heads(20, seed=16))
    return s


@layout("blt_dd.xls", xls)
def blt_dana_desa() -> Sheet:
    s = Sheet("BLT DD")
    s.title("LAMPIRAN KEPUTUSAN KEPALA DESA SRIMUKTI")
    s.title("NOMOR : 141/07/KEP-DS/I/2025")
    s.title("DAFTAR KELUARGA PENERIMA MANFAAT BLT DANA DESA TAHUN ANGGARAN 2025")
    s.blank()
    cols = [
        NO,
        col("Nama KPM", "nama"),
        col("NIK", "nik"),
        col("No KK", "no_kk"),
        col("Alamat", "alamat"),
        col("RT", "rt", lambda p: int(p.rt)),
        col("RW", "rw", lambda p: int(p.rw)),
        col("Nominal", "nominal", always(300000)),
        col("Ket", "keterangan"),
    ]
    s.header(cols)
    for p in heads(14, seed=17, place=3):
        s.data(cols, p, {"desa": "Srimukti"})
    s.total("JUMLAH", None, None, None, None, None, None, 4200000)
    s.blank()
    s.footer("Ditetapkan di Srimukti", at=5)
    s.footer("Pada tanggal 06 Januari 2025", at=5)
    s.footer("KEPALA DESA SRIMUKTI", at=5)
    s.blank(3)
    s.footer("H. DARSO SUHARTO", at=5)
    return s


@layout("blt_bbm.csv", delimited(",", "cp1252"))
def blt_fuel() -> Sheet:
    s = Sheet("")
    cols = [
        NO,
        col("No Danom", None, lambda p: f"17{p.no:010d}"),
        col("Nama Penerima", "nama"),
        col("NIK", "nik"),
        col("Alamat", "alamat"),
        col("Kelurahan", "desa"),
        col("Kecamatan", "kecamatan"),
        _same("Kantor Bayar", "KPC BABELAN"),
        col("Nominal", "nominal", always("300000")),
    ]
    s.table(cols, people(18, seed=18))
    return s


def _dapodik(s: Sheet) -> None:
    parent = ["Nama", "Tahun Lahir", "Jenjang Pendidikan", "Pekerjaan", "Penghasilan", "NIK"]

    def kin(who: str) -> list[Col]:
        name = None if who == "wali" else f"nama_{who}"
        nik = None if who == "wali" else f"nik_{who}"
        return [
            col("Nama", name, f"nama_{who}" if name else always("")),
            col("Tahun Lahir", None, lambda _: "" if who == "wali" else "1979"),
            col("Jenjang Pendidikan", None, lambda _: "" if who == "wali" else "SMP / sederajat"),
            col("Pekerjaan", None, lambda _: "" if who == "wali" else "Buruh"),
            col(
                "Penghasilan", None, lambda _: "" if who == "wali" else "Rp. 500,000 - Rp. 999,999"
            ),
            col("NIK", nik, f"nik_{who}" if nik else always("")),
        ]

    first = [
        NO,
        NAMED,
        col("NIPD", None, lambda p: f"{2300 + p.no}"),
        col("JK", "jenis_kelamin"),
        col("NISN", None, lambda p: f"01{p.no:08d}"),
        col("Tempat Lahir", "tempat_lahir"),
        col("Tanggal Lahir", "tanggal_lahir", lambda p: p.lahir.isoformat()),
        col("NIK", "nik"),
        _same("Agama", "Islam"),
        col("Alamat", "alamat"),
        col("RT", "rt", lambda p: int(p.rt)),
        col("RW", "rw", lambda p: int(p.rw)),
        col("Dusun", "dusun", always("Dusun II")),
        col("Kelurahan", "desa"),
        col("Kecamatan", "kecamatan", lambda p: f"Kec. {p.kecamatan}"),
        col("Kode Pos", "kode_pos", always("17610")),
        _same("Jenis Tinggal", "Bersama orang tua"),
        _same("Alat Transportasi", "Jalan kaki"),
        col("Telepon", ANY, always("")),
        col("HP", "no_hp", "no_hp"),
        col("E-Mail", None, always("")),
        *_none("Penerima KPS"),
        col("No. KPS", None, always("")),
    ]
    last = [
        _same("Rombel Saat Ini", "Kelas 4 A"),
        *_none("Penerima KIP"),
        col("Nomor KIP", None, always("")),
        col("Nama di KIP", None, always("0")),
        col("Nomor KKS", None, always("")),
        *_none("Layak PIP\n(usulan dari sekolah)"),
        col("Alasan Layak PIP", None, always("")),
        col("No KK", "no_kk"),
        col("Jml. Saudara\nKandung", None, always(2)),
        col("Jarak Rumah\nke Sekolah (KM)", None, always(1)),
    ]
    s.title("DAFTAR PESERTA DIDIK")
    s.title("SDN SUKARAJA 02")
    s.title("Kecamatan Kec. Tambelang, Kabupaten Kab. Bekasi, Provinsi Prov. Jawa Barat")
    s.title("Tanggal Unduh: 2025-07-14 09:31:02", None, "Pengunduh: operator@example.org")
    s.blank()
    n, m = len(first), len(parent)
    groups: list[str | None] = [c.header for c in first]
    for who in ("Data Ayah", "Data Ibu", "Data Wali"):
        groups += [who] + [None] * (m - 1)
    top = s.add("header", *groups, *[c.header for c in last])
    s.add("header", *[None] * n, *parent * 3)
    for j in [*range(n), *range(n + 3 * m, n + 3 * m + len(last))]:
        s.merge(top, j, top + 1, j)
    for k in range(3):
        s.merge(top, n + k * m, top, n + k * m + m - 1)
    cols = [*first, *kin("ayah"), *kin("ibu"), *kin("wali"), *last]
    s.expect(cols)
    for p in children(18, seed=19, place=2):
        s.data(cols, p)


@layout("dapodik.xlsx", xlsx)
def dapodik() -> Sheet:
    """NIK occurs four times under headers of two rows; only one is the pupil's."""
    s = Sheet("Daftar Peserta Didik")
    _dapodik(s)
    return s


@layout("dapodik.ods", ods)
def dapodik_ods() -> Sheet:
    """An .ods tells nothing of its merges."""
    s = Sheet("Daftar Peserta Didik")
    _dapodik(s)
    return s


@layout("dapodik_simpan.csv", delimited(";", "utf-8-sig"))
def dapodik_csv() -> Sheet:
    s = Sheet("")
    _dapodik(s)
    return s


@layout("pbi_jk.xlsx", xlsx)
def pbi_jk() -> Sheet:
    """The numbers of BPJS lost their leading zeros and are not ids of persons or families."""
    s = Sheet("PBI JK")
    cols = [
        col("NOKA_BPJS", None, lambda p: f"000{1234567890 + p.no}"),
        col("PSNOKA_BPJS", None, lambda p: 1234567890 + p.no),
        col("NAMA", "nama"),
        col("TGLLHR", "tanggal_lahir", "lahir"),
        col("JENKEL", "jenis_kelamin"),
        col("NIK", "nik"),
        col("NOKK", "no_kk"),
        _same("SEGMEN", "PBI APBN"),
    ]
    s.table(cols, people(25, seed=20))
    return s


@layout("pbi_apbd.csv", delimited("\t"))
def pbi_apbd() -> Sheet:
    s = Sheet("")
    cols = [
        _id("id_dtks"),
        col("dusun", "dusun", always("Dusun 1")),
        col("rt", "rt"),
        col("rw", "rw"),
        col("alamat", "alamat"),
        col("noka_bpjs", None, lambda p: f"000{1234567890 + p.no}"),
        col("psnoka_bpjs", None, lambda p: f"000{2234567890 + p.no}"),
        col("nama", "nama"),
        col("tanggal_lahir", "tanggal_lahir"),
        col("nik", "nik"),
        col("nama_ibu", "nama_ibu"),
        col("status", ANY, always("Aktif")),
    ]
    s.table(cols, people(20, seed=21))
    return s


@layout("rutilahu_masked.xlsx", xlsx)
def rutilahu_masked() -> Sheet:
    s = Sheet("RTLH 2024")
    cols = [
        col("nama", "nama"),
        col("nik", "nik", lambda p: p.nik[:4] + "x" * 12),
        col("alamat", "alamat"),
        _same("provinsi", "Jawa Barat", "provinsi"),
        _same("kabkot", "Kabupaten Bekasi", "kabupaten"),
        col("kecamatan", "kecamatan"),
        col("desa", "desa"),
        col("rw", "rw"),
        col("rt", "rt"),
        col("nilai_bantuan", "nominal", always(20000000)),
        col("lpj", None, always("Selesai")),
        col("tgl_lpj", None, always("2024-11-03")),
        _same("sumber_dana", "APBD"),
    ]
    s.table(cols, heads(18, seed=22))
    return s


@layout("mustahik.xlsx", xlsx)
def baznas() -> Sheet:
    """Some recipients have no NIK, and some are groups."""
    s = Sheet("Penyaluran")
    cols = [
        NO,
        col("NIK_MUSTAHIK", "nik", lambda p: "" if p.no % 3 == 0 else p.nik),
        col("NAMA_MUSTAHIK", "nama"),
        _same("TIPE_MUSTAHIK", "perorangan"),
        col("KEC_MUSTAHIK", "kecamatan"),
        col("ALAMAT", "alamat"),
        col("hp", "no_hp"),
        _same("ASNAF", "Fakir Miskin"),
        col("PROGRAM", "program", always("Bekasi Peduli")),
        col("NOMINAL", "nominal", always(500000)),
    ]
    s.table(cols, heads(15, seed=23))
    return s


@layout("eppgbm.xlsx", xlsx)
def eppgbm() -> Sheet:
    """The dates of weighing are not dates of birth; the parent is not the child."""
    s = Sheet("Hasil Penimbangan")
    s.title("DAFTAR STATUS GIZI BALITA")
    s.title("PUSKESMAS BABELAN I")
    s.hidden = {2}
    s.blank()
    cols = [
        NO,
        col("NIK", "nik"),
        NAMED,
        col("JK", "jenis_kelamin"),
        col("Tgl Lahir", "tanggal_lahir", lambda p: p.lahir.isoformat()),
        col("BB Lahir", None, always(3.1)),
        col("TB Lahir", None, always(49)),
        col("Nama Ortu", "nama_ortu", "nama_ibu"),
        _same("Prov", "JAWA BARAT", "provinsi"),
        _same("Kab/Kota", "BEKASI", "kabupaten"),
        col("Kec", "kecamatan"),
        _same("Puskesmas", "BABELAN I"),
        col("Desa/Kel", "desa"),
        _same("Posyandu", "MELATI 3"),
        col("RT", "rt"),
        col("RW", "rw"),
        col("Alamat", "alamat"),
        col("Usia Saat Ukur", ANY, always("3 Tahun - 2 Bulan - 11 Hari")),
        col("Tanggal Pengukuran", ("periode", None), always("2024-08-12")),
        col("Berat", None, always(12.4)),
        col("Tinggi", None, always(92.5)),
        col("LiLA", None, always(0)),
        _same("BB/U", "Berat Badan Normal"),
        col("ZS BB/U", None, always(-1.2)),
        _same("TB/U", "Pendek"),
        col("ZS TB/U", None, always(-2.3)),
        _same("BB/TB", "Gizi Baik"),
        col("ZS BB/TB", None, always(0.3)),
        _same("Naik Berat Badan", "O"),
        col("PMT", None, always("-")),
        col("Jml Vit A", None, always(1)),
        _same("KPSP", "-"),
        _same("KIA", "Ya"),
    ]
    s.table(cols, children(20, seed=24))
    return s


@layout("bulan_timbang.csv", delimited(",", end="\n"))
def eppgbm_snake_case() -> Sheet:
    s = Sheet("")
    cols = [
        col("nik", "nik"),
        col("nik_ortu", "nik_ortu", "nik_ibu"),
        col("nama_anak", "nama", "nama"),
        col("jk", "jenis_kelamin", lambda p: p.jenis_kelamin.lower()),
        col("tgl_lahir", "tanggal_lahir", lambda p: p.lahir.isoformat()),
        col("nama_ortu", "nama_ortu", "nama_ibu"),
        col("tgl_ukur", ("periode", None), always("2024-02-14")),
        col("berat", None, always("12.4")),
        col("posyandu", None, always("MAWAR")),
    ]
    s.table(cols, children(24, seed=25))
    return s


@layout("krs_bkkbn.xlsx", xlsx)
def krs_bkkbn() -> Sheet:
    """nik_kk is the NIK of the head and no card number; PKK is his spouse."""
    s = Sheet("KRS")
    cols = [
        _id("id_kpm"),
        col("nik_kk", "nik_kepala", "nik_kepala"),
        col("nik_pkk", "nik_pasangan", "nik_ibu"),
        col("nama_kk", "nama_kepala", "nama_kepala"),
        col("nama_pkk", "nama_pasangan", "nama_ibu"),
        col("nama_anak", "nama", "nama"),
        col("nik_anak", "nik", "nik"),
        col("alamat", "alamat"),
        col("nama_rt", "rt", lambda p: f"RT {p.rt}"),
        col("nama_rw", "rw", lambda p: f"RW {p.rw}"),
        col("desa_kelurahan", "desa", "desa"),
        col("kecamatan", "kecamatan"),
        _same("sumber", "PK24"),
        col("desil_p3ke", "desil", always("2")),
        col("lat", None, always(-6.16)),
        col("lng", None, always(107.02)),
    ]
    s.table(cols, children(24, seed=26))
    return s


@layout("krs_kepala.csv", delimited(";"))
def krs_heads_only() -> Sheet:
    """Where the list names heads only, they are the people listed; still no card number."""
    s = Sheet("")
    cols = [
        col("nik_kk", "nik", "nik"),
        col("nama_kk", "nama", "nama"),
        col("alamat", "alamat"),
        col("desa_kelurahan", "desa", "desa"),
        col("kecamatan", "kecamatan"),
    ]
    s.table(cols, heads(20, seed=27))
    return s


@layout("disabilitas.xlsx", xlsx)
def disability() -> Sheet:
    s = Sheet("Sheet1")
    cols = [
        col("no ", "no_urut", "no"),
        col("nama ", "nama", "nama"),
        col(
            "gender ",
            "jenis_kelamin",
            lambda p: "Laki-laki" if p.jenis_kelamin == "L" else "Perempuan",
        ),
        col("tempat_lahir ", "tempat_lahir", "tempat_lahir"),
        col("tanggal_lahir ", "tanggal_lahir", "lahir"),
        col("status ", "status_kawin", "status_kawin"),
        _same("dokumen_kewarganegaraan ", "KTP"),
        col("nik ", "nik", "nik"),
        col("nomor_kk ", "no_kk", "no_kk"),
        col("rt ", "rt", "rt"),
        col("rw ", "rw", "rw"),
        col("desa ", "desa", "desa"),
        col("kecamatan ", "kecamatan", "kecamatan"),
        _same("jenis_disabilitas ", "Fisik"),
        _same("sebab_disabilitas ", "Sejak lahir"),
        _same("alat_bantu ", "Kursi roda"),
    ]
    s.table(cols, people(18, seed=28))
    return s


@layout("lansia.xlsx", xlsx)
def elderly() -> Sheet:
    s = Sheet("LANSIA")
    cols = [
        NO,
        col("Nama Lansia", "nama"),
        col("Jenis Kelamin", "jenis_kelamin"),
        col("NIK", "nik"),
        col("Usia", "umur", lambda p: int(p.umur)),
        _same("Dokumen Kependudukan", "KTP"),
        _same("Status DTKS", "Ya"),
        col("Alamat", "alamat"),
        col("RT", "rt"),
        col("RW", "rw"),
        col("Desa", "desa"),
        col("Kecamatan", "kecamatan"),
        _same("Rekomendasi Pendata", "Layak dibantu"),
        _same("Nama Pendata", "Kader Melati"),
    ]
    s.table(cols, heads(16, seed=29))
    return s


@layout("siak.csv", delimited(",", end="\n"))
def siak() -> Sheet:
    s = Sheet("")
    cols = [
        col("NIK", "nik"),
        col("NO_KK", "no_kk"),
        col("NAMA_LGKP", "nama"),
        col("JENIS_KLMIN", "jenis_kelamin"),
        col("TMPT_LHR", "tempat_lahir"),
        col("TGL_LHR", "tanggal_lahir", lambda p: p.lahir.strftime("%d-%m-%Y")),
        col("AGAMA", None, always("ISLAM")),
        col("STAT_KWN", "status_kawin"),
        col("STAT_HBKEL", "hubungan"),
        col("ALAMAT", "alamat"),
        col("NO_RT", "rt"),
        col("NO_RW", "rw"),
        col("NO_KEC", "kode_kecamatan", lambda p: str(int(p.kode_desa[4:6]))),
        col("NO_KEL", "kode_desa", lambda p: p.kode_desa[6:]),
        col("NAMA_LGKP_IBU", "nama_ibu"),
        col("NAMA_LGKP_AYAH", "nama_ayah"),
    ]
    s.table(cols, people(24, seed=30))
    return s


@layout("siak_laporan.xls", xls)
def siak_report() -> Sheet:
    """Thirty-seven columns; the NIKs of father and mother stand between."""
    s = Sheet("Laporan")
    s.title("LAPORAN BIODATA PENDUDUK")
    s.blank()
    cols = [
        NO,
        col("Nomor KK", "no_kk"),
        col("NIK", "nik"),
        col("Nama Penduduk", "nama"),
        col("Status", ANY, always("Aktif")),
        col("Tempat Lahir", "tempat_lahir"),
        col("Tanggal Lahir", "tanggal_lahir", "lahir"),
        col("Kelamin", "jenis_kelamin"),
        col("NIK Ayah", "nik_ayah"),
        col("Ayah", "nama_ayah"),
        col("NIK Ibu", "nik_ibu"),
        col("Ibu", "nama_ibu"),
        col("Status Kawin", "status_kawin"),
        col("SHDK", "hubungan"),
        _same("Gol. Darah", "Tidak Tahu"),
        _same("Agama", "Islam"),
        _same("Pendidikan", "SLTP"),
        col("Pekerjaan", None, "pekerjaan"),
        _same("No. Akta Lahir", ""),
        _same("No. Akta Kawin", ""),
        _same("No. Akta Cerai", ""),
        col("Alamat", "alamat"),
        col("RT", "rt"),
        col("RW", "rw"),
        _same("Dusun", ""),
        _same("Kode Pos", "17610"),
        _same("Telepon", ""),
        _same("Kewarganegaraan", "WNI"),
        _same("No. Paspor", ""),
        _same("Tgl Akhir Paspor", ""),
        _same("Cacat", ""),
        col("Tgl Ubah", None, always("2019-04-02")),
        col("Petugas Entri", None, always("Rina Astuti")),
        col("NIP Petugas", None, always("198001012005011001")),
        col("Petugas Register", None, always("Dian Lestari")),
        _same("Jenis Permohonan", "F-1.01"),
        col("Tgl Entri", None, always("2011-03-09")),
    ]
    assert len(cols) == 37
    s.table(cols, people(25, seed=31))
    return s


@layout("opensid.xlsx", xlsx)
def opensid() -> Sheet:
    """The village system's own columns; dates are bare serial numbers, codes are Dukcapil's."""
    s = Sheet("Data Penduduk")

    def serial(p: Person) -> int:
        return p.lahir.toordinal() - 693594

    cols = [
        col("alamat", "alamat"),
        col("dusun", "dusun", always("MEKAR")),
        col("rw", "rw"),
        col("rt", "rt"),
        col("nama", "nama"),
        col("no_kk", "no_kk"),
        col("nik", "nik"),
        col("sex", "jenis_kelamin", lambda p: 1 if p.jenis_kelamin == "L" else 2),
        col("tempatlahir", "tempat_lahir", "tempat_lahir"),
        col("tanggallahir", "tanggal_lahir", serial),
        col("agama_id", None, always(1)),
        col("pendidikan_kk_id", None, always(5)),
        col("pendidikan_sedang_id", None, always(18)),
        col("pekerjaan_id", None, always(9)),
        col("status_kawin", "status_kawin", lambda p: 2 if p.status_kawin == "Kawin" else 1),
        col(
            "kk_level", "hubungan", lambda p: {"Kepala Keluarga": 1, "Istri": 3}.get(p.hubungan, 4)
        ),
        col("warganegara_id", None, always(1)),
        col("ayah_nik", "nik_ayah", "nik_ayah"),
        col("nama_ayah", "nama_ayah"),
        col("ibu_nik", "nik_ibu", "nik_ibu"),
        col("nama_ibu", "nama_ibu"),
        col("golongan_darah_id", None, always(13)),
        col("status_dasar", "status_hidup", always(1)),
    ]
    s.table(cols, people(25, seed=32))
    return s


@layout("buku_induk.xlsx", xlsx)
def buku_induk() -> Sheet:
    """Area in cells beside its label, two header rows, and a numbering row that Excel negated."""
    s = Sheet("BIP")
    s.title("BUKU INDUK PENDUDUK WNI", at=4)
    s.blank()
    s.title("PROVINSI", None, ":", "JAWA BARAT")
    s.title("KABUPATEN", None, ":", "BEKASI")
    s.title("KECAMATAN", None, ":", "TARUMAJAYA")
    s.title("DESA", None, ":", "SEGARAJAYA")
    top = s.add(
        "header",
        "NO",
        "NO. KK",
        "NAMA LENGKAP",
        "NIK",
        "JK",
        "Tempat dan Tanggal Lahir",
        None,
        "GOL DRH",
        "AGAMA",
        "PENDIDIKAN",
        "PEKERJAAN",
        "Nama Orang Tua Kandung",
        None,
        "HUB. KEL",
        "STATUS KAWIN",
        "ALAMAT",
    )
    s.add(
        "header",
        None,
        None,
        None,
        None,
        None,
        "Tempat Lahir",
        "Tgl/Bln/Th",
        None,
        None,
        None,
        None,
        "Ibu",
        "Ayah",
    )
    for j in (*range(5), *range(7, 11), *range(13, 16)):
        s.merge(top, j, top + 1, j)
    s.merge(top, 5, top, 6)
    s.merge(top, 11, top, 12)
    s.numbering(*range(-1, -17, -1))
    cols = [
        NO,
        col("KK", "no_kk"),
        col("N", "nama"),
        col("NIK", "nik"),
        col("JK", "jenis_kelamin", lambda p: "Lk" if p.jenis_kelamin == "L" else "Pr"),
        col("T", "tempat_lahir"),
        col("L", "tanggal_lahir", "lahir"),
        col("G", None, always("-")),
        col("A", None, always("ISLAM")),
        col("P", None, always("SD")),
        col("K", None, "pekerjaan"),
        col("I", "nama_ibu"),
        col("Y", "nama_ayah"),
        col("H", "hubungan"),
        col("S", "status_kawin", lambda p: "K" if p.status_kawin == "Kawin" else "BK"),
        col("A", "alamat"),
    ]
    s.expect(cols)
    for p in people(20, seed=33, place=4):
        s.data(cols, p, {"desa": "Segarajaya", "kecamatan": "Tarumajaya"})
    s.blank()
    s.footer("Mengetahui,", at=9)
    s.footer("Kepala Desa Segarajaya", at=9)
    s.blank(3)
    s.footer("( .......................... )", at=9)
    s.footer("###")
    return s
