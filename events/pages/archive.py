"""Events that are over, year by year, with their reports and pictures. Called by the view of the archive.

A year is one span of outlines, so the archive costs the same however many years there are. Of an event with many
dates the last one of the year stands for all.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.event import Event, EventPhoto
from events.occurrence import Occurrence
from events.pages.listing import Listing, form, page_of, prefix, today_at
from events.pages.outlines import Outline, Span, past_between
from events.walltime import day_start
from partners.presenters import photo
from partners.querysets import PHOTO
from projects.cards import cover
from twinning import memory
from twinning.cldr import day_words
from twinning.languages import all_columns, chain, column, current, served
from twinning.municipality.models import Municipality
from twinning.querysets import folded_rows, unfolded


def span_of(year: int | None, home: Municipality) -> Span:
    """A year of the archive; without one the last twelve months."""
    today = today_at(home)
    if year is None:
        first, end = today - timedelta(days=365), today + timedelta(days=1)
    elif 1990 <= year <= today.year:
        first, end = date(year, 1, 1), date(year + 1, 1, 1)
    else:
        raise Http404
    return past_between(day_start(first, home.time_zone), day_start(end, home.time_zone))


def _once(found: Iterable[Outline]) -> list[Outline]:
    """The latest date of each event."""
    latest: dict[int, Outline] = {}
    for one in found:
        latest.setdefault(one.event_id, one)
    return list(latest.values())


def card_values(events: QuerySet[Event]) -> QuerySet:
    """Rows of cards: texts, the picture that shows best how it was, whether there is a report."""
    languages = chain(current())
    photos = EventPhoto.objects.filter(event=OuterRef("pk")).order_by("-is_report", "position", "pk")
    told = Q()
    for name in all_columns("report"):
        told |= Q(**{f"{name}__gt": ""})
    texts = [column(name, code) for name in ("title", "teaser") for code in languages]
    return events.rewrite(False).values(
        *("pk", "slug", "format", "is_sample"),
        *texts,
        shown_photos=folded_rows(photos, "is_report", *PHOTO),
        is_told=Case(When(told, then=Value("yes")), default=Value(""), output_field=CharField()),
    )


def _report_words(row: Any, pictures: int) -> str:
    """What there is to see: "Report and 3 pictures"."""
    shown = ngettext("%(count)d picture", "%(count)d pictures", pictures) % {"count": pictures}
    if row.is_told and pictures:
        return _("Report and %(pictures)s") % {"pictures": shown}
    return _("Report") if row.is_told else shown if pictures else ""


def card(values: dict[str, Any], outline: Outline, asked: Listing) -> dict[str, Any]:
    """An event that is over, as components/card.html shows it."""
    row = unfolded([values])[0]
    city = next((asked.programme.cities[slug] for slug in outline.cities), None)
    pictures = sum(bool(picture["is_report"]) for picture in row.shown_photos)
    parts = [day_words(outline.day, "yMMMd"), _report_words(row, pictures)]
    if row.is_sample:
        parts.append(_("Sample"))
    return {
        "url": reverse("events:event-detail", kwargs={"slug": row.slug}),
        "title": served(row, "title"),
        "text": served(row, "teaser"),
        "place_class": city.place_class if city else "",
        "tag": served(city, "name") if city else capfirst(str(Event.Format(row.format).label)),
        "tag_kind": f"hue {city.place_class}" if city else "plain",
        "meta": " · ".join(part for part in parts if part),
        "photo": photo(row.shown_photos),
        "weave": cover(row.slug),
    }


def _first_start() -> QuerySet[Occurrence]:
    """The beginning of the first date that anybody may see."""
    return Occurrence.objects.published().order_by("starts_at", "pk").values("starts_at")[:1]


def _cards(request: HttpRequest, asked: Listing, outlines: list[Outline]) -> list[dict[str, Any]]:
    """The cards of a page: one query, remembered; it also tells when the archive begins."""
    keys = tuple(one.event_id for one in outlines)

    def read() -> dict[int, dict[str, Any]]:
        rows = card_values(Event.objects.filter(pk__in=keys)).annotate(archive_from=Subquery(_first_start()))
        return {row["pk"]: row for row in rows}

    rows = memory.recall_for(request.user, ("event cards", current(), keys), read) if keys else {}
    return [
        card(rows[one.event_id], one, asked) | {"archive_from": rows[one.event_id]["archive_from"]}
        for one in outlines
        if one.event_id in rows
    ]


def _first_year(request: HttpRequest, cards: list[dict[str, Any]], this_year: int) -> int:
    """The year in which the archive begins; asked for by itself only where there is no card."""

    def read() -> datetime | None:
        return _first_start().values_list("starts_at", flat=True).first()

    begins = cards[0]["archive_from"] if cards else memory.recall_for(request.user, "first event", read)
    return min(begins.year, this_year) if begins else this_year


def _years(
    request: HttpRequest, asked: Listing, cards: list[dict[str, Any]], year: int | None
) -> list[dict[str, Any]]:
    """The way to each year, with the same filters."""
    this_year = today_at(asked.home).year
    recent = {
        "label": _("Last 12 months"),
        "url": reverse("events:event-archive") + asked.tail,
        "current": year is None,
    }
    first = max(_first_year(request, cards, this_year), 1990)
    years = [
        {
            "label": str(number),
            "url": reverse("events:archive-year", kwargs={"year": number}) + asked.tail,
            "current": number == year,
        }
        for number in range(this_year, first - 1, -1)
    ]
    return [recent, *years]


def context(request: HttpRequest, asked: Listing, year: int | None) -> dict[str, Any]:
    """What templates/events/pages/archive_results.html names."""
    events = _once(asked.found)
    page = page_of(request, asked, events)
    cards = _cards(request, asked, list(page.object_list))
    number = ngettext("%(count)d event", "%(count)d events", len(events)) % {"count": len(events)}
    shown = form(asked, request.path, _("Nothing has taken place in this time"))
    return shown | {
        "summary": shown["summary"] | {"number": number},
        "cards": cards,
        "page": page,
        "page_prefix": prefix(asked),
        "views": _years(request, asked, cards, year),
        "year": year,
        "list_url": reverse("events:event-list"),
    }
