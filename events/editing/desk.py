"""Card of the staff desk about events and their dates; their texts join the table of translations."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.editing.filters import full, without_report
from events.models import Event, Occurrence, Series
from twinning import coverage, desk


def events(request: HttpRequest) -> dict[str, Any]:
    """What comes, what waits to be finished, what is full or called off (two queries)."""
    figures: list[desk.Figure] = []
    now = timezone.now()
    if request.user.has_perm("events.view_event"):
        figures += _events(now)
    if request.user.has_perm("events.view_occurrence"):
        figures += _dates(now)
    return {"figures": figures}


def _events(now: Any) -> list[desk.Figure]:
    page = reverse("admin:events_event_changelist")
    untold = without_report(Event.objects.order_by(), now)
    counts = Event.objects.rewrite(False).aggregate(
        drafts=Count("pk", filter=Q(state="draft")),
        untold=Count("pk", filter=Q(pk__in=untold.values("pk"))),
    )
    return [
        desk.Figure(counts["drafts"], _("drafts of events"), f"{page}?state__exact=draft"),
        desk.Figure(counts["untold"], _("over, nothing told about them"), f"{page}?dates=over"),
    ]


def _dates(now: Any) -> list[desk.Figure]:
    page = reverse("admin:events_occurrence_changelist")
    coming = Occurrence.objects.filter(ends_at__gt=now).order_by()
    counts = coming.aggregate(
        next=Count("pk"),
        cancelled=Count("pk", filter=Q(status="cancelled")),
        postponed=Count("pk", filter=Q(status="postponed")),
        full=Count("pk", filter=Q(pk__in=full(coming).values("pk"))),
    )
    return [
        desk.Figure(counts["next"], _("dates to come"), f"{page}?period=coming"),
        desk.Figure(counts["full"], _("full dates"), f"{page}?period=coming&places=full"),
        desk.Figure(counts["cancelled"], _("cancelled dates"), f"{page}?period=coming&status__exact=cancelled"),
        desk.Figure(
            counts["postponed"], _("dates that wait for a new time"), f"{page}?period=coming&status__exact=postponed"
        ),
    ]  # fmt: skip


coverage.register(
    Event,
    ("title", "teaser", "text", "bring", "audience", "price_note"),
    name="title",
    rows=lambda: Event.objects.order_by("-pk"),
)
coverage.register(Series, ("title", "text"), name="title", rows=lambda: Series.objects.order_by("slug"))
desk.register(
    desk.Card(
        key="events",
        title=_("Events"),
        template="admin/desk/figures.html",
        context=events,
        order=36,
        permission=("events.view_event", "events.view_occurrence"),
    )
)
