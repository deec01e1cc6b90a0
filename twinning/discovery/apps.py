"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscoveryConfig(AppConfig):
    name = "twinning.discovery"
    label = "discovery"
    verbose_name = _("Site map, feeds and structured data")
