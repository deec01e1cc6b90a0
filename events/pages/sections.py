"""Events in the sections of other pages, whose rows come folded into those pages' own. Called by `events.slots`."""

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
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
    return _linked(Event.cities.through.objects.filter(city=OuterRef(OuterRef("pk"))))


def of_organisation() -> ArraySubquery:
    """For the page of an organisation: what it invites to."""
    return _linked(Event.organisations.through.objects.filter(organisation=OuterRef(OuterRef("pk"))))


def of_aim() -> ArraySubquery:
    """For the page of an aim."""
    return _linked(Event.themes.through.objects.filter(theme__aim=OuterRef(OuterRef("pk"))))


def of_project() -> ArraySubquery:
    """For a project's page."""
    dates = Occurrence.objects.published().filter(event__project=OuterRef("pk"))
    return folded_dates(first_of_each(dates, timezone.now()), LANGUAGES, SECTION_LIMIT)


def _linked(links: QuerySet) -> ArraySubquery:
    dates = Occurrence.objects.published().filter(event__in=links.values("event"))
    return folded_dates(first_of_each(dates, timezone.now()), LANGUAGES, SECTION_LIMIT)
