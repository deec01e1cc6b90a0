"""Calendars of partner cities that we read, and what stood in them. Nothing of it is public until staff say so."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.occurrence import Occurrence
from events.venue import Venue
from twinning.models import TimeStamped, Versioned
from twinning.subscriptions import Subscription
from twinning.zones import validate_zone


class Feed(TimeStamped, Versioned, Subscription):
    """A calendar at an https address, read by the worker. Health is written by `events.feeds.actions` alone."""

    INTERVAL = timedelta(hours=6)
    PAUSES = tuple(timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 48))

    title = models.CharField(_("name"), max_length=150)
    url = models.URLField(_("address"), max_length=500, unique=True, help_text=_("It begins with https://"))
    city = models.ForeignKey(
        "partners.City", models.PROTECT, related_name="feeds", verbose_name=_("partner city")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.SET_NULL, null=True, blank=True, related_name="feeds",
        verbose_name=_("whose calendar"),
    )  # fmt: skip
    language = models.CharField(
        _("language of the texts"), max_length=12, help_text=_("Language code: ja, fr.")
    )
    time_zone = models.CharField(
        _("time zone of times without one"), max_length=64, validators=[validate_zone]
    )
    venue = models.ForeignKey(
        Venue, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("usual venue")
    )
    themes = models.ManyToManyField(
        "partners.Theme", blank=True, related_name="+", verbose_name=_("themes of its events")
    )

    class Meta:
        verbose_name = _("calendar of a partner")
        verbose_name_plural = _("calendars of partners")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="https://"),
                name="events_feed_https",
                violation_error_message=_("The address must begin with https://."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class FeedItem(TimeStamped, Versioned):
    """One date as a calendar tells it. `offered` is what it says now, `taken` what staff took over last.

    Both are JSON of `events.feeds.parsing.Item`. `state` says what staff have to do.
    """

    class State(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        TAKEN = "taken", _("taken over")
        DECLINED = "declined", _("not wanted")
        VANISHED = "vanished", _("vanished from the calendar")

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="items", verbose_name=_("calendar"))
    uid = models.CharField(_("UID"), max_length=500)
    recurrence_id = models.CharField(_("date in a series"), max_length=40, blank=True)
    digest = models.CharField(max_length=64)
    starts_at = models.DateTimeField(_("begins"))
    title = models.CharField(_("title"), max_length=400)
    offered = models.JSONField(_("what the calendar says"))
    taken = models.JSONField(_("what was taken over"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.NEW)
    occurrence = models.OneToOneField(
        Occurrence,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="feed_item",
        verbose_name=pgettext_lazy("event", "date"),
    )
    seen_at = models.DateTimeField(_("last seen"))
    missing_since = models.DateTimeField(_("missing since"), null=True, blank=True)

    class Meta:
        verbose_name = _("entry of a calendar")
        verbose_name_plural = _("entries of calendars")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["feed", "uid", "recurrence_id"], name="events_feeditem_once"),
            models.CheckConstraint(
                condition=~Q(state="vanished") | Q(missing_since__isnull=False),
                name="events_feeditem_vanished_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EmbedOrigin(TimeStamped):
    """A website that may show our list of events in a frame, such as https://www.rouen.fr."""

    origin = models.URLField(
        _("website"), max_length=200, unique=True,
        help_text=_("Scheme and host only: https://www.example.org"),
    )  # fmt: skip
    note = models.CharField(_("who asked for it"), max_length=200, blank=True)
    is_active = models.BooleanField(_("allowed"), default=True)

    class Meta:
        verbose_name = _("website that may show our events")
        verbose_name_plural = _("websites that may show our events")
        ordering = ["origin"]

    def __str__(self) -> str:
        return self.origin
