"""Invented people of Bekasi, the same in every run."""

import random
from dataclasses import dataclass, replace
from datetime import date

MEN = [
    "Asep",
    "Budiman",
    "Cecep",
    "Dadang",
    "Endang",
    "Firman",
    "Gugun",
    "Hendra",
    "Iwan",
    "Jajang",
    "Karsa",
    "Lukman",
    "Maman",
    "Nurdin",
    "Odang",
    "Parman",
    "Rohman",
    "Sarip",
    "Tatang",
    "Ujang",
    "Wahyu",
    "Yayan",
    "Zaenal",
    "Ade",
    "Bambang",
    "Darsim",
    "Enjum",
    "Kosasih",
]
WOMEN = [
    "Aminah",
    "Baenah",
    "Casih",
    "Dedeh",
    "Entin",
    "Fatimah",
    "Gina",
    "Halimah",
    "Ijah",
    "Juju",
    "Kokom",
    "Lilis",
    "Marni",
    "Neneng",
    "Omah",
    "Popon",
    "Rokayah",
    "Siti",
    "Tuti",
    "Uun",
    "Wati",
    "Yeni",
    "Zubaedah",
    "Aisah",
    "Cucu",
    "Enok",
    "Karsih",
    "Masnah",
]
LAST = [
    "Suryana",
    "Hidayat",
    "Kurniawan",
    "Saputra",
    "Permana",
    "Maulana",
    "Gunawan",
    "Setiawan",
    "Nugraha",
    "Firdaus",
    "Sanjaya",
    "Wijaya",
    "Herlambang",
    "Mulyadi",
    "Sopandi",
    "Ruhiyat",
    "Komarudin",
    "Sukardi",
    "Wiganda",
    "Tarmidi",
]
TOWNS = ["Bekasi", "Karawang", "Jakarta", "Garut", "Brebes", "Bogor"]
STREETS = [
    "Kp. Rawa Bambu",
    "Jl. Raya Pilar Gg. Melati No. 7",
    "Kp. Pulo Asem",
    "Perum Graha Asri Blok C3 No. 11",
    "Kp. Gabus Dukuh",
    "Jl. Kenanga",
]
PLACES = [  # kecamatan, desa, Kemendagri, BPS
    ("Babelan", "Kedung Pengawas", "3216022003", "3216090004"),
    ("Babelan", "Muarabakti", "3216022002", "3216090007"),
    ("Tambelang", "Sukaraja", "3216042003", "3216110004"),
    ("Tambun Utara", "Srimukti", "3216052005", "3216082006"),
    ("Tarumajaya", "Segarajaya", "3216012002", "3216100007"),
]
JOBS = ["Buruh harian lepas", "Petani", "Mengurus rumah tangga", "Pedagang", "Belum bekerja"]


@dataclass(frozen=True)
class Person:
    """One invented person. Dates of birth are dates; everything else is text as lists have it."""

    no: int
    nik: str
    no_kk: str
    nama: str
    nama_kepala: str
    nik_kepala: str
    nama_ibu: str
    nik_ibu: str
    nama_ayah: str
    nik_ayah: str
    tempat_lahir: str
    lahir: date
    jenis_kelamin: str
    hubungan: str
    status_kawin: str
    alamat: str
    rt: str
    rw: str
    desa: str
    kecamatan: str
    kode_desa: str
    kode_bps: str
    pekerjaan: str
    no_hp: str
    umur: str
    kabupaten: str = "Kabupaten Bekasi"
    provinsi: str = "Jawa Barat"
    keterangan: str = ""
    kosong: None = None

    @property
    def tanggal_lahir(self) -> str:
        return self.lahir.strftime("%d/%m/%Y")

    @property
    def rt_rw(self) -> str:
        return f"{self.rt}/{self.rw}"

    @property
    def ttl(self) -> str:
        return f"{self.tempat_lahir}, {self.lahir:%d-%m-%Y}"


