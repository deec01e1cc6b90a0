"""Floor 3: funding, from the call to the decision letter."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GrantsConfig(AppConfig):
    name = "projects.grants"
    label = "grants"
    verbose_name = _("Funding")
