"""App configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PortalsConfig(AppConfig):
    name = "partners.portals"
    label = "portals"
    verbose_name = _("Other portals")

    def ready(self) -> None:
        # What each app tells other portals.
        autodiscover_modules("sharing")
