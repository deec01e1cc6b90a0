"""The ground floor's app: loads what each app declares about itself (catalogue, desk cards, slots)."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import autodiscover_modules


class TwinningConfig(AppConfig):
    """Ground floor: abstract bases, registries, languages, template tags."""

    name = "twinning"
    label = "twinning"

    def ready(self) -> None:
        # "checks" registers the system checks; the others are what apps declare about themselves.
        autodiscover_modules("checks", "catalogue", "desk", "slots", "seed", "audit", "release", "api")


class StaffAdminConfig(AdminConfig):
    """Django's admin with our own site: the staff desk."""

    default_site = "twinning.admin_site.StaffSite"
