"""What there is to hear, see or do; when it is, says the occurrence."""

import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from events.querysets import EventQuerySet
from twinning.languages import served
from twinning.models import AbstractPhoto, Editorial
from twinning.richtext import RichTextField

SLUG_HELP = _("The last part of the page's address, in Latin letters. Old words keep working.")


class Series(Editorial):
    """A festival, a programme or a row of events that belong together."""

    class Kind(models.TextChoices):
        SERIES = "series", _("series of events")
        FESTIVAL = "festival", _("festival")
        PROGRAMME = "programme", _("programme of events")

    SUMMARY_FIELDS = ("text",)

    slug = models.SlugField(_("address word"), max_length=80, unique=True, help_text=SLUG_HELP)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SERIES)
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("text"), blank=True)
    project = models.ForeignKey(
        "projects.Project", models.SET_NULL, null=True, blank=True, related_name="series",
        verbose_name=_("joint project"),
    )  # fmt: skip
    is_sample = models.BooleanField(_("sample"), default=False, help_text=_("Invented, for demonstration."))

    class Meta(Editorial.Meta):
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["slug"]

    def __str__(self) -> str:
        return served(self, "title").text

    def get_absolute_url(self, language: str | None = None) -> str:
        """The page of this series in `language` (default: the active one)."""
        if language is None:
            return reverse("events:series-detail", kwargs={"slug": self.slug})
        with override(language):
            return reverse("events:series-detail", kwargs={"slug": self.slug})


class Event(Editorial):
    """Everything that is the same on each of its dates."""

    class Format(models.TextChoices):
        CONCERT = "concert", _("concert")
        STAGE = "stage", _("theatre or dance")
        FILM = "film", _("film")
        EXHIBITION = "exhibition", _("exhibition")
        TALK = "talk", _("talk or discussion")
        READING = "reading", _("reading")
        WORKSHOP = "workshop", _("workshop")
        WALK = "walk", _("guided walk")
        FESTIVITY = "festivity", _("festivity")
        MEETING = "meeting", _("meeting")
        SPORT = "sport", _("sport")
        OTHER = "other", _("other event")

    class Origin(models.TextChoices):
        STAFF = "staff", _("the office")
        FORM = "form", _("proposal of an organisation")
        FEED = "feed", _("calendar of a partner")

    PUBLISH_FIELDS = ("title", "teaser")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address word"), max_length=80, unique=True, help_text=SLUG_HELP)
    title = models.CharField(_("title"), max_length=200)
    teaser = models.CharField(_("in one or two sentences"), max_length=300, blank=True)
    text = RichTextField(_("what happens"), blank=True)
    bring = models.TextField(_("what to bring"), blank=True)
    report = RichTextField(
        _("how it was"), blank=True, help_text=_("For the archive, once the last date is over.")
    )
    format = models.CharField(_("format"), max_length=12, choices=Format, default=Format.OTHER)
    audience = models.CharField(_("for whom"), max_length=150, blank=True)
    age_from = models.PositiveSmallIntegerField(_("age from"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(
        _("age to"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    is_free = models.BooleanField(_("free admission"), default=True)
    price_note = models.CharField(
        _("price"), max_length=150, blank=True, help_text=_("For example: 8 €, reduced 4 €.")
    )
    series = models.ForeignKey(
        Series, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("series")
    )
    project = models.ForeignKey(
        "projects.Project", models.SET_NULL, null=True, blank=True, related_name="events",
        verbose_name=_("joint project"),
    )  # fmt: skip
    cities = models.ManyToManyField(
        "partners.City", blank=True, related_name="events", verbose_name=_("partner cities")
    )
    themes = models.ManyToManyField(
        "partners.Theme", blank=True, related_name="events", verbose_name=_("themes")
    )
    organisations = models.ManyToManyField(
        "organisations.Organisation", blank=True, related_name="events", verbose_name=_("who invites"),
        help_text=_("The first one by name is shown first. Empty: the office."),
    )  # fmt: skip
    organiser = models.CharField(
        _("who else invites"),
        max_length=150,
        blank=True,
        help_text=_("Somebody who is not in the directory."),
    )
    website = models.URLField(_("website"), blank=True)
    contact = models.CharField(
        _("contact"), max_length=150, blank=True, help_text=_("Public: an office, no private address.")
    )
    retention_days = models.PositiveSmallIntegerField(
        _("days until registrations are erased"), default=30, validators=[MaxValueValidator(365)],
        help_text=_("After the last moment of a date. Access needs are erased on the day after it."),
    )  # fmt: skip
    origin = models.CharField(
        _("comes from"), max_length=5, choices=Origin, default=Origin.STAFF, editable=False
    )
    is_sample = models.BooleanField(_("sample"), default=False, help_text=_("Invented, for demonstration."))
    staff_note = models.TextField(_("note for staff"), blank=True)

    objects = EventQuerySet.as_manager()

    class Meta(Editorial.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-pk"]
        constraints = [
            *Editorial.Meta.constraints,
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_from__lte=F("age_to")),
                name="events_event_ages",
                violation_error_message=_("The lower age comes first."),
            ),
        ]

    def __str__(self) -> str:
        return served(self, "title").text or self.slug

    def get_absolute_url(self, language: str | None = None) -> str:
        """The page of this event in `language` (default: the active one)."""
        if language is None:
            return reverse("events:event-detail", kwargs={"slug": self.slug})
        with override(language):
            return reverse("events:event-detail", kwargs={"slug": self.slug})


class EventPhoto(AbstractPhoto):
    """A picture of an event: the first one opens its page, those of the report are shown when it is over."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="photos", verbose_name=_("event"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    is_report = models.BooleanField(_("taken at the event"), default=False)

    class Meta(AbstractPhoto.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position", "pk"]
