"""A slip: somebody seeks or offers something between twin towns."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from partners.board.querysets import SlipQuerySet
from twinning.languages import direction
from twinning.models import TimeStamped, Versioned

ADULT = 18


class Slip(TimeStamped, Versioned):
    """Title and text stay in the language they were written in; everything else is structured, so that every
    reader gets it in their own. Name and address belong to the owner: the name is shown, the address never.
    """

    class Kind(models.TextChoices):
        SEEKS = "seeks", pgettext_lazy("slip", "seeks")
        OFFERS = "offers", pgettext_lazy("slip", "offers")

    class Group(models.TextChoices):
        CHOIR = "choir", _("choir")
        BAND = "band", _("band or orchestra")
        THEATRE = "theatre", _("theatre or dance group")
        CLASS = "class", _("school class")
        YOUTH = "youth", _("youth group")
        SPORTS = "sports", _("sports team")
        CLUB = "club", _("club")
        ARTISTS = "artists", _("artists")
        INITIATIVE = "initiative", _("initiative")
        OFFICE = "office", _("public office")
        BUSINESS = "business", _("business")
        FAMILY = "family", _("family")
        PERSON = "person", _("single person")
        OTHER = "other", _("other group")

    class Activity(models.TextChoices):
        CONCERT = "concert", _("sing or play together")
        STAGE = "stage", _("theatre, dance, stage")
        SCHOOL = "school", _("school exchange")
        YOUTH = "youth", _("youth exchange")
        LETTERS = "letters", _("letters and video calls")
        SPORT = "sport", _("sport")
        ART = "art", _("art and studio")
        GARDEN = "garden", _("garden and environment")
        CITY = "city", _("work on the city of tomorrow")
        WORK = "work", _("work placement")
        HOSTING = "hosting", _("host families")
        SPACE = "space", _("rooms and stages")
        TRANSLATION = "translation", _("translate and interpret")
        MEMORIES = "memories", _("memories and history")
        OTHER = "other", _("something else")

    class Scope(models.TextChoices):
        ANY = "any", _("any twin town")
        HOME = "home", _("the home town")
        CITY = "city", _("a certain city")

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("e-mail not confirmed")
        SUBMITTED = "submitted", _("being checked")
        RETURNED = "returned", _("sent back to the owner")
        PUBLISHED = "published", _("on the board")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DECLINED = "declined", _("declined")

    class Outcome(models.TextChoices):
        UNKNOWN = "", _("not known")
        YES = "yes", _("it came about")
        TALKING = "talking", _("still talking")
        NO = "no", _("nothing came of it")

    key = models.UUIDField(_("form key"), unique=True, editable=False)
    kind = models.CharField(_("seeks or offers"), max_length=6, choices=Kind)
    title = models.CharField(_("in short"), max_length=70)
    text = models.TextField(_("text"), max_length=600)
    language = models.CharField(_("written in"), max_length=12)
    group = models.CharField(_("who"), max_length=12, choices=Group)
    activity = models.CharField(_("what"), max_length=12, choices=Activity)
    size_from = models.PositiveSmallIntegerField(
        _("people, at least"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(999)],
    )
    size_to = models.PositiveSmallIntegerField(
        _("people, at most"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    age_from = models.PositiveSmallIntegerField(
        _("age from"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    age_to = models.PositiveSmallIntegerField(
        _("age to"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    months = ArrayField(
        models.DateField(), verbose_name=_("months"), default=list, blank=True,
        help_text=_("The first day of each month that suits. Empty: any time."),
    )  # fmt: skip
    place = models.ForeignKey(
        "partners.City", models.PROTECT, null=True, blank=True, related_name="slips_from",
        verbose_name=_("where the owner is"), help_text=_("Empty: in the home town."),
    )  # fmt: skip
    wanted = models.CharField(_("where to"), max_length=4, choices=Scope, default=Scope.ANY)
    wanted_city = models.ForeignKey(
        "partners.City", models.PROTECT, null=True, blank=True, related_name="slips_to",
        verbose_name=_("wanted city"),
    )  # fmt: skip
    can_host = models.BooleanField(_("can host guests"), default=False)
    wants_to_travel = models.BooleanField(_("wants to travel"), default=False)
    themes = models.ManyToManyField(
        "partners.Theme", blank=True, related_name="slips", verbose_name=_("themes")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.SET_NULL, null=True, blank=True, related_name="slips",
        verbose_name=_("organisation"),
    )  # fmt: skip
    reply_by = models.DateField(_("reply by"), null=True, blank=True, help_text=_("Empty: no fixed day."))
    expires_on = models.DateField(_("last day on the board"))

    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"))
    adult_contact = models.CharField(
        _("adult contact"),
        max_length=150,
        blank=True,
        help_text=_("Needed when children or young people take part."),
    )
    wants_suggestions = models.BooleanField(_("wants suggestions by mail"), default=False)
    notice_version = models.CharField(_("version of the privacy notice"), max_length=20, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UNCONFIRMED)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("released by"),
    )  # fmt: skip
    message = models.TextField(_("message from the office"), blank=True, help_text=_("The owner reads it."))
    reminded_at = models.DateTimeField(_("reminded of the end"), null=True, blank=True)
    suggested_at = models.DateTimeField(_("last suggestions"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked about the outcome"), null=True, blank=True)
    outcome = models.CharField(
        _("did it come about?"), max_length=8, choices=Outcome, blank=True, default=Outcome.UNKNOWN
    )
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False, help_text=_("Invented, for demonstration."))

    objects = SlipQuerySet.as_manager()

    class Meta:
        verbose_name = _("slip")
        verbose_name_plural = _("slips")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "expires_on"], name="board_slip_on_the_board"),
            models.Index(fields=["state", "-released_at"], name="board_slip_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(size_from__isnull=True)
                | Q(size_to__isnull=True)
                | Q(size_from__lte=F("size_to")),
                name="board_slip_size_order",
                violation_error_message=_("The smaller number of people comes first."),
            ),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_from__lte=F("age_to")),
                name="board_slip_age_order",
                violation_error_message=_("The lower age comes first."),
            ),
            models.CheckConstraint(
                condition=Q(wanted="city", wanted_city__isnull=False)
                | (~Q(wanted="city") & Q(wanted_city__isnull=True)),
                name="board_slip_wanted_city",
                violation_error_message=_("Choose a city, or “any twin town”."),
            ),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True)
                | Q(age_from__gte=ADULT)
                | ~Q(adult_contact="")
                | Q(erased_at__isnull=False),
                name="board_slip_adult_contact",
                violation_error_message=_("Children or young people take part: name an adult contact."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "returned", "published"])
                | Q(confirmed_at__isnull=False),
                name="board_slip_confirmed_first",
                violation_error_message=_("The owner has to confirm the address first."),
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(released_at__isnull=False),
                name="board_slip_released_when",
                violation_error_message=_("A slip on the board needs the time of its release."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "declined"])
                | ~Q(message="")
                | Q(erased_at__isnull=False),
                name="board_slip_message",
                violation_error_message=_("Say why: the owner reads it."),
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(name="", email=""),
                name="board_slip_erased",
                violation_error_message=_("An erased slip keeps neither name nor address."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or gettext("slip %(number)d") % {"number": self.pk}

    @property
    def direction(self) -> str:
        """Writing direction of title and text."""
        return direction(self.language)

    @property
    def facts_in_words(self) -> str:
        """Who, what and where in the reader's language: so that search finds "choir" in a slip written in French."""
        city = f" {self.place}" if self.place else ""
        return f"{self.get_group_display()} {self.get_activity_display()}{city}"

    @property
    def shown_city(self) -> Any:
        """The partner city that the slip is about: where its owner is, else the one that is wanted, else None."""
        return self.place or self.wanted_city

    @property
    def is_public(self) -> bool:
        """Hangs on the board now, as `published()` says of many."""
        return self.state == self.State.PUBLISHED and self.expires_on >= timezone.localdate()

    @property
    def has_left(self) -> bool:
        """Was on the board and has ended; words that wait for a second release have not ended."""
        state = self.State
        has_ended = self.state in {state.PUBLISHED, state.EXPIRED, state.WITHDRAWN, state.DECLINED}
        return self.released_at is not None and has_ended and not self.is_public

    def get_absolute_url(self, language: str | None = None) -> str:
        """The page of this slip in `language` (default: the active one)."""
        if language is None:
            return reverse("board:slip-detail", kwargs={"pk": self.pk})
        with override(language):
            return reverse("board:slip-detail", kwargs={"pk": self.pk})


class SlipLanguage(models.Model):
    """A language that the owner's group speaks, and how well."""

    class Level(models.TextChoices):
        BASIC = "basic", _("a little")
        GOOD = "good", _("well")
        FLUENT = "fluent", _("fluently")

    slip = models.ForeignKey(Slip, models.CASCADE, related_name="languages", verbose_name=_("slip"))
    language = models.CharField(_("language"), max_length=12)
    level = models.CharField(_("how well"), max_length=6, choices=Level, default=Level.GOOD)

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slip", "language"],
                name="board_sliplanguage_once",
                violation_error_message=_("This language is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} ({self.get_level_display()})"
