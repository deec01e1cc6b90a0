"""Every address word that a page ever had, so that old links keep working.

A word belongs to one page of its kind and language for good: (kind, language, slug) is unique.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Slug(models.Model):
    """One address word of one object in one language ("" for words that serve every language)."""

    kind = models.CharField(_("kind"), max_length=30)
    object_id = models.PositiveBigIntegerField(_("object"))
    language = models.CharField(_("language"), max_length=12, blank=True)
    slug = models.SlugField(_("address word"), max_length=120)
    is_current = models.BooleanField(_("current"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("address word")
        verbose_name_plural = _("address words")
        ordering = ["kind", "object_id", "language", "-is_current"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "slug"],
                name="addresses_slug_once",
                violation_error_message=_("Another page has or had this address word."),
            )
        ]
        indexes = [models.Index(fields=["kind", "slug"], name="addresses_slug_lookup")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.language or '*'}/{self.slug}"
