"""A date of an event: what stands in calendars, and what people register for."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from events.event import Event
from events.querysets import OccurrenceQuerySet
from events.venue import Venue
from events.walltime import local
from twinning.models import TimeStamped, Versioned
from twinning.zones import validate_zone

MOST_PLACES = 20


class GenerationRun(models.Model):
    """With which rule staff made a row of dates: a record, never read again to make more."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="runs", verbose_name=_("event"))
    rule = models.CharField(_("rule"), max_length=300, help_text=_("As RFC 5545 writes it."))
    wall_start = models.DateTimeField(_("first date"), help_text=_("The moment of the first date."))
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made on"), auto_now_add=True)
    key = models.UUIDField(_("form key"), unique=True, editable=False)

    class Meta:
        verbose_name = _("generated row of dates")
        verbose_name_plural = _("generated rows of dates")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.rule


class Occurrence(TimeStamped, Versioned):
    """One date. `taken` and the registrations' statuses are written by `events.booking.actions` alone.

    Times are moments; `time_zone` is the zone of the wall clock that people read at the venue. On all-day dates the
    times are the midnights there, the end being the midnight after the last day.
    """

    class Attendance(models.TextChoices):
        ONSITE = "onsite", _("on site")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("on site and online")

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("scheduled")
        CANCELLED = "cancelled", _("cancelled")
        POSTPONED = "postponed", _("postponed")
        RESCHEDULED = "rescheduled", _("rescheduled")
        MOVED_ONLINE = "moved_online", _("moved online")

    class Registration(models.TextChoices):
        NONE = "none", _("no registration needed")
        INTERNAL = "internal", _("registration in the portal")
        EXTERNAL = "external", _("registration elsewhere")

    class Queue(models.TextChoices):
        STRICT = "strict", _("strictly in turn")
        FITTING = "fitting", _("the first that fits")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="occurrences", verbose_name=_("event"))
    run = models.ForeignKey(
        GenerationRun, models.SET_NULL, null=True, blank=True, editable=False, related_name="occurrences"
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    shows_end = models.BooleanField(_("the end is known"), default=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Berlin", validators=[validate_zone]
    )
    all_day = models.BooleanField(_("all day"), default=False)
    attendance = models.CharField(
        _("how one takes part"), max_length=6, choices=Attendance, default=Attendance.ONSITE
    )
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="occurrences", verbose_name=_("venue")
    )
    room = models.CharField(_("room"), max_length=100, blank=True)
    online_url = models.URLField(_("link for taking part online"), blank=True, max_length=500)
    is_online_url_public = models.BooleanField(
        _("the link is public"), default=False,
        help_text=_("Otherwise only people with a confirmed registration get it."),
    )  # fmt: skip
    second_city = models.ForeignKey(
        "partners.City", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("also shown in the time of"),
    )  # fmt: skip

    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.SCHEDULED, editable=False
    )
    status_note = models.CharField(_("reason"), max_length=300, blank=True)
    status_at = models.DateTimeField(_("status since"), null=True, blank=True, editable=False)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces", editable=False,
        verbose_name=_("replaced by"),
    )  # fmt: skip
    previous_start = models.DateTimeField(_("began before"), null=True, blank=True, editable=False)
    previous_end = models.DateTimeField(_("ended before"), null=True, blank=True, editable=False)
    sequence = models.PositiveIntegerField(_("number of the change"), default=0, editable=False)

    registration = models.CharField(
        _("registration"), max_length=8, choices=Registration, default=Registration.NONE
    )
    external_url = models.URLField(_("where to register"), blank=True, max_length=500)
    capacity = models.PositiveIntegerField(
        pgettext_lazy("registration", "places"), null=True, blank=True, help_text=_("Empty: as many as come.")
    )
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    waiting_limit = models.PositiveIntegerField(
        _("places on the waiting list"), null=True, blank=True,
        help_text=_("Empty: no limit. 0: no waiting list."),
    )  # fmt: skip
    queue = models.CharField(_("waiting list"), max_length=8, choices=Queue, default=Queue.STRICT)
    offers = models.BooleanField(
        _("a freed place is offered, not given"), default=False,
        help_text=_("Whoever moves up has 48 hours to say yes."),
    )  # fmt: skip
    most_places = models.PositiveSmallIntegerField(
        _("places in one registration"), default=4,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)],
    )  # fmt: skip
    shows_places = models.BooleanField(_("free places are shown"), default=True)
    registration_opens = models.DateTimeField(_("registration from"), null=True, blank=True)
    registration_closes = models.DateTimeField(
        _("registration until"), null=True, blank=True, help_text=_("Empty: until it begins.")
    )
    needs_erased_at = models.DateTimeField(_("access needs erased"), null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(_("registrations erased"), null=True, blank=True, editable=False)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("event", "date")
        verbose_name_plural = pgettext_lazy("event", "dates")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="events_occurrence_start"),
            models.Index(fields=["ends_at"], name="events_occurrence_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="events_occurrence_order",
                violation_error_message=_("The end must come after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(taken__lte=F("capacity")),
                name="events_occurrence_taken",
                violation_error_message=_("More places are taken than that."),
            ),
            models.CheckConstraint(
                condition=Q(attendance="online") | Q(venue__isnull=False),
                name="events_occurrence_somewhere",
                violation_error_message=_("Choose a venue, or “online”."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["scheduled", "rescheduled", "moved_online"])
                | (Q(status_note_de__isnull=False) & ~Q(status_note_de="")),
                name="events_occurrence_reason",
                violation_error_message=_("Say why, in German at least."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["scheduled"]) | Q(status_at__isnull=False),
                name="events_occurrence_status_when",
                violation_error_message=_("A change of status needs its time."),
            ),
            models.CheckConstraint(
                condition=Q(registration_opens__isnull=True)
                | Q(registration_closes__isnull=True)
                | Q(registration_closes__gte=F("registration_opens")),
                name="events_occurrence_window",
                violation_error_message=_("Registration must open before it closes."),
            ),
            models.CheckConstraint(
                condition=Q(registration="external", external_url__gt="")
                | (~Q(registration="external") & Q(external_url="")),
                name="events_occurrence_external",
                violation_error_message=_(
                    "Give the link where one registers, or choose another registration."
                ),
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("id")),
                name="events_occurrence_not_itself",
                violation_error_message=_("A date can't replace itself."),
            ),
            models.CheckConstraint(
                condition=Q(most_places__range=(1, MOST_PLACES)),
                name="events_occurrence_most_places",
                violation_error_message=_("A registration is for 1 to 20 places."),
            ),
            models.UniqueConstraint(
                fields=["event", "starts_at", "venue"],
                nulls_distinct=False,
                name="events_occurrence_once",
                violation_error_message=_("This event has this date already."),
            ),
        ]

    def __str__(self) -> str:
        shown = date_format(local(self.starts_at, self.time_zone), "SHORT_DATETIME_FORMAT")
        return f"{self.event}, {shown}"

    def get_absolute_url(self, language: str | None = None) -> str:
        """The event's page with this date in front, in `language` (default: the active one)."""
        names = {"slug": self.event.slug, "pk": self.pk}
        if language is None:
            return reverse("events:occurrence-detail", kwargs=names)
        with override(language):
            return reverse("events:occurrence-detail", kwargs=names)

    @property
    def places_left(self) -> int | None:
        """Places that nobody holds; None without a limit."""
        return None if self.capacity is None else self.capacity - self.taken

    @property
    def is_off(self) -> bool:
        """It does not take place on this day."""
        return self.status in {self.Status.CANCELLED, self.Status.POSTPONED}


class OccurrenceLanguage(models.Model):
    """A language of a date: spoken, interpreted, signed, captioned or in easy words. It belongs to the date."""

    class Role(models.TextChoices):
        SPOKEN = "spoken", _("spoken")
        SIMULTANEOUS = "simultaneous", _("simultaneous interpretation")
        CONSECUTIVE = "consecutive", _("consecutive interpretation")
        SIGN = "sign", _("sign language")
        CAPTIONS = "captions", _("captions")
        EASY = "easy", _("easy language")

    occurrence = models.ForeignKey(
        Occurrence, models.CASCADE, related_name="languages", verbose_name=pgettext_lazy("event", "date")
    )
    language = models.CharField(
        _("language"), max_length=12, help_text=_("Language code: de, ja; gsg is German Sign Language.")
    )
    role = models.CharField(_("how"), max_length=12, choices=Role, default=Role.SPOKEN)
    on_request = models.BooleanField(_("on request"), default=False)
    note = models.CharField(_("note"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("language of a date")
        verbose_name_plural = _("languages of a date")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["occurrence", "language", "role"],
                name="events_occurrencelanguage_once",
                violation_error_message=_("This language is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} ({self.get_role_display()})"
