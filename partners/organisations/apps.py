"""Organisations, the people who speak for them, and who helps with what."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "partners.organisations"
    verbose_name = _("People and groups")
