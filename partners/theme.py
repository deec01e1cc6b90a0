"""What exchange is about: the town's aims, and the fields that staff keep.

Themes live below projects because organisations and slips have them too (docs/decisions/themes-below-projects.md).
"""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twinning.languages import Served, served
from twinning.models import TimeStamped, Versioned
from twinning.querysets import TranslatedQuerySet, is_public


class ThemeQuerySet(TranslatedQuerySet):
    """Themes."""

    def with_titles(self) -> Self:
        """Together with the aims whose titles they show."""
        return self.select_related("aim")

    def published(self) -> Self:
        """Fields, and aims that anybody may read."""
        return self.filter(Q(aim__isnull=True) | is_public("aim__"))

    def aims(self) -> Self:
        """Themes that are aims of the town."""
        return self.filter(aim__isnull=False)


class Theme(TimeStamped, Versioned):
    """An aim of the town's international work, or a field such as youth exchange.

    An aim's theme shows the aim's own title, so that the two never drift apart.
    """

    key = models.SlugField(
        _("key"), max_length=60, unique=True, help_text=_("Never changes; it stands in addresses of lists.")
    )
    name = models.CharField(
        _("name"), max_length=100, blank=True, help_text=_("Empty for an aim: it shows the aim's title.")
    )
    aim = models.OneToOneField(
        "pages.Aim", models.CASCADE, null=True, blank=True, related_name="theme", verbose_name=_("aim")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=10)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(aim__isnull=False) | (Q(name_de__isnull=False) & ~Q(name_de="")),
                name="partners_theme_has_a_title",
                violation_error_message=_("A theme needs a German name, or an aim whose title it shows."),
            )
        ]

    def __str__(self) -> str:
        return self.title().text or self.key

    def title(self, language: str | None = None) -> Served:
        """What readers of `language` see."""
        return served(self.aim, "title", language) if self.aim_id else served(self, "name", language)
