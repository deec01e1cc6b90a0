"""What the review page of other portals shows: one card for each row. Called by `partners.portals.desk_views`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.portals import registry
from partners.portals.models import PortalItem
from partners.portals.rows import in_words
from twinning.languages import Served, direction, own_name, served

State = PortalItem.State
PER_PAGE = 20
TABS = {
    State.NEW: gettext_lazy("New"),
    State.CHANGED: gettext_lazy("Changed"),
    State.VANISHED: gettext_lazy("Vanished"),
    State.DECLINED: gettext_lazy("Not wanted"),
}
# Members of a row that staff compare, in this order; texts first.
SHOWN: dict[str, Promise] = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("In short"),
    "dates": gettext_lazy("Dates"),
    "place": gettext_lazy("Place"),
    "starts": gettext_lazy("Begins"),
    "ends": gettext_lazy("Ends"),
    "until": gettext_lazy("Until"),
    "cities": gettext_lazy("Cities"),
    "website": gettext_lazy("Website"),
}
DAYS = frozenset({"starts", "ends", "until"})
STATUS = {"cancelled": gettext_lazy("cancelled"), "postponed": gettext_lazy("postponed")}


@dataclass(frozen=True, slots=True)
class Difference:
    """What a member said when it was taken over, and what it says now."""

    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Card:
    """A row with everything that its card shows."""

    row: PortalItem
    kind: str | Promise
    city: Served
    title: Served
    summary: Served
    facts: list[tuple[str | Promise, str]]
    languages: str
    url: str
    differences: list[Difference]
    can_adopt: bool
    may_adopt: bool
    own_page: str


def _served(words: dict[str, str]) -> Served:
    text, language = in_words(words, settings.LANGUAGE_CODE)
    return Served(text, language, direction(language), language != settings.LANGUAGE_CODE)


def _moment(told: dict[str, str]) -> str:
    """A date on the clocks there, with what became of it."""
    zone = told["timezone"] if told["timezone"] in available_timezones() else "UTC"
    start = datetime.fromisoformat(told["start"]).astimezone(ZoneInfo(zone))
    status = told.get("status", "scheduled")
    shown = f"{date_format(start, 'SHORT_DATETIME_FORMAT')} ({zone})"
    return shown if status == "scheduled" else f"{shown}: {STATUS[status]}"


def _in_words(name: str, value: Any) -> str:
    """A member of a row as a person reads it; a text that may change in one language shows them all."""
    if name in DAYS and value:
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    if name == "dates":
        return "; ".join(_moment(told) for told in value or [])
    if name == "cities":
        return ", ".join(in_words(names, settings.LANGUAGE_CODE)[0] for names in value or [])
    if isinstance(value, dict):
        return " · ".join(f"{code}: {text}" for code, text in sorted(value.items()))
    return str(value or "")


def _differences(row: PortalItem) -> list[Difference]:
    if row.taken is None or row.state != State.CHANGED:
        return []
    pairs = ((name, label, row.taken.get(name), row.offered.get(name)) for name, label in SHOWN.items())
    return [
        Difference(label, _in_words(name, before) or "–", _in_words(name, after) or "–")
        for name, label, before, after in pairs
        if before != after
    ]


def own_page(row: PortalItem) -> str:
    """The admin page of what was made of a row; empty when there is none."""
    if row.object_id is None or row.content_type is None:
        return ""
    kind = row.content_type
    try:
        return reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[row.object_id])
    except NoReverseMatch:
        return ""


def card(row: PortalItem, user: Any) -> Card:
    """One entry; `row` comes with its portal, that one's city, and its content type."""
    kind, told = registry.find(row.kind), row.offered
    facts = [
        (label, _in_words(name, told[name]))
        for name, label in SHOWN.items()
        if name not in {"title", "summary"} and told.get(name)
    ]
    can_adopt = bool(kind and kind.adopt)
    return Card(
        row=row,
        kind=kind.label if kind else row.kind,
        city=served(row.portal.city, "name"),
        title=_served(told["title"]),
        summary=_served(told.get("summary") or {}),
        facts=facts,
        languages=", ".join(own_name(code) for code in told["title"]),
        url=told["url"],
        differences=_differences(row),
        can_adopt=can_adopt,
        may_adopt=can_adopt and user.has_perm(kind.permission),
        own_page=own_page(row),
    )


def queue(request: HttpRequest) -> dict[str, Any]:
    """Tabs, cards and pages (three queries)."""
    tab = request.GET.get("tab") if request.GET.get("tab") in TABS else State.NEW
    counted = PortalItem.objects.filter(state__in=TABS).order_by().values_list("state")
    found = dict(counted.annotate(rows=Count("pk")))
    rows = PortalItem.objects.filter(state=tab).select_related("portal__city", "content_type")
    pages = Paginator(rows.order_by("kind", "title", "pk"), PER_PAGE)
    pages.count = found.get(tab, 0)
    page = pages.get_page(request.GET.get("page"))
    return {
        "title": _("From other portals"),
        "tabs": [
            {"key": key, "label": label, "count": found.get(key, 0), "is_current": key == tab}
            for key, label in TABS.items()
        ],
        "tab": str(tab),
        "page": page,
        "cards": [card(row, request.user) for row in page],
    }
