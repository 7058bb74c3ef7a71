"""The tables that pass between the stages: the architecture of the package.

ingest → Submission, Sheet, Column, SourceRow, Problem → clean → Record, Problem
→ match → Pair, Member → merge → Claim, Person, Household, Receipt, DetectedConflict,
ConflictValue → decisions → Conflict, ConflictValue, Decision.

Every function that makes one of these tables ends in ``X.checked(frame)``. Text columns are
Arrow-backed strings and missing is ``pd.NA``. Field names are the state's own words
(``nik``, ``no_kk``, ``nama``, ``tanggal_lahir`` …); the vocabulary of what a spreadsheet
column may mean is ``reference/fields.toml``; the state's acronyms stand in ``docs/glossary.md``.
"""

from functools import cache
from typing import Annotated, Any, Self, cast

import pandas as pd
import pandera.pandas as pa
import pyarrow as pa_types
from pandas.api.extensions import ExtensionArray
from pandera.errors import SchemaErrors
from pandera.typing.pandas import DataFrame, Series

from bekasi_reconcile.errors import ContractError

TEXT = pd.StringDtype("pyarrow")
"""The type of every text column."""

Text = Annotated[pd.StringDtype, "pyarrow", pd.NA]


class Table(pa.DataFrameModel):
    """A frame with exactly these columns, in this order."""

    class Config:
        strict = True
        ordered = True
        coerce = False

    @classmethod
    def columns(cls) -> list[str]:
        """Return the column names in order."""
        return list(cls.to_schema().columns)

    @classmethod
    def checked(cls, frame: pd.DataFrame) -> DataFrame[Self]:
        """Return ``frame`` typed as this table, or raise ContractError naming every breach."""
        schema = cls.to_schema()
        whole = _has_form(frame, schema)
        try:
            (_rules(cls) if whole else schema).validate(frame, lazy=True, inplace=True)
            vars(frame).pop("pandera", None)  # it and the frame hold each other: neither is freed
            return cast("DataFrame[Self]", frame)
        except SchemaErrors as err:
            breaches = sorted({_breach(case) for case in err.failure_cases.itertuples()})
            raise ContractError(
                f"{cls.__name__}, {len(frame)} rows, breaks its contract: {'; '.join(breaches)}"
            ) from None  # pandera's own message quotes cell values

    @classmethod
    def shaped(cls, frame: pd.DataFrame) -> DataFrame[Self]:
        """Return the contract's columns of ``frame``, typed; a column it lacks is missing."""
        schema = cls.to_schema()
        columns = {
            name: _column_array(frame.get(name), column.dtype.type, len(frame))
            for name, column in schema.columns.items()
        }
        return cls.checked(pd.DataFrame(columns, index=range(len(frame))))


