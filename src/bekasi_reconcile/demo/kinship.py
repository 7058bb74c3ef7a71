"""What people are called: one name each, parents' names that agree, and the confusing namesakes."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bekasi_reconcile.demo import names


def give_names(rng: np.random.Generator, people: pd.DataFrame, homes: pd.DataFrame) -> pd.DataFrame:
    """Return people with ``nama``, ``ibu`` and ``ayah``; parents in the family are the very same.

    Twins, a father and son of one name and neighbours of one name are made on purpose: they are
    what a linker gets wrong.
    """
    family = people["keluarga_lama"].to_numpy()
    suku = homes["suku"].to_numpy()[family]
    poor = homes["desil"].to_numpy()[family] <= 3
    year = people["lahir"].dt.year.to_numpy().astype(np.int64)
    sex = people["kelamin"].to_numpy()
    full = names.draw(rng, suku, sex, year, poor)
    full = _namesakes(rng, people, homes, full)
    women, men = (np.full(len(people), letter, dtype=object) for letter in "PL")
    mother = names.draw(rng, suku, women, year - 25, poor)
    father = names.draw(rng, suku, men, year - 28, poor)
    people = people.assign(nama=full, ibu=mother, ayah=father)
    child = people["hubungan_lama"] == "ANAK"
    for parent, sex_of in (("ibu", "P"), ("ayah", "L")):
        couple = people["hubungan_lama"].isin(["KEPALA", "ISTRI"]) & (people["kelamin"] == sex_of)
        known = people[couple].drop_duplicates("keluarga_lama").set_index("keluarga_lama")["nama"]
        own = people["keluarga_lama"].map(known)
        people[parent] = people[parent].where(~child | own.isna(), own)
        elder = people["hubungan_lama"].eq("ORANG TUA") & (people["kelamin"] == sex_of)
        above = people[elder].drop_duplicates("keluarga_lama").set_index("keluarga_lama")["nama"]
        upper = people["keluarga_lama"].map(above)
        head = people["hubungan_lama"] == "KEPALA"
        people[parent] = people[parent].where(~head | upper.isna(), upper)
    return people


def _namesakes(
    rng: np.random.Generator,
    people: pd.DataFrame,
    homes: pd.DataFrame,
    full: NDArray[np.object_],
) -> NDArray[np.object_]:
    full = full.copy()
    family = people["keluarga_lama"].to_numpy()
    role = people["hubungan_lama"].to_numpy()
    sex = people["kelamin"].to_numpy()
    birth = people["lahir"].to_numpy()
    previous = np.arange(len(people)) - 1
    twin = (family == family[previous]) & (birth == birth[previous]) & (role == "ANAK")
    for i in np.flatnonzero(twin).tolist():
        # Twins share every token but the first, and often its first letters too.
        tail = str(full[i - 1]).partition(" ")[2] or str(full[i - 1])
        full[i] = f"{str(full[i]).split(' ')[0]} {tail}"
    head = first_of_family(people["keluarga_lama"])
    junior = (role == "ANAK") & (sex == "L") & (sex[head] == "L") & (rng.random(len(full)) < 0.006)
    full[junior] = full[head[junior]]
    heads = np.flatnonzero(role == "KEPALA")
    by_place = heads[np.argsort(homes["desa"].to_numpy()[family[heads]], kind="stable")]
    for left, right in zip(by_place[:-1].tolist(), by_place[1:].tolist(), strict=True):
        if sex[left] == sex[right] and rng.random() < 0.012:
            full[right] = full[left]
    return full


def first_of_family(family: pd.Series) -> NDArray[np.int64]:
    """Return for each person the index of the first person of the same family."""
    index = pd.Series(np.arange(len(family)))
    first: NDArray[np.int64] = index.groupby(family.to_numpy()).transform("first").to_numpy()
    return first
