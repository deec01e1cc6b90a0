""" "Ask the office": questions, answers and what becomes a frequent question."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnquiriesConfig(AppConfig):
    name = "partners.enquiries"
    verbose_name = _("Advice")
