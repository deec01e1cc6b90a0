"""Where events take place, and what somebody with a wheelchair, a hearing aid or a dog has to know about it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from twinning.languages import served
from twinning.models import TimeStamped, Versioned
from twinning.querysets import TranslatedQuerySet
from twinning.zones import validate_zone


class Venue(TimeStamped, Versioned):
    """A place. Without `city` it is in the home town; its time zone is the one on its own walls."""

    name = models.CharField(_("name"), max_length=120)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    country = CountryField(_("country"), default="DE")
    city = models.ForeignKey(
        "partners.City", models.PROTECT, null=True, blank=True, related_name="venues",
        verbose_name=_("partner city"), help_text=_("Empty: in the home town."),
    )  # fmt: skip
    latitude = models.FloatField(
        _("latitude (degrees)"), null=True, blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )  # fmt: skip
    longitude = models.FloatField(
        _("longitude (degrees)"), null=True, blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )  # fmt: skip
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Berlin", validators=[validate_zone]
    )
    transport = models.CharField(
        _("public transport"), max_length=200, blank=True, help_text=_("For example: tram 4, two minutes.")
    )
    contact = models.CharField(
        _("contact for questions about access"), max_length=200, blank=True,
        help_text=_("An office or a telephone number, no private person."),
    )  # fmt: skip
    checked_on = models.DateField(_("access checked on"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False, help_text=_("Invented, for demonstration."))

    objects = TranslatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False, longitude__isnull=False,
                    latitude__range=(-90, 90), longitude__range=(-180, 180),
                ),
                name="events_venue_on_the_globe",
                violation_error_message=_(
                    "Give both coordinates or none: latitude from -90 to 90, longitude from -180 to 180 degrees."
                ),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return served(self, "name").text


class VenueAccess(models.Model):
    """One answer about access: yes, no or partly. A missing row means that nobody knows, which is never "no"."""

    class Feature(models.TextChoices):
        STEP_FREE = "step_free", _("step-free")
        TOILET = "toilet", _("accessible toilet")
        LIFT = "lift", _("lift")
        LOOP = "induction_loop", _("hearing loop")
        PARKING = "parking", _("accessible parking")
        DOGS = "dogs", _("assistance dogs welcome")
        QUIET = "quiet_room", _("quiet room")

    class Value(models.TextChoices):
        YES = "yes", _("yes")
        PARTLY = "partly", _("partly")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("not known")

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="access", verbose_name=_("venue"))
    feature = models.CharField(_("what"), max_length=20, choices=Feature)
    value = models.CharField(_("answer"), max_length=8, choices=Value, default=Value.UNKNOWN)
    note = models.CharField(
        _("note"), max_length=150, blank=True, help_text=_("For example: entrance from the yard.")
    )

    class Meta:
        verbose_name = _("answer about access")
        verbose_name_plural = _("answers about access")
        ordering = ["venue", "feature"]
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "feature"],
                name="events_venueaccess_once",
                violation_error_message=_("This answer is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_feature_display()}: {self.get_value_display()}"
