"""Decisions about lines in the review queue: take over, or reject. Nothing that comes of it is public by itself.

Called by `partners.imports.review_views`. Everything happens under one lock: two people, or two lists, that bring the
same new town at the same moment make it once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.imports import registry
from partners.imports.actions import close_when_done
from partners.imports.models import Batch, Candidate
from partners.imports.registry import Evidence, Kind, Known, Values
from partners.models import Source
from twinning.accounts.models import User
from twinning.municipality.models import Municipality

State = Candidate.State
Outcome = Candidate.Outcome
# Column to what stood there when the person ticked it, as `token` writes it.
Taking = Mapping[str, str]


class NotNow(Exception):
    """The line can't be taken over as asked; the text says why, in the reader's language.

    `known`: what we have by now, so that the page can show both side by side next time.
    """

    def __init__(self, text: str, known: Known | None = None) -> None:
        super().__init__(text)
        self.known = known


@dataclass(slots=True)
class Result:
    """What became of a decision, line by line."""

    accepted: list[Candidate] = field(default_factory=list)
    known: list[Candidate] = field(default_factory=list)
    late: list[Candidate] = field(default_factory=list)
    refused: list[tuple[Candidate, str]] = field(default_factory=list)


def token(value: Any) -> str:
    """A value as the review page carries it with a tick, to see whether it is still the same."""
    return "" if value is None else str(value)


def lock_queue() -> None:
    """One decision at a time: everything that lists bring hangs on the home town, so its row is the lock."""
    Municipality.objects.select_for_update(no_key=True).filter(pk=1).first()


def locked(keys: Iterable[int]) -> list[Candidate]:
    """The lines, oldest first, locked; their lists are locked before them, as everywhere."""
    keys = list(keys)
    lists = Candidate.objects.filter(pk__in=keys).values("batch")
    list(Batch.objects.select_for_update().filter(pk__in=lists).order_by("pk"))
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("batch")
    return list(rows.filter(pk__in=keys).order_by("pk"))


# --- take over ------------------------------------------------------------------------------------
@transaction.atomic
def accept(keys: Iterable[int], *, by: User, taking: Mapping[int, Taking]) -> Result:
    """Take lines over: new ones become drafts, of differing ones only what was ticked goes into what we have."""
    lock_queue()
    run = _Run(by, taking)
    rows = locked(keys)
    for row in rows:
        run.decide(row)
    run.finish()
    _close_lists(rows)
    return run.result


class _Run:
    """One decision about some lines; what is known is read once per kind."""

    def __init__(self, by: User, taking: Mapping[int, Taking]) -> None:
        self.by, self.taking = by, taking
        self.result = Result()
        self.knowledge: dict[str, Any] = {}
        self.sources: dict[int, Source] = {}

    def decide(self, row: Candidate) -> None:
        if row.state != State.WAITING or row.batch.state != Batch.State.QUEUED:
            self.result.late.append(row)
            return
        kind = registry.get(row.batch.kind)
        try:
            with transaction.atomic():
                self._take(kind, row)
        except NotNow as reason:
            self.result.refused.append((row, str(reason)))
            if reason.known:
                row.known_id, row.outcome = reason.known.pk, Outcome.CONFLICT
                row.save(update_fields=["known_id", "outcome"])
        except (IntegrityError, ValidationError) as error:
            # Whatever was made and learned in this piece is undone.
            self.knowledge.pop(kind.key, None)
            self.sources.clear()
            self.result.refused.append((row, _reason(error, kind.model)))

    def _take(self, kind: Kind, row: Candidate) -> None:
        knowledge = self._known_to(kind)
        known = kind.find_known(row.values, knowledge)
        if known is None:
            made = kind.create(row.values, self._evidence(row), knowledge)
        elif names := kind.differences(row.values, known.so_far):
            values = self._chosen(row, known, names)
            made = kind.update(known.pk, values, self._evidence(row), knowledge)
        else:
            _settle(row, self.by, state=State.CLOSED, outcome=Outcome.SAME, known_id=known.pk)
            self.result.known.append(row)
            return
        _settle(row, self.by, state=State.ACCEPTED, made_id=made.pk)
        self.result.accepted.append(row)
        if row.identity:
            others = Candidate.objects.filter(batch=row.batch, identity=row.identity, state=State.WAITING)
            others.update(known_id=made.pk, outcome=Outcome.CONFLICT)

    def _chosen(self, row: Candidate, known: Known, names: list[str]) -> Values:
        """The ticked values; raises NotNow when nothing is ticked or what we have is not what was shown."""
        asked = self.taking.get(row.pk, {})
        if row.known_id != known.pk:
            raise NotNow(_("We have this meanwhile. Look at the differences and decide again."), known)
        if not asked:
            raise NotNow(_("Tick what is to be taken over, or reject the line."))
        stale = [name for name in asked if name not in names or asked[name] != token(known.so_far.get(name))]
        if stale:
            raise NotNow(_("What we have has changed meanwhile. Look at the differences and decide again."))
        return {name: row.values[name] for name in asked}

    def _known_to(self, kind: Kind) -> Any:
        if kind.key not in self.knowledge:
            self.knowledge[kind.key] = kind.prepare()
        return self.knowledge[kind.key]

    def _evidence(self, row: Candidate) -> Evidence:
        batch = row.batch
        values = {"line": row.line, "file": batch.file_name, "confidence": batch.get_confidence_display()}
        remark = _("Line %(line)d of the list “%(file)s” (confidence: %(confidence)s).") % values
        return Evidence(self._source(batch), batch.confidence, remark)

    def _source(self, batch: Batch) -> Source:
        if batch.pk not in self.sources:
            self.sources[batch.pk] = source_of(batch)
        return self.sources[batch.pk]

    def finish(self) -> None:
        for knowledge in self.knowledge.values():
            knowledge.finish()


def source_of(batch: Batch) -> Source:
    """The source row of a list, made when the first of its lines is taken over."""
    url = batch.source if batch.source.startswith(("https://", "http://")) and " " not in batch.source else ""
    source, _is_new = Source.objects.get_or_create(
        key=f"list-{batch.pk}",
        defaults={"title": batch.source, "url": url, "note": f"{batch.file_name}, SHA-256 {batch.digest}"},
    )
    return source


def _reason(error: IntegrityError | ValidationError, model: type[models.Model]) -> str:
    """The sentence that belongs to a refused row."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    for constraint in model._meta.constraints:
        if constraint.name in str(error):
            return str(constraint.get_violation_error_message())
    return _("The database refuses it. Somebody may have entered the same meanwhile.")


def _settle(row: Candidate, by: User, *, state: str, **fields: Any) -> None:
    row.state = state
    row.decided_by, row.decided_at = by, timezone.now()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


# --- reject ---------------------------------------------------------------------------------------
@transaction.atomic
def reject(keys: Iterable[int], *, by: User) -> int:
    """Say no to lines that wait; returns how many."""
    rows = [row for row in locked(keys) if row.state == State.WAITING]
    for row in rows:
        _settle(row, by, state=State.REJECTED)
    _close_lists(rows)
    return len(rows)


@transaction.atomic
def reject_rest(batch: Batch, *, by: User) -> int:
    """Say no to everything that still waits in a list; returns how many."""
    row = Batch.objects.select_for_update().get(pk=batch.pk)
    if row.state != Batch.State.QUEUED:
        return 0
    waiting = row.candidates.filter(state=State.WAITING)
    count = waiting.update(state=State.REJECTED, decided_by=by, decided_at=timezone.now())
    close_when_done(row)
    return count


def _close_lists(rows: Iterable[Candidate]) -> None:
    """Lists of which nothing waits any more are reviewed."""
    keys = {row.batch_id for row in rows}
    for batch in Batch.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        close_when_done(batch)
