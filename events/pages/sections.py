"""Events in the sections of pages whose rows come folded: front page and cities. Called by `events.slots`."""

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.utils import timezone

from events.event import Event
from events.occurrence import Occurrence
from events.pages.eventpage import first_of_each
from events.pages.rows import folded_dates

LANGUAGES = settings.MODELTRANSLATION_LANGUAGES
SECTION_LIMIT = 4


def coming() -> ArraySubquery:
    """For the front page: of each event the next date."""
    return folded_dates(
        first_of_each(Occurrence.objects.published(), timezone.now()), LANGUAGES, SECTION_LIMIT
    )


def of_city() -> ArraySubquery:
    """For a city's page: what comes with it."""
    links = Event.cities.through.objects.filter(city=OuterRef(OuterRef("pk")))
    dates = Occurrence.objects.published().filter(Q(event__in=links.values("event")))
    return folded_dates(first_of_each(dates, timezone.now()), LANGUAGES, SECTION_LIMIT)
