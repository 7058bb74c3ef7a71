"""The library face: match the people of a plain DataFrame, without a project folder."""

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean.stage import clean
from bekasi_reconcile.commands.init import shipped_configs
from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.config.territory_settings import TerritorySettings
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.ingest.submission.source_row import content_ids, record_ids
from bekasi_reconcile.match import stage
from bekasi_reconcile.match.model.frozen_model import Model, default_model, project_model
from bekasi_reconcile.messages.catalogue import DEFAULT
from bekasi_reconcile.messages.problem_text import with_texts
from bekasi_reconcile.reference.territory import Territory
from bekasi_reconcile.spreadsheet.cell_address import letter
from bekasi_reconcile.tables import PROVENANCE, TEXT, Column, SourceRow

ONE_LIST = "people"
"""The source of rows that name none."""

NUMBERS = ("nik", "no_kk")
FIELDS = [
    name
    for name in SourceRow.columns()
    if name not in (*PROVENANCE, "extra") and not name.endswith("_kind")
]
"""The columns that ``match`` understands beside ``source``; see ``reference/fields.toml``."""


class MatchResult(NamedTuple):
    """Who is who in a frame of people; every label is one of the frame's own index.

    ``member`` has the index of the frame, row for row: ``person`` and ``household`` (whole
    numbers from 0, in order of first appearance), ``linked_to`` (the row to which the strongest
    link goes; missing for a row alone) and the ``match_weight`` of that link in bits. A row in
    which nothing identifies anyone has no person; ``problem`` says why.
    ``pair``: the candidate pairs ``row_l``, ``row_r`` with blocking rule, levels, match weight,
    decision (link, review, non-link) and the constraint that kept the two apart.
    ``problem``: each cell that was refused, repaired or doubted, by the label of its row.
    """

    member: pd.DataFrame
    pair: pd.DataFrame
    problem: pd.DataFrame


def match(people: pd.DataFrame, config: Config | Matching | None = None) -> MatchResult:
    """Return which rows of ``people`` are one person, and which persons are one family.

    The columns are fields as a sheet has them (``nik``, ``no_kk``, ``nama``, ``tanggal_lahir``,
    ``jenis_kelamin``, ``nama_ibu``, ``alamat``, ``desa`` …), as text, dates or numbers; none is
    required, and cells may be missing. ``source`` names the list that a row is of. Without it all
    rows are of one list, and a list names its people once: two rows that are nearly alike are
    then rather two people than one.

    ``config`` is a project's configuration, with the model that the project trained, or the rules
    of matching alone; the rules and the model that come with the program serve otherwise. The
    order of the rows changes nothing but the numbers. Raises InputError for a column that is no
    field.

    >>> people = pd.DataFrame(
    ...     {
    ...         "source": ["dtks", "dtks", "siak"],
    ...         "nik": ["3216015207850003", "3216010308120001", "3216015207850003"],
    ...         "nama": ["SITI AMINAH", "RIZKI", "Siti Aminah."],
    ...     },
    ...     index=["a", "b", "c"],
    ... )
    >>> match(people).member["person"].to_dict()
    {'a': 0, 'b': 1, 'c': 0}
    """
    _refuse_other_shapes(people)
    _refuse_unknown_columns(people)
    matching, model, language, territory = _settings(config)
    rows = _source_rows(people)
    cleaned = clean(rows, _column_table(rows), territory, as_of=date.today())
    matched = stage.match(cleaned.record, matching, model)
    labels = pd.Series(people.index.array, index=rows["record_id"]).convert_dtypes()
    member = matched.member.set_index("record_id").reindex(rows["record_id"])
    return MatchResult(
        member=pd.DataFrame(
            {
                "person": _numbers(member["person"]),
                "household": _numbers(member["household"]),
                "linked_to": labels.reindex(member["linked_to"]).array,
                "match_weight": member["match_weight"].array,
            },
            index=people.index,
        ),
        pair=_labels(matched.pair, labels, record_id_l="row_l", record_id_r="row_r"),
        problem=_labels(with_texts(cleaned.problem, language), labels, record_id="label").drop(
            columns=["file", "sheet", "cell", "row"]
        ),
    )


