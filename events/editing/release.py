"""What published events still need before the portal opens."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from events.editing.event_forms import dates_without_link
from events.models import Event, Occurrence, Series
from twinning import release
from twinning.publishing import missing_for_publication


@release.check
def events_are_complete() -> Iterator[str]:
    """Texts and pictures that publishing needs."""
    for event in Event.objects.filter(state="published").prefetch_related("photos"):
        for gap in missing_for_publication(event):
            yield f"{event.slug}: {gap}"
    for series in Series.objects.filter(state="published"):
        for gap in missing_for_publication(series):
            yield f"{series.slug}: {gap}"


@release.check
def online_dates_can_be_reached() -> Iterator[str]:
    """A date that takes place online needs its link, or words about how people get it."""
    online = Occurrence.objects.published().upcoming().exclude(attendance="onsite").filter(online_url="")
    for event in Event.objects.filter(pk__in=online.order_by().values("event")):
        for date in dates_without_link(event):
            yield _("%(event)s: nobody knows how to take part online on this date: %(date)s") % {
                "event": event.slug,
                "date": date,
            }
