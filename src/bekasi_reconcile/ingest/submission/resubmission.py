"""Which of several files of one source are used, all of them or the newest only."""

from collections.abc import Sequence
from dataclasses import dataclass

from bekasi_reconcile.ingest.mapping.profile_claim import slug
from bekasi_reconcile.ingest.submission.data_date import is_later


@dataclass(frozen=True)
class Arrival:
    """A file that came in. ``replaces``: see config.sources.Source.

    ``corrects``: submissions whose rows were sent back to the agency in this very file.
    """

    submission_id: str
    name: str
    source: str
    sha256: str
    replaces: str
    reported_on: str | None
    refused: bool
    corrects: frozenset[str] = frozenset()


def statuses(arrivals: Sequence[Arrival]) -> dict[str, str]:
    """Return the files' status: read, refused, duplicate, rival or superseded by a newer one.

    Which of two different corrections of one list is right, nobody can tell. Both are
    rivals, and not read: the list that they correct counts until one of them is taken away.
    """
    status: dict[str, str] = {}
    contents: set[tuple[str, str]] = set()
    for a in sorted(arrivals, key=lambda a: a.name):
        content = (a.source, a.sha256)
        status[a.name] = "refused" if a.refused else "duplicate" if content in contents else "read"
        contents.add(content)
    live = [a for a in arrivals if status[a.name] == "read"]
    rivals = {a.name for a in live for b in live if _are_rivals(a, b)}
    status |= dict.fromkeys(rivals, "rival")
    live = [a for a in live if a.name not in rivals]
    for old in live:
        if any(_replaces(new, old) for new in live):
            status[old.name] = "superseded"
    return status


def _are_rivals(a: Arrival, b: Arrival) -> bool:
    """Tell whether ``a`` and ``b`` correct one list, neither of them made from the other."""
    return (
        bool(a.corrects & b.corrects)
        and a.sha256 != b.sha256
        and a.submission_id not in b.corrects
        and b.submission_id not in a.corrects
    )


def _replaces(new: Arrival, old: Arrival) -> bool:
    """Tell whether ``new`` takes the place of ``old``.

    A corrected file replaces what it corrects. Otherwise the profile's rule holds, and only
    between two files that both tell a date of data: two undated files of one source may be two
    parts of one list, and dropping one would make families invisible.
    """
    if new.source != old.source:
        return False
    if old.submission_id in new.corrects and new.submission_id != old.submission_id:
        return True
    if new.replaces == "add":
        return False
    if not is_later(new.reported_on, old.reported_on):
        return False
    return new.replaces == "source" or slug(new.name) == slug(old.name)
