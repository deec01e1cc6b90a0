"""A series, festival or programme with its events: what comes, and what has been. Called by the view; three queries."""

from typing import Any

from django.db.models import Max, OuterRef
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.event import Event, Series
from events.occurrence import Occurrence
from events.pages.rows import event_rows
from projects.models import Project
from twinning.cldr import day_words
from twinning.languages import chain, column, current, served
from twinning.municipality.home import home_of
from twinning.querysets import folded_rows, unfolded

MOST_DATES = 60
MOST_PAST = 30


def find_series(user: object, slug: str) -> Series:
    """The series with this address word, with its public project folded in; raises Http404."""
    titles = [column("title", code) for code in chain(current())]
    project = Project.objects.published().filter(pk=OuterRef("project")).order_by("pk")
    rows = Series.objects.visible_to(user).annotate(shown_project=folded_rows(project, "slug", *titles))
    series = rows.filter(slug=slug).first()
    if series is None:
        raise Http404
    return series


def written_fields(series: Series) -> tuple[str, ...]:
    """The texts that count when we say in which languages this page is written."""
    return ("title", "text") if (series.text_de or "").strip() else ("title",)


def _past(user: object, series: Series) -> list[dict[str, Any]]:
    """Events of the series that are over, the latest first."""
    now, titles = timezone.now(), [column("title", code) for code in chain(current())]
    events = Event.objects.visible_to(user).filter(series=series).annotate(last=Max("occurrences__ends_at"))
    rows = events.filter(last__lte=now).order_by("-last").rewrite(False).values("slug", "last", *titles)
    return [
        {
            "url": reverse("events:event-detail", kwargs={"slug": row.slug}),
            "title": served(row, "title"),
            "when": day_words(row.last.date(), "yMMMd"),
        }
        for row in unfolded(list(rows[:MOST_PAST]))
    ]


def context(request: HttpRequest, series: Series) -> dict[str, Any]:
    """What templates/events/pages/series.html names."""
    dates = Occurrence.objects.visible_to(request.user).filter(event__series=series).upcoming()
    projects = [
        {
            "title": served(row, "title"),
            "url": reverse("projects:project-detail", kwargs={"slug": row.slug}),
        }
        for row in unfolded(series.shown_project)
    ]
    return {
        "series": series,
        "text": served(series, "text"),
        "rows": event_rows(dates[:MOST_DATES], home_of(request)),
        "past": _past(request.user, series),
        "projects": projects,
        "kind": series.get_kind_display(),
        "nothing": _("No date of this series is announced at the moment"),
    }
