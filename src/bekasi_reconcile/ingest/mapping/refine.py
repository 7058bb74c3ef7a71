"""What the cells say of columns together, once every header has had its word."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bekasi_reconcile.ingest.layout.header import Header
from bekasi_reconcile.ingest.mapping.candidate_field import header_senses
from bekasi_reconcile.ingest.mapping.cell_content import CellShares
from bekasi_reconcile.ingest.mapping.column_choice import ColumnChoice
from bekasi_reconcile.ingest.mapping.header_vocabulary import header_words
from bekasi_reconcile.messages.message import Message

TRIO = (
    ("hari_lahir", {"TGL", "TANGGAL", "HARI", "DD"}, "small"),
    ("bulan_lahir", {"BLN", "BULAN", "MM"}, "month"),
    ("tahun_lahir", {"THN", "TH", "TAHUN", "YYYY"}, "year"),
)


def choose_birth_columns(
    choices: list[ColumnChoice], looks: Mapping[int, CellShares]
) -> list[ColumnChoice]:
    """Read day, month and year of birth from three columns side by side, if no other has it.

    The years must differ as births do; a date of payment has one or two.
    """
    if {"tanggal_lahir", "ttl", "tahun_lahir"} & {c.field for c in choices}:
        return choices
    for i in range(len(choices) - 2):
        three = choices[i : i + 3]
        is_trio = all(
            header_words(c.header.split(" / ")[-1]) in heads and looks[c.column][kind] > 0.7
            for c, (_, heads, kind) in zip(three, TRIO, strict=True)
        )
        if is_trio and looks[three[2].column].distinct > 3:
            why = Message("evidence.three_columns")
            read = [
                replace(c, field=field, how="content", evidence=(why,))
                for c, (field, _, _) in zip(three, TRIO, strict=True)
            ]
            return [*choices[:i], *read, *choices[i + 3 :]]
    return choices


CERTAIN: tuple[tuple[str, Callable[[CellShares], bool]], ...] = (
    ("nik", lambda cells: cells["born"] > 0.8 and cells["women"] > 0.15 and cells.count >= 5),
    ("nama_nik", lambda cells: cells["name_id"] > 0.8 and cells.count >= 3),
    ("no_kk", lambda cells: cells["born"] > 0.8 and cells["women"] < 0.01 and cells.count >= 10),
    ("tanggal_lahir", lambda cells: cells["date"] > 0.9 and cells.distinct > 5),
    ("jenis_kelamin", lambda cells: cells["sex"] > 0.95 and cells.distinct <= 4
     and cells["digits"] < 0.1),
    ("nama", lambda cells: cells["name"] > 0.95 and cells["place"] < 0.3 and cells["spaces"] > 0.3
     and cells.distinct > 0.5 * cells.count and cells["address"] < 0.2),
)  # fmt: skip


def choose_by_content(
    header: Header, choices: list[ColumnChoice], looks: Mapping[int, CellShares]
) -> list[ColumnChoice]:
    """Give a field that no header named to the one column whose cells can be nothing else."""
    taken = {c.field for c in choices}
    out = list(choices)
    for field, certain in CERTAIN:
        open_ = [
            i
            for i, c in enumerate(out)
            if c.field is None
            and c.how == "none"
            and not header_senses(header.parts.get(c.column, ()))
        ]
        fitting = [i for i in open_ if certain(looks[out[i].column])]
        if field in taken or len(fitting) != 1:
            continue
        if field in ("tanggal_lahir", "no_kk") and header.parts:
            continue  # under a header nobody knows it may be any date, any number
        i = fitting[0]
        why = (Message("evidence.cells_alone"),)
        out[i] = replace(out[i], field=field, how="content", evidence=why, strength=0.5)
        taken.add(field)
    return out


def unswap_nik_and_kk(
    choices: list[ColumnChoice], looks: Mapping[int, CellShares]
) -> list[ColumnChoice]:
    """Exchange NIK and KK where the headers stand over one another's numbers.

    A family card's number holds the day it was recorded, never 41 to 71: a column of which many
    do is one of women's NIKs. Decided for the column, and only where its cells agree.
    """
    shares = {c.field: looks[c.column] for c in choices if c.field in ("nik", "no_kk")}
    if "no_kk" not in shares or any(c.how == "profile" for c in choices if c.field in shares):
        return choices
    card = shares["no_kk"]
    if not (card["born"] > 0.8 and card["women"] > 0.2 and card.count >= 10):
        return choices
    nik = shares.get("nik")
    if nik is None or nik["women"] > 0.02 or nik["whole"] < 0.5:
        why = (Message("evidence.not_kk"),)
        return [
            replace(c, field=None, how="none", evidence=why) if c.field == "no_kk" else c
            for c in choices
        ]
    other = {"nik": "no_kk", "no_kk": "nik"}
    why = (Message("evidence.exchanged"),)
    return [
        replace(c, field=other[c.field], how="content", evidence=why) if c.field in other else c
        for c in choices
    ]


def promote_family_head(choices: list[ColumnChoice]) -> list[ColumnChoice]:
    """Read the head of the family as the person listed, where a list names nobody else."""
    taken = {c.field for c in choices}
    moves = {}
    if "nama" not in taken and "nama_kepala" in taken:
        moves["nama_kepala"] = "nama"
        if "nik" not in taken:
            moves["nik_kepala"] = "nik"
    return [
        replace(c, field=moves[c.field], evidence=(*c.evidence, Message("evidence.heads_only")))
        if c.field in moves
        else c
        for c in choices
    ]
