"""Several columns for one thing: NIK LAMA and NIK BARU, SALAH and BENAR, ASAL and TUJUAN.

The one that its header calls corrected counts. The other is the field's former value, which
stands in where the corrected one is blank, since many write only what changed.
"""

from collections import defaultdict
from collections.abc import Mapping

from bekasi_reconcile.ingest.layout.header import Header
from bekasi_reconcile.ingest.mapping.candidate_field import CandidateField, with_field
from bekasi_reconcile.ingest.mapping.header_version import version
from bekasi_reconcile.reference.field_name import FORMER, VERSIONED


def prefer_corrected(
    header: Header, possible: Mapping[int, list[CandidateField]]
) -> dict[int, list[CandidateField]]:
    """Return ``possible`` with the older columns of a field as its former value, or as nothing."""
    columns = defaultdict(list)
    for j, of_column in possible.items():
        for candidate in of_column[:1]:
            if candidate.sense.field in VERSIONED and candidate.sense.how != "profile":
                columns[candidate.sense.field].append(j)
    settled = dict(possible)
    for field, of_field in columns.items():
        versions = {j: version(header.text(j)) for j in of_field}
        newest = max(versions.values())
        for j in of_field:
            if versions[j] < newest:
                settled[j] = [] if versions[j] < -1 else [_former(possible[j][0], field)]
    return settled


def _former(candidate: CandidateField, field: str) -> CandidateField:
    return candidate._replace(sense=with_field(candidate.sense, field + FORMER))
