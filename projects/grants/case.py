"""What happens around an application: the trail that nobody can change, messages, notes, requests for changes."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.parts import Attachment
from twinning.models import TimeStamped


class Event(models.Model):
    """One line of the trail. PostgreSQL refuses to change or delete it (migration 0002); only the link to an account
    may be emptied, which is why the name stands beside it.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="events", verbose_name=_("application")
    )
    machine = models.CharField(_("about"), max_length=12, default="application")
    code = models.CharField(_("what happened"), max_length=40)
    source = models.CharField(_("from state"), max_length=20, blank=True)
    target = models.CharField(_("to state"), max_length=20, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    actor_name = models.CharField(_("name"), max_length=150, blank=True)
    is_applicant = models.BooleanField(_("by the applicant"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    data = models.JSONField(_("details"), default=dict, blank=True)
    at = models.DateTimeField(_("time"), db_default=Now())

    class Meta:
        verbose_name = _("entry of the trail")
        verbose_name_plural = _("trail")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["application", "at"], name="grants_event_trail")]

    def __str__(self) -> str:
        return f"{self.code} ({self.at:%Y-%m-%d})" if self.at else self.code


class Message(TimeStamped):
    """Between applicant and office, both ways, with files."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="messages", verbose_name=_("application")
    )
    key = models.UUIDField(_("form key"), unique=True, editable=False)
    is_from_office = models.BooleanField(_("from the office"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    author_name = models.CharField(_("name"), max_length=150)
    text = models.TextField(_("text"))
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="messages", verbose_name=_("files")
    )
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Note(TimeStamped):
    """Internal: the applicant never sees it."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="notes", verbose_name=_("application")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    author_name = models.CharField(_("name"), max_length=150)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class ChangeRequest(TimeStamped):
    """The office asks for changes: these steps open again until the applicant has sent them."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="change_requests", verbose_name=_("application")
    )
    sections = ArrayField(models.CharField(max_length=12), verbose_name=_("steps"))
    text = models.TextField(_("what is missing"))
    answer_by = models.DateField(_("answer by"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for changes")
        verbose_name_plural = _("requests for changes")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.application}: {', '.join(self.sections)}"


class Check(TimeStamped):
    """One line of the formal checklist: what a person found, beside what the rules say by themselves."""

    class Verdict(models.TextChoices):
        OK = "ok", _("fine")
        OPEN = "open", _("open")
        BAD = "bad", _("not fine")

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="checks", verbose_name=_("application")
    )
    code = models.SlugField(_("code"), max_length=40)
    verdict = models.CharField(_("verdict"), max_length=5, choices=Verdict, default=Verdict.OPEN)
    note = models.CharField(_("note"), max_length=300, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["application", "code"], name="grants_check_once")]

    def __str__(self) -> str:
        return self.code
