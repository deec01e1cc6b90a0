"""An application: what somebody asks for, in six steps that are saved one by one."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.grants.applicant import Applicant
from projects.grants.programme import Programme, Round
from projects.grants.querysets import ApplicationQuerySet
from projects.grants.ruleset import Ruleset
from twinning.models import TimeStamped

STEPS = ("applicant", "project", "partner", "time", "costs", "review")
STATES = (
    "draft", "submitted", "in_check", "changes_requested", "in_review", "for_decision", "approved",
    "approved_reduced", "rejected", "waitlisted", "withdrawn", "expired", "inadmissible",
)  # fmt: skip


class Application(TimeStamped):
    """Belongs to the person who began it until the first step ties it to an applicant.

    `versions` counts the saves of each step, so that the second of two editors is told; `open_sections` are the
    steps that a request for changes opened again. `number` is given once, on sending, without gaps.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        IN_CHECK = "in_check", _("formal check")
        CHANGES_REQUESTED = "changes_requested", _("changes requested")
        IN_REVIEW = "in_review", _("in review")
        FOR_DECISION = "for_decision", _("awaiting decision")
        APPROVED = "approved", _("approved")
        APPROVED_REDUCED = "approved_reduced", _("approved with a reduced amount")
        REJECTED = "rejected", _("rejected")
        WAITLISTED = "waitlisted", _("on the reserve list")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("draft expired")
        INADMISSIBLE = "inadmissible", _("not admissible")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.UUIDField(_("form key"), unique=True, editable=False)
    number = models.CharField(
        _("file number"), max_length=30, null=True, blank=True, unique=True, editable=False
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="applications", verbose_name=_("programme")
    )
    ruleset = models.ForeignKey(Ruleset, models.PROTECT, related_name="applications", verbose_name=_("rules"))
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("round")
    )
    applicant = models.ForeignKey(
        Applicant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("applicant"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="applications",
        verbose_name=_("begun by"),
    )  # fmt: skip
    language = models.CharField(_("language"), max_length=12, default="de")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    submitted_at = models.DateTimeField(_("submitted on"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True, editable=False)
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    open_sections = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    versions = models.JSONField(default=dict, blank=True)
    done_steps = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    saved_at = models.DateTimeField(_("last saved"), null=True, blank=True)
    answers = models.JSONField(_("eligibility answers"), default=dict, blank=True)

    # 2 Your project
    title = models.CharField(_("title"), max_length=140, blank=True)
    short_text = models.TextField(_("in short"), max_length=600, blank=True)
    concept = models.TextField(_("concept"), max_length=8000, blank=True)
    themes = models.ManyToManyField(
        "partners.Theme", blank=True, related_name="applications", verbose_name=_("aims")
    )
    audience = models.CharField(_("target groups"), max_length=300, blank=True)
    is_trip = models.BooleanField(_("citizens' trip"), default=False)
    publicity = models.TextField(_("how the public takes part"), max_length=2000, blank=True)
    accessibility = models.TextField(_("accessibility"), max_length=2000, blank=True)
    # 3 Partner and city
    cities = models.ManyToManyField(
        "partners.City", blank=True, related_name="applications", verbose_name=_("partner cities")
    )
    # 4 Time and place
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    places = models.CharField(_("places"), max_length=300, blank=True)
    public_dates = models.CharField(_("public events"), max_length=300, blank=True)
    people_home = models.PositiveSmallIntegerField(_("people from here"), null=True, blank=True)
    people_partner = models.PositiveSmallIntegerField(
        _("people from the partner city"), null=True, blank=True
    )
    people_young = models.PositiveSmallIntegerField(_("of them under 27"), null=True, blank=True)
    volunteers = models.PositiveSmallIntegerField(_("volunteers"), null=True, blank=True)
    wants_early_start = models.BooleanField(_("early start wanted"), default=False)
    early_start_on = models.DateField(_("early start on"), null=True, blank=True)
    early_start_reason = models.TextField(_("reason for the early start"), max_length=1000, blank=True)
    # 5 Costs: what the plan came to when the step was saved, for lists
    costs_total = models.DecimalField(_("costs"), max_digits=12, decimal_places=2, default=0, editable=False)
    requested = models.DecimalField(
        _("requested"), max_digits=12, decimal_places=2, default=0, editable=False
    )
    # 6 Review
    declared = models.JSONField(_("declarations"), default=dict, blank=True)
    signed_by = models.CharField(_("signed by"), max_length=150, blank=True)
    snapshot = models.JSONField(_("as it was sent"), null=True, blank=True, editable=False)

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="cases",
        verbose_name=_("desk officer"),
    )  # fmt: skip
    due_on = models.DateField(_("deal with by"), null=True, blank=True)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("copied from")
    )
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-submitted_at", "-pk"]
        permissions = [
            ("decide_application", "Can decide about applications"),
            ("lead_grants", "Can lead the funding team"),
        ]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="grants_by_state"),
            models.Index(fields=["programme", "state"], name="grants_by_programme"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=STATES),
                name="grants_application_state",
                violation_error_message=_("This is no state of an application."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="grants_application_dates",
                violation_error_message=_("The end is before the start. Change one of the dates."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "expired"])
                | Q(state="withdrawn", submitted_at__isnull=True)
                | Q(
                    number__isnull=False,
                    submitted_at__isnull=False,
                    applicant__isnull=False,
                    snapshot__isnull=False,
                ),
                name="grants_application_sent_whole",
                violation_error_message=_(
                    "A sent application has a number, a time, an applicant and its text."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Application without a title"))

    def get_absolute_url(self) -> str:
        """The applicant's page about this application."""
        return reverse("grants:application-detail", kwargs={"uuid": self.uuid})

    def version_of(self, step: str) -> int:
        """How often a step was saved."""
        versions: dict[str, Any] = self.versions
        return int(versions.get(step, 0))


class FileNumber(models.Model):
    """The last number given in a year; its row is locked while an application is sent, so there are no gaps."""

    prefix = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("file number")
        verbose_name_plural = _("file numbers")
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="grants_filenumber_once")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.last:04d}"
