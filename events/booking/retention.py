"""Erases what is no longer needed about people who registered: part of the nightly `manage.py tend_events`.

What stays of an erased registration is what the office counts: the date, the state, the places, the language. Days
are days at the venue, whatever the clocks do there in spring and autumn.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from auditlog import get_logentry_model
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from events.booking.links import GRACE, forget_links
from events.booking.mails import forget_mails
from events.booking.registration import Answer, Registration
from events.models import Occurrence
from events.walltime import day_start, local
from twinning.mail.models import OutgoingMail

logger = logging.getLogger(__name__)

ENDED = ("cancelled", "expired")
# Mails about changes of the date carry keys of their own.
CHANGE_KEY = "event-registration-{}-"


class Failed(Exception):
    """Some rows of a step failed; the others are done."""


def each(rows: Iterable[Any], act: Callable[[Any], int]) -> int:
    """Do it to every row, each by itself; how many it was in all. Raises Failed at the end, when some failed."""
    done, failed = 0, []
    for row in rows:
        try:
            done += act(row)
        except Exception:  # whatever is wrong with one row must not keep the others from being erased
            logger.exception("%s failed for %s.", act.__name__, row.pk)
            failed.append(str(row.pk))
    if failed:
        raise Failed(f"{done} done, failed: {', '.join(failed)}")
    return done


# --- when -----------------------------------------------------------------------------------------
def needs_due(occurrence: Occurrence) -> datetime:
    """When access needs are erased: as the day after the last one of the date begins."""
    return _days_after(occurrence, 1)


def names_due(occurrence: Occurrence) -> datetime:
    """When names and answers are erased: so many days after the last day, the day after it at the earliest."""
    return _days_after(occurrence, max(occurrence.event.retention_days, 1))


def _days_after(occurrence: Occurrence, days: int) -> datetime:
    # The end of all-day dates is the midnight after the last day.
    last = local(occurrence.ends_at - timedelta(microseconds=1), occurrence.time_zone).date()
    return day_start(last + timedelta(days=days), occurrence.time_zone)


def _over(now: datetime, rows: QuerySet[Registration]) -> list[Occurrence]:
    """Dates that have ended and have such registrations, in order."""
    ended = Occurrence.objects.filter(ends_at__lte=now).filter(Exists(rows.filter(occurrence=OuterRef("pk"))))
    return list(ended.select_related("event").order_by("pk"))


def _real() -> QuerySet[Registration]:
    return Registration.objects.filter(is_sample=False, anonymised_at=None)


# --- access needs ---------------------------------------------------------------------------------
def erase_needs(now: datetime) -> int:
    """Empty the access needs of all dates whose last day has passed; of how many registrations."""
    due = [date for date in _over(now, _real().exclude(access_needs="")) if needs_due(date) <= now]

    def erase_needs_of(date: Occurrence) -> int:
        return _erase_needs(date, now)

    return each(due, erase_needs_of)


@transaction.atomic
def _erase_needs(occurrence: Occurrence, now: datetime) -> int:
    locked = _lock(occurrence)
    if needs_due(locked) > now:
        return 0
    rows = _real().filter(occurrence=locked).exclude(access_needs="")
    erased = rows.update(access_needs="", updated_at=now)
    Occurrence.objects.filter(pk=locked.pk).update(needs_erased_at=now)
    return erased


def _lock(occurrence: Occurrence) -> Occurrence:
    """As every act about registrations does: the date first, so that nobody writes beside this."""
    rows = Occurrence.objects.select_for_update(of=("self",), no_key=True).select_related("event")
    return rows.get(pk=occurrence.pk)


# --- names, addresses, answers --------------------------------------------------------------------
def erase_names(now: datetime) -> int:
    """Erase who it was, of all dates that are over for long enough; how many registrations."""
    due = [date for date in _over(now, _real()) if names_due(date) <= now]

    def erase_names_of(date: Occurrence) -> int:
        return _erase_names(date, now)

    return each(due, erase_names_of)


@transaction.atomic
def _erase_names(occurrence: Occurrence, now: datetime) -> int:
    locked = _lock(occurrence)
    if names_due(locked) > now:
        return 0
    found = list(_real().filter(occurrence=locked).order_by("pk"))
    for registration in found:
        anonymise(registration, now)
    Occurrence.objects.filter(pk=locked.pk).update(erased_at=now)
    return len(found)


@transaction.atomic
def erase_now(registration: Registration, now: datetime) -> bool:
    """Erase somebody who asks for it and does not come (any more), before the time; whether it was done."""
    _lock(registration.occurrence)
    found = Registration.objects.filter(pk=registration.pk, status__in=ENDED, anonymised_at=None).first()
    if found is not None:
        anonymise(found, now)
    return found is not None


@transaction.atomic
def anonymise(registration: Registration, now: datetime) -> None:
    """Nothing tells any more who this was; links and mails go, numbers stay."""
    Registration.objects.filter(pk=registration.pk).update(
        name="", email="", access_needs="", checked_in_by=None, anonymised_at=now, updated_at=now
    )
    _forget(registration)


def _forget(registration: Registration) -> None:
    """Answers, links, mails and whatever histories hold about it."""
    answers = list(registration.answers.values_list("pk", flat=True))
    registration.answers.all().delete()
    forget_links(registration)
    forget_mails(registration)
    OutgoingMail.objects.filter(key__startswith=CHANGE_KEY.format(registration.pk)).delete()
    _forget_history(Answer, answers)
    _forget_history(Registration, [registration.pk])


def _forget_history(model: type[Registration | Answer], numbers: list[int]) -> None:
    """The desk's log and the history of changes repeat what rows were called."""
    kind = ContentType.objects.get_for_model(model)
    keys = [str(number) for number in numbers]
    LogEntry.objects.filter(content_type=kind, object_id__in=keys).delete()
    get_logentry_model().objects.filter(content_type=kind, object_pk__in=keys).delete()


# --- addresses that nobody confirmed --------------------------------------------------------------
def delete_unconfirmed(now: datetime) -> int:
    """Delete what ended without a confirmed address, once the link to confirm has ended too; how many."""
    due = Registration.objects.filter(
        confirmed_at=None, status__in=ENDED, ended_at__lte=now - GRACE, is_sample=False
    )

    @transaction.atomic
    def delete(registration: Registration) -> int:
        """Delete it, unless somebody has confirmed meanwhile."""
        locked = due.filter(pk=registration.pk).select_for_update().first()
        if locked is None:
            return 0
        _forget(locked)
        locked.delete()
        return 1

    return each(list(due.order_by("pk")), delete)
