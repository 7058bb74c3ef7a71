"""The codes that agencies use: the same digit means one thing to BPS and another to Dukcapil."""

CODES: dict[tuple[str, str], dict[str, str]] = {
    ("kelamin", "12"): {"L": "1", "P": "2"},
    ("kelamin", "Laki-laki/Perempuan"): {"L": "Laki-laki", "P": "Perempuan"},
    ("kelamin", "LAKI-LAKI/PEREMPUAN"): {"L": "LAKI-LAKI", "P": "PEREMPUAN"},
    ("hubungan", "bps"): {"KEPALA": "1", "ISTRI": "2", "ANAK": "3", "CUCU": "5", "ORANG TUA": "6"},
    ("hubungan", "dukcapil"): {
        "KEPALA": "1",
        "ISTRI": "3",
        "ANAK": "4",
        "CUCU": "6",
        "ORANG TUA": "7",
    },
    ("hubungan", "kata"): {
        "KEPALA": "Kepala Keluarga",
        "ISTRI": "Istri",
        "ANAK": "Anak",
        "CUCU": "Cucu",
        "ORANG TUA": "Orang Tua",
    },
    ("hubungan", "p3ke"): {
        "KEPALA": "Kepala Keluarga",
        "ISTRI": "Istri/Suami",
        "ANAK": "Anak",
        "CUCU": "Cucu",
        "ORANG TUA": "Orang Tua/Mertua",
    },
    ("kawin", "14"): {"BELUM": "1", "KAWIN": "2", "CERAI HIDUP": "3", "CERAI MATI": "4"},
    ("kawin", "kata"): {
        "BELUM": "BELUM KAWIN",
        "KAWIN": "KAWIN",
        "CERAI HIDUP": "CERAI HIDUP",
        "CERAI MATI": "CERAI MATI",
    },
}
