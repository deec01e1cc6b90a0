"""Names that no translation may change, files that translators sent back, and what machines were asked for."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twinning.languages import served
from twinning.models import TimeStamped
from twinning.translations import permissions
from twinning.translations.exchange.engines import REASONS as ENGINE_REASONS

if TYPE_CHECKING:
    from twinning.accounts.models import User


class ProtectedName(TimeStamped):
    """A name with its form in each language: "Kulturbüro", "Cultural Office". Places come from the content itself."""

    form = models.CharField(
        _("name"), max_length=120, help_text=_("As it stands in texts, without an article.")
    )
    stays = models.BooleanField(
        _("stays as in German"),
        default=False,
        help_text=_("In languages for which no form is given, the German name is kept."),
    )
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("protected name")
        verbose_name_plural = _("protected names")
        constraints = [
            models.UniqueConstraint(
                fields=["form_de"],
                name="exchange_name_once",
                violation_error_message=_("This name is in the list already."),
            )
        ]

    def __str__(self) -> str:
        return served(self, "form", settings.LANGUAGE_CODE).text


class UploadQuerySet(models.QuerySet):
    """Files by who sees them."""

    def visible_to(self, user: "User") -> Self:
        """All for staff who look after translations; translators see what they sent themselves."""
        if permissions.may_all(user):
            return self.all()
        return self.filter(uploaded_by=user, language__in=permissions.languages_of(user))


class Upload(TimeStamped):
    """A file that came back. Its texts are looked at first; confirming makes drafts, never anything public."""

    class State(models.TextChoices):
        CHECKED = "checked", _("checked, to be decided")
        TAKEN = "taken", _("taken over as drafts")
        DISCARDED = "discarded", _("discarded")

    key = models.UUIDField(_("form key"), unique=True, editable=False)
    file_name = models.CharField(_("file"), max_length=200)
    file_format = models.CharField(
        _("format"), max_length=5, choices=[("xliff", "XLIFF 2.0"), ("xlsx", "Excel")]
    )
    language = models.CharField(_("language"), max_length=12)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("file from a translator")
        verbose_name_plural = _("files from translators")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="checked") | Q(decided_at__isnull=False),
                name="exchange_upload_decided_when",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class UploadedText(models.Model):
    """One text of a file, and what would come of it or came of it."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("is taken over")
        UNCHANGED = "unchanged", _("unchanged")
        STALE = "stale", _("the German text has changed")
        REFUSED = "refused", _("refused")

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="texts", verbose_name=_("file"))
    position = models.PositiveIntegerField(_("place in the file"))
    unit = models.CharField(_("text"), max_length=300)
    title = models.CharField(_("content"), max_length=300, blank=True)
    field_label = models.CharField(_("field"), max_length=120, blank=True)
    content_type = models.ForeignKey(ContentType, models.CASCADE, null=True, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True)
    field = models.CharField(max_length=100, blank=True)
    source = models.TextField(_("German text in the file"), blank=True)
    text = models.TextField(_("translation"), blank=True)
    before = models.TextField(_("translation so far"), blank=True)
    current = models.TextField(_("German text now"), blank=True)
    source_hash = models.CharField(_("fingerprint of the German text"), max_length=64, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    problems = models.JSONField(_("what is to be said"), default=list, blank=True)

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "position"], name="exchange_text_once"),
        ]

    def __str__(self) -> str:
        return self.unit


class MachineRun(TimeStamped):
    """One object that is to be translated by machine into one language, and how that went."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", verbose_name=_("kind"))
    object_id = models.PositiveBigIntegerField(_("number of the content"))
    content = GenericForeignKey("content_type", "object_id")
    language = models.CharField(_("language"), max_length=12)
    engine = models.CharField(_("service"), max_length=30, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    signs = models.PositiveIntegerField(_("characters"), default=0)
    problem = models.CharField(_("why it failed"), max_length=20, blank=True)
    detail = models.CharField(_("in detail"), max_length=300, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("started by")
    )

    class Meta:
        verbose_name = _("machine translation")
        verbose_name_plural = _("machine translations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "language"],
                condition=Q(state="waiting"),
                name="exchange_run_waits_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(problem=""), name="exchange_run_failed_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id}/{self.object_id} ({self.language})"

    @property
    def reason(self) -> str:
        """Why it failed, in words."""
        if not self.problem:
            return ""
        words = str(ENGINE_REASONS.get(self.problem, self.problem))
        return f"{words} {self.detail}".strip()
