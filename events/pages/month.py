"""A month of events as a table with a list below. What templates/events/pages/month.html shows and htmx swaps.

Called by the view. The table tells times at home; the list below tells both. Weeks begin on Monday, as the office's do.
"""

from calendar import Calendar
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.pages.listing import Listing, form, rows_of, today_at, views
from events.pages.outlines import Outline, Span, between
from twinning.cldr import day_words
from twinning.languages import served
from twinning.municipality.models import Municipality

# Months that may be asked for; beyond them calendars and zones stop making sense.
YEARS = range(2000, 2101)
# A day of the table names so many dates; the link of the day leads to all.
SHOWN = 4
# So many dates of a month are listed; filters lead to the others.
MOST_ROWS = 300


def first_day(year: int, month: int) -> date:
    """The first day of a month; Http404 for months that do not exist."""
    if year not in YEARS or month not in range(1, 13):
        raise Http404
    return date(year, month, 1)


def span_of(first: date, home: Municipality) -> Span:
    """All dates that touch the month that begins on `first`, as the clocks of the home town count."""
    return between(first, _next(first) - timedelta(days=1), home.time_zone)


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _previous(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def _step(first: date, tail: str) -> dict[str, str] | None:
    """The way to another month, with the same filters."""
    if first.year not in YEARS:
        return None
    address = reverse("events:event-month", kwargs={"year": first.year, "month": first.month})
    return {"url": address + tail, "label": date_format(first, "F"), "title": day_words(first, "yMMMM")}


def _anchor(day: date) -> str:
    return f"day-{day:%d}"


def _days(outlines: tuple[Outline, ...], first: date) -> dict[date, list[Outline]]:
    """The dates of each day of the month; what lasts several days stands on each of them."""
    found: dict[date, list[Outline]] = defaultdict(list)
    end = _next(first)
    for one in outlines:
        day = max(one.day, first)
        while day < end and day <= one.last_day:
            found[day].append(one)
            day += timedelta(days=1)
    return found


def _cell(
    day: date, first: date, dates: list[dict[str, Any]], count: int, anchor: str, today: date
) -> dict[str, Any]:
    """A day of the table: some of its `count` dates, and the way to all."""
    words = ngettext("%(day)s, %(count)d date", "%(day)s, %(count)d dates", count)
    label = words % {"day": date_format(day, "MONTH_DAY_FORMAT"), "count": count}
    more = count - len(dates)
    return {
        "number": day.day,
        "name": date_format(day, "MONTH_DAY_FORMAT"),
        "is_off": day.month != first.month,
        "is_today": day == today,
        "label": label if anchor else "",
        "anchor": anchor,
        "dates": dates,
        "more": ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}
        if more > 0
        else "",
    }


def _short_time(row: dict[str, Any]) -> str:
    """The time as the narrow cells have room for it: without a word for "o'clock"."""
    clock = row["clocks"][0]
    return clock["time"] if row["all_day"] else date_format(row["start"], "TIME_FORMAT")


def _entry(row: dict[str, Any], day: date) -> dict[str, Any]:
    """A date inside a day of the table; days after the first one have no time."""
    return {
        "url": row["url"],
        "title": row["title"],
        "time": _short_time(row) if row["start"].date() == day else "",
        "place_class": row["place_class"],
        "is_cancelled": row["is_cancelled"],
        "status": row["status"],
    }


def table(
    asked: Listing, rows: dict[int, dict[str, Any]], first: date
) -> tuple[list[list[dict[str, Any]]], dict[int, str]]:
    """The weeks of the month, and the ids of the rows below that the days lead to."""
    found = _days(asked.found, first)
    listed = {day: [one for one in dates if one.pk in rows] for day, dates in found.items()}
    anchors: dict[int, str] = {}
    targets: dict[date, str] = {}
    for day in sorted(day for day, dates in listed.items() if dates):
        target = next((one for one in listed[day] if one.pk not in anchors), None)
        if target:
            anchors[target.pk] = _anchor(day)
        targets[day] = anchors[(target or listed[day][0]).pk]
    today = today_at(asked.home)
    weeks = [
        [
            _cell(
                day,
                first,
                [_entry(rows[one.pk], day) for one in listed.get(day, ())[:SHOWN]],
                len(found.get(day, ())),
                targets.get(day, ""),
                today,
            )
            for day in week
        ]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    return weeks, anchors


def weekdays() -> list[dict[str, str]]:
    """Heads of the columns, short and whole."""
    monday = date(2024, 1, 1)
    days = [monday + timedelta(days=number) for number in range(7)]
    return [{"short": date_format(day, "D"), "name": date_format(day, "l")} for day in days]


def title(first: date) -> str:
    """The month with its year: "Dezember 2026"."""
    return day_words(first, "yMMMM")


def context(request: HttpRequest, asked: Listing, first: date) -> dict[str, Any]:
    """What templates/events/pages/month_results.html names."""
    rows = rows_of(request, asked, asked.found[:MOST_ROWS])
    weeks, anchors = table(asked, rows, first)
    today = today_at(asked.home).replace(day=1)
    listed = [rows[one.pk] | {"anchor": anchors.get(one.pk, "")} for one in asked.found if one.pk in rows]
    return form(asked, request.path, _("No event is announced for this month")) | {
        "month": title(first),
        "previous": _step(_previous(first), asked.tail),
        "next": _step(_next(first), asked.tail),
        "now": _step(today, asked.tail) if today != first else None,
        "weekdays": weekdays(),
        "weeks": weeks,
        "rows": listed,
        "views": views(asked, is_month=True),
        "town": served(asked.home, "name"),
        "is_cut": len(asked.found) > MOST_ROWS,
        "is_past": _next(first) <= today,
    }
