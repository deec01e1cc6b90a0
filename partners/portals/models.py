"""Other portals that we read, and the rows that stood in their files. Nothing of it is public until staff say so."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twinning.models import TimeStamped, Versioned
from twinning.subscriptions import Subscription


class Portal(TimeStamped, Versioned, Subscription):
    """A portal of a partner city, read by the worker. Health is written by `partners.portals.actions` alone."""

    INTERVAL = timedelta(hours=12)
    PAUSES = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 48))

    title = models.CharField(_("name"), max_length=150)
    url = models.URLField(
        _("address"), max_length=300, unique=True,
        help_text=_("The portal’s front page, or its file: https://…/.well-known/twinning.json"),
    )  # fmt: skip
    city = models.OneToOneField(
        "partners.City", models.PROTECT, related_name="portal", verbose_name=_("partner city")
    )
    licence = models.JSONField(_("licence"), default=dict, blank=True, editable=False)
    # Whether the other town lists the partnership with ours, as of the last reading.
    confirms_us = models.BooleanField(_("lists the partnership with us"), default=False, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("portal of a partner city")
        verbose_name_plural = _("portals of partner cities")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="https://"),
                name="portals_portal_https",
                violation_error_message=_("The address must begin with https://."),
            ),
            models.CheckConstraint(
                condition=Q(confirms_us=False) | Q(confirmed_at__isnull=False),
                name="portals_portal_confirmed_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PortalItem(TimeStamped, Versioned):
    """One row as a portal tells it. `offered` is what it says now, `taken` what staff took over; `state` what to do."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        TAKEN = "taken", _("taken over")
        DECLINED = "declined", _("not wanted")
        VANISHED = "vanished", _("vanished from the portal")

    portal = models.ForeignKey(Portal, models.CASCADE, related_name="items", verbose_name=_("portal"))
    kind = models.CharField(_("kind"), max_length=20)
    uid = models.CharField(_("identity"), max_length=120)
    digest = models.CharField(max_length=64)
    title = models.CharField(_("title"), max_length=300)
    offered = models.JSONField(_("what the portal says"))
    taken = models.JSONField(_("what was taken over"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.NEW)
    content_type = models.ForeignKey(
        ContentType, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    object_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    seen_at = models.DateTimeField(_("last seen"))
    missing_since = models.DateTimeField(_("missing since"), null=True, blank=True)

    class Meta:
        verbose_name = _("entry of another portal")
        verbose_name_plural = _("entries of other portals")
        ordering = ["-seen_at", "pk"]
        indexes = [models.Index(fields=["state", "kind"], name="portals_item_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["portal", "kind", "uid"], name="portals_item_once"),
            models.CheckConstraint(
                condition=~Q(state="vanished") | Q(missing_since__isnull=False),
                name="portals_item_vanished_when",
            ),
            models.CheckConstraint(
                condition=Q(object_id__isnull=True) | Q(taken__isnull=False), name="portals_item_taken_what"
            ),
        ]

    def __str__(self) -> str:
        return self.title
