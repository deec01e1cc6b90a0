"""Two people write to each other through the portal; neither sees the other's address until both agree.

The exchange board, organisations, contact persons and projects all use it: they open a conversation with
`actions.open_conversation` and this app does the rest.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from twinning.models import TimeStamped


class ConversationQuerySet(models.QuerySet):
    """Conversations."""

    def open(self) -> Self:
        """Both may still write."""
        return self.filter(state=Conversation.State.OPEN)

    def visible_to(self, user: object) -> Self:
        """Personal data: staff who may see conversations, and only reported ones (the office does not read along)."""
        allowed = getattr(user, "is_staff", False) and user.has_perm("conversations.view_conversation")
        return self.filter(reports__isnull=False).distinct() if allowed else self.none()


class Conversation(TimeStamped):
    """Starts with a message from one side ("asker") to the other ("host").

    `about` is the kind of row it is about ("slip", "organisation", "contact", "project") and `about_id` its number;
    `subject` is that row's title at the time, so that the thread is readable when the row is gone.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        BLOCKED = "blocked", _("blocked")

    key = models.UUIDField(_("form key"), unique=True, editable=False)
    about = models.CharField(_("about"), max_length=20)
    about_id = models.BigIntegerField(_("number of the row"))
    subject = models.CharField(_("subject"), max_length=200)
    subject_language = models.CharField(_("language of the subject"), max_length=12, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    agreed_at = models.DateTimeField(_("both agreed"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    last_message_at = models.DateTimeField(_("last message"), default=timezone.now)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-last_message_at", "-pk"]
        indexes = [models.Index(fields=["about", "about_id"], name="conversations_about")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | Q(closed_at__isnull=False),
                name="conversations_closed_when",
                violation_error_message=_("A closed conversation needs the time of its end."),
            )
        ]

    def __str__(self) -> str:
        return self.subject or f"{self.about} {self.about_id}"


class Participant(models.Model):
    """One side of a conversation. The address is for the portal's mails; `agreed_at` shows it to the other side."""

    class Side(models.TextChoices):
        ASKER = "asker", _("who wrote first")
        HOST = "host", _("who was written to")

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="participants", verbose_name=_("conversation")
    )
    side = models.CharField(_("side"), max_length=5, choices=Side)
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=12, default="de")
    agreed_at = models.DateTimeField(_("agreed to show the address"), null=True, blank=True)
    notice_version = models.CharField(_("version of the privacy notice"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["side"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "side"],
                name="conversations_participant_side",
                violation_error_message=_("Each side of a conversation is one person."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """A message; its key makes a second submission the same row."""

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="messages", verbose_name=_("conversation")
    )
    author = models.ForeignKey(Participant, models.CASCADE, related_name="messages", verbose_name=_("author"))
    key = models.UUIDField(_("form key"), unique=True, editable=False)
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class ReportQuerySet(models.QuerySet):
    """Reports of abuse."""

    def waiting(self) -> Self:
        """Nobody has looked at them yet."""
        return self.filter(state=Report.State.NEW)

    def visible_to(self, user: object) -> Self:
        """Personal data: staff who look after reports, nobody else."""
        allowed = getattr(user, "is_staff", False) and user.has_perm("conversations.view_report")
        return self.all() if allowed else self.none()


class Report(TimeStamped):
    """Somebody says that something is wrong: with a conversation, or with a public row such as a slip.

    `reporter` is the side that reported a conversation; a public row is reported without a name.
    """

    class State(models.TextChoices):
        NEW = "new", _("new")
        DONE = "done", _("looked at")

    key = models.UUIDField(_("form key"), unique=True, editable=False)
    conversation = models.ForeignKey(
        Conversation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("conversation"),
    )
    reporter = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("reported by")
    )
    about = models.CharField(_("about"), max_length=20)
    about_id = models.BigIntegerField(_("number of the row"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("what is wrong"))
    state = models.CharField(_("state"), max_length=5, choices=State, default=State.NEW)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("looked at by"),
    )
    handled_at = models.DateTimeField(_("looked at on"), null=True, blank=True)
    note = models.TextField(_("note for staff"), blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of abuse")
        verbose_name_plural = _("reports of abuse")
        ordering = ["state", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="new") | Q(handled_at__isnull=False),
                name="conversations_report_handled_when",
                violation_error_message=_("A finished report needs the time at which it was looked at."),
            )
        ]

    def __str__(self) -> str:
        return self.subject or f"{self.about} {self.about_id}"