def _has_form(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> bool:
    """Tell whether the columns, their types and their gaps are the contract's.

    pandera asks this column by column, with a message for each that it throws away: on small
    tables that was half of a run. Where the answer is no, pandera is asked, for its reasons.
    """
    types = {name: column.dtype.type for name, column in schema.columns.items()}
    demanded = [name for name, column in schema.columns.items() if not column.nullable]
    return (
        list(types.items()) == list(frame.dtypes.items())
        and not frame[demanded].isna().to_numpy().any()
    )


@cache
def _rules(table: type[Table]) -> pa.DataFrameSchema:
    """Return what ``table`` demands of values, beyond types and gaps."""
    schema = table.to_schema()
    ruled = {
        name: pa.Column(checks=column.checks, unique=column.unique, nullable=column.nullable)
        for name, column in schema.columns.items()
        if column.checks or column.unique
    }
    return pa.DataFrameSchema(ruled, checks=schema.checks, unique=schema.unique)


def _column_array(values: pd.Series | None, dtype: Any, length: int) -> ExtensionArray:
    array: ExtensionArray
    if values is not None:
        array = values.astype(dtype, copy=False).array
    elif dtype == TEXT:
        array = pd.arrays.ArrowStringArray(pa_types.nulls(length, pa_types.large_string()))
    else:
        array = pd.array([pd.NA] * length, dtype=dtype)
    return array


def _breach(case: Any) -> str:
    """Name the column and the rule, never the value: values are personal data."""
    if case.check == "column_in_dataframe":
        return f"no column {case.failure_case!r}"
    where = case.column if case.schema_context == "Column" else "table"
    return f"{where}: {case.check}"


def optional(**kwargs: Any) -> Any:
    """Return the field of a column whose cells may be missing."""
    return pa.Field(nullable=True, **kwargs)


class Submission(Table):
    """One file received. Key: submission_id (from source, path and content)."""

    submission_id: Series[Text] = pa.Field(unique=True)
    source: Series[Text] = optional()
    file: Series[Text]
    sha256: Series[Text]
    format: Series[Text]
    status: Series[Text] = pa.Field(isin=["read", "refused", "superseded", "duplicate", "rival"])
    reviewed: Series[pd.BooleanDtype] = optional()
    reported_on: Series[Text] = optional()
    reason: Series[Text] = optional()


class Sheet(Table):
    """One sheet of one file: its rows balance (law 1). Key: submission_id, sheet.

    rows_seen = records + refused + blank + title + header + numbering + group + total + footer
    + other. ``other`` rows stand on a sheet, or beside a table, that lists no people.
    ``group`` rows are family lines ("No. KK : …") whose values went to the rows below them.
    """

    submission_id: Series[Text]
    file: Series[Text]
    sheet: Series[Text]
    visible: Series[bool]
    rows_seen: Series[pd.Int64Dtype]
    records: Series[pd.Int64Dtype]
    refused: Series[pd.Int64Dtype]
    blank: Series[pd.Int64Dtype]
    title: Series[pd.Int64Dtype]
    header: Series[pd.Int64Dtype]
    numbering: Series[pd.Int64Dtype]
    group: Series[pd.Int64Dtype]
    total: Series[pd.Int64Dtype]
    footer: Series[pd.Int64Dtype]
    other: Series[pd.Int64Dtype]

    class Config(Table.Config):
        unique = ["submission_id", "sheet"]


class Column(Table):
    """One column of one table of one sheet: what it means, and why. Key: all but the last four.

    ``table`` numbers the tables of a sheet from 0. ``column`` is Excel's letter.
    ``how``: profile, synonym, content or none. ``coding`` holds what was decided for the whole
    column (a date order, a code system, "angka-rusak" for NIKs cut by Excel …).
    """

    submission_id: Series[Text]
    file: Series[Text]
    sheet: Series[Text]
    table: Series[pd.Int64Dtype]
    column: Series[Text]
    header: Series[Text] = optional()
    field: Series[Text] = optional()
    how: Series[Text] = pa.Field(isin=["profile", "synonym", "content", "none"])
    coding: Series[Text] = optional()
    evidence: Series[Text] = optional()

    class Config(Table.Config):
        unique = ["submission_id", "sheet", "table", "column"]


class Problem(Table):
    """One cell (row, column, file) refused, repaired or doubted. Key: first six columns.

    severity: ``file`` (not read), ``row`` (row refused), ``cell`` (cell blanked), ``repaired``,
    ``doubt`` (kept as it is), ``notice``. ``detail`` names the source or sheet that the words of
    the rule speak of. The words themselves (``message``, ``remedy``) are added in the project's
    language when the register is written: messages.problem_text. Only ``text`` quotes a cell.
    """

    file: Series[Text]
    sheet: Series[Text]
    cell: Series[Text]
    record_id: Series[Text] = optional()
    field: Series[Text]
    rule: Series[Text]
    source: Series[Text] = optional()
    row: Series[pd.Int64Dtype] = optional()
    severity: Series[Text] = pa.Field(isin=["file", "row", "cell", "repaired", "doubt", "notice"])
    text: Series[Text] = optional()
    detail: Series[Text] = optional()

    class Config(Table.Config):
        unique = ["file", "sheet", "cell", "record_id", "field", "rule"]


PROVENANCE = ("record_id", "submission_id", "source", "file", "sheet", "table", "row")


class SourceRow(Table):
    """One spreadsheet row that holds data, as text. Key: record_id.

    ``row`` is the row Excel shows (1-based). Each further column is a field of
    ``reference/fields.toml`` and holds the cell as the agency wrote it. ``nik_kind`` and
    ``no_kk_kind`` keep how the cell was stored: teks, angka (a number), or missing.
    ``extra`` is a JSON object of the cells whose column nobody mapped.
    """

    record_id: Series[Text] = pa.Field(unique=True)
    submission_id: Series[Text]
    source: Series[Text]
    file: Series[Text]
    sheet: Series[Text]
    table: Series[pd.Int64Dtype]
    row: Series[pd.Int64Dtype]
    reported_on: Series[Text] = optional()
    nik: Series[Text] = optional()
    nik_kind: Series[Text] = optional()
    no_kk: Series[Text] = optional()
    no_kk_kind: Series[Text] = optional()
    nama: Series[Text] = optional()
    nama_kepala: Series[Text] = optional()
    nik_kepala: Series[Text] = optional()
    nama_ibu: Series[Text] = optional()
    nik_ibu: Series[Text] = optional()
    nama_ayah: Series[Text] = optional()
    nik_ayah: Series[Text] = optional()
    tempat_lahir: Series[Text] = optional()
    tanggal_lahir: Series[Text] = optional()
    ttl: Series[Text] = optional()
    hari_lahir: Series[Text] = optional()
    bulan_lahir: Series[Text] = optional()
    tahun_lahir: Series[Text] = optional()
    umur: Series[Text] = optional()
    jenis_kelamin: Series[Text] = optional()
    hubungan: Series[Text] = optional()
    status_kawin: Series[Text] = optional()
    alamat: Series[Text] = optional()
    dusun: Series[Text] = optional()
    rt: Series[Text] = optional()
    rw: Series[Text] = optional()
    rt_rw: Series[Text] = optional()
    kode_pos: Series[Text] = optional()
    desa: Series[Text] = optional()
    kecamatan: Series[Text] = optional()
    kabupaten: Series[Text] = optional()
    provinsi: Series[Text] = optional()
    kode_desa: Series[Text] = optional()
    kode_kecamatan: Series[Text] = optional()
    kode_kabupaten: Series[Text] = optional()
    kode_provinsi: Series[Text] = optional()
    no_hp: Series[Text] = optional()
    desil: Series[Text] = optional()
    status_hidup: Series[Text] = optional()
    padan_dukcapil: Series[Text] = optional()
    keterangan: Series[Text] = optional()
    program: Series[Text] = optional()
    nominal: Series[Text] = optional()
    periode: Series[Text] = optional()
    id_keluarga: Series[Text] = optional()
    id_individu: Series[Text] = optional()
    extra: Series[Text] = optional()


class Record(Table):
    """One accepted row, typed and normalised. Key: record_id.

    Raw text stays in SourceRow under the same ``record_id``. What each column holds:

    * ``nik``: 16 digits, only where all are trusted. ``nik_pattern``: 16 characters with ``?``
      for a digit that is not known (cut by Excel, masked); equals ``nik`` where that is known.
      ``nik_status``/``kk_status``: see clean.nik. ``lahir_nik``, ``kelamin_nik``: what the NIK
      itself says (ISO date, L/P).
    * ``nama``: as written, spaces squeezed. ``nama_baku``: titles, aliases and marks off, upper
      case, standard spelling; the value to compare. ``nama_kunci``: phonetic key of nama_baku;
      the value to block on. ``nama_lain``: alias. ``nama_bin``: father's name after bin/binti.
      ``nama_wakil``: the name is a stand-in for somebody else's (NY. X, BAYI NY. X).
    * Dates are ISO text whose length is their precision: ``1987-08-12``, ``1987-08``, ``1987``.
      ``lahir_min``, ``lahir_maks``: earliest and latest year in which the row allows the person
      to be born: of ``tanggal_lahir``, else of the stated age at the data's date (an age copied
      from an older list is too low, and nothing in the row shows it).
    * ``jenis_kelamin``: L or P. ``hubungan``: KEPALA, SUAMI, ISTRI, PASANGAN, ANAK, MENANTU,
      CUCU, ORANG TUA, MERTUA, FAMILI, PEMBANTU, LAINNYA. ``status_kawin``: BELUM, KAWIN,
      CERAI HIDUP, CERAI MATI. ``status_hidup``: HIDUP, MENINGGAL, PINDAH, HILANG.
    * ``rt``, ``rw``: without leading zeros. ``kode_desa`` (10 digits), ``kode_kecamatan`` (6),
      ``kode_kabupaten`` (4): Kemendagri; ``desa``, ``kecamatan``, ``kabupaten``: official names.
    * ``kode_pos``: five digits. ``desil``: 1 to 10. ``nominal``: rupiah.
    * ``nama_ibu``, ``nama_kepala``, ``nama_ayah``: standard form, as nama_baku, and the phonetic
      keys of the first two.
    """

    record_id: Series[Text] = pa.Field(unique=True)
    submission_id: Series[Text]
    source: Series[Text]
    file: Series[Text]
    sheet: Series[Text]
    table: Series[pd.Int64Dtype]
    row: Series[pd.Int64Dtype]
    reported_on: Series[Text] = optional()
    nik: Series[Text] = optional(str_matches=r"^[0-9]{16}$")
    nik_pattern: Series[Text] = optional(str_matches=r"^[0-9?]{16}$")
    nik_status: Series[Text]
    lahir_nik: Series[Text] = optional(str_matches=r"^\d{4}-\d\d-\d\d$")
    kelamin_nik: Series[Text] = optional(isin=["L", "P"])
    no_kk: Series[Text] = optional(str_matches=r"^[0-9]{16}$")
    kk_status: Series[Text]
    nama: Series[Text] = optional()
    nama_baku: Series[Text] = optional()
    nama_kunci: Series[Text] = optional()
    nama_lain: Series[Text] = optional()
    nama_bin: Series[Text] = optional()
    nama_wakil: Series[bool]
    nama_kepala: Series[Text] = optional()
    nama_kepala_kunci: Series[Text] = optional()
    nik_kepala: Series[Text] = optional(str_matches=r"^[0-9]{16}$")
    nama_ibu: Series[Text] = optional()
    nama_ibu_kunci: Series[Text] = optional()
    nama_ayah: Series[Text] = optional()
    tempat_lahir: Series[Text] = optional()
    tanggal_lahir: Series[Text] = optional(str_matches=r"^\d{4}(-\d\d(-\d\d)?)?$")
    lahir_min: Series[pd.Int64Dtype] = optional()
    lahir_maks: Series[pd.Int64Dtype] = optional()
    jenis_kelamin: Series[Text] = optional(isin=["L", "P"])
    hubungan: Series[Text] = optional()
    status_kawin: Series[Text] = optional()
    alamat: Series[Text] = optional()
    alamat_baku: Series[Text] = optional()
    rt: Series[Text] = optional()
    rw: Series[Text] = optional()
    kode_pos: Series[Text] = optional(str_matches=r"^[0-9]{5}$")
    kode_desa: Series[Text] = optional(str_matches=r"^[0-9]{10}$")
    kode_kecamatan: Series[Text] = optional(str_matches=r"^[0-9]{6}$")
    kode_kabupaten: Series[Text] = optional(str_matches=r"^[0-9]{4}$")
    desa: Series[Text] = optional()
    kecamatan: Series[Text] = optional()
    kabupaten: Series[Text] = optional()
    no_hp: Series[Text] = optional()
    desil: Series[pd.Int64Dtype] = optional(in_range={"min_value": 1, "max_value": 10})
    status_hidup: Series[Text] = optional()
    padan_dukcapil: Series[pd.BooleanDtype] = optional()
    nominal: Series[pd.Int64Dtype] = optional()
    id_keluarga: Series[Text] = optional()


class Pair(Table):
    """One candidate pair, weighed. Key: both ids, ``record_id_l`` < ``record_id_r``.

    ``level_*``: the level of each comparison (-1 missing, 0 disagree, higher is stronger).
    ``match_weight``: bits; 0 is even odds. ``decision``: link, review or non-link.
    ``kept_apart_by``: the constraint that refused the link, if one did.
    """

    record_id_l: Series[Text]
    record_id_r: Series[Text]
    blocking_rule: Series[Text]
    level: Series[pd.Int8Dtype] = pa.Field(alias=r"^level_[a-z_]+$", regex=True)
    match_weight: Series[float]
    decision: Series[Text] = pa.Field(isin=["link", "review", "non-link"])
    kept_apart_by: Series[Text] = optional()

    @pa.dataframe_check(error="record_id_l must sort before record_id_r")
    def in_canonical_order(cls, pairs: pd.DataFrame) -> pd.Series:  # noqa: N805
        return pairs["record_id_l"] < pairs["record_id_r"]

    class Config(Table.Config):
        unique = ["record_id_l", "record_id_r"]


class Member(Table):
    """Which person and household a record belongs to, and why. Key: record_id.

    ``person`` and ``household`` are the least record_id of the cluster. ``linked_to`` and
    ``match_weight`` name the strongest link that holds the record in its person; a record alone
    has none.
    """

    record_id: Series[Text] = pa.Field(unique=True)
    person: Series[Text]
    household: Series[Text]
    linked_to: Series[Text] = optional()
    match_weight: Series[pd.Float64Dtype] = optional()


class Claim(Table):
    """What one record says of a field of its person on which records differ, or a reviewer decided.

    Key: person_id, field, record_id. ``survives``: the value is in the register. ``rule`` says why
    this claim won over the next other value, or ``sepakat``: they differ in spelling alone. What
    all records of a person agree on stands in them; the register's view ``claim`` shows both.
    """

    person_id: Series[Text]
    field: Series[Text]
    record_id: Series[Text]
    value: Series[Text]
    survives: Series[bool]
    rule: Series[Text] = optional()

    class Config(Table.Config):
        unique = ["person_id", "field", "record_id"]


class Person(Table):
    """The golden register: one person of the real world. Key: person_id.

    ``tanggal_lahir`` is an ISO date and missing unless the full date is known; ``tahun_lahir``
    is the year. ``sumber`` lists the sources, ``jumlah_catatan`` counts the records.
    """

    person_id: Series[Text] = pa.Field(unique=True)
    household_id: Series[Text]
    nik: Series[Text] = optional()
    no_kk: Series[Text] = optional()
    nama: Series[Text] = optional()
    tempat_lahir: Series[Text] = optional()
    tanggal_lahir: Series[Text] = optional()
    tahun_lahir: Series[pd.Int64Dtype] = optional()
    jenis_kelamin: Series[Text] = optional()
    nama_ibu: Series[Text] = optional()
    hubungan: Series[Text] = optional()
    status_kawin: Series[Text] = optional()
    alamat: Series[Text] = optional()
    rt: Series[Text] = optional()
    rw: Series[Text] = optional()
    kode_desa: Series[Text] = optional()
    desa: Series[Text] = optional()
    kecamatan: Series[Text] = optional()
    kabupaten: Series[Text] = optional()
    no_hp: Series[Text] = optional()
    desil: Series[pd.Int64Dtype] = optional()
    status_hidup: Series[Text] = optional()
    jumlah_catatan: Series[pd.Int64Dtype]
    sumber: Series[Text]


class Household(Table):
    """One family. Key: household_id. ``desil`` is the lowest that any list gives a member."""

    household_id: Series[Text] = pa.Field(unique=True)
    no_kk: Series[Text] = optional()
    person_id_kepala: Series[Text] = optional()
    nama_kepala: Series[Text] = optional()
    jumlah_anggota: Series[pd.Int64Dtype]
    kode_desa: Series[Text] = optional()
    desa: Series[Text] = optional()
    kecamatan: Series[Text] = optional()
    kabupaten: Series[Text] = optional()
    desil: Series[pd.Int64Dtype] = optional()


class Receipt(Table):
    """A programme's benefit, proved by one record. Key: record_id, program."""

    record_id: Series[Text]
    program: Series[Text]
    person_id: Series[Text]
    household_id: Series[Text]
    source: Series[Text]
    periode: Series[Text] = optional()
    nominal: Series[pd.Int64Dtype] = optional()

    class Config(Table.Config):
        unique = ["record_id", "program"]


class DetectedConflict(Table):
    """Something on which the lists disagree. Key: conflict_id, made from what is in conflict.

    ``type`` is in reference/konflik.toml, with the texts and who decides. ``severity``: 1 stops
    aid or pays it twice, 2 changes who somebody is, 3 is a detail. ``golden``: what the register
    says now, by ``rule``. ``evidence``: why the records are thought to be one person.
    """

    conflict_id: Series[Text] = pa.Field(unique=True)
    type: Series[Text]
    severity: Series[pd.Int64Dtype]
    person_id: Series[Text]
    household_id: Series[Text]
    field: Series[Text] = optional()
    golden: Series[Text] = optional()
    rule: Series[Text] = optional()
    evidence: Series[Text] = optional()


class Conflict(DetectedConflict):
    """An open conflict, which a person must decide. Key: conflict_id.

    ``rests_on``: digests of what an answer would rest on, ``fingerprint`` one of them all.
    ``previous``: the answer given before that changed, where it is asked again.
    """

    rests_on: Series[Text] = optional()
    fingerprint: Series[Text] = optional()
    previous: Series[Text] = optional()


class ConflictValue(Table):
    """One record's version of what is in conflict. Key: conflict_id, record_id."""

    conflict_id: Series[Text]
    record_id: Series[Text]
    person_id: Series[Text]
    value: Series[Text] = optional()

    class Config(Table.Config):
        unique = ["conflict_id", "record_id"]


class Change(Table):
    """What a run changed against the run before it. Key: person_id, field.

    ``kind``: a person is baru, kembali (back again), hilang, gabung (``after`` is whom they are
    now), pecah (``before`` is whom they were part of): field is then person_id; or berubah, and
    ``rule`` is why the register has the new value.
    """

    person_id: Series[Text]
    field: Series[Text]
    before: Series[Text] = optional()
    after: Series[Text] = optional()
    kind: Series[Text] = pa.Field(isin=["baru", "kembali", "hilang", "gabung", "pecah", "berubah"])
    rule: Series[Text] = optional()
    kecamatan: Series[Text] = optional()

    class Config(Table.Config):
        unique = ["person_id", "field"]


class Decision(Table):
    """A line of the reviewers' log and what has become of it. Key: decision_id.

    ``status``: active; replaced by a later answer; undone; dormant (no list has its records now).
    ``asked_again``: what it rests on has changed, so it is obeyed and asked again. ``persons``:
    whom it is about now. ``file``, ``row``: where the answer stood; ``run_id``: the register it
    was about.
    """

    decision_id: Series[Text] = pa.Field(unique=True)
    conflict_id: Series[Text]
    type: Series[Text]
    answer: Series[Text]
    field: Series[Text] = optional()
    value: Series[Text] = optional()
    status: Series[Text] = pa.Field(isin=["active", "replaced", "undone", "dormant"])
    asked_again: Series[bool]
    officer: Series[Text] = optional()
    decided_on: Series[Text] = optional()
    note: Series[Text] = optional()
    persons: Series[Text]
    file: Series[Text]
    row: Series[pd.Int64Dtype]
    run_id: Series[Text]


class Identity(Table):
    """Every id ever given to a person or family, and what became of it. Key: id.

    ``born``: number of the run that gave it. ``status``: active; merged (it means ``current_id``
    now); retired (no list shows its records any more; it comes back with them). ``record_id``:
    the record it was given for.
    """

    id: Series[Text] = pa.Field(unique=True)
    born: Series[pd.Int64Dtype]
    status: Series[Text] = pa.Field(isin=["active", "merged", "retired"])
    current_id: Series[Text]
    record_id: Series[Text]


class IdentityEvent(Table):
    """Something that happened to an id: the ledger, only ever added to. Key: event_id.

    ``allocate``: given for ``record_id``. ``merge``, ``redirect``: means ``other_id`` from now on
    (an active id; one merged before). ``split``: some of its records are ``other_id`` now.
    ``retire``: no record left. ``restore``: in use again. ``number`` counts the runs.
    """

    event_id: Series[Text] = pa.Field(unique=True)
    number: Series[pd.Int64Dtype]
    run_id: Series[Text]
    id: Series[Text]
    event: Series[Text] = pa.Field(
        isin=["allocate", "merge", "split", "retire", "restore", "redirect"]
    )
    other_id: Series[Text] = optional()
    record_id: Series[Text] = optional()


class Past(Record):
    """A record that no list shows any more: it anchors ids and claims nothing. Key: record_id.

    ``person_id``, ``household_id``: whose it was in run ``number``, the last that had it.
    ``successor``: the record that took its place, once there is one.
    """

    person_id: Series[Text]
    household_id: Series[Text]
    number: Series[pd.Int64Dtype]
    successor: Series[Text] = optional()


class Quality(Table):
    """How good one source's cells of one field are. Key: source, field.

    ``filled`` of its ``rows`` have text, ``valid`` of those are not refused; ``agrees_with_nik``
    is the share, in [0, 1], of records whose value is what their own NIK says. ``score``: 100 means
    that every row is filled, readable and, where a NIK tells, in agreement with it.
    """

    source: Series[Text]
    field: Series[Text]
    rows: Series[pd.Int64Dtype]
    filled: Series[pd.Int64Dtype]
    valid: Series[pd.Int64Dtype]
    agrees_with_nik: Series[pd.Float64Dtype] = optional()
    score: Series[pd.Float64Dtype] = pa.Field(in_range={"min_value": 0, "max_value": 100})

    class Config(Table.Config):
        unique = ["source", "field"]
