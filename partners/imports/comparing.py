"""Compares the lines of a list with each other, after all of them are kept: in the database, so that memory is spared.

Called by `partners.imports.actions.check`. Lines about the same thing come as one group, in the order of the file.
"""

from collections.abc import Iterator
from itertools import groupby

from django.db.models import Count, QuerySet, Window

from partners.imports import registry
from partners.imports.checking import CHUNK, shown
from partners.imports.models import Batch, Candidate
from partners.imports.problems import problem
from partners.imports.registry import Kind

# So many different names at one point can't all be right.
TOO_MANY_NAMES = 5
# Different versions of one thing that are compared with the next line.
MOST_VERSIONS = 50

CHANGED = ("outcome", "problems", "values")
Outcome = Candidate.Outcome


def compare(batch: Batch) -> None:
    """Mark duplicates, contradictions and shared coordinates."""
    kind = registry.get(batch.kind)
    _store(_contradictions(batch, kind))
    _store(_shared_spots(batch))


def _store(changed: Iterator[Candidate]) -> None:
    """Write changed rows in pieces."""
    piece: dict[int, Candidate] = {}
    for row in changed:
        piece[row.pk] = row
        if len(piece) >= CHUNK:
            _write(piece)
            piece = {}
    _write(piece)


def _write(piece: dict[int, Candidate]) -> None:
    """Overwrite rows in one go; `bulk_update` would write a branch for every value of every row."""
    rows = Candidate.objects
    rows.bulk_create(piece.values(), update_conflicts=True, unique_fields=["id"], update_fields=CHANGED)


# --- the same thing twice -------------------------------------------------------------------------
def _contradictions(batch: Batch, kind: Kind) -> Iterator[Candidate]:
    # A window needs one sort, whatever the planner believes about rows that came this very minute.
    twice = Window(Count("pk"), partition_by="identity")
    named = batch.candidates.exclude(identity="").annotate(lines=twice)
    rows = named.filter(lines__gt=1).order_by("identity", "line")
    for _identity, group in groupby(rows.iterator(chunk_size=CHUNK), key=lambda row: row.identity):
        yield from _judged(kind, group)


def _judged(kind: Kind, group: Iterator[Candidate]) -> Iterator[Candidate]:
    """Rows of one group that change: repeats are duplicates, contradictions stay side by side."""
    versions: list[Candidate] = []
    for row in group:
        same = next((version for version in versions if _adds_nothing(kind, row, version)), None)
        if same:
            row.outcome = Outcome.DUPLICATE
            row.add(problem("duplicate_of", line=same.line))
            yield row
            continue
        if versions:
            yield from _against_first(kind, versions[0], row)
        if len(versions) < MOST_VERSIONS:
            versions.append(row)


def _adds_nothing(kind: Kind, row: Candidate, other: Candidate) -> bool:
    return not kind.differences(row.values, other.values)


def _against_first(kind: Kind, first: Candidate, row: Candidate) -> Iterator[Candidate]:
    """Say of two lines about the same thing where they differ; both are kept."""
    names = kind.differences(row.values, first.values)
    against = [name for name in names if not kind.is_empty(name, first.values.get(name))]
    for mine, theirs in ((row, first), (first, row)):
        for name in against:
            here, there = shown(mine.values.get(name)), shown(theirs.values.get(name))
            mine.add(problem("other_values", line=theirs.line, column=name, ours=here, theirs=there))
    if not against:
        row.add(problem("says_more", line=first.line, columns=names))
    touched = (first, row) if against else (row,)
    for candidate in touched:
        if candidate.outcome == Outcome.NEW:
            candidate.outcome = Outcome.CONFLICT
        yield candidate


# --- one point, many places -----------------------------------------------------------------------
def _shared_spots(batch: Batch) -> Iterator[Candidate]:
    placed = batch.candidates.exclude(spot="")
    crowded = (placed.values("spot").order_by().annotate(names=Count("place", distinct=True))).filter(
        names__gte=TOO_MANY_NAMES
    )
    names = dict(crowded.values_list("spot", "names")[:CHUNK])
    for row in _at(placed, list(names)).iterator(chunk_size=CHUNK):
        row.add(
            problem(
                "shared_spot",
                count=names[row.spot],
                lat=f"{row.values['lat']:g}",
                lon=f"{row.values['lon']:g}",
            )
        )
        row.values["lat"] = row.values["lon"] = None
        yield row


def _at(rows: QuerySet, spots: list[str]) -> QuerySet:
    return rows.filter(spot__in=spots).order_by("pk")
