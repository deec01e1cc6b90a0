"""Ties, reviews and panel sessions: who may judge, how, and what was resolved."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.programme import SUM, Programme
from projects.grants.ruleset import Criterion
from twinning.models import TimeStamped, Versioned


class Conflict(TimeStamped):
    """Declared before the text opens: tied to this application, or free of ties. It can't be taken back."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="conflicts", verbose_name=_("application")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="grant_conflicts", verbose_name=_("person")
    )
    is_tied = models.BooleanField(_("has a conflict of interest"))
    reason = models.CharField(_("which"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("declaration of ties")
        verbose_name_plural = _("declarations of ties")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "user"],
                name="grants_conflict_once",
                violation_error_message=_("This person has declared already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.application}"


class Review(TimeStamped, Versioned):
    """A reviewer's task for one application, and what came of it."""

    class Advice(models.TextChoices):
        YES = "yes", _("fund")
        REDUCED = "reduced", _("fund with a reduced amount")
        NO = "no", _("don't fund")

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="reviews", verbose_name=_("application")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="grant_reviews", verbose_name=_("reviewer")
    )
    advice = models.CharField(_("advice"), max_length=8, choices=Advice, blank=True)
    amount = models.DecimalField(_("proposed amount"), null=True, blank=True, **SUM)
    text = models.TextField(_("reasons"), blank=True)
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="grants_review_once"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | ~Q(advice=""),
                name="grants_review_advice",
                violation_error_message=_("A review that is sent gives an advice."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.application}"


class Score(models.Model):
    """0 to 5 for one criterion."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores", verbose_name=_("review"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("criterion"))
    value = models.PositiveSmallIntegerField(
        _("points"), validators=[MinValueValidator(0), MaxValueValidator(5)]
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="grants_score_once"),
            models.CheckConstraint(
                condition=Q(value__lte=5),
                name="grants_score_range",
                violation_error_message=_("Points go from 0 to 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"


class Session(TimeStamped, Versioned):
    """A meeting of the panel with agenda, attendance and minutes."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="sessions", verbose_name=_("programme")
    )
    held_at = models.DateTimeField(_("time"))
    place = models.CharField(_("place"), max_length=150, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chair"),
    )
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("minutes by"),
    )
    quorum = models.PositiveSmallIntegerField(_("quorum"), default=2)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("panel session")
        verbose_name_plural = _("panel sessions")
        ordering = ["-held_at"]

    def __str__(self) -> str:
        return f"{self.programme}, {self.held_at:%Y-%m-%d}"


class Attendance(models.Model):
    """Who was there."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="attendances", verbose_name=_("session")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    is_present = models.BooleanField(_("present"), default=False)
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="grants_attendance_once")]

    def __str__(self) -> str:
        return str(self.person)


class AgendaItem(Versioned):
    """One application on the agenda, and the resolution about it."""

    class Result(models.TextChoices):
        APPROVED = "approved", _("approved")
        REDUCED = "approved_reduced", _("approved with a reduced amount")
        WAITLISTED = "waitlisted", _("on the reserve list")
        REJECTED = "rejected", _("rejected")
        POSTPONED = "postponed", _("postponed")

    session = models.ForeignKey(Session, models.CASCADE, related_name="items", verbose_name=_("session"))
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="agenda_items", verbose_name=_("application")
    )
    position = models.PositiveSmallIntegerField(_("item"))
    result = models.CharField(_("result"), max_length=20, choices=Result, blank=True)
    amount = models.DecimalField(_("amount"), null=True, blank=True, **SUM)
    yes = models.PositiveSmallIntegerField(_("yes"), null=True, blank=True)
    no = models.PositiveSmallIntegerField(_("no"), null=True, blank=True)
    abstain = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)

    class Meta:
        verbose_name = _("item of the agenda")
        verbose_name_plural = _("items of the agenda")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "application"], name="grants_agendaitem_once"),
            models.CheckConstraint(
                condition=~Q(result__in=["approved_reduced", "rejected"]) | ~Q(reason=""),
                name="grants_agendaitem_reason",
                violation_error_message=_("A reduction or rejection needs its reason."),
            ),
            models.CheckConstraint(
                condition=~Q(result__in=["approved", "approved_reduced"]) | Q(amount__gt=0),
                name="grants_agendaitem_amount",
                violation_error_message=_("An approval needs its amount."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.application}"
