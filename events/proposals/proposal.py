"""An event that an organisation proposes, with a confirmed address or an account; staff read it before it shows."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.event import Event
from events.occurrence import Occurrence
from events.querysets import ProposalQuerySet
from twinning.models import TimeStamped, Versioned
from twinning.zones import validate_zone


class Proposal(TimeStamped, Versioned):
    """Written in the proposer's language. Accepting it makes an event with one date."""

    class State(models.TextChoices):
        DRAFT = "draft", _("not yet confirmed")
        SUBMITTED = "submitted", _("being checked")
        RETURNED = "returned", _("your turn")
        PUBLISHED = "published", _("published")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    key = models.UUIDField(_("form key"), unique=True, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="event_proposals",
        verbose_name=_("account"),
    )  # fmt: skip
    name = models.CharField(_("your name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=12)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.SET_NULL, null=True, blank=True, related_name="event_proposals",
        verbose_name=_("organisation"),
    )  # fmt: skip
    organiser = models.CharField(_("who invites"), max_length=150)
    title = models.CharField(_("title"), max_length=150)
    teaser = models.CharField(_("in one or two sentences"), max_length=300)
    text = models.TextField(_("what happens"), blank=True)
    format = models.CharField(_("format"), max_length=12, choices=Event.Format, default=Event.Format.OTHER)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    attendance = models.CharField(
        _("how one takes part"), max_length=6, choices=Occurrence.Attendance,
        default=Occurrence.Attendance.ONSITE,
    )  # fmt: skip
    place = models.CharField(_("place"), max_length=200, blank=True)
    cities = models.ManyToManyField(
        "partners.City", blank=True, related_name="event_proposals", verbose_name=_("partner cities")
    )
    themes = models.ManyToManyField(
        "partners.Theme", blank=True, related_name="event_proposals", verbose_name=_("themes")
    )
    is_free = models.BooleanField(_("free admission"), default=True)
    price_note = models.CharField(_("price"), max_length=150, blank=True)
    website = models.URLField(_("website"), blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    confirmed_at = models.DateTimeField(_("address confirmed on"), null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted on"), null=True, blank=True, editable=False)
    message = models.TextField(_("message from the office"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    event = models.OneToOneField(
        Event, models.SET_NULL, null=True, blank=True, related_name="proposal", verbose_name=_("event")
    )
    erased_at = models.DateTimeField(_("erased on"), null=True, blank=True, editable=False)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of an event")
        verbose_name_plural = _("proposals of events")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="events_proposal_order",
                violation_error_message=_("The end must come after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(attendance="online") | ~Q(place=""),
                name="events_proposal_somewhere",
                violation_error_message=_("Say where it takes place."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "declined"])
                | ~Q(message="")
                | Q(erased_at__isnull=False),
                name="events_proposal_message",
                violation_error_message=_("Say why: the proposer reads it."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="events_proposal_submitted_when",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | ~Q(email=""),
                name="events_proposal_address",
            ),
        ]

    def __str__(self) -> str:
        return self.title
