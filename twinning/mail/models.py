"""The outbox: mails are rows first, so that nothing is lost when the mail server is down.

Rows are written by `twinning.mail.outbox.queue` in the transaction of whatever they tell about, and delivered
by the worker (`twinning.mail.tasks`).
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twinning.models import TimeStamped


class OutgoingMail(TimeStamped):
    """A mail as its reader will get it, in the reader's language."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    key = models.CharField(
        _("key"), max_length=200, unique=True, null=True, blank=True, help_text=_("The same event never mails twice.")
    )
    recipient = models.EmailField(_("to"))
    reply_to = models.EmailField(_("answer to"), blank=True)
    language = models.CharField(_("language"), max_length=12)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="mail_outgoingmail_sent_when"
            )
        ]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="mail_outgoingmail_due")]

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_state_display()})"
