"""Card of the staff desk: waiting lists that stand still though places are free, and access needs of the next days."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from events.booking.why import interesting_rows, is_stuck, why_not_moving
from events.models import Occurrence
from events.walltime import local
from twinning import desk

# So many days ahead, what people need has to be prepared.
AHEAD = timedelta(days=7)
SHOWN = 6
OFF = (Occurrence.Status.CANCELLED, Occurrence.Status.POSTPONED)


def _waiting(now: datetime) -> list[Occurrence]:
    """Coming dates with people on the list, how many, and the next one first."""
    people = Sum("registrations__places", filter=Q(registrations__status="waiting"))
    rows = Occurrence.objects.upcoming(now).exclude(status__in=OFF).annotate(people=people)
    return list(rows.filter(people__gt=0).select_related("event"))


def _needy(now: datetime) -> list[Occurrence]:
    """Dates of the next days for which somebody who comes has told a need."""
    states = ("pending", "confirmed", "offered")
    told = Q(registrations__status__in=states) & ~Q(registrations__access_needs="")
    rows = Occurrence.objects.upcoming(now).filter(starts_at__lt=now + AHEAD).exclude(status__in=OFF)
    return list(
        rows.annotate(needs=Count("registrations", filter=told)).filter(needs__gt=0).select_related("event")
    )


def _task(date: Occurrence, note: str) -> desk.Task:
    day = date_format(local(date.starts_at, date.time_zone), "SHORT_DATETIME_FORMAT")
    address = reverse("admin:events_occurrence_registrations", args=[date.pk])
    return desk.Task(label=str(date.event), url=address, note=note, due=day)


def registrations(request: HttpRequest) -> dict[str, Any]:
    """How many lists stand still, how many people wait, what has to be prepared (three queries)."""
    now = timezone.now()
    waiting, needy = _waiting(now), _needy(now)
    rows = interesting_rows(date.pk for date in waiting)
    stuck = [date for date in waiting if is_stuck(date, rows.get(date.pk, []), now)]
    page = reverse("admin:events_registration_changelist")
    why = [why_not_moving(date, now=now, rows=rows[date.pk])[0] for date in stuck[:SHOWN]]
    return {
        "figures": [
            desk.Figure(len(stuck), _("waiting lists stand still"), "#stuck" if stuck else page, bool(stuck)),
            desk.Figure(
                sum(date.people for date in waiting), _("people waiting"), f"{page}?status__exact=waiting"
            ),
            desk.Figure(
                sum(date.needs for date in needy),
                _("access needs in the next 7 days"),
                "#needs" if needy else page,
                bool(needy),
            ),
        ],
        "stuck": [_task(date, reason) for date, reason in zip(stuck, why, strict=False)],
        "needy": [_task(date, str(date.needs)) for date in needy[:SHOWN]],
    }


desk.register(
    desk.Card(
        key="registrations",
        title=_("Registrations for events"),
        template="admin/events/booking/card.html",
        context=registrations,
        order=24,
        permission="events.view_registration",
    )
)
