"""When things of the catalogue became public for the first time: what the news feed counts as new."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Announcement(models.Model):
    """The first day of one thing before the public. It stays when the thing is withdrawn: nothing is new twice."""

    kind = models.CharField(_("kind"), max_length=40)
    object_id = models.PositiveBigIntegerField(_("number"))
    public_at = models.DateTimeField(_("public since"))

    class Meta:
        verbose_name = _("first publication")
        verbose_name_plural = _("first publications")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="discovery_announcement_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
