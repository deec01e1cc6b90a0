"""Lists from outside, taken into a review queue and never published by themselves."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    """Loads the kinds of lists: its own, and those of apps above, which register theirs in a module `imports`."""

    name = "partners.imports"
    verbose_name = _("Imports")

    def ready(self) -> None:
        for kind in ("relations", "organisations"):
            import_module(f"partners.imports.{kind}")
        autodiscover_modules("imports")