def people(count: int, seed: int = 1, place: int | None = None) -> list[Person]:
    """Return ``count`` people in families, heads first; ``place`` keeps them in one desa."""
    luck = random.Random(seed)
    out: list[Person] = []
    while len(out) < count:
        out += _family(luck, PLACES[luck.randrange(len(PLACES)) if place is None else place])
    return [replace(p, no=i) for i, p in enumerate(out[:count], start=1)]


def families(count: int, seed: int = 1, place: int | None = None) -> list[list[Person]]:
    """Return ``count`` families."""
    luck = random.Random(seed)
    return [
        _family(luck, PLACES[luck.randrange(len(PLACES)) if place is None else place])
        for _ in range(count)
    ]


def heads(count: int, seed: int = 1, place: int | None = None) -> list[Person]:
    """Return the heads of ``count`` families, numbered."""
    return _numbered([f[0] for f in families(count, seed, place)])


def wives(count: int, seed: int = 1, place: int | None = None) -> list[Person]:
    """Return the wives of ``count`` families, numbered."""
    return _numbered([f[1] for f in families(count, seed, place)])


def children(count: int, seed: int = 1, place: int | None = None) -> list[Person]:
    """Return the last children of ``count`` families, numbered."""
    found = [f[-1] for f in families(4 * count, seed, place) if len(f) > 2]
    return _numbered(found[:count])


def _numbered(chosen: list[Person]) -> list[Person]:
    return [replace(p, no=i) for i, p in enumerate(chosen, start=1)]


def _family(luck: random.Random, place: tuple[str, str, str, str]) -> list[Person]:
    kecamatan, desa, kode, bps = place
    card = date(luck.randrange(2008, 2024), luck.randrange(1, 13), luck.randrange(1, 29))
    kk = f"{kode[:6]}{card:%d%m%y}{luck.randrange(9001, 9999)}"
    rt, rw = f"{luck.randrange(1, 13):03d}", f"{luck.randrange(1, 10):03d}"
    alamat, surname = luck.choice(STREETS), luck.choice(LAST)
    husband = _named(luck, "L", surname), _born(luck, 1955, 1985)
    wife = _named(luck, "P", luck.choice(LAST)), _born(luck, 1958, 1988)
    members = [("Kepala Keluarga", "L", "Kawin", *husband), ("Istri", "P", "Kawin", *wife)]
    for _ in range(luck.randrange(0, 4)):
        sex = luck.choice("LP")
        born = _born(luck, 1990, 2019)
        members.append(("Anak", sex, "Belum Kawin", _named(luck, sex, surname), born))
    niks = [_nik(luck, kode, born, sex) for _, sex, _, _, born in members]
    return [
        Person(
            no=i + 1,
            nik=niks[i],
            no_kk=kk,
            nama=name,
            nama_kepala=husband[0],
            nik_kepala=niks[0],
            nama_ibu=wife[0] if role == "Anak" else _named(luck, "P", luck.choice(LAST)),
            nik_ibu=niks[1],
            nama_ayah=husband[0] if role == "Anak" else _named(luck, "L", luck.choice(LAST)),
            nik_ayah=niks[0],
            tempat_lahir=luck.choice(TOWNS),
            lahir=born,
            jenis_kelamin=sex,
            hubungan=role,
            status_kawin=marital,
            alamat=alamat,
            rt=rt,
            rw=rw,
            desa=desa,
            kecamatan=kecamatan,
            kode_desa=kode,
            kode_bps=bps,
            pekerjaan=luck.choice(JOBS),
            no_hp=f"0812{luck.randrange(10**7, 10**8)}",
            umur=str(2025 - born.year),
        )
        for i, (role, sex, marital, name, born) in enumerate(members)
    ]


def _named(luck: random.Random, sex: str, surname: str) -> str:
    return f"{luck.choice(MEN if sex == 'L' else WOMEN)} {surname}"


def _born(luck: random.Random, first: int, last: int) -> date:
    return date(luck.randrange(first, last), luck.randrange(1, 13), luck.randrange(1, 29))


def _nik(luck: random.Random, area: str, born: date, sex: str) -> str:
    day = born.day + (40 if sex == "P" else 0)
    return f"{area[:6]}{day:02d}{born:%m%y}{luck.randrange(9001, 9999)}"
