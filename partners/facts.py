"""Sources and the facts that rest on them, with how sure we are."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twinning.models import TimeStamped


class Confidence(models.TextChoices):
    """How well a statement is supported; only high and medium are shown to the public."""

    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class SourceQuerySet(models.QuerySet):
    """Rows that carry a `confidence` column."""

    def shown(self) -> "SourceQuerySet":
        """What is sure enough for the public."""
        return self.exclude(confidence=Confidence.LOW)


class Source(models.Model):
    """Where something was read: a page, a council paper, a register."""

    key = models.CharField(_("short name"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("address"), max_length=600, blank=True)
    note = models.TextField(_("note for staff"), blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key}: {self.title}"


class Population(TimeStamped):
    """A number of inhabitants as one source gives it; several may stand side by side, one is preferred."""

    city = models.ForeignKey(
        "partners.City", models.CASCADE, related_name="populations", verbose_name=_("city")
    )
    value = models.PositiveIntegerField(_("inhabitants"))
    as_of = models.DateField(_("as of"))
    method = models.CharField(
        _("method"), max_length=200, blank=True, help_text=_("Register, census, estimate.")
    )
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.HIGH)
    is_preferred = models.BooleanField(_("show this one"), default=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("population")
        verbose_name_plural = _("populations")
        ordering = ["-is_preferred", "-as_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["city"],
                condition=Q(is_preferred=True),
                name="partners_population_one_preferred",
                violation_error_message=_("Another number is marked as the one to show. Untick it first."),
            ),
            models.CheckConstraint(
                condition=Q(value__gt=0),
                name="partners_population_positive",
                violation_error_message=_("A city has at least one inhabitant."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} ({self.as_of:%Y})"


class CityFact(TimeStamped):
    """A statement about the partnership, kept for staff with its sources; contradictions stand side by side."""

    class Standing(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        CONFLICT = "conflict", _("sources disagree")
        OPEN = "open", _("not confirmed")

    city = models.ForeignKey("partners.City", models.CASCADE, related_name="facts", verbose_name=_("city"))
    statement = models.TextField(_("statement"))
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.CONFIRMED)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.HIGH)
    sources = models.ManyToManyField(Source, blank=True, verbose_name=_("sources"))

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["standing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "statement"],
                name="partners_fact_once",
                violation_error_message=_("This statement is already there."),
            )
        ]

    def __str__(self) -> str:
        return self.statement[:80]
