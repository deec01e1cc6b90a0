"""Versions of public content: what stood in every column after each save, so that it can be compared and restored.

The history of changes (twinning.audit) stays beside them: it says who changed which value, as words to read. A version
can't be put together from it: it begins with the first change, shortens values to texts and names related rows instead
of pointing to them. So versions are kept whole, and only of `Editorial` models, which hold nothing about visitors.
"""

from typing import Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RevisionQuerySet(models.QuerySet):
    """Versions."""

    def of(self, obj: models.Model) -> Self:
        """The versions of one row, the latest first."""
        kind = ContentType.objects.get_for_model(obj)
        return self.filter(content_type=kind, object_id=obj.pk).order_by("-number")


class Revision(models.Model):
    """One version of one row. `data` maps columns to values, many-to-many fields to keys, and "parts" to texts."""

    class Origin(models.TextChoices):
        SAVED = "saved", _("saved")
        FOUND = "found", _("found before a change")
        RESTORED = "restored", _("restored")

    content_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name=_("kind"))
    object_id = models.PositiveBigIntegerField(_("number of the row"))
    number = models.PositiveIntegerField(_("version"))
    data = models.JSONField(_("values"), encoder=DjangoJSONEncoder)
    origin = models.CharField(_("how it came about"), max_length=8, choices=Origin, default=Origin.SAVED)
    restored_from = models.PositiveIntegerField(_("restored from version"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a page")
        verbose_name_plural = _("versions of pages")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "number"], name="revisions_number_once"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="revisions_at")]

    def __str__(self) -> str:
        return f"{self.content_type} {self.object_id}, {self.number}"
