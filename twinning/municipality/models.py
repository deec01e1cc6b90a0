"""The town whose portal this is: everything that another town would change, as one row.

Read on every page through `twinning.municipality.home.current_home`.
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twinning.contrast import is_readable
from twinning.languages import served
from twinning.models import TimeStamped, Versioned
from twinning.querysets import TranslatedQuerySet
from twinning.zones import validate_zone

HEX = re.compile(r"#[0-9a-f]{6}")
COLOUR = RegexValidator(rf"^{HEX.pattern}$", _("Write a colour as # and six digits, for example #c8102e."))


class Municipality(TimeStamped, Versioned):
    """Home town, its office, its colours and the words of the front page. There is exactly one row."""

    name = models.CharField(_("name of the town"), max_length=100)
    tagline = models.CharField(
        _("second line of the mark"),
        max_length=120,
        help_text=_("Stands under the name: “and its twin towns”."),
    )
    office_name = models.CharField(_("office in charge"), max_length=200)
    office_unit = models.CharField(_("unit that advises"), max_length=200, blank=True)
    office_summary = models.TextField(_("what the office does, in a sentence"), blank=True)
    contact_text = models.TextField(_("invitation to ask"), blank=True)
    postal_address = models.TextField(_("postal address"), blank=True)
    email = models.EmailField(_("e-mail for visitors"), help_text=_("Contact messages go here."))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    hero_title = models.CharField(_("headline of the front page"), max_length=200)
    hero_lede = models.TextField(_("text under the headline"), blank=True)

    country = models.CharField(_("country code"), max_length=2, default="DE")
    latitude = models.FloatField(
        _("latitude (degrees)"), validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude (degrees)"), validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Berlin", validators=[validate_zone]
    )
    map_reach_km = models.PositiveIntegerField(
        _("reach of the front page's map (km)"),
        default=9600,
        validators=[MinValueValidator(100), MaxValueValidator(20000)],
        help_text=_("The farthest twin town should lie just inside."),
    )

    thread_light = models.CharField(
        _("thread colour, light"), max_length=7, default="#c8102e", validators=[COLOUR]
    )
    thread_dark = models.CharField(
        _("thread colour, dark"), max_length=7, default="#ff6d79", validators=[COLOUR]
    )
    act_light = models.CharField(
        _("action colour, light"), max_length=7, default="#0b4f4f", validators=[COLOUR]
    )
    act_dark = models.CharField(
        _("action colour, dark"), max_length=7, default="#86d9cf", validators=[COLOUR]
    )

    supervisory_authority = models.TextField(_("data protection authority"), blank=True)
    conciliation_url = models.URLField(_("accessibility conciliation body"), blank=True)
    statement_checked_on = models.DateField(
        _("accessibility statement last checked"),
        null=True,
        blank=True,
        help_text=_("Must be checked at least once a year."),
    )

    objects = TranslatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipality")
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="municipality_only_one",
                violation_error_message=_("There is exactly one home town."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="municipality_on_the_globe",
                violation_error_message=_(
                    "Latitude runs from -90 to 90, longitude from -180 to 180 degrees."
                ),
            ),
        ]

    def __str__(self) -> str:
        return served(self, "name").text

    def clean(self) -> None:
        """A brand colour must be seen well enough wherever the portal uses it, in light and in dark."""
        super().clean()
        faint = {
            f"{token}_{scheme}": _(
                "This colour is too faint on the portal’s backgrounds. Choose a stronger one."
            )
            for token in ("thread", "act")
            for scheme in ("light", "dark")
            if not _is_readable(token, getattr(self, f"{token}_{scheme}"), scheme)
        }
        if faint:
            raise ValidationError(faint)


def _is_readable(token: str, colour: str, scheme: str) -> bool:
    """False for a colour without contrast; what is no colour at all has its own message."""
    return not HEX.fullmatch(colour) or is_readable(token, colour, dark=scheme == "dark")
