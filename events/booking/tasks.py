"""What time does with registrations: holds end, queues move, people are reminded, data is erased, counters are checked.

`manage.py tend_events` runs it, every hour or every night. Every step looks for what is due and acts on one row after
the other, so that a second run, or one that was missed, does no harm; a step that fails does not keep the others from
running.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.booking import retention
from events.booking.actions import Busy, Refused, expire_due, move_queue
from events.booking.registration import Registration
from events.booking.staff_mails import remind, reminder_key
from events.models import Occurrence
from events.proposals import retention as proposals
from events.walltime import day_start, local
from twinning.mail.models import OutgoingMail
from twinning.querysets import is_public

logger = logging.getLogger(__name__)

# So many days before a date people are reminded of it.
REMIND_DAYS = 2
OFF = (Occurrence.Status.CANCELLED, Occurrence.Status.POSTPONED)


# --- places and queues ----------------------------------------------------------------------------
def move_queues(now: datetime) -> int:
    """Let every queue move that places are free for; how many moved up. What is busy is left for the next run."""
    waiting = Registration.objects.waiting().filter(confirmed_at__isnull=False, occurrence=OuterRef("pk"))
    free = Q(capacity=None) | Q(taken__lt=F("capacity"))
    dates = Occurrence.objects.upcoming(now).exclude(status__in=OFF).filter(free)
    keys = dates.filter(pk__in=waiting.values("occurrence")).values_list("pk", flat=True)
    return sum(_move(key) for key in list(keys))


def _move(occurrence_id: int) -> int:
    try:
        return move_queue(occurrence_id)
    except (Busy, Refused):
        return 0


def miscounted() -> QuerySet[Occurrence]:
    """Dates whose counter of places is not the sum of the places that are held."""
    held = Registration.objects.holding().filter(occurrence=OuterRef("pk")).order_by()
    places = held.values("occurrence").annotate(places=Sum("places")).values("places")
    return (
        Occurrence.objects.annotate(held=Coalesce(Subquery(places), 0))
        .exclude(taken=F("held"))
        .order_by("pk")
    )


def check_counters(now: datetime) -> int:
    """Raise Failed, with all the numbers, when a counter is wrong: somebody has to look at once."""
    wrong = list(miscounted().values_list("pk", "taken", "held"))
    if wrong:
        found = ", ".join(f"date {key}: counter {taken}, held {held}" for key, taken, held in wrong)
        raise retention.Failed(f"places are counted wrongly: {found}")
    return 0


# --- reminders ------------------------------------------------------------------------------------
def remind_all(now: datetime) -> int:
    """Remind everybody whose place is certain, once, from two days before the date; how many mails."""
    soon = now + timedelta(days=REMIND_DAYS + 2)
    rows = (
        Registration.objects.filter(
            is_public("occurrence__event__"),
            status=Registration.Status.CONFIRMED,
            anonymised_at=None,
            is_sample=False,
            occurrence__starts_at__gt=now,
            occurrence__starts_at__lt=soon,
        )
        .exclude(email="")
        .exclude(occurrence__status__in=OFF)
        .select_related("occurrence__event", "occurrence__venue__city", "occurrence__second_city")
        .order_by("pk")
    )
    due = [row for row in rows if _is_time(row, now)]
    known = OutgoingMail.objects.filter(key__in=[reminder_key(row) for row in due])
    sent = set(known.values_list("key", flat=True))
    return retention.each([row for row in due if reminder_key(row) not in sent], _remind)


def _is_time(registration: Registration, now: datetime) -> bool:
    """From the first moment of the day two days before; not for those who have just had another mail about it."""
    occurrence = registration.occurrence
    day = local(occurrence.starts_at, occurrence.time_zone).date()
    start = day_start(day - timedelta(days=REMIND_DAYS), occurrence.time_zone)
    confirmed = registration.confirmed_at
    return start <= now and (confirmed is None or confirmed < start)


@transaction.atomic
def _remind(registration: Registration) -> int:
    """Look again under the lock: whoever has cancelled meanwhile gets no reminder."""
    rows = Registration.objects.select_for_update(of=("self",), no_key=True)
    if not rows.filter(pk=registration.pk, status=Registration.Status.CONFIRMED).exists():
        return 0
    remind(registration)
    return 1


# --- all of it ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step did, or why it failed."""

    name: str
    count: int
    problem: str = ""


# Ending and erasing come first: they must happen even if a mail can't be written.
STEPS: tuple[tuple[str, Callable[[datetime], int]], ...] = (
    ("holds and offers ended", expire_due),
    ("moved up from waiting lists", move_queues),
    ("registrations deleted because nobody confirmed them", retention.delete_unconfirmed),
    ("access needs erased", retention.erase_needs),
    ("registrations erased", retention.erase_names),
    ("proposals deleted because nobody confirmed them", lambda now: proposals.delete_unconfirmed()),
    ("proposals erased", lambda now: proposals.erase_decided()),
    ("reminders written", remind_all),
    ("dates whose places are counted wrongly", check_counters),
)


def tend() -> list[Outcome]:
    """Do everything that is due; what each step did."""
    now = timezone.now()
    return [_run(name, step, now) for name, step in STEPS]


def _run(name: str, step: Callable[[datetime], int], now: datetime) -> Outcome:
    try:
        return Outcome(name, step(now))
    except Exception as error:  # whatever is wrong with one step must not keep the others from erasing
        logger.exception("The step “%s” of tend_events failed.", name)
        return Outcome(name, 0, f"{type(error).__name__}: {error}")
