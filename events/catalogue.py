"""Public things of this app."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.pages.eventpage import written_fields
from twinning.catalogue import Entry, register


def searchable_events() -> QuerySet[Event]:
    """Public events, the newest first."""
    return Event.objects.published().order_by("-pk")


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
        parent="events:event-list",
        written=written_fields,
    )
)
