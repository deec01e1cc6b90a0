"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MunicipalityConfig(AppConfig):
    name = "twinning.municipality"
    label = "municipality"
    verbose_name = _("Municipality")
