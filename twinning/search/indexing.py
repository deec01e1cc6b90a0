"""Brings the index up to what the catalogue says: after a change, and as a whole.

`twinning.search.watching` notes in the transaction of a change what has changed; `catch_up` indexes it, on commit or
in the worker. `rebuild` goes through everything in small steps while people search: each step replaces the rows of a
few things at once, so that no search meets half of an index.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from twinning import memory
from twinning.catalogue import Entry, entries, find
from twinning.search import vocabulary
from twinning.search.models import IndexedText, PendingIndexing
from twinning.search.rows import PlaceNames, place_names, rows_of

AT_ONCE = 50
# Any number that nothing else locks: the index is written by one at a time, so that the last to read writes last.
_LOCK = 6_170_342
_KEY = ("kind", "object_id", "language")
_UPDATED = [field.name for field in IndexedText._meta.fields if field.name not in ("id", *_KEY)]


def index(entry: Entry, pks: Iterable[int] | None = None) -> int:
    """Index these things of an entry anew, or all of them; what is not public leaves the index. How many rows."""
    wanted = _everything(entry) if pks is None else sorted(set(pks))
    places = place_names()
    done = 0
    for start in range(0, len(wanted), AT_ONCE):
        rows = _index(entry, wanted[start : start + AT_ONCE], places)
        vocabulary.add(rows)
        done += len(rows)
    memory.forget()
    return done


def _everything(entry: Entry) -> list[int]:
    """What is public and what is still indexed."""
    known = IndexedText.objects.filter(kind=entry.key).values_list("object_id", flat=True).distinct()
    return sorted({*entry.queryset().order_by().values_list("pk", flat=True), *known})


@transaction.atomic
def _index(entry: Entry, pks: list[int], places: PlaceNames) -> list[IndexedText]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    things = entry.queryset().filter(pk__in=pks).prefetch_related(*entry.prefetch)
    rows = [row for thing in things for row in rows_of(entry, thing, places)]
    kept = IndexedText.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=_KEY, update_fields=_UPDATED
    )
    present = IndexedText.objects.filter(kind=entry.key, object_id__in=pks)
    present.exclude(pk__in=[row.pk for row in kept]).delete()
    return rows


def catch_up() -> int:
    """Index what has changed and what is to be published by now; how many things it was."""
    done = 0
    while some := _catch_up():
        done += some
    return done


@transaction.atomic
def _catch_up() -> int:
    due = PendingIndexing.objects.filter(due_at__lte=timezone.now()).order_by("pk")
    rows = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
    changed: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        changed[row.kind].add(row.object_id)
    for kind, pks in changed.items():
        # An app may have been taken out since.
        if entry := find(kind):
            index(entry, pks)
    PendingIndexing.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def rebuild() -> int:
    """Index everything anew and count the words; how many rows there are. People may search meanwhile."""
    noted = list(PendingIndexing.objects.filter(due_at__lte=timezone.now()).values_list("pk", flat=True))
    done = sum(index(entry) for entry in entries())
    IndexedText.objects.exclude(kind__in=[entry.key for entry in entries()]).delete()
    vocabulary.count_anew()
    PendingIndexing.objects.filter(pk__in=noted).delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_indexedtext, search_indexedword")
    return done
