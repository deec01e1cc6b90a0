"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShortLinksConfig(AppConfig):
    name = "twinning.shortlinks"
    label = "shortlinks"
    verbose_name = _("Short links")
