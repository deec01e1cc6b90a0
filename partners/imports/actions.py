"""What staff do with a list: upload, check, put into the review queue or discard. Decisions about lines: review.py."""

from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from partners.imports import checking
from partners.imports.comparing import compare
from partners.imports.models import Batch, Candidate
from partners.imports.problems import Refused
from twinning.accounts.models import User

State = Batch.State


@transaction.atomic
def take_upload(
    *, key: UUID, file: UploadedFile, kind: str, source: str, confidence: str, by: User
) -> tuple[Batch, bool]:
    """Keep an uploaded list, and whether it is new: sending the form twice makes one list."""
    batch, is_new = Batch.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "file_name": (file.name or "")[-200:],
            "digest": _digest(file),
            "source": source,
            "confidence": confidence,
            "uploaded_by": by,
        },
    )
    if is_new:
        batch.file.save(f"{key}.list", file)
    return batch, is_new


def _digest(file: UploadedFile) -> str:
    done = sha256()
    for chunk in file.chunks():
        done.update(chunk)
    return done.hexdigest()


def check(batch_id: int) -> None:
    """Go through a list and say what each line would become; does nothing when it was discarded meanwhile."""
    batch = _begin(batch_id)
    if batch is None:
        return
    try:
        checking.stage(batch)
        with transaction.atomic():
            compare(batch)
            _finish(batch)
    except Refused as error:
        _refuse(batch, error)
    except checking.Superseded:
        return


@transaction.atomic
def _begin(batch_id: int) -> Batch | None:
    """The list, in the hands of this run alone; what an earlier run left behind is gone."""
    batch = Batch.objects.select_for_update().filter(pk=batch_id, state=State.CHECKING).first()
    if batch:
        batch.attempt += 1
        batch.lines_read = 0
        batch.save()
        batch.candidates.all().delete()
    return batch


def _mine(batch: Batch) -> Iterator[Batch]:
    """The row of this run, locked; nothing when another run or a decision came first."""
    rows = Batch.objects.select_for_update().filter(pk=batch.pk, state=State.CHECKING, attempt=batch.attempt)
    return iter(rows[:1])


def _finish(batch: Batch) -> None:
    """Count, and let new and differing lines wait."""
    if next(_mine(batch), None) is None:
        raise checking.Superseded
    if not batch.candidates.exists():
        raise Refused("no_rows")
    batch.candidates.filter(outcome__in=Candidate.OPEN).update(state=Candidate.State.WAITING)
    batch.counts, batch.problem_counts = checking.counted(batch)
    batch.lines_read = batch.candidates.count()
    batch.state = State.CHECKED
    batch.checked_at = timezone.now()
    batch.save()


@transaction.atomic
def _refuse(batch: Batch, error: Refused) -> None:
    """Keep the reason; nothing of the list is kept."""
    row = next(_mine(batch), None)
    if row is None:
        return
    row.candidates.all().delete()
    row.state = State.REFUSED
    row.refusal = error.problem
    row.save()
    _forget_file(row)


@transaction.atomic
def queue(batch: Batch, *, by: User) -> Batch:
    """Put what waits into the review queue; the uploaded file is no longer needed."""
    row = Batch.objects.select_for_update().get(pk=batch.pk)
    if row.state != State.CHECKED:
        return row
    row.state = State.QUEUED
    _decide(row, by)
    close_when_done(row)
    return row


@transaction.atomic
def discard(batch: Batch, *, by: User) -> Batch:
    """Let go of a list that is not in the queue: its lines and its file go, what remains is that it was there."""
    row = Batch.objects.select_for_update().get(pk=batch.pk)
    if row.state not in {State.CHECKING, State.CHECKED}:
        return row
    row.candidates.all().delete()
    row.state = State.DISCARDED
    _decide(row, by)
    return row


def _decide(row: Batch, by: User) -> None:
    row.decided_by = by
    row.decided_at = timezone.now()
    row.save()
    _forget_file(row)


def _forget_file(row: Batch) -> None:
    """Delete the file once the decision stands."""
    name, storage = row.file.name, row.file.storage
    if name:
        transaction.on_commit(partial(storage.delete, name))
        Batch.objects.filter(pk=row.pk).update(file="")
        row.file = ""


def close_when_done(row: Batch) -> None:
    """A list of which nothing waits any more is reviewed. The row must be locked."""
    if row.state == State.QUEUED and not row.candidates.filter(state=Candidate.State.WAITING).exists():
        row.state = State.REVIEWED
        row.save()
