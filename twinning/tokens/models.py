"""Personal links in mails. Only a digest is stored: whoever reads the database can open nobody's link."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TokenQuerySet(models.QuerySet):
    """Tokens."""

    def valid(self) -> "TokenQuerySet":
        """Neither expired nor used up."""
        return self.filter(expires_at__gt=timezone.now(), spent_at__isnull=True)


class Token(models.Model):
    """What a link in a mail opens: `purpose` names the act ("slip.manage"), `object_id` the row it is about.

    Every mail brings a link of its own; earlier ones stay good until they expire, so that an old mail still works.
    """

    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    purpose = models.CharField(_("purpose"), max_length=40)
    object_id = models.BigIntegerField(_("number of the row"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    spent_at = models.DateTimeField(_("used"), null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["purpose", "object_id"], name="tokens_token_about"),
            models.Index(fields=["expires_at"], name="tokens_token_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.object_id}"