def _refuse_other_shapes(people: object) -> None:
    """Raise InputError unless ``people`` is a frame whose columns have one name each.

    The message quotes nothing of it: an index, too, may hold people.
    """
    if not isinstance(people, pd.DataFrame) or people.columns.nlevels > 1:
        raise InputError("library.no_table", kind=type(people).__name__)
    if not people.columns.is_unique:
        doubled = sorted({str(name) for name in people.columns[people.columns.duplicated()]})
        known = [name for name in doubled if name in {*FIELDS, "source"}]
        raise InputError("library.doubled_column", names=", ".join(known) or "?")


def _refuse_unknown_columns(people: pd.DataFrame) -> None:
    unknown = [str(name) for name in people if name not in {*FIELDS, "source"}]
    if unknown:
        raise InputError(
            "library.unknown_column", unknown=", ".join(unknown), fields=", ".join(FIELDS)
        )


def _settings(config: Config | Matching | None) -> tuple[Matching, Model, str, Territory]:
    """Return the rules, the model to weigh by, the language of texts, and the territory."""
    if isinstance(config, Config):
        model = project_model(config.folder("model")) or default_model(config.matching)
        return config.matching, model, config.settings.language, config.territory
    matching = config or load(shipped_configs() / "matching.toml", Matching)
    territory = TerritorySettings().load(shipped_configs())
    return matching, default_model(matching), DEFAULT, territory


def _source_rows(people: pd.DataFrame) -> DataFrame[SourceRow]:
    """Return the rows as ingest would; each source counts as one file of one sheet.

    A record's id follows from what its row says, so that the order of rows decides nothing.
    """
    rows = pd.DataFrame({name: _text(people[name]) for name in people})
    source = rows.get("source", pd.Series(pd.NA, rows.index, TEXT)).fillna(ONE_LIST)
    rows = rows.assign(
        submission_id=source,
        source=source,
        file=source,
        sheet="",
        table=0,
        row=np.arange(len(rows)) + 1,
        **{f"{name}_kind": _kind(people[name]) for name in NUMBERS if name in people},
    )
    rows["record_id"] = content_ids(rows)
    return SourceRow.shaped(rows.assign(record_id=record_ids(rows)))


def _text(values: pd.Series) -> pd.Series:
    """Return the cells as text, numbered from 0; blank ones are missing."""
    cells = values.reset_index(drop=True).astype(object).map(_cell, na_action="ignore")
    text = cells.astype(TEXT)
    return text.mask(text.str.strip() == "")


def _cell(value: object) -> str:
    if isinstance(value, date):  # a datetime or a pandas Timestamp as well
        return value.strftime("%Y-%m-%d")
    whole = isinstance(value, float) and value.is_integer()
    return f"{value:.0f}" if whole else str(value)


def _kind(values: pd.Series) -> str:
    """Return how the cells are stored: a number may have lost its last digit in Excel."""
    return "angka" if pd.api.types.is_numeric_dtype(values) else "teks"


def _column_table(rows: DataFrame[SourceRow]) -> DataFrame[Column]:
    """Return a column for each field and source; clean decides what each is coded in."""
    keys = ["submission_id", "file", "sheet", "table"]
    fields = [name for name in FIELDS if rows[name].notna().any()]
    table = rows[keys].drop_duplicates().merge(pd.DataFrame({"field": fields}), how="cross")
    letters = {name: letter(place) for place, name in enumerate(fields)}
    return Column.shaped(
        table.assign(column=table["field"].map(letters), header=table["field"], how="profile")
    )


def _numbers(clusters: pd.Series) -> pd.arrays.IntegerArray:
    """Return a number for each cluster in order of first appearance, missing where none is."""
    number, _ = pd.factorize(clusters)
    return pd.arrays.IntegerArray(number.astype(np.int64), number < 0)


def _labels(table: pd.DataFrame, labels: pd.Series, **columns: str) -> pd.DataFrame:
    """Return ``table`` with its columns of record ids renamed and turned into labels."""
    by_label = {name: labels.reindex(table[name]).array for name in columns}
    return table.assign(**by_label).rename(columns=columns)
