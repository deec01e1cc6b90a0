"""Who maintains an organisation's entry, and changes that others propose."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.organisations.organisation import Organisation
from partners.organisations.querysets import MembershipQuerySet
from twinning.models import TimeStamped


class Membership(TimeStamped):
    """Somebody with an account claims an organisation as theirs; staff confirm; then they maintain its entry."""

    class State(models.TextChoices):
        PENDING = "pending", _("being checked")
        ACTIVE = "active", _("confirmed")
        DECLINED = "declined", _("declined")
        ENDED = "ended", _("ended")

    key = models.UUIDField(_("form key"), unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role in the organisation"), max_length=100, blank=True)
    text = models.TextField(_("how we can check it"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    reason = models.TextField(_("reason"), blank=True, help_text=_("The person reads it."))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(state__in=["pending", "active"]),
                name="organisations_membership_once",
                violation_error_message=_(
                    "This person speaks for the organisation already, or has asked to."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state="pending") | Q(decided_at__isnull=False),
                name="organisations_membership_decided_when",
                violation_error_message=_("A decision needs its time."),
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="organisations_membership_reason",
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"


class EntryChangeQuerySet(models.QuerySet):
    """Proposed changes."""

    def waiting(self) -> Self:
        """Staff have to decide, oldest first."""
        return self.filter(state="pending").order_by("created_at")

    def by_members(self) -> Self:
        """What members have changed by themselves: public at once, listed for staff."""
        return self.filter(state="accepted", decided_by=F("submitted_by"))

    def visible_to(self, user: object) -> Self:
        """One's own, and all of them for staff who may."""
        if getattr(user, "is_staff", False) and user.has_perm("organisations.view_entrychange"):
            return self.all()
        return self.filter(submitted_by=user) if getattr(user, "pk", None) else self.none()


class EntryChange(TimeStamped):
    """A change to an entry by somebody who does not maintain it: nothing happens until staff say so.

    `before` and `after` hold {column: value} of the fields that differ, so that staff see each one and may take
    over only some; `before` also tells when the entry has changed since.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("being checked")
        ACCEPTED = "accepted", _("taken over")
        DECLINED = "declined", _("declined")

    key = models.UUIDField(_("form key"), unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="changes", verbose_name=_("organisation")
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("submitted by")
    )
    language = models.CharField(_("language"), max_length=12)
    before = models.JSONField(_("so far"), default=dict)
    after = models.JSONField(_("new"), default=dict)
    taken = models.JSONField(_("fields taken over"), default=list, blank=True)
    note = models.TextField(_("note to the office"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    reason = models.TextField(_("reason"), blank=True, help_text=_("The person reads it."))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)

    objects = EntryChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="pending") | Q(decided_at__isnull=False),
                name="organisations_entrychange_decided_when",
                violation_error_message=_("A decision needs its time."),
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="organisations_entrychange_reason",
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {', '.join(self.after)}"
