"""Programmes and their calls: what is funded, when one may apply, and how much money a year has."""

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from twinning.languages import served
from twinning.models import Editorial, TimeStamped
from twinning.querysets import EditorialQuerySet
from twinning.richtext import RichTextField

SUM = {"max_digits": 12, "decimal_places": 2}


class Programme(Editorial):
    """A funding programme. Everything that differs between municipalities is data here or in its rulesets."""

    class Opening(models.TextChoices):
        ROLLING = "rolling", _("applications at any time")
        ROUNDS = "rounds", _("in rounds with a deadline")

    PUBLISH_FIELDS = ("title", "summary")

    slug = models.SlugField(_("address word"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=140)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    opening = models.CharField(
        _("when one may apply"), max_length=10, choices=Opening, default=Opening.ROLLING
    )
    directive = models.TextField(_("legal basis"), blank=True)
    funded = RichTextField(_("what is funded"), blank=True)
    requirements = RichTextField(_("what it must fulfil"), blank=True)
    amounts = models.CharField(_("amounts in words"), max_length=200, blank=True)
    decision = models.TextField(_("who decides, and when"), blank=True)
    payment = models.TextField(_("payment"), blank=True)
    proof = models.TextField(_("proof of use"), blank=True)
    contact = models.TextField(_("contact"), blank=True)
    contact_email = models.EmailField(_("e-mail of the team"), blank=True)
    cities = models.ManyToManyField(
        "partners.City", blank=True, related_name="programmes", verbose_name=_("cities")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=10)
    open_points = models.TextField(
        _("to be confirmed by the city"), blank=True, help_text=_("One point per line. Readers never see it.")
    )

    class Meta(Editorial.Meta):
        verbose_name = _("funding programme")
        verbose_name_plural = _("funding programmes")
        ordering = ["position", "slug"]
        constraints = [*Editorial.Meta.constraints]

    objects = EditorialQuerySet.as_manager()

    def __str__(self) -> str:
        return served(self, "title").text or self.slug

    def get_absolute_url(self, language: str | None = None) -> str:
        """The call's page in `language` (default: the active one)."""
        if language is None:
            return reverse("grants:programme-detail", kwargs={"slug": self.slug})
        with override(language):
            return reverse("grants:programme-detail", kwargs={"slug": self.slug})


class ProgrammeStep(models.Model):
    """One step of "What happens next" on a call's page."""

    class Actor(models.TextChoices):
        APPLICANT = "applicant", _("the applicant")
        OFFICE = "office", _("the office")

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="steps", verbose_name=_("programme")
    )
    code = models.SlugField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=100)
    text = models.TextField(_("text"), blank=True)
    duration = models.CharField(_("duration"), max_length=100, blank=True)
    actor = models.CharField(_("who acts"), max_length=10, choices=Actor, default=Actor.OFFICE)
    position = models.PositiveSmallIntegerField(_("position"), default=10)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="grants_programmestep_once")
        ]

    def __str__(self) -> str:
        return served(self, "title").text or self.code


class RoundQuerySet(models.QuerySet):
    """Rounds."""

    def open(self) -> Self:
        """Taking applications at this moment: the end itself is already too late."""
        now = timezone.now()
        return self.filter(opens_at__lte=now, closes_at__gt=now)

    def upcoming(self) -> Self:
        """Not open yet, the next one first."""
        return self.filter(opens_at__gt=timezone.now()).order_by("opens_at")


class Round(TimeStamped):
    """A call with a deadline. Both ends are moments; the deadline is judged by the database's clock."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="rounds", verbose_name=_("programme")
    )
    name = models.CharField(_("name"), max_length=100)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("deadline"))
    decision_on = models.DateField(_("decision on"), null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-closes_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="grants_round_order",
                violation_error_message=_("The deadline must come after the opening."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {served(self, 'name').text}"


class BudgetLine(TimeStamped):
    """The money of a programme in a year. `committed` only ever changes under a row lock in `budget.py`."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="budgets", verbose_name=_("programme")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    amount = models.DecimalField(_("budget"), validators=[MinValueValidator(Decimal(0))], **SUM)
    committed = models.DecimalField(_("committed"), default=Decimal("0.00"), editable=False, **SUM)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["-year", "programme"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year"],
                name="grants_budgetline_once",
                violation_error_message=_("This year has a budget already."),
            ),
            models.CheckConstraint(
                condition=Q(committed__gte=0) & Q(committed__lte=F("amount")),
                name="grants_budgetline_not_overspent",
                violation_error_message=_("More money is committed than the budget holds."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}"

    @property
    def left(self) -> Decimal:
        """Euros that are not committed yet."""
        return self.amount - self.committed
