"""What visitors tell the office: barriers, questions, and the languages they would like pages in."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from twinning.models import TimeStamped, Versioned

# The office promises an answer within this time; the accessibility statement says so.
ANSWER_DAYS = 14


def answer_due() -> datetime.date:
    """The day by which a message that arrives now must be answered."""
    return timezone.localdate() + datetime.timedelta(days=ANSWER_DAYS)


class VisitorMessageQuerySet(models.QuerySet):
    """Messages from visitors."""

    def open(self) -> "VisitorMessageQuerySet":
        """Not answered yet."""
        return self.exclude(state=VisitorMessage.State.ANSWERED)

    def answered(self) -> "VisitorMessageQuerySet":
        """Answered or closed."""
        return self.filter(state=VisitorMessage.State.ANSWERED)

    def overdue(self) -> "VisitorMessageQuerySet":
        """Not answered although the promised day has passed."""
        return self.open().filter(due_on__lt=timezone.localdate())

    def visible_to(self, user: object) -> "VisitorMessageQuerySet":
        """Personal data: staff with the right to see messages, nobody else."""
        allowed = getattr(user, "is_staff", False) and user.has_perm(
            f"feedback.view_{self.model._meta.model_name}"
        )
        return self.all() if allowed else self.none()


class VisitorMessage(TimeStamped, Versioned):
    """A message sent through a public form; the key from the form makes a second submission the same row."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        IN_PROGRESS = "in_progress", _("in progress")
        ANSWERED = "answered", _("answered")

    key = models.UUIDField(_("form key"), unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    text = models.TextField(_("message"))
    language = models.CharField(_("language of the visitor"), max_length=12)
    page = models.CharField(_("page"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.NEW)
    due_on = models.DateField(_("answer due"), default=answer_due)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("handled by"),
        related_name="+",
    )
    notice_version = models.CharField(_("version of the privacy notice"), max_length=20)

    objects = VisitorMessageQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False),
                name="%(app_label)s_%(class)s_answered_when",
                violation_error_message=_("An answered message needs the time of its answer."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.text[:60]}" if self.text else self.reference

    @property
    def reference(self) -> str:
        """The number that the visitor is given: prefix, year, running number of the table."""
        return f"{self.PREFIX}-{timezone.localtime(self.created_at):%Y}-{self.pk:04d}"


class BarrierReport(VisitorMessage):
    """Somebody met a barrier on the portal."""

    PREFIX = "B"

    wanted = models.TextField(_("what would help"), blank=True)

    class Meta(VisitorMessage.Meta):
        verbose_name = _("barrier report")
        verbose_name_plural = _("barrier reports")


class ContactMessage(VisitorMessage):
    """A question to the office."""

    PREFIX = "K"

    subject = models.CharField(_("subject"), max_length=150)

    class Meta(VisitorMessage.Meta):
        verbose_name = _("contact message")
        verbose_name_plural = _("contact messages")


class LanguageWish(models.Model):
    """How often visitors asked for a page in a language that it does not have yet."""

    path = models.CharField(_("page"), max_length=300)
    language = models.CharField(_("language"), max_length=12)
    count = models.PositiveIntegerField(_("wishes"), default=0)
    last_at = models.DateTimeField(_("last wish"), auto_now=True)

    class Meta:
        verbose_name = _("language wish")
        verbose_name_plural = _("language wishes")
        ordering = ["-count", "path"]
        constraints = [
            models.UniqueConstraint(fields=["path", "language"], name="feedback_languagewish_once")
        ]

    def __str__(self) -> str:
        return f"{self.path} ({self.language}): {self.count}"
