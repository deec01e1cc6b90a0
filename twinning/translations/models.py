"""How far each translation is, who works on it, and the working copy, which nobody but staff and translators see.

The columns of the content hold what the public reads; a row here says what is known about one object in one language.
Whether a translation is up to date is decided by the German words it was made from, never by a time: `source_texts`
holds them field by field, `source_hash` their SHA-256, and `target_hashes` tells which public texts are newer than
the stamp, whoever wrote them. Rows change only through `twinning.translations.actions`.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from twinning.models import TimeStamped

if TYPE_CHECKING:
    from twinning.accounts.models import User


class TranslationStateQuerySet(models.QuerySet):
    """Translations by who sees and who does them."""

    def visible_to(self, user: "User") -> Self:
        """All for staff who look after translations; translators see their languages; nobody else sees any."""
        if not getattr(user, "is_staff", False):
            return self.none()
        if user.has_perm("translations.view_translationstate"):
            return self.all()
        return self.filter(language__in=TranslatorLanguage.objects.filter(user=user).values("language"))

    def of(self, obj: models.Model) -> Self:
        """All languages of one object."""
        kind = ContentType.objects.get_for_model(obj, for_concrete_model=True)
        return self.filter(content_type=kind, object_id=obj.pk)

    def open(self) -> Self:
        """Something is left to do."""
        return self.exclude(state=TranslationState.State.UP_TO_DATE)

    def given_to(self, user: "User") -> Self:
        """What `user` still has to translate, first due first."""
        waiting = self.filter(translator=user, assigned_at__isnull=False).open()
        waiting = waiting.exclude(state=TranslationState.State.NEEDS_REVIEW)
        return waiting.select_related("translator").order_by(F("due_on").asc(nulls_last=True), "pk")


class TranslationState(TimeStamped):
    """One object in one language."""

    class State(models.TextChoices):
        MISSING = "missing", _("missing")
        MACHINE = "machine", _("translated by machine")
        IN_TRANSLATION = "in_translation", _("in translation")
        NEEDS_REVIEW = "needs_review", _("to be checked")
        UP_TO_DATE = "up_to_date", _("up to date")
        OUTDATED = "outdated", _("outdated")

    class Origin(models.TextChoices):
        NONE = "", _("no draft")
        PERSON = "person", _("a person")
        MACHINE = "machine", _("a machine")
        IMPORT = "import", _("an imported file")

    content_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name=_("kind"))
    object_id = models.PositiveBigIntegerField(_("number of the content"))
    content = GenericForeignKey("content_type", "object_id")
    language = models.CharField(_("language"), max_length=12)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.MISSING)
    source_language = models.CharField(_("translated from"), max_length=12, default="de")
    source_hash = models.CharField(_("fingerprint of the German text"), max_length=64, blank=True)
    source_texts = models.JSONField(_("German text at that time"), default=dict, blank=True)
    target_hashes = models.JSONField(
        _("fingerprints of the public texts at that time"), default=dict, blank=True
    )
    draft_texts = models.JSONField(_("working copy"), default=dict, blank=True)
    draft_origin = models.CharField(
        _("working copy made by"), max_length=8, choices=Origin, blank=True, default=Origin.NONE
    )
    draft_engine = models.CharField(_("machine"), max_length=40, blank=True)
    draft_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    draft_at = models.DateTimeField(_("written"), null=True, blank=True)
    draft_source_hash = models.CharField(
        _("fingerprint of the draft's German text"), max_length=64, blank=True
    )
    draft_source_texts = models.JSONField(_("German text of the draft"), default=dict, blank=True)
    translator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("translator"),
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    assigned_at = models.DateTimeField(_("assigned"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    note = models.TextField(_("why it was sent back"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    wishes = models.PositiveIntegerField(_("wishes"), default=0)
    importance = models.PositiveSmallIntegerField(_("importance"), default=0)

    objects = TranslationStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["content_type", "object_id", "language"]
        indexes = [
            models.Index(fields=["state", "language"], name="translations_state_language"),
            models.Index(fields=["translator", "due_on"], name="translations_translator_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "language"], name="translations_state_once"
            ),
            models.CheckConstraint(
                condition=~Q(language=F("source_language")), name="translations_state_not_from_itself"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["machine", "in_translation", "needs_review"]) | ~Q(draft_origin=""),
                name="translations_state_has_its_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id}/{self.object_id} ({self.language}): {self.get_state_display()}"

    @property
    def has_draft(self) -> bool:
        """True while a working copy waits."""
        return bool(self.draft_origin)

    @property
    def is_late(self) -> bool:
        """True when the day has passed and something is left to do."""
        return bool(
            self.due_on and self.due_on < timezone.localdate() and self.state != self.State.UP_TO_DATE
        )


class TranslatorLanguage(TimeStamped):
    """A language that somebody translates into."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="translator_languages",
        verbose_name=_("translator"),
    )
    language = models.CharField(_("language"), max_length=12)
    may_review = models.BooleanField(
        _("may check"),
        default=False,
        help_text=_("May approve what other people translated into this language."),
    )

    class Meta:
        verbose_name = _("language of a translator")
        verbose_name_plural = _("languages of translators")
        ordering = ["language", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "language"], name="translations_language_once_per_user")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.language})"


class LanguageRule(TimeStamped):
    """What holds for all translations into one language."""

    language = models.CharField(_("language"), max_length=12, unique=True)
    needs_review = models.BooleanField(
        _("a second person checks"),
        default=True,
        help_text=_("Without a tick a translation is public as soon as it is handed in."),
    )

    class Meta:
        verbose_name = _("rule for a language")
        verbose_name_plural = _("rules for languages")
        ordering = ["language"]

    def __str__(self) -> str:
        return self.language
