"""Lists from outside, taken into a review queue and never published by themselves."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "partners.imports"
    verbose_name = _("Imports")
