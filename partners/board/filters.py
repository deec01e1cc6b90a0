"""Filters of the board: what a visitor chose, which slips that leaves, and how many each other choice would give.

Everything stands in the address (GET) under English keys, so a filtered board can be shared and needs no script.
What is not understood is ignored. Called by `partners.board.views`.
"""

import datetime
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Expression, F, Func, Q, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partners.board.places import HOME, city_choices, home_choice
from partners.board.querysets import SlipQuerySet
from partners.board.slip import Slip
from partners.city import City
from twinning.cldr import language_label, month_span
from twinning.languages import current
from twinning.municipality.models import Municipality
from twinning.sorting import sort_key

PER_PAGE = 12
MONTHS_AHEAD = 15
KEYS = ("kind", "city", "who", "month", "language")
MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])", re.ASCII)

Counts = Counter[tuple[str, str]]


def months_ahead(count: int = MONTHS_AHEAD) -> list[datetime.date]:
    """The first days of this month and of the following ones."""
    start = timezone.localdate().replace(day=1)
    number = start.year * 12 + start.month - 1
    return [datetime.date((number + i) // 12, (number + i) % 12 + 1, 1) for i in range(count)]


@dataclass(frozen=True, slots=True)
class Select:
    """One filter as the form shows it: options are (value, label, is chosen)."""

    key: str
    label: str
    options: list[tuple[str, str, bool]]


class BoardFilter:
    """A visitor's choice. `cities` are those to choose from, by address word."""

    def __init__(self, data: Any, cities: dict[str, City], home: Municipality) -> None:
        self.cities, self.home = cities, home
        asked = {key: data.get(key, "") for key in KEYS}
        self.chosen = {key: value for key, value in asked.items() if value and self._is_known(key, value)}

    def _is_known(self, key: str, value: str) -> bool:
        if key == "kind":
            return value in Slip.Kind.values
        if key == "city":
            return value == HOME or value in self.cities
        if key == "who":
            return value in Slip.Group.values
        if key == "month":
            return bool(MONTH.fullmatch(value))
        return len(value) <= 12 and language_label(value) != value

    # --- which slips ------------------------------------------------------------------------------
    def _condition(self, key: str) -> Q:
        value = self.chosen[key]
        if key == "city":
            if value == HOME:
                return Q(place=None) | Q(wanted="home")
            city = self.cities[value]
            return Q(place=city) | Q(wanted_city=city)
        if key == "month":
            # Without months any time suits.
            return Q(months__contains=[datetime.date.fromisoformat(f"{value}-01")]) | Q(months=[])
        return Q(**{{"kind": "kind", "who": "group", "language": "languages__language"}[key]: value})

    def narrow(self, slips: SlipQuerySet, *, without: str = "") -> SlipQuerySet:
        """The slips that fit everything chosen; `without` leaves one filter aside, to count its other choices."""
        for key in self.chosen:
            if key != without:
                slips = slips.filter(self._condition(key))
        return slips

    def page(self, slips: SlipQuerySet, number: str | None) -> Page:
        """The cards of one page, newest first; beyond the end the last page, nonsense the first (two queries)."""
        found = self.narrow(slips).for_cards().newest_first()
        return Paginator(found, PER_PAGE).get_page(number)

    # --- how many ---------------------------------------------------------------------------------
    def count(self, slips: SlipQuerySet) -> Counts:
        """How many slips each choice would give beside the other filters: one query."""
        by_city = self.narrow(slips, without="city")
        by_month = self.narrow(slips, without="month")
        elsewhere = by_city.filter(wanted_city__isnull=False).exclude(place=F("wanted_city"))
        parts = [
            _part("kind", self.narrow(slips, without="kind"), F("kind")),
            _part("who", self.narrow(slips, without="who"), F("group")),
            _part("language", self.narrow(slips, without="language"), F("languages__language")),
            _part("month", by_month, Func(F("months"), function="unnest")),
            _part("month", by_month.filter(months=[]), Value("")),
            _part("city", by_city.filter(place__isnull=False), F("place_id")),
            _part("city", elsewhere, F("wanted_city_id")),
            _part("city", by_city.filter(Q(place=None) | Q(wanted="home")), Value(HOME)),
        ]
        counts: Counts = Counter()
        for key, value, number in parts[0].union(*parts[1:], all=True):
            counts[key, value] += number
        return counts

    # --- what the form shows ----------------------------------------------------------------------
    def selects(self, counts: Counts) -> list[Select]:
        """The five filters; a choice without any slip is left out, unless it is the chosen one."""
        labels = {
            "kind": (_("Seeks or offers"), _("Both")),
            "city": (_("City"), _("All cities")),
            "who": (_("Who"), _("Everybody")),
            "month": (_("Month"), _("Any month")),
            "language": (_("Language"), _("All languages")),
        }
        return [
            Select(key, label, [("", everything, key not in self.chosen), *self._options(key, counts)])
            for key, (label, everything) in labels.items()
        ]

    def _options(self, key: str, counts: Counts) -> list[tuple[str, str, bool]]:
        found = []
        for value, label in self._choices(key, counts):
            number = self._number(key, value, counts)
            is_chosen = self.chosen.get(key) == value
            if number or is_chosen:
                words = _("%(choice)s (%(count)d)") % {"choice": label, "count": number}
                found.append((value, words, is_chosen))
        return found

    def _number(self, key: str, value: str, counts: Counts) -> int:
        """How many slips the choice would give; the counting query names months by their first day, cities by key."""
        if key == "month":
            return counts[key, f"{value}-01"] + counts[key, ""]
        if key == "city" and value != HOME:
            return counts[key, str(self.cities[value].pk)]
        return counts[key, value]

    def _choices(self, key: str, counts: Counts) -> list[tuple[str, str]]:
        if key == "kind":
            return [(value, capfirst(str(label))) for value, label in Slip.Kind.choices]
        if key == "who":
            return [(value, capfirst(str(label))) for value, label in Slip.Group.choices]
        if key == "city":
            return [home_choice(self.home), *city_choices(self.cities)]
        if key == "month":
            months = {f"{month:%Y-%m}" for month in months_ahead()} | {self.chosen.get("month", "")} - {""}
            return [(value, self.label("month", value)) for value in sorted(months)]
        codes = {value for name, value in counts if name == "language"} | {self.chosen.get("language", "")}
        named = [(code, language_label(code)) for code in codes - {"", None}]
        return sorted(named, key=lambda choice: sort_key(choice[1], current()))

    def label(self, key: str, value: str) -> str:
        """A chosen value in words."""
        if key == "month":
            month = datetime.date.fromisoformat(f"{value}-01")
            return month_span(month, month)
        if key == "language":
            return language_label(value)
        return dict(self._choices(key, Counter())).get(value, value)

    def active(self) -> list[dict[str, str]]:
        """What is chosen, each with the address of the board without it."""
        return [
            {"label": self.label(key, value), "url": self.url(without=key)}
            for key, value in self.chosen.items()
        ]

    def url(self, *, without: str = "") -> str:
        """Query string of the choice, without one filter."""
        return f"?{urlencode({key: value for key, value in self.chosen.items() if key != without})}"

    @cached_property
    def prefix(self) -> str:
        """What links to other pages of the list begin with."""
        return f"{self.url()}&" if self.chosen else "?"


def _part(key: str, slips: SlipQuerySet, value: Expression | F) -> SlipQuerySet:
    """(filter, value, number of slips) as rows of the one counting query."""
    counted = slips.order_by().annotate(facet=Value(key), facet_value=Cast(value, TextField()))
    return (
        counted.values("facet", "facet_value")
        .annotate(number=Count("pk"))
        .values_list("facet", "facet_value", "number")
    )
