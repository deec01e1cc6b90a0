"""A partner city: where it lies, what it is called, what we tell about it."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_countries.fields import CountryField

from partners.querysets import CityQuerySet
from twinning.languages import direction, served
from twinning.models import AbstractPhoto, Editorial, TimeStamped
from twinning.richtext import RichTextField
from twinning.zones import validate_zone


class City(Editorial):
    """A city, town or district abroad or in the same country.

    Coordinates are WGS84 degrees; distance (km) and bearings (degrees clockwise from north) are computed from
    them on save by `partners.actions.save_city` and never typed in.
    """

    PUBLISH_FIELDS = ("name", "lede", "story")

    slug = models.SlugField(
        _("address word"),
        max_length=60,
        unique=True,
        help_text=_("The last part of the page's address, in Latin letters. Old words keep working."),
    )
    name = models.CharField(_("name"), max_length=100)
    local_name = models.CharField(
        _("name in its own language"), max_length=100, blank=True, help_text=_("Only if it differs: 広島.")
    )
    local_name_language = models.CharField(_("language of that name"), max_length=12, blank=True)
    country = CountryField(_("country"))
    latitude = models.FloatField(
        _("latitude (degrees)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.FloatField(
        _("longitude (degrees)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    coordinate_source = models.ForeignKey(
        "partners.Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source of the coordinates"),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    languages = ArrayField(
        models.CharField(max_length=12), verbose_name=_("local languages"), default=list, blank=True,
        help_text=_("Language codes, separated by commas: fr, ca."),
    )  # fmt: skip
    official_site = models.URLField(_("official site"), blank=True)
    lede = models.TextField(_("opening sentence"), blank=True)
    story = RichTextField(_("story"), blank=True)
    travel_hint = models.TextField(_("travel hint"), blank=True)
    hue_override = models.PositiveSmallIntegerField(
        _("colour (0-359)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(359)],
        help_text=_("Empty: the bearing from home is the colour. Set it when two towns look alike."),
    )
    sheet_half_width_km = models.PositiveSmallIntegerField(
        _("half width of the map sheet (km)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(30), MaxValueValidator(900)],
        help_text=_("Empty: chosen so that a coast or a border is in view."),
    )
    sources = models.ManyToManyField(
        "partners.Source", blank=True, related_name="cities", verbose_name=_("sources of the story")
    )
    staff_note = models.TextField(_("note for staff"), blank=True)

    distance_km = models.FloatField(_("distance (km)"), null=True, editable=False)
    bearing = models.FloatField(_("bearing from home (degrees)"), null=True, editable=False)
    back_bearing = models.FloatField(_("bearing back home (degrees)"), null=True, editable=False)

    objects = CityQuerySet.as_manager()

    class Meta(Editorial.Meta):
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["distance_km", "slug"]
        constraints = [
            *Editorial.Meta.constraints,
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="partners_city_on_the_globe",
                violation_error_message=_(
                    "Give both coordinates or none: latitude from -90 to 90, longitude from -180 to 180 degrees."
                ),
            ),
            models.CheckConstraint(
                condition=Q(hue_override__isnull=True) | Q(hue_override__lte=359),
                name="partners_city_hue",
                violation_error_message=_("A colour is a number from 0 to 359."),
            ),
        ]

    def __str__(self) -> str:
        return served(self, "name").text or self.slug

    def get_absolute_url(self, language: str | None = None) -> str:
        """The page of this city in `language` (default: the active one)."""
        if language is None:
            return reverse("partners:city-detail", kwargs={"slug": self.slug})
        with override(language):
            return reverse("partners:city-detail", kwargs={"slug": self.slug})

    @property
    def hue(self) -> int:
        """Colour of the city on the wheel, 0-359: its bearing from home unless staff chose another."""
        return self.hue_override if self.hue_override is not None else round(self.bearing or 0) % 360

    @property
    def place_class(self) -> str:
        """CSS class that carries the city's colour and the length of its plate."""
        return f"place-{self.slug}"


class CityName(models.Model):
    """Another name or spelling under which people look for a city: exonyms, old forms, variants."""

    city = models.ForeignKey(City, models.CASCADE, related_name="other_names", verbose_name=_("city"))
    name = models.CharField(_("name"), max_length=100)
    language = models.CharField(_("language"), max_length=12, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["language", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "name", "language"],
                name="partners_cityname_once",
                violation_error_message=_("This name is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})" if self.language else self.name


class CityPhoto(AbstractPhoto):
    """A photo of a city; the one with the lowest position opens its page."""

    city = models.ForeignKey(City, models.CASCADE, related_name="photos", verbose_name=_("city"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta(AbstractPhoto.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position", "pk"]


class Greeting(TimeStamped):
    """A greeting in a language of the city, with what it means."""

    city = models.ForeignKey(City, models.CASCADE, related_name="greetings", verbose_name=_("city"))
    text = models.CharField(_("greeting"), max_length=100)
    language = models.CharField(_("language"), max_length=12)
    transliteration = models.CharField(_("in Latin letters"), max_length=100, blank=True)
    meaning = models.CharField(_("meaning"), max_length=100, blank=True)
    native_check_done = models.BooleanField(
        _("checked by a native speaker"),
        default=False,
        help_text=_("Unchecked greetings are shown, and listed on the desk."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("greeting")
        verbose_name_plural = _("greetings")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "language", "text"],
                name="partners_greeting_once",
                violation_error_message=_("This greeting is already there."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def direction(self) -> str:
        """Writing direction of the greeting's own language."""
        return direction(self.language)
