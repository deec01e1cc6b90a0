"""The rules of a programme, in versions: an application keeps those under which it was begun."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.grants.plan import Limits
from projects.grants.programme import SUM, Programme
from twinning.languages import served
from twinning.models import TimeStamped, Versioned

PER_CENT = {
    "max_digits": 5,
    "decimal_places": 2,
    "null": True,
    "blank": True,
    "validators": [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
}


class Ruleset(TimeStamped, Versioned):
    """One version of a programme's rules. Empty numbers set no limit. In force, it is never changed again."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_FORCE = "in_force", _("in force")
        RETIRED = "retired", _("replaced")

    class Financing(models.TextChoices):
        SHARE = "share", _("share of the costs")
        SHORTFALL = "shortfall", _("shortfall")
        FIXED = "fixed", _("fixed sum")
        UNITS = "units", _("fixed sum by units")
        FULL = "full", _("full costs")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="rulesets", verbose_name=_("programme")
    )
    number = models.PositiveSmallIntegerField(_("version of the rules"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    in_force_from = models.DateTimeField(_("in force from"), null=True, blank=True, editable=False)

    financing = models.CharField(
        _("type of financing"), max_length=10, choices=Financing, default=Financing.SHORTFALL
    )
    is_short = models.BooleanField(_("short cost plan"), default=False)
    least = models.DecimalField(_("least grant (EUR)"), null=True, blank=True, **SUM)
    most = models.DecimalField(_("largest grant (EUR)"), null=True, blank=True, **SUM)
    max_rate = models.DecimalField(_("maximal rate (%)"), **PER_CENT)
    min_own_share = models.DecimalField(_("own share at least (%)"), **PER_CENT)
    overhead_cap = models.DecimalField(_("office costs at most (%)"), **PER_CENT)
    head_warning = models.DecimalField(_("warn when one head exceeds (%)"), **PER_CENT)
    counts_own_work = models.BooleanField(_("own unpaid work counts"), default=False)
    own_work_rate = models.DecimalField(_("own work, EUR per hour"), null=True, blank=True, **SUM)
    lead_days = models.PositiveSmallIntegerField(
        _("days between application and beginning"), default=0, help_text=_("0: none.")
    )
    per_year = models.PositiveSmallIntegerField(
        _("applications per organisation and year"), null=True, blank=True
    )
    needs_compensation = models.BooleanField(_("flights need CO₂ compensation"), default=True)
    hours_without_flight = models.PositiveSmallIntegerField(
        _("no flight where one arrives within (hours)"), null=True, blank=True
    )
    trips_only_by_associations = models.BooleanField(
        _("citizens' trips only by twinning associations"), default=False
    )
    uses_review = models.BooleanField(_("with reviews"), default=False)
    uses_panel = models.BooleanField(_("with a panel session"), default=True)
    quorum = models.PositiveSmallIntegerField(_("quorum of the panel"), default=2)
    proof_months = models.PositiveSmallIntegerField(
        _("proof of use, months after the end"), null=True, blank=True
    )
    retention_years = models.PositiveSmallIntegerField(_("keep files (years)"), default=10)
    staff_note = models.TextField(_("note for staff"), blank=True)

    class Meta:
        verbose_name = _("rules")
        verbose_name_plural = _("rules")
        ordering = ["programme", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="grants_ruleset_number"),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(state="in_force"),
                name="grants_ruleset_one_in_force",
                violation_error_message=_("One version of the rules is in force at a time."),
            ),
            models.CheckConstraint(
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(least__lte=F("most")),
                name="grants_ruleset_frame",
                violation_error_message=_("The least grant is not above the largest."),
            ),
            models.CheckConstraint(
                condition=~Q(financing="share") | Q(max_rate__isnull=False),
                name="grants_ruleset_rate",
                violation_error_message=_("A share of the costs needs a rate."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} – {self.number}"

    @property
    def limits(self) -> Limits:
        """The numbers that the cost plan is checked against."""
        return Limits(
            least=self.least,
            most=self.most,
            max_rate=self.max_rate,
            min_own_share=self.min_own_share,
            overhead_cap=self.overhead_cap,
            head_warning=self.head_warning,
            counts_own_work=self.counts_own_work,
            needs_compensation=self.needs_compensation,
        )


class RulePart(models.Model):
    """Something with a code and texts that belongs to a version of the rules."""

    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=10)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.code


class Question(RulePart):
    """An exclusion question: one of the two answers ends the application, with a reason."""

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")

    ruleset = models.ForeignKey(Ruleset, models.CASCADE, related_name="questions", verbose_name=_("rules"))
    text = models.CharField(_("question"), max_length=300)
    excludes_if = models.CharField(_("excludes if"), max_length=3, choices=Answer)
    explanation = models.TextField(_("reason"), blank=True)
    has_contact_hint = models.BooleanField(_("offer a talk"), default=True)

    class Meta(RulePart.Meta):
        verbose_name = _("eligibility question")
        verbose_name_plural = _("eligibility questions")
        constraints = [models.UniqueConstraint(fields=["ruleset", "code"], name="grants_question_once")]


class Head(RulePart):
    """A head of the cost plan (A1 fees …) or of its financing (E1 own money …)."""

    class Side(models.TextChoices):
        COSTS = "costs", _("costs")
        FINANCING = "financing", _("financing")

    ruleset = models.ForeignKey(Ruleset, models.CASCADE, related_name="heads", verbose_name=_("rules"))
    side = models.CharField(_("side"), max_length=10, choices=Side)
    name = models.CharField(_("name"), max_length=100)
    help = models.CharField(_("help"), max_length=200, blank=True)

    class Meta(RulePart.Meta):
        verbose_name = _("head of the plan")
        verbose_name_plural = _("heads of the plan")
        constraints = [models.UniqueConstraint(fields=["ruleset", "code"], name="grants_head_once")]

    def __str__(self) -> str:
        return f"{self.code} {served(self, 'name').text}"


class Criterion(RulePart):
    """What reviewers score, 0 to 5, with a weight of 1 to 5."""

    ruleset = models.ForeignKey(Ruleset, models.CASCADE, related_name="criteria", verbose_name=_("rules"))
    name = models.CharField(_("name"), max_length=100)
    help = models.CharField(_("help"), max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    class Meta(RulePart.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(fields=["ruleset", "code"], name="grants_criterion_once"),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=5),
                name="grants_criterion_weight",
                violation_error_message=_("A weight is a number from 1 to 5."),
            ),
        ]


