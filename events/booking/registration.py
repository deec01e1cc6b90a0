"""Who comes: registrations for a date, the questions of an event and the answers.

Statuses, positions and `Occurrence.taken` are written by `events.booking.actions` alone, each time under the lock of
the occurrence. Personal data is reached through `visible_to` and the person's own link, and erased by
`events.booking.retention`.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.event import Event
from events.occurrence import MOST_PLACES, Occurrence
from events.querysets import RegistrationQuerySet
from twinning.models import TimeStamped


class Question(models.Model):
    """Something that the organiser has to know from everybody who registers."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        CHOICE = "choice", _("one of several")
        NUMBER = "number", _("number of people")
        YES_NO = "yes_no", _("yes or no")

    event = models.ForeignKey(Event, models.CASCADE, related_name="questions", verbose_name=_("event"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.TEXT)
    label = models.CharField(_("question"), max_length=200)
    help = models.CharField(_("help"), max_length=200, blank=True)
    options = models.TextField(
        _("answers to choose from"), blank=True,
        help_text=_("One in each line; the same number of lines in every language."),
    )  # fmt: skip
    required = models.BooleanField(_("must be answered"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=10)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="choice") | (Q(options_de__isnull=False) & ~Q(options_de="")),
                name="events_question_options",
                violation_error_message=_("Give the answers to choose from, in German at least."),
            )
        ]

    def __str__(self) -> str:
        return self.label


class Registration(TimeStamped):
    """One person's registration for one date, for one or more places."""

    class Status(models.TextChoices):
        PENDING = "pending", _("not yet confirmed")
        CONFIRMED = "confirmed", _("confirmed")
        WAITING = "waiting", _("on the waiting list")
        OFFERED = "offered", _("place offered")
        CANCELLED = "cancelled", _("cancelled by participant")
        EXPIRED = "expired", _("expired")
        ATTENDED = "attended", _("attended")
        NO_SHOW = "no_show", _("did not attend")

    class Attendance(models.TextChoices):
        ONSITE = "onsite", _("on site")
        ONLINE = "online", _("online")

    key = models.UUIDField(_("form key"), unique=True, editable=False)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    occurrence = models.ForeignKey(
        Occurrence, models.PROTECT, related_name="registrations", verbose_name=pgettext_lazy("event", "date")
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=12)
    places = models.PositiveSmallIntegerField(pgettext_lazy("registration", "places"), default=1)
    attendance = models.CharField(
        _("takes part"), max_length=6, choices=Attendance, default=Attendance.ONSITE
    )
    status = models.CharField(
        _("status"), max_length=9, choices=Status, default=Status.PENDING, editable=False
    )
    position = models.PositiveBigIntegerField(_("place in the queue"), null=True, blank=True, editable=False)
    hold_until = models.DateTimeField(_("held until"), null=True, blank=True, editable=False)
    confirmed_at = models.DateTimeField(_("address confirmed on"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True, editable=False)
    consent_version = models.CharField(_("version of the notice"), max_length=20)
    consent_at = models.DateTimeField(_("notice read on"))
    access_needs = models.CharField(_("access needs"), max_length=500, blank=True)
    checked_in_at = models.DateTimeField(_("checked in on"), null=True, blank=True, editable=False)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("checked in by"),
    )  # fmt: skip
    anonymised_at = models.DateTimeField(_("anonymised on"), null=True, blank=True, editable=False)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["pk"]
        permissions = [("view_access_needs", _("Can see access needs"))]
        indexes = [
            models.Index(fields=["occurrence", "status", "position"], name="events_registration_queue"),
            models.Index(
                fields=["hold_until"],
                condition=Q(status__in=["pending", "offered"]),
                name="events_registration_holds",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "occurrence",
                Lower("email"),
                condition=~Q(status__in=["cancelled", "expired"])
                & Q(anonymised_at__isnull=True)
                & ~Q(email=""),
                name="events_registration_once",
                violation_error_message=_("This address is registered already."),
            ),
            models.CheckConstraint(
                condition=Q(places__range=(1, MOST_PLACES)),
                name="events_registration_places",
                violation_error_message=_("A registration is for 1 to 20 places."),
            ),
            models.CheckConstraint(
                condition=~Q(status="waiting") | Q(position__isnull=False),
                name="events_registration_in_queue",
                violation_error_message=_("Whoever waits has a place in the queue."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["pending", "offered"]) | Q(hold_until__isnull=False),
                name="events_registration_hold",
                violation_error_message=_("A place is held for a limited time."),
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=True) | Q(name="", email="", access_needs=""),
                name="events_registration_anonymous",
                violation_error_message=_("An anonymised registration holds no name and no address."),
            ),
            models.CheckConstraint(
                # Whoever calls or comes to the door may have no address.
                condition=Q(anonymised_at__isnull=False) | ~Q(name=""),
                name="events_registration_named",
                violation_error_message=_("A registration needs a name."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people read out on the telephone: "T-4821"."""
        return f"T-{self.pk:04d}" if self.pk else "T-"


class Answer(models.Model):
    """What somebody answered; erased together with the name."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="answers", verbose_name=_("registration")
    )
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers", verbose_name=_("question"))
    value = models.CharField(_("answer"), max_length=500)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "question"], name="events_answer_once")
        ]

    def __str__(self) -> str:
        return self.value
