"""Messages between two people whose addresses stay hidden until both agree."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    name = "partners.conversations"
    verbose_name = _("Messages")
