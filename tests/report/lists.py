"""Five invented families on three lists: each is one reason to be asked about, or none."""

from pathlib import Path

DTSEN = """kode_provinsi|provinsi|kode_kabupaten_kota|kabupaten_kota|kode_kecamatan|kecamatan|\
kode_kelurahan_desa|kelurahan_desa|alamat|rt|rw|nomor_kartu_keluarga|nomor_induk_kependudukan|nama|\
tanggal_lahir|jenis_kelamin|status_hubungan_keluarga|desil_nasional
{rows}
"""
PLACE = "32|JAWA BARAT|3216|KABUPATEN BEKASI|321602|BABELAN|3216022001|BUNIBAKTI"
FAMILIES = {
    # by card: NIK, name, birth, sex and relationship as BPS codes them, decile
    "3216020101100001": [
        ("3216020302800001", "SUTISNA HERMAWAN", "1980-02-03", 1, 1, 1),
        ("3216024405820001", "KARTINI LESTARI", "1982-05-04", 2, 2, 1),
    ],
    "3216020101110002": [("3216021206750002", "MULYADI PRATAMA", "1975-06-12", 1, 1, 1)],
    "3216020101120003": [("3216022511690003", "GUNAWAN WIBISONO", "1969-11-25", 1, 1, 8)],
    "3216020101130004": [
        ("3216021507700004", "BAMBANG SUROSO", "1970-07-15", 1, 1, 2),
        ("3216020908900005", "HENDRA SUROSO", "1990-08-09", 1, 3, 2),
    ],
}
STRANGER = ("3216025709880006", "YULIANA PERMATA", "3216020101140005")
NIK = {nama: nik for family in FAMILIES.values() for nik, nama, *_ in family}


def write(raw: Path) -> None:
    """Write the lists into ``raw``."""
    rows = [
        f"{PLACE}|KP. CIKETING|1|2|{card}|{nik}|{nama}|{lahir}|{jk}|{peran}|{desil}"
        for card, family in FAMILIES.items()
        for nik, nama, lahir, jk, peran, desil in family
    ]
    dtsen = raw / "anggota_keluarga_dtsen_v3_2026_3216.csv"
    dtsen.write_text(DTSEN.format(rows="\n".join(rows)), encoding="utf-8")
    aided = ["SUTISNA HERMAWAN", "GUNAWAN WIBISONO"]
    pkh = [(NIK[nama], nama, "") for nama in aided] + [STRANGER]
    _list(raw / "PKH TAHAP 2 2025.csv", pkh, 750_000)
    card = {nama: card for card, family in FAMILIES.items() for _, nama, *_ in family}
    blt = [(NIK["KARTINI LESTARI"], "KARTINI LESTARI", card["KARTINI LESTARI"])]
    _list(raw / "BLT Dana Desa 2025.csv", blt, 300_000)
    pip = [(NIK["HENDRA SUROSO"], "HENDRA SUROSO", card["HENDRA SUROSO"])]
    _list(raw / "Penerima PIP 2025.csv", pip, None)


def _list(path: Path, people: list[tuple[str, str, str]], amount: int | None) -> None:
    head = "No;NIK;Nama Penerima;No KK;Desa;Kecamatan"
    lines = [
        f"{i};{nik};{nama};{kk};Bunibakti;Babelan" for i, (nik, nama, kk) in enumerate(people, 1)
    ]
    if amount:
        head, lines = f"{head};Nominal", [f"{line};{amount}" for line in lines]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
