"""Goes through an uploaded list once, line by line, and notes what each line would become: the dry run.

Called by `partners.imports.actions` for short lists and by `partners.imports.tasks` for long ones. Lines are kept as
candidates in pieces of a thousand; memory does not grow with the list (docs/decisions/imports-in-a-stream.md).
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from itertools import islice
from typing import Any, BinaryIO

from django.db import reset_queries, transaction

from partners.imports import registry
from partners.imports.models import Batch, Candidate
from partners.imports.problems import Refused, problem
from partners.imports.registry import Kind, Reading
from partners.imports.tables import Line, Table, open_table

CHUNK = 1000
# Lists with fewer lines are checked while the browser waits.
SHORT = 500

Outcome = Candidate.Outcome


class Superseded(Exception):
    """Somebody discarded the list, or another run took it over: this one stops."""


@contextmanager
def stored(batch: Batch) -> Iterator[BinaryIO]:
    """The uploaded file."""
    with batch.file.open("rb") as file:
        yield file.file


def is_short(file: BinaryIO, kind: Kind) -> bool:
    """True when the list can be checked at once; raises Refused when it is none."""
    found = sum(1 for _line in islice(open_table(file, kind).lines(), SHORT))
    if not found:
        raise Refused("no_rows")
    return found < SHORT


def stage(batch: Batch) -> None:
    """Keep every line as a candidate; raises Refused or Superseded. The lines are compared afterwards."""
    kind = registry.get(batch.kind)
    knowledge = kind.prepare()
    with stored(batch) as file:
        table = open_table(file, kind)
        lines = table.lines()
        while piece := list(islice(lines, CHUNK)):
            candidates = [candidate_of(batch, kind, line, knowledge) for line in piece]
            keep(batch, candidates)
    note_format(batch, table)


def keep(batch: Batch, candidates: list[Candidate]) -> None:
    """Store a piece and tell how far we are."""
    with transaction.atomic():
        mine = Batch.objects.filter(pk=batch.pk, attempt=batch.attempt, state=Batch.State.CHECKING)
        if not mine.update(lines_read=candidates[-1].line):
            raise Superseded
        Candidate.objects.bulk_create(candidates)
    # With DEBUG, Django keeps the text of every query.
    reset_queries()


def note_format(batch: Batch, table: Table) -> None:
    """How the file was read."""
    batch.format, batch.encoding, batch.delimiter = table.format, table.encoding, table.delimiter
    batch.sheets, batch.unknown_columns, batch.empty_lines = table.sheets, table.unknown, table.empty_lines


def candidate_of(batch: Batch, kind: Kind, line: Line, knowledge: Any) -> Candidate:
    """What a line would become, as far as it can be said without the other lines."""
    reading = kind.read(line.cells, knowledge)
    if line.beyond:
        reading.problems.append(problem("extra_cells", count=line.beyond))
    outcome = outcome_of(kind, reading)
    # What waits for a decision is said once all lines have been compared.
    return Candidate(
        batch=batch,
        line=line.number,
        title=reading.title[:300],
        raw=line.cells | line.others,
        values=reading.values,
        problems=reading.problems,
        outcome=outcome,
        state=Candidate.State.CLOSED,
        identity=digest(reading.identity) if reading.identity and not reading.has_errors else "",
        place=reading.place[:120],
        spot=reading.spot,
        known_id=reading.known.pk if reading.known else None,
    )


def digest(text: str) -> str:
    """A short mark of a text of any length."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def outcome_of(kind: Kind, reading: Reading) -> str:
    """The line by itself against what we have; says where it differs."""
    if reading.has_errors:
        return Outcome.ERROR
    if reading.is_elsewhere:
        return Outcome.ELSEWHERE
    if reading.known is None:
        return Outcome.NEW
    so_far = reading.known.so_far
    names = kind.differences(reading.values, so_far)
    reading.problems += [difference(kind, name, so_far.get(name), reading.values[name]) for name in names]
    return Outcome.CONFLICT if names else Outcome.SAME


def difference(kind: Kind, name: str, ours: Any, theirs: Any) -> dict[str, Any]:
    """What to say about a column in which the list says something else."""
    if kind.is_empty(name, ours):
        return problem("adds", column=name, theirs=shown(theirs))
    return problem("differs", column=name, ours=shown(ours), theirs=shown(theirs))


def shown(value: Any) -> str:
    """A value inside a sentence: years without thousands separators."""
    return "–" if value is None else str(value)


def counted(batch: Batch) -> tuple[dict[str, int], dict[str, int]]:
    """Lines by outcome and by sort of problem, gone through in pieces."""
    outcomes: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    rows = batch.candidates.values_list("outcome", "problems").iterator(chunk_size=CHUNK)
    for outcome, found in rows:
        outcomes[outcome] += 1
        problems.update({entry["code"] for entry in found})
    return dict(outcomes), dict(problems)
