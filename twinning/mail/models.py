"""The outbox: mails are rows first, so that nothing is lost when the mail server is down.

Rows are written by `twinning.mail.outbox` in the transaction of whatever they tell about, and delivered by
the worker (`twinning.mail.tasks`).
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from twinning.models import TimeStamped


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """Words for the states of mails, used by the worker, the admin and the desk."""

    def waiting(self) -> "OutgoingMailQuerySet":
        """Not sent yet, and not given up."""
        return self.filter(state=OutgoingMail.State.QUEUED)

    def due(self) -> "OutgoingMailQuerySet":
        """Waiting, and the pause after the last attempt is over."""
        return self.waiting().filter(Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=timezone.now()))

    def failed(self) -> "OutgoingMailQuerySet":
        """Given up; somebody has to look."""
        return self.filter(state=OutgoingMail.State.FAILED)


class OutgoingMail(TimeStamped):
    """A mail as its reader will get it, in the reader's language."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    key = models.CharField(
        _("key"),
        max_length=200,
        unique=True,
        null=True,
        blank=True,
        help_text=_("The same event never mails twice."),
    )
    recipient = models.EmailField(_("to"))
    reply_to = models.EmailField(_("answer to"), blank=True)
    language = models.CharField(_("language"), max_length=12)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    is_confidential = models.BooleanField(
        _("confidential"),
        default=False,
        help_text=_("Holds a personal link or code: staff never see it, and it is erased once it was sent."),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="mail_outgoingmail_sent_when"
            ),
            models.CheckConstraint(
                condition=Q(state="queued") | Q(is_confidential=False) | Q(text="", html=""),
                name="mail_outgoingmail_secret_erased",
                violation_error_message=_(
                    "The text of a confidential mail is erased once it was sent or given up."
                ),
            ),
        ]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="mail_outgoingmail_due")]

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_state_display()})"
