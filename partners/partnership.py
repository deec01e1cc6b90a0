"""How a city is tied to the home town: kind, level, status, and the dated events of the tie."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.facts import Confidence, Source, SourceQuerySet
from partners.querysets import PartnershipQuerySet
from twinning.languages import served
from twinning.models import TimeStamped, Versioned
from twinning.querysets import TranslatedQuerySet

# The oldest ties that towns keep are friendships of the early modern age.
YEARS = [MinValueValidator(1500), MaxValueValidator(2200)]


class HomeDistrict(models.Model):
    """A district of the home town with partnerships of its own."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)

    objects = TranslatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("district of the home town")
        verbose_name_plural = _("districts of the home town")
        ordering = ["key"]

    def __str__(self) -> str:
        return served(self, "name").text or self.key


class Partnership(TimeStamped, Versioned):
    """One tie between the home town (or one of its districts) and a city."""

    class Kind(models.TextChoices):
        TWIN_TOWN = "twin_town", _("twin town")
        FRIENDSHIP = "friendship", _("friendship")
        SOLIDARITY = "solidarity", _("solidarity partnership")
        DISTRICT = "district_twinning", _("district twinning")
        NETWORK = "network", _("network")
        CONTACT = "contact", _("contact")
        UNKNOWN = "unknown", _("kind not known")

    class Level(models.TextChoices):
        CITY = "city", _("city")
        DISTRICT = "district", _("district")
        REGION = "region", _("region")

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        DORMANT = "dormant", _("dormant")
        ENDED = "ended", _("ended")
        UNKNOWN = "unknown", _("unknown")

    city = models.ForeignKey(
        "partners.City", models.CASCADE, related_name="partnerships", verbose_name=_("city")
    )
    home_district = models.ForeignKey(
        HomeDistrict,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partnerships",
        verbose_name=_("district of the home town"),
        help_text=_("Empty: the whole town."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.TWIN_TOWN)
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.CITY)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.UNKNOWN)
    since_year = models.PositiveSmallIntegerField(_("since (year)"), null=True, blank=True, validators=YEARS)
    until_year = models.PositiveSmallIntegerField(_("until (year)"), null=True, blank=True, validators=YEARS)
    in_charge = models.CharField(
        _("office in charge"),
        max_length=200,
        blank=True,
        help_text=_("Only if it is not the office of this portal."),
    )
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.HIGH)
    sources = models.ManyToManyField(
        Source, blank=True, related_name="partnerships", verbose_name=_("sources")
    )
    is_listed = models.BooleanField(
        _("show on the overview"),
        default=False,
        help_text=_("Only what is sourced and active should be shown."),
    )
    staff_note = models.TextField(_("note for staff"), blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["kind", "since_year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since_year__isnull=True)
                | Q(until_year__isnull=True)
                | Q(since_year__lte=F("until_year")),
                name="partners_partnership_years",
                violation_error_message=_("The last year can't lie before the first one."),
            ),
            models.UniqueConstraint(
                fields=["city", "kind", "home_district"],
                name="partners_partnership_once",
                nulls_distinct=False,
                violation_error_message=_("This partnership is already there."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="district_twinning") | Q(home_district__isnull=False),
                name="partners_partnership_district_named",
                violation_error_message=_("A district twinning needs the district of the home town."),
            ),
            models.CheckConstraint(
                condition=Q(until_year__isnull=True) | ~Q(status="active"),
                name="partners_partnership_ended_not_active",
                violation_error_message=_("A partnership with a last year can't be active."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="unknown") | Q(is_listed=False),
                name="partners_partnership_listed_kind",
                violation_error_message=_("Say what kind of partnership it is before it is shown."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.city}"


class PartnershipEvent(TimeStamped):
    """Something that happened in a partnership, as exactly as we know: a day, a month, a year or only words."""

    class Kind(models.TextChoices):
        FIRST_CONTACT = "first_contact", _("first contact")
        COUNCIL_HOME = "council_resolution_home", _("council resolution at home")
        COUNCIL_PARTNER = "council_resolution_partner", _("council resolution in the partner city")
        SIGNED = "signed", _("agreement signed")
        SIGNED_HOME = "signed_home", _("agreement signed at home")
        SIGNED_PARTNER = "signed_partner", _("agreement signed in the partner city")
        MEMORANDUM = "memorandum", _("memorandum")
        ASSOCIATION = "association_founded_partner_side", _("association founded in the partner city")
        HONOUR = "honour", _("honour")
        ANNIVERSARY = "anniversary", _("anniversary")
        SINCE = "since", _("beginning, no details known")
        MILESTONE = "milestone", _("milestone")

    class Precision(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")
        YEAR = "year", _("year")
        TEXT = "text", _("words only")

    class Side(models.TextChoices):
        HOME = "home", _("home town")
        PARTNER = "partner", _("partner city")
        BOTH = "both", _("both")

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="events", verbose_name=_("partnership")
    )
    kind = models.CharField(_("kind"), max_length=40, choices=Kind, default=Kind.MILESTONE)
    date = models.DateField(
        _("date"),
        null=True,
        blank=True,
        help_text=_("For a month or a year, its first day. Empty for words only."),
    )
    precision = models.CharField(_("precision"), max_length=5, choices=Precision, default=Precision.DAY)
    sort_date = models.DateField(_("sorted as"), help_text=_("Where the event stands in the list."))
    display = models.CharField(_("date in words"), max_length=100, blank=True)
    text = models.TextField(_("what happened"), blank=True)
    side = models.CharField(_("side"), max_length=8, choices=Side, default=Side.BOTH)
    counts_as_start = models.BooleanField(_("anniversaries count from here"), default=False)
    is_public = models.BooleanField(_("show to the public"), default=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.HIGH)
    sources = models.ManyToManyField(Source, blank=True, verbose_name=_("sources"))
    staff_note = models.TextField(_("note for staff"), blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a partnership")
        verbose_name_plural = _("events of a partnership")
        ordering = ["sort_date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(counts_as_start=True),
                name="partners_event_one_start",
                violation_error_message=_("Anniversaries can count from one event only."),
            ),
            models.CheckConstraint(
                condition=Q(precision="text", date__isnull=True)
                | (~Q(precision="text") & Q(date__isnull=False)),
                name="partners_event_date_fits_precision",
                violation_error_message=_("Give a date, or choose “words only” and write the date in words."),
            ),
            models.CheckConstraint(
                condition=~Q(counts_as_start=True) | Q(date__isnull=False),
                name="partners_event_start_dated",
                violation_error_message=_("An event from which anniversaries count needs a date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sort_date:%Y}: {served(self, 'text').text or self.get_kind_display()}"[:100]