# Papers that come out of the steps by themselves: calls name them, nobody uploads them.
MADE_BY_PORTAL = frozenset({"application_form", "financing_plan", "short_form", "short_plan"})


class Paper(RulePart):
    """A paper that an application needs; `is_required` empty: not decided yet."""

    ruleset = models.ForeignKey(Ruleset, models.CASCADE, related_name="papers", verbose_name=_("rules"))
    text = models.CharField(_("paper"), max_length=200)
    is_required = models.BooleanField(_("required"), null=True, blank=True)

    class Meta(RulePart.Meta):
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [models.UniqueConstraint(fields=["ruleset", "code"], name="grants_paper_once")]


class Declaration(RulePart):
    """What the applicant declares when sending."""

    ruleset = models.ForeignKey(Ruleset, models.CASCADE, related_name="declarations", verbose_name=_("rules"))
    text = models.CharField(_("declaration"), max_length=400)

    class Meta(RulePart.Meta):
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        constraints = [models.UniqueConstraint(fields=["ruleset", "code"], name="grants_declaration_once")]


class TextBlock(TimeStamped, Versioned):
    """A ready text for letters and messages; {number}, {title}, {amount}, {deadline} and {contact} are filled in."""

    class Kind(models.TextChoices):
        CONDITION = "condition", _("condition of the grant")
        LETTER = "letter", _("part of the letter")
        REJECTION = "rejection", _("reason of a rejection")
        CHANGES = "changes", _("request for changes")
        MESSAGE = "message", _("message")

    programme = models.ForeignKey(
        Programme, models.CASCADE, null=True, blank=True, related_name="text_blocks", verbose_name=_("programme"),
        help_text=_("Empty: for all programmes."),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    code = models.SlugField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=100)
    text = models.TextField(_("text"))
    is_default = models.BooleanField(_("in every letter"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=10)

    class Meta:
        verbose_name = _("text block")
        verbose_name_plural = _("text blocks")
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "code"], nulls_distinct=False, name="grants_textblock_once"
            )
        ]

    def __str__(self) -> str:
        return served(self, "title").text or self.code
