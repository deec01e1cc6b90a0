"""Filters of the staff's lists of events and dates."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Occurrence
from partners.models import City
from twinning.querysets import is_public


class CityFilter(admin.SimpleListFilter):
    """Only cities that have to do with an event."""

    title = _("city")
    parameter_name = "city"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        cities = City.objects.filter(events__isnull=False).distinct()
        return [(city.slug, str(city)) for city in cities.in_name_order()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        return queryset.filter(cities__slug=self.value()) if self.value() else None


class EventDatesFilter(admin.SimpleListFilter):
    """Events by what their dates are like."""

    title = _("dates")
    parameter_name = "dates"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [
            ("coming", _("with dates to come")),
            ("none", _("without any date")),
            ("over", _("over, nothing told about it")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        now = timezone.now()
        if self.value() == "coming":
            return queryset.with_dates_from(now)
        if self.value() == "none":
            return queryset.filter(occurrences__isnull=True)
        return without_report(queryset, now) if self.value() == "over" else None


def without_report(events: QuerySet, now: Any) -> QuerySet:
    """Published events that are over, of which nobody can read how they were."""
    dates = Occurrence.objects.order_by()
    over = dates.filter(ends_at__lte=now).exclude(status__in=["cancelled", "postponed"]).values("event")
    to_come = dates.filter(ends_at__gt=now).values("event")
    found = events.rewrite(False).filter(state="published", pk__in=over).exclude(pk__in=to_come)
    return (found.filter(report_de__isnull=True) | found.filter(report_de="")).rewrite(True)


class PeriodFilter(admin.SimpleListFilter):
    """Dates to come, or those that are over."""

    title = _("period")
    parameter_name = "period"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("coming", _("to come")), ("past", _("over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() == "coming":
            return queryset.filter(ends_at__gt=timezone.now())
        return queryset.filter(ends_at__lte=timezone.now()) if self.value() == "past" else None


class FullFilter(admin.SimpleListFilter):
    """Dates without a free place."""

    title = pgettext_lazy("registration", "places")
    parameter_name = "places"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("full", _("full")), ("free", _("places left"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() == "full":
            return full(queryset)
        if self.value() == "free":
            return queryset.filter(registration="internal").exclude(pk__in=full(queryset).values("pk"))
        return None


def full(dates: QuerySet) -> QuerySet:
    """Those whose places are all taken."""
    return dates.filter(registration="internal", capacity__isnull=False, taken__gte=F("capacity"))


class PublicFilter(admin.SimpleListFilter):
    """Dates that anybody can read of, and those of drafts."""

    title = _("visible")
    parameter_name = "visible"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("public", _("to everybody")), ("draft", _("only to staff"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() == "public":
            return queryset.filter(is_public("event__"))
        return queryset.exclude(is_public("event__")) if self.value() == "draft" else None
