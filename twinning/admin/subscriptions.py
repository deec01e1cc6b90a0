"""Columns of the lists of calendars and portals that we read: how the reading stands."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from twinning.subscriptions import Subscription

READING = (_("Reading"), {"fields": ["health", "succeeded", "tried", "failures", "following"]})


def moment(value: datetime | None) -> str:
    """Day and time here; a dash for never."""
    return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT") if value else "–"


class SubscriptionColumns:
    """For a ModelAdmin of a `Subscription`; it says itself what `health` is."""

    @admin.display(description=_("last read"), ordering="succeeded_at")
    def succeeded(self, row: Any) -> str:
        return moment(row.succeeded_at)

    @admin.display(description=_("last tried"), ordering="fetched_at")
    def tried(self, row: Any) -> str:
        return moment(row.fetched_at)

    @admin.display(description=_("next try"))
    def following(self, row: Subscription) -> str:
        return moment(row.next_try) if row.pk else "–"
