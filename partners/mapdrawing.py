"""Drawn maps: SVG path data made once by `manage.py build_map` and read by the pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from twinning.models import TimeStamped


class MapDrawing(TimeStamped):
    """Path data of one map, in the units of its viewBox; `basis` names the inputs it was drawn from."""

    class Kind(models.TextChoices):
        HOME = "home", _("home map, near towns drawn larger")
        HOME_TRUE = "home_true", _("home map, every length true")
        HOME_NEAR = "home_near", _("inset of the near towns, every length true")
        SHEET = "sheet", _("map sheet of a city")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    city = models.ForeignKey(
        "partners.City",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="drawings",
        verbose_name=_("city"),
    )
    basis = models.CharField(_("drawn from"), max_length=200)
    land = models.TextField(_("land"))
    borders = models.TextField(_("borders"), blank=True)
    details = models.JSONField(_("rings and other details"), default=dict)

    class Meta:
        verbose_name = _("map drawing")
        verbose_name_plural = _("map drawings")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "city"], name="partners_mapdrawing_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.city or ''}".strip()
