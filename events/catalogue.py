"""Public things of this app."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.pages.eventpage import written_fields
from twinning.catalogue import Entry, Period, register


def searchable_events() -> QuerySet[Event]:
    """Public events, the newest first."""
    return Event.objects.published().order_by("-pk")


def days_of(event: Event) -> Period:
    """From its first date to the end of its last one, in local days."""
    dates = event.occurrences.all()
    if not dates:
        return None, None
    first, last = min(one.starts_at for one in dates), max(one.ends_at for one in dates)
    return timezone.localtime(first).date(), timezone.localtime(last).date()


register(
    Entry(
        key="event",
        label=_("Events"),
        queryset=searchable_events,
        title="title",
        summary="teaser",
        search=("title", "teaser", "text"),
        own=("title", "teaser"),
        plain=("organiser",),
        schema_type="Event",
        cities=lambda event: (city.pk for city in event.cities.all()),
        themes=lambda event: (theme.pk for theme in event.themes.all()),
        period=days_of,
        importance=30,
        prefetch=("cities", "themes", "occurrences"),
        parts={"events.Occurrence": lambda date: (date.event_id,)},
        parent="events:event-list",
        written=written_fields,
    )
)
