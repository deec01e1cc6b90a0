"""Which slips were suggested to which owner, so that nobody gets the same suggestion twice."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.board.slip import Slip


class Suggestion(models.Model):
    """`other` was suggested to the owner of `slip`."""

    slip = models.ForeignKey(Slip, models.CASCADE, related_name="suggestions", verbose_name=_("slip"))
    other = models.ForeignKey(Slip, models.CASCADE, related_name="+", verbose_name=_("suggested slip"))
    points = models.PositiveSmallIntegerField(_("points that fit"))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["slip", "other"],
                name="board_suggestion_once",
                violation_error_message=_("This was suggested already."),
            ),
            models.CheckConstraint(
                condition=~Q(slip=F("other")),
                name="board_suggestion_of_another",
                violation_error_message=_("A slip is no partner for itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slip} → {self.other}"
