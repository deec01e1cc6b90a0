"""Funding in numbers: applications, sums, success, cities, aims and durations by year. Read only.

Every number comes with the address of the list that it counts: it counts what that list shows, so cases to which the
reader is tied are in neither. Called by the staff pages.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from django import forms
from django.db.models import Count, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractYear
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import City, Theme
from projects.grants.application import Application
from projects.grants.case import Event
from projects.grants.decision import Letter
from projects.grants.letters.reading import DECISIONS
from projects.grants.office.queue import DECIDED, GRANTED
from projects.grants.programme import Programme
from projects.grants.querysets import ApplicationQuerySet
from projects.grants.records import charts
from twinning.languages import served

BACK = 4
# A median of one or two cases says nothing.
FEWEST = 3
IS_DECIDED = Q(state__in=[*DECIDED, Application.State.INADMISSIBLE])
IS_GRANTED = Q(state__in=GRANTED)
NONE = Decimal(0)
COUNTS = {
    "sent": Count("pk"),
    "decided": Count("pk", filter=IS_DECIDED),
    "granted": Count("pk", filter=IS_GRANTED),
    "requested": Coalesce(Sum("requested"), NONE),
    "sum": Coalesce(Sum("decision__amount", filter=IS_GRANTED), NONE),
}
SPANS = (
    ("checked_at", "submitted_at", gettext_lazy("From receipt to the check")),
    ("decided_at", "checked_at", gettext_lazy("From the check to the decision")),
    ("told_at", "decided_at", gettext_lazy("From the decision to the letter")),
    ("told_at", "submitted_at", gettext_lazy("From receipt to the letter")),
)


class PeriodForm(forms.Form):
    """Which programme and years; what can't be read is as if it had not been asked."""

    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    since = forms.TypedChoiceField(label=gettext_lazy("From"), required=False, coerce=int, empty_value=None)
    until = forms.TypedChoiceField(label=gettext_lazy("Up to"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Mapping[str, Any], *, first: int, last: int) -> None:
        start = max(first, last - BACK)
        super().__init__({"since": start, "until": last, **{name: data[name] for name in data if data[name]}})
        self.fields["programme"].choices = [("", _("All"))] + [
            (str(row.pk), str(row)) for row in Programme.objects.order_by("position", "slug")
        ]
        for name in ("since", "until"):
            self.fields[name].choices = [(str(year), str(year)) for year in range(first, last + 1)]
        self.is_valid()
        ends = [self.cleaned_data.get("since") or start, self.cleaned_data.get("until") or last]
        self.first, self.last = min(ends), max(ends)


@dataclass(frozen=True, slots=True)
class Line:
    """One year, city or aim; `query` is the address of its list without the state."""

    name: str
    query: dict[str, Any]
    sent: int
    decided: int
    granted: int
    requested: Decimal
    sum: Decimal

    @property
    def rate(self) -> int | None:
        """Approved ones of a hundred that are decided."""
        return round(100 * self.granted / self.decided) if self.decided else None

    def _url(self, state: str) -> str:
        return f"{reverse('admin:grants_application_changelist')}?{urlencode({'state': state, **self.query})}"

    @property
    def sent_url(self) -> str:
        """All that were sent."""
        return self._url("all")

    @property
    def decided_url(self) -> str:
        """Those that are decided."""
        return self._url("decided")

    @property
    def granted_url(self) -> str:
        """Those that are approved."""
        return self._url("granted")


@dataclass(frozen=True, slots=True)
class Span:
    """How long a part of the way takes: for each year the median in days, or None where there are too few cases."""

    name: str | Promise
    days: list[tuple[Line, int | None]]
    all_days: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the page."""

    form: PeriodForm
    total: Line
    years: list[Line]
    cities: list[Line]
    aims: list[Line]
    spans: list[Span]
    grant: Decimal | None
    year_chart: charts.Chart
    city_chart: charts.Chart
    aim_chart: charts.Chart


def report(data: Mapping[str, Any], user: Any) -> Report:
    """The numbers that this person may see; always the same queries."""
    rows = Application.objects.visible_to(user).sent().exclude(submitted_at=None)
    this_year = timezone.localdate().year
    oldest = rows.aggregate(first=Min("submitted_at"))["first"]
    form = PeriodForm(data, first=timezone.localtime(oldest).year if oldest else this_year, last=this_year)
    chosen = rows.filter(submitted_at__year__gte=form.first, submitted_at__year__lte=form.last).order_by()
    query: dict[str, Any] = {"year": f"{form.first}-{form.last}" if form.first < form.last else form.first}
    if programme := form.cleaned_data.get("programme"):
        chosen, query = chosen.filter(programme=programme), query | {"programme": programme}
    years, cities, aims = _years(chosen, form, query), _cities(chosen, query), _aims(chosen, query)
    total, (spans, grant) = Line(_("Together"), query, **chosen.aggregate(**COUNTS)), _medians(chosen, years)
    return Report(
        form, total, years, cities, aims, spans, grant,
        charts.upright([(line.name, line.requested, line.sum) for line in years]),
        charts.lying([(line.name, line.sum) for line in cities if line.sum]),
        charts.lying([(line.name, line.sum) for line in aims if line.sum]),
    )  # fmt: skip


def _years(rows: ApplicationQuerySet, form: PeriodForm, query: dict[str, Any]) -> list[Line]:
    """Every year of the period, also those without an application."""
    found = {
        row.pop("year"): row
        for row in rows.annotate(year=ExtractYear("submitted_at")).values("year").annotate(**COUNTS)
    }
    empty = {"sent": 0, "decided": 0, "granted": 0, "requested": NONE, "sum": NONE}
    return [
        Line(str(year), query | {"year": year}, **found.get(year, empty))
        for year in range(form.first, form.last + 1)
    ]


def _grouped(
    rows: ApplicationQuerySet, by: str, names: dict[int, str], query: dict[str, Any], key: str
) -> list[Line]:
    """Lines by what many applications share, the largest sum first."""
    lines = [
        Line(names[pk], query | {key: pk}, **row)
        for row in rows.exclude(**{by: None}).values(by).annotate(**COUNTS)
        if (pk := row.pop(by)) in names
    ]
    return sorted(lines, key=lambda line: (-line.sum, -line.sent, line.name))


def _cities(rows: ApplicationQuerySet, query: dict[str, Any]) -> list[Line]:
    names = {city.pk: served(city, "name").text for city in City.objects.all()}
    return _grouped(rows, "cities", names, query, "city")


def _aims(rows: ApplicationQuerySet, query: dict[str, Any]) -> list[Line]:
    names = {theme.pk: str(theme) for theme in Theme.objects.select_related("aim")}
    return _grouped(rows, "themes", names, query, "theme")


# --- medians --------------------------------------------------------------------------------------
def _medians(rows: ApplicationQuerySet, years: list[Line]) -> tuple[list[Span], Decimal | None]:
    """Durations by the year of receipt, and the middle one of all grants."""
    begun = Event.objects.filter(application=OuterRef("pk"), code="start_check").order_by("at")
    told = Letter.objects.filter(
        application=OuterRef("pk"), kind__in=DECISIONS, is_original=True, sent_at__isnull=False
    ).order_by("sent_at")
    cases = list(
        rows.annotate(
            checked_at=Subquery(begun.values("at")[:1]), told_at=Subquery(told.values("sent_at")[:1])
        ).values("submitted_at", "checked_at", "decided_at", "told_at", "state", "decision__amount")
    )
    spans = [_span(cases, years, *span) for span in SPANS]
    grants = [
        case["decision__amount"] for case in cases if case["state"] in GRANTED and case["decision__amount"]
    ]
    return spans, median(grants) if len(grants) >= FEWEST else None


def _span(cases: list[dict[str, Any]], years: list[Line], end: str, start: str, name: str | Promise) -> Span:
    days: dict[str, list[int]] = {}
    for case in cases:
        if case[start] and case[end]:
            year = str(timezone.localtime(case["submitted_at"]).year)
            days.setdefault(year, []).append((case[end] - case[start]).days)
    together = [number for numbers in days.values() for number in numbers]
    return Span(name, [(line, _middle(days.get(line.name, []))) for line in years], _middle(together))


def _middle(numbers: list[int]) -> int | None:
    return round(median(numbers)) if len(numbers) >= FEWEST else None


# --- as a file ------------------------------------------------------------------------------------
def rows_of(found: Report) -> Iterator[list[Any]]:
    """The same numbers, one line each, under one heading."""
    yield [
        _("Table"), _("Line"), _("Applications"), _("Decided"), _("Approved"), _("Success rate in per cent"),
        _("Requested in euros"), _("Granted in euros"), _("Median in days"),
    ]  # fmt: skip
    tables = ((_("Year"), [*found.years, found.total]), (_("City"), found.cities), (_("Aim"), found.aims))
    for table, lines in tables:
        for line in lines:
            yield [
                table, line.name, line.sent, line.decided, line.granted, line.rate, line.requested, line.sum, None
            ]  # fmt: skip
    for span in found.spans:
        for line, days in span.days:
            yield [str(span.name), line.name, *[None] * 6, days]
