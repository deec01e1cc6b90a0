"""Decisions, the letters that tell them, and the award that begins with an approval."""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.programme import SUM, BudgetLine
from projects.grants.review import AgendaItem
from twinning.models import TimeStamped, Versioned
from twinning.private import PrivateStorage


class Decision(TimeStamped, Versioned):
    """What was decided about an application: prepared by one person, signed by another (four eyes)."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("approved")
        REDUCED = "approved_reduced", _("approved with a reduced amount")
        WAITLISTED = "waitlisted", _("on the reserve list")
        REJECTED = "rejected", _("rejected")

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="decision", verbose_name=_("application")
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    amount = models.DecimalField(_("granted amount"), null=True, blank=True, **SUM)
    budget = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("budget line"),
    )
    financing = models.CharField(_("type of financing"), max_length=10, blank=True)
    rate = models.DecimalField(_("rate (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    eligible_total = models.DecimalField(_("eligible costs"), null=True, blank=True, **SUM)
    purpose = models.TextField(_("purpose"), blank=True)
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    conditions = ArrayField(
        models.CharField(max_length=40), verbose_name=_("conditions"), default=list, blank=True
    )
    proof_due_on = models.DateField(_("proof of use due"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    next_round = models.TextField(_("next chance"), blank=True)
    agenda_item = models.OneToOneField(
        AgendaItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decision",
        verbose_name=_("item of the agenda"),
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome__in=["approved", "approved_reduced"])
                | Q(amount__gt=0, budget__isnull=False),
                name="grants_decision_amount",
                violation_error_message=_("An approval needs its amount and its budget line."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["approved_reduced", "rejected"]) | ~Q(reason=""),
                name="grants_decision_reason",
                violation_error_message=_("A reduction or rejection needs its reason."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("prepared_by")),
                name="grants_decision_four_eyes",
                violation_error_message=_("Whoever prepared a decision doesn't sign it."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="grants_decision_decided_when",
                violation_error_message=_("A signed decision needs its time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_outcome_display()}"


def letter_path(instance: "Letter", filename: str) -> str:
    """Private, under a name that tells nothing."""
    return f"grants/letters/{secrets.token_hex(16)}.pdf"


class Letter(TimeStamped):
    """A PDF that was stored, with its digest, before anything was sent."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("receipt")
        APPLICATION = "application", _("application as it was sent")
        AWARD = "award", _("award letter")
        REJECTION = "rejection", _("rejection")
        WAITLIST = "waitlist", _("note about the reserve list")
        MINUTES = "minutes", _("minutes")

    application = models.ForeignKey(
        Application,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("application"),
    )
    session = models.ForeignKey(
        "grants.Session",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("session"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    language = models.CharField(_("language"), max_length=12)
    is_original = models.BooleanField(_("binding version"), default=True)
    file = models.FileField(_("file"), upload_to=letter_path, storage=PrivateStorage(), max_length=200)
    digest = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(session__isnull=False),
                name="grants_letter_of_something",
                violation_error_message=_("A letter belongs to an application or a session."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.language})"


AWARD_STATES = (
    "drafted", "approved", "notified", "accepted", "active", "report_due", "in_audit", "closed", "revoked",
)  # fmt: skip


class Award(TimeStamped, Versioned):
    """The grant itself, from the letter on. Payments, proof of use and claims will hang on it."""

    class State(models.TextChoices):
        DRAFTED = "drafted", _("drafted")
        APPROVED = "approved", _("approved by a second person")
        NOTIFIED = "notified", _("letter sent")
        ACCEPTED = "accepted", _("final")
        ACTIVE = "active", _("project running")
        REPORT_DUE = "report_due", _("proof of use due")
        IN_AUDIT = "in_audit", _("proof of use being checked")
        CLOSED = "closed", _("closed")
        REVOKED = "revoked", _("revoked")

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="award", verbose_name=_("application")
    )
    decision = models.OneToOneField(
        Decision, models.PROTECT, related_name="award", verbose_name=_("decision")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFTED)
    amount = models.DecimalField(_("amount"), **SUM)
    revision = models.PositiveSmallIntegerField(_("version"), default=1)
    needs_new_plan = models.BooleanField(_("the applicant adapts the plan first"), default=False)
    accepted_at = models.DateTimeField(_("final since"), null=True, blank=True)

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AWARD_STATES),
                name="grants_award_state",
                violation_error_message=_("This is no state of an award."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="grants_award_amount",
                violation_error_message=_("An award is more than nothing."),
            ),
        ]

    def __str__(self) -> str:
        return " – ".join(filter(None, [self.application.number, str(self.application)]))
