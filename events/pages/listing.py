"""The lists of events: what comes, a month as a table, the archive. What templates/events/pages/ show and htmx swaps.

Called by the views and by nothing else. Everything comes out of the outlines (events.pages.outlines), but for the
rows of the page that is shown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.calendars import selection as calendar_selection
from events.occurrence import Occurrence
from events.pages import fields as words
from events.pages.outlines import KEYS, Outline, Programme, Span, load
from events.pages.rows import date_values, event_row
from events.walltime import local
from projects.filters import Selection, fits, parse, query
from twinning import memory
from twinning.cldr import day_words
from twinning.languages import current, served
from twinning.municipality.home import home_of
from twinning.municipality.models import Municipality

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Listing:
    """What one address asks for: the outlines of its span, the filters, and the dates that fit."""

    span: Span
    programme: Programme
    selection: Selection
    found: tuple[Outline, ...]
    home: Municipality

    @property
    def town(self) -> str:
        """The home town's name in the reader's language."""
        return served(self.home, "name").text

    @property
    def tail(self) -> str:
        """The filters as a query string to be put behind a path; empty without filters."""
        return query(self.selection.pairs).removesuffix("?")

    @property
    def common_tail(self) -> str:
        """The same without the period, for the pages of months and the archive."""
        return query(pair for pair in self.selection.pairs if pair[0] != "period").removesuffix("?")


def listing(request: HttpRequest, span: Span) -> Listing:
    """Read the address."""
    home = home_of(request)
    programme = load(request.user, span, home.time_zone)
    selection = parse(request.GET, programme.known, span.keys)
    found = tuple(one for one in programme.dates if fits(one.facets, selection.pairs))
    return Listing(span, programme, selection, found, home)


def is_untidy(request: HttpRequest) -> bool:
    """True when a form without script sent fields that were left empty: the address is tidied up then."""
    return any(not value for key in KEYS for value in request.GET.getlist(key))


def today_at(home: Municipality) -> date:
    """Today in the home town."""
    return local(timezone.now(), home.time_zone).date()


def rows_of(request: HttpRequest, asked: Listing, outlines: Iterable[Outline]) -> dict[int, dict[str, Any]]:
    """The rows of these dates by key: one query, remembered."""
    keys = tuple(one.pk for one in outlines)

    def read() -> list[dict[str, Any]]:
        return list(date_values(Occurrence.objects.filter(pk__in=keys)))

    found = memory.recall_for(request.user, ("event rows", current(), keys), read) if keys else []
    now = timezone.now()
    return {values["pk"]: event_row(values, asked.home, now) for values in found}


def months(
    rows: dict[int, dict[str, Any]], outlines: Iterable[Outline], today: date
) -> Iterator[dict[str, Any]]:
    """Rows under the name of their month; what began before today stands under "On now"."""

    def head(one: Outline) -> str:
        return _("On now") if one.day < today else day_words(one.day, "yMMMM")

    for number, (title, group) in enumerate(groupby(outlines, key=head), start=1):
        yield {
            "id": f"month-{number}",
            "title": title,
            "rows": [rows[one.pk] for one in group if one.pk in rows],
        }


def views(asked: Listing, *, is_month: bool) -> list[dict[str, Any]]:
    """List and month, each with its own address and the same filters."""
    today = today_at(asked.home)
    first = asked.found[0].day if asked.found and not is_month else today
    shown = max(first, today)
    month = reverse("events:event-month", kwargs={"year": shown.year, "month": shown.month})
    return [
        {
            "label": _("List"),
            "url": reverse("events:event-list") + asked.common_tail,
            "current": not is_month,
        },
        {"label": _("Month"), "url": month + asked.common_tail, "current": is_month},
    ]


def form(asked: Listing, address: str, empty: str) -> dict[str, Any]:
    """What every list shows around its rows: form, summary, filters that apply, or why there is nothing."""
    return {
        "action": address,
        "fields": words.fields(asked.programme, asked.selection, asked.span.keys, asked.town),
        "active": words.active(asked.programme, asked.selection, asked.town),
        "ignored": [words.key_label(key) for key in asked.selection.ignored],
        "reset_url": address,
        "summary": words.summary(asked.found),
        "is_cut": asked.programme.is_cut,
        "nothing": None
        if asked.found
        else words.nothing(asked.programme, asked.selection, address=address, empty=empty, home=asked.town),
    }


def page_of(request: HttpRequest, asked: Listing, found: Iterable[Any] | None = None) -> Page:
    """The page that the address asks for; numbers that do not exist lead to the nearest one."""
    rows = list(asked.found if found is None else found)
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def prefix(asked: Listing) -> str:
    """What stands before "page=" in the links of the pagination."""
    return f"{asked.tail}&" if asked.tail else "?"


def context(request: HttpRequest, asked: Listing) -> dict[str, Any]:
    """What templates/events/pages/list_results.html names."""
    page = page_of(request, asked)
    rows = rows_of(request, asked, page.object_list)
    calendar = [pair for pair in asked.selection.pairs if pair[0] in calendar_selection.KEYS]
    return form(asked, request.path, _("No event is announced yet")) | {
        "months": list(months(rows, page.object_list, today_at(asked.home))),
        "views": views(asked, is_month=False),
        "page": page,
        "page_prefix": prefix(asked),
        "archive_url": reverse("events:event-archive") + asked.common_tail,
        "calendar_query": query(calendar).removesuffix("?"),
        "town": served(asked.home, "name"),
    }
