"""Short addresses for posters: `/s/k7mfrx` leads to a page of the portal in the visitor's language.

A link leads to a row of public content, and follows it when its address word changes, or to a fixed path. Nothing is
kept about who follows it; only how often.
"""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from twinning.models import TimeStamped
from twinning.shortlinks.targets import validate_target


class ShortLink(TimeStamped):
    """One short address. Rows stay for good: a code that stands on a poster must never lead to something else."""

    code = models.CharField(_("code"), max_length=12, unique=True, editable=False)
    label = models.CharField(
        _("what it is for"),
        max_length=150,
        help_text=_("For the office: for example, poster at the town hall."),
    )
    content_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, editable=False, verbose_name=_("kind")
    )
    object_id = models.PositiveBigIntegerField(_("number of the row"), null=True, blank=True, editable=False)
    path = models.CharField(
        _("leads to"),
        max_length=300,
        blank=True,
        validators=[validate_target],
        help_text=_("The path of a page of this portal, for example /de/."),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("Empty: each visitor comes to the page in their own language."),
    )
    is_off = models.BooleanField(
        _("switched off"),
        default=False,
        help_text=_("Visitors are told so. The code is never given away anew."),
    )
    visits = models.PositiveIntegerField(_("visits"), default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )

    class Meta:
        verbose_name = _("short link")
        verbose_name_plural = _("short links")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "language"],
                condition=Q(content_type__isnull=False),
                name="shortlinks_once_for_each_page",
            ),
            models.CheckConstraint(
                condition=Q(content_type__isnull=True, object_id__isnull=True, path__startswith="/")
                | Q(content_type__isnull=False, object_id__isnull=False, path=""),
                name="shortlinks_one_target",
                violation_error_message=_("A short link leads to one page: please name its address."),
            ),
            models.CheckConstraint(
                condition=~Q(path__startswith="//") & ~Q(path__contains="\\"), name="shortlinks_stays_here"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.code})"

    def get_short_url(self) -> str:
        """The whole address as it is printed."""
        return settings.SITE_URL + reverse("shortlink", kwargs={"code": self.code})
