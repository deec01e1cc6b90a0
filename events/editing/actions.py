"""Verbs on series, events and dates: called by the staff desk, the import of calendars and the proposals.

A date that people know of is never changed silently: whatever moves its time or place raises `sequence`, by which
calendars take the change over, keeps the former time, and writes to everybody who is registered, in the same
transaction. `taken` and what registration decides by are not written here (see events.booking.actions).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.booking.registration import Registration
from events.editing import mails
from events.editing.planning import Plan
from events.editing.workflow import Overtaken, Refused, Step, check
from events.models import Event, GenerationRun, Occurrence, OccurrenceLanguage, Series
from events.proposals import mails as proposal_mails
from twinning import desk_log, memory
from twinning.accounts.models import User
from twinning.addresses.actions import forget, remember, taken
from twinning.languages import all_columns, column

KIND, SERIES_KIND = "event", "series"
Status, Attendance = Occurrence.Status, Occurrence.Attendance

# What calendars and registered people have to hear of.
MOMENTS = ("starts_at", "ends_at", "time_zone", "all_day")
PLACES = ("venue_id", "attendance", "online_url", *all_columns("room"))
# What the form of a date never writes: booking counts, the nightly work erases, the steps below decide.
NOT_OURS = frozenset(
    {"taken", "capacity", "waiting_limit", "queue", "offers", "needs_erased_at", "erased_at"}
)


# --- events and series ----------------------------------------------------------------------------
@transaction.atomic
def save_event(event: Event) -> Event:
    """Save an event and remember its address word; the former word leads to it for good.

    Whoever proposed it hears once that it is public. Raises ValidationError when another event has or had that word.
    """
    event.save()
    remember(kind=KIND, object_id=event.pk, words={"": event.slug})
    proposal_mails.tell_of_publication(event)
    transaction.on_commit(memory.forget)
    return event


@transaction.atomic
def delete_event(event: Event) -> None:
    """Delete an event with its dates and pictures and free its words. Raises Refused while people are registered."""
    if Registration.objects.filter(occurrence__event=event).exists():
        raise Refused(str(REGISTERED))
    for photo in event.photos.all():
        photo.delete()
    forget(kind=KIND, object_id=event.pk)
    event.delete()
    transaction.on_commit(memory.forget)


@transaction.atomic
def save_series(series: Series) -> Series:
    """Save a series and remember its address word. Raises ValidationError as `save_event` does."""
    series.save()
    remember(kind=SERIES_KIND, object_id=series.pk, words={"": series.slug})
    transaction.on_commit(memory.forget)
    return series


@transaction.atomic
def delete_series(series: Series) -> None:
    """Delete a series and free its words; its events stay."""
    forget(kind=SERIES_KIND, object_id=series.pk)
    series.delete()
    transaction.on_commit(memory.forget)


def free_slug(title: str) -> str:
    """An address word for `title` that no event has or had."""
    limit = Event._meta.get_field("slug").max_length - 5
    word = slugify(title)[:limit].strip("-") or "event"
    number, found = 1, word
    while taken(kind=KIND, object_id=None, words={"": found}) or Event.objects.filter(slug=found).exists():
        number += 1
        found = f"{word}-{number}"
    return found


# --- dates ----------------------------------------------------------------------------------------
REGISTERED = gettext_lazy(
    "People have registered. Cancel the date instead: they are told, and the numbers stay."
)


@transaction.atomic
def save_occurrence(occurrence: Occurrence, *, by: User | None) -> Occurrence:
    """Save a date; when its time or place changed, raise `sequence` and write to everybody who is registered.

    A new date may bring its capacity; later on only `events.booking.actions.change_rules` changes that. Raises
    ValidationError (the messages of the constraints).
    """
    if occurrence.pk is None:
        occurrence.validate_constraints()
        occurrence.save()
        transaction.on_commit(memory.forget)
        return occurrence
    stored = _locked(occurrence)
    for name in NOT_OURS:
        setattr(occurrence, name, getattr(stored, name))
    occurrence.version = max(occurrence.version, stored.version + 1)
    moved = _differ(stored, occurrence, MOMENTS)
    if moved or _differ(stored, occurrence, PLACES) or stored.status != occurrence.status:
        occurrence.sequence = stored.sequence + 1
    if moved:
        _remember_time(occurrence, stored)
    _store(occurrence)
    if occurrence.sequence != stored.sequence and stored.ends_at > timezone.now() and not occurrence.is_off:
        mails.tell_registered(occurrence, mails.RESCHEDULED if moved else mails.CHANGED)
    return occurrence


def _differ(one: Occurrence, other: Occurrence, names: Iterable[str]) -> bool:
    return any((getattr(one, name) or "") != (getattr(other, name) or "") for name in names)


def _remember_time(occurrence: Occurrence, stored: Occurrence) -> None:
    """Keep the former time. A date that anybody could read of counts as rescheduled from now on."""
    occurrence.previous_start, occurrence.previous_end = stored.starts_at, stored.ends_at
    is_public = Occurrence.objects.published().filter(pk=stored.pk).exists()
    if is_public and occurrence.status == Status.SCHEDULED:
        occurrence.status, occurrence.status_at = Status.RESCHEDULED, timezone.now()


def _locked(occurrence: Occurrence) -> Occurrence:
    """The stored row, held until the transaction ends: registrations for it wait."""
    rows = Occurrence.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("event", "venue__city", "second_city").filter(pk=occurrence.pk).first()
    if found is None:
        raise Refused(_("This date is no longer there."))
    return found


def _store(occurrence: Occurrence) -> None:
    """Write everything but what others decide, and let no page show what it remembers."""
    occurrence.validate_constraints()
    fields = [field.name for field in occurrence._meta.concrete_fields if not field.primary_key]
    occurrence.save(update_fields=[name for name in fields if name not in NOT_OURS])
    transaction.on_commit(memory.forget)


@transaction.atomic
def delete_occurrence(occurrence: Occurrence) -> None:
    """Delete a date that nobody ever registered for. Raises Refused for any other."""
    if Registration.objects.filter(occurrence=occurrence).exists():
        raise Refused(str(REGISTERED))
    try:
        occurrence.delete()
    except ProtectedError as error:
        raise Refused(str(REGISTERED)) from error
    transaction.on_commit(memory.forget)


@transaction.atomic
def generate(event: Event, *, plan: Plan, by: User | None, key: UUID) -> GenerationRun:
    """Make the dates of a plan; every one is its own afterwards. The same form sent twice makes them once.

    Raises Refused when the plan has no date, or one that the event has got meanwhile.
    """
    if known := GenerationRun.objects.filter(key=key).first():
        return known
    if not plan.dates:
        raise Refused(_("There is no date to make. Change the rule."))
    run, is_new = GenerationRun.objects.get_or_create(
        key=key,
        defaults={
            "event": event, "rule": plan.rule, "wall_start": plan.dates[0].starts_at,
            "time_zone": plan.zone, "made_by": by,
        },
    )  # fmt: skip
    if is_new:
        for start, end in ((one.starts_at, one.ends_at) for one in plan.dates):
            _make_date(run, plan, start, end)
        transaction.on_commit(memory.forget)
    return run


def _make_date(run: GenerationRun, plan: Plan, start: datetime, end: datetime) -> None:
    occurrence = Occurrence(
        event=run.event, run=run, starts_at=start, ends_at=end, time_zone=plan.zone, **plan.values
    )
    try:
        occurrence.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    occurrence.save()
    for language in plan.languages:
        OccurrenceLanguage.objects.create(occurrence=occurrence, **language)


# --- cancelled, postponed, moved online -----------------------------------------------------------
@transaction.atomic
def cancel_occurrence(
    occurrence: Occurrence, *, by: User | None, reason: Mapping[str, str], seen: int
) -> Occurrence:
    """It does not take place; it stays on the pages and in calendars, marked, until its day has passed.

    `reason` holds the words per language, German at least; `seen` is the version that was read. Saying the same
    twice is saying it once. Raises Refused and Overtaken.
    """
    locked = _begin(occurrence, Step.CANCEL, seen, reason, already=Status.CANCELLED)
    if locked.status == Status.CANCELLED:
        return locked
    locked.status = Status.CANCELLED
    return _finish(locked, by, reason, mails.CANCELLED, _("Cancelled."))


@transaction.atomic
def postpone_occurrence(
    occurrence: Occurrence,
    *,
    by: User | None,
    reason: Mapping[str, str],
    seen: int,
    new_start: datetime | None = None,
    new_end: datetime | None = None,
    replaced_by: Occurrence | None = None,
) -> Occurrence:
    """Not on this day: at a new time, on another date of the event in its place, or nobody knows yet when.

    With a new time the same row moves and keeps its registrations. Raises as `cancel_occurrence` does, and
    ValidationError when the new time breaks a rule of dates.
    """
    is_same = _is_same_postponement(occurrence, new_start, replaced_by)
    already = Status.POSTPONED if is_same else None
    locked = _begin(occurrence, Step.POSTPONE, seen, reason, already=already)
    if already and locked.status == already and _says(locked, reason):
        return locked
    if replaced_by and new_start:
        raise Refused(_("Give a new time or another date in its place, not both."))
    if new_start:
        _move(locked, new_start, new_end)
        return _finish(locked, by, reason, mails.RESCHEDULED, _("Moved to another time."))
    if replaced_by and (replaced_by.event_id != locked.event_id or replaced_by.is_off):
        raise Refused(_("Only a date of the same event that takes place can replace this one."))
    locked.status, locked.replaced_by = Status.POSTPONED, replaced_by
    return _finish(locked, by, reason, mails.POSTPONED, _("Postponed."))


def _is_same_postponement(
    occurrence: Occurrence, new_start: datetime | None, replaced_by: Occurrence | None
) -> bool:
    stored = Occurrence.objects.filter(pk=occurrence.pk).values_list("replaced_by", flat=True).first()
    return new_start is None and stored == (replaced_by.pk if replaced_by else None)


def _move(occurrence: Occurrence, start: datetime, end: datetime | None) -> None:
    """To a new time; without an end it lasts as long as before."""
    if start <= timezone.now():
        raise Refused(_("The new time has passed already."))
    if start == occurrence.starts_at:
        raise Refused(_("That is the time it has already."))
    occurrence.previous_start, occurrence.previous_end = occurrence.starts_at, occurrence.ends_at
    occurrence.ends_at = end or start + (occurrence.ends_at - occurrence.starts_at)
    occurrence.starts_at, occurrence.replaced_by = start, None
    occurrence.status = Status.RESCHEDULED


@transaction.atomic
def move_online(
    occurrence: Occurrence, *, by: User | None, reason: Mapping[str, str], online_url: str, seen: int
) -> Occurrence:
    """It takes place at the same time, but nobody has to go anywhere. Raises as `cancel_occurrence` does."""
    locked = _begin(occurrence, Step.MOVE_ONLINE, seen, reason, already=Status.MOVED_ONLINE)
    if locked.status == Status.MOVED_ONLINE:
        return locked
    if not online_url:
        raise Refused(_("Give the link for taking part online."))
    if locked.second_city is None and locked.venue is not None:
        # The clocks of the hall's town stay on the page.
        locked.second_city = locked.venue.city
    locked.status, locked.attendance, locked.online_url = Status.MOVED_ONLINE, Attendance.ONLINE, online_url
    locked.venue = None
    for name in all_columns("room"):
        setattr(locked, name, "" if name == "room" else None)
    rows = Registration.objects.filter(occurrence=locked).living()
    rows.update(attendance=Registration.Attendance.ONLINE)
    return _finish(locked, by, reason, mails.ONLINE, _("Moved online."))


def _begin(
    occurrence: Occurrence, step: Step, seen: int, reason: Mapping[str, str], *, already: str | None
) -> Occurrence:
    """Lock and judge. A second click with the same words finds what the first one did."""
    locked = _locked(occurrence)
    if locked.status == already and _says(locked, reason):
        return locked
    if not (reason.get(settings.LANGUAGE_CODE) or "").strip():
        raise Refused(_("Say why, in German at least."))
    check(locked, step, timezone.now())
    if locked.version != seen:
        raise Overtaken(_("Somebody changed this date meanwhile. Please look at it again."))
    return locked


def _says(occurrence: Occurrence, reason: Mapping[str, str]) -> bool:
    codes = settings.MODELTRANSLATION_LANGUAGES
    return all(
        (getattr(occurrence, column("status_note", code)) or "") == (reason.get(code) or "").strip()
        for code in codes
    )


def _finish(
    occurrence: Occurrence, by: User | None, reason: Mapping[str, str], template: str, note: str
) -> Occurrence:
    """Write the words down, count the change, tell everybody, and keep who did it."""
    for code in settings.MODELTRANSLATION_LANGUAGES:
        setattr(occurrence, column("status_note", code), (reason.get(code) or "").strip() or None)
    occurrence.status_at = timezone.now()
    occurrence.sequence += 1
    occurrence.version += 1
    _store(occurrence)
    mails.tell_registered(occurrence, template)
    if by is not None:
        desk_log.note(occurrence, by=by, words=note)
    return occurrence
