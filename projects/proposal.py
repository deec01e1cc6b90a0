"""A project that somebody with an account would like to see in the directory."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.project import Project
from twinning.models import TimeStamped, Versioned


class ProposalQuerySet(models.QuerySet):
    """Proposals."""

    def waiting(self) -> Self:
        """Staff have to look at them, oldest first."""
        return self.filter(state="submitted").order_by("submitted_at")

    def visible_to(self, user: object) -> Self:
        """One's own, and all of them for staff who may."""
        if getattr(user, "is_staff", False) and user.has_perm("projects.view_proposal"):
            return self.all()
        return self.filter(submitted_by=user) if getattr(user, "pk", None) else self.none()


class Proposal(TimeStamped, Versioned):
    """Written in the submitter's language; staff accept it (a draft project is made), ask back, or decline."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("being checked")
        RETURNED = "returned", _("your turn")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    key = models.UUIDField(_("form key"), unique=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="proposals", verbose_name=_("submitted by")
    )
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=150)
    summary = models.CharField(_("in one or two sentences"), max_length=300)
    text = models.TextField(_("what it is about"))
    partners = models.TextField(_("who takes part"))
    cities = models.ManyToManyField(
        "partners.City", blank=True, related_name="proposals", verbose_name=_("partner cities")
    )
    themes = models.ManyToManyField(
        "partners.Theme", blank=True, related_name="proposals", verbose_name=_("themes")
    )
    starts_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUBMITTED)
    submitted_at = models.DateTimeField(_("submitted on"))
    message = models.TextField(_("message from the office"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    project = models.OneToOneField(
        Project, models.SET_NULL, null=True, blank=True, related_name="proposal", verbose_name=_("project")
    )
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("project proposal")
        verbose_name_plural = _("project proposals")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="projects_proposal_dates",
                violation_error_message=_("The end is before the start. Change one of the dates."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "declined"]) | ~Q(message=""),
                name="projects_proposal_message",
                violation_error_message=_("Say why: the submitter reads it."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["submitted", "withdrawn"]) | Q(decided_at__isnull=False),
                name="projects_proposal_decided_when",
                violation_error_message=_("A decision needs its time."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The submitter's page about this proposal."""
        return reverse("projects:proposal-detail", kwargs={"pk": self.pk})


class ProposalEvent(models.Model):
    """What happened to a proposal and when: written by `projects.workflow`'s steps, never changed.

    The submitter sees kind, time and message; who of the office it was, only staff see.
    """

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("sent")
        RETURNED = "returned", _("the office asked back")
        RESUBMITTED = "resubmitted", _("sent again")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    proposal = models.ForeignKey(
        Proposal, models.CASCADE, related_name="events", verbose_name=_("project proposal")
    )
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    message = models.TextField(_("message"), blank=True)

    class Meta:
        verbose_name = _("step of a proposal")
        verbose_name_plural = _("steps of proposals")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
