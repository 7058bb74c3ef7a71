"""Where the invented people live, were born, and how their addresses read."""

from functools import cache
from io import StringIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bekasi_reconcile.demo.seed import draw_by_weight, generator
from bekasi_reconcile.reference.territory import shipped_folder

# NIK prefixes (regency or city) that migrants bring along, their birthplace and a weight.
HOMELANDS = {
    3171: ("JAKARTA", 5),
    3172: ("JAKARTA", 9),
    3173: ("JAKARTA", 5),
    3174: ("JAKARTA", 6),
    3175: ("JAKARTA", 12),
    3201: ("BOGOR", 6),
    3205: ("GARUT", 6),
    3206: ("TASIKMALAYA", 4),
    3209: ("CIREBON", 5),
    3212: ("INDRAMAYU", 6),
    3213: ("SUBANG", 5),
    3215: ("KARAWANG", 12),
    3301: ("CILACAP", 4),
    3302: ("BANYUMAS", 5),
    3305: ("KEBUMEN", 6),
    3306: ("PURWOREJO", 4),
    3327: ("PEMALANG", 4),
    3328: ("TEGAL", 6),
    3329: ("BREBES", 7),
    3404: ("SLEMAN", 1),
    3502: ("PONOROGO", 2),
    3518: ("NGANJUK", 2),
    1207: ("DELI SERDANG", 2),
    1271: ("MEDAN", 3),
    1871: ("BANDAR LAMPUNG", 2),
}

KAMPUNG = (
    *("PULO", "RAWA", "BULAK", "CABANG", "KEDUNG", "PONDOK"),
    *("TANAH", "GARON", "SASAK", "BABAKAN", "CIKETING", "GEMPOL"),
    *("KARANG", "POCOL", "SRENGSENG", "TEGAL", "UTAN", "KANDANG"),
    *("JATI", "BOJONG"),
)
KAMPUNG_TAIL = (
    *("KAPUK", "BAMBU", "ASEM", "TIMUR", "BARAT", "INDAH"),
    *("JAYA", "MEKAR", "TENGAH", "GEDE", "DUA", "LIO"),
    *("PANJANG", "BARU", "SARI", "KALAPA"),
)
ESTATE = (
    *("GRIYA", "PONDOK", "TAMAN", "VILLA", "BUMI", "PURI"),
    *("GRAHA", "MUTIARA"),
)
ESTATE_TAIL = (
    *("ASRI", "PERMAI", "INDAH", "SENTOSA", "LESTARI", "PERSADA"),
    *("KENCANA", "REGENCY"),
)
STREET = (
    *("MAWAR", "MELATI", "KENANGA", "MASJID", "PESANTREN", "SWADAYA"),
    *("MUSHOLA", "PENDIDIKAN", "KH NOER", "INSPEKSI", "BALAI DESA", "IRIGASI"),
    *("PERTANIAN", "TERATAI"),
)


@cache
def villages() -> pd.DataFrame:
    """Return the desa and kelurahan of Bekasi with their parents, codes and a weight."""
    text = shipped_folder("bekasi").joinpath("wilayah.csv").read_text(encoding="utf-8")
    regions = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
    named = regions.set_index("kode")
    low = regions[regions["tingkat"].isin(["desa", "kelurahan"])].reset_index(drop=True)
    upper = low["kode_induk"].map(named["kode_induk"])
    size = generator(0, "villages").lognormal(0.0, 0.5, len(low))
    return pd.DataFrame(
        {
            "kode_desa": low["kode"],
            "desa": low["nama"],
            "tingkat": low["tingkat"],
            "kode_bps": low["kode_bps"],
            "kode_kecamatan": low["kode_induk"],
            "kecamatan": low["kode_induk"].map(named["nama"]),
            "kode_kabupaten": upper,
            "kabupaten": upper.map(named["nama"]),
            "bobot": size * np.where(upper == "3275", 1.5, 1.0),
        }
    )


def settle(rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    """Return the village (row of ``villages()``) of each of ``count`` families."""
    weights = villages()["bobot"].to_numpy()
    return rng.choice(len(weights), size=count, p=weights / weights.sum())


def addresses(rng: np.random.Generator, village: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return one address per family, words written out, in capitals."""
    urban = villages()["kode_kabupaten"].to_numpy()[village] == "3275"
    count = len(village)
    kind = np.where(
        urban,
        draw_by_weight(rng, ["JALAN", "GANG", "PERUMAHAN", "KAMPUNG"], [4, 2, 2, 3], count),
        draw_by_weight(rng, ["JALAN", "GANG", "PERUMAHAN", "KAMPUNG"], [1, 1, 1.5, 7], count),
    )
    # A neighbourhood shares its kampung, so the names of one village are few.
    local = (village * 7 + rng.integers(0, 4, count)).astype(int)
    number = rng.integers(1, 120, count)
    block = rng.integers(0, 12, count)
    parts = zip(kind.tolist(), local.tolist(), number.tolist(), block.tolist(), strict=True)
    return np.array([_address(*part) for part in parts], dtype=object)


def _address(kind: str, local: int, number: int, block: int) -> str:
    if kind == "KAMPUNG":
        name = f"{KAMPUNG[local % len(KAMPUNG)]} {KAMPUNG_TAIL[local * 3 % len(KAMPUNG_TAIL)]}"
        return f"KAMPUNG {name}" + (f" NO {number}" if number % 4 == 0 else "")
    if kind == "PERUMAHAN":
        name = f"{ESTATE[local % len(ESTATE)]} {ESTATE_TAIL[local * 5 % len(ESTATE_TAIL)]}"
        return f"PERUMAHAN {name} BLOK {chr(65 + block)}{number % 9 + 1} NO {number}"
    return f"{kind} {STREET[local % len(STREET)]} NO {number}"
