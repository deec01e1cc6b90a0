"""`{% machine_button %}`: inside the form of the matrix, sends ticked rows to the machine; nothing while it is off."""

from typing import Any

from django import template

from twinning.translations.exchange import machine

register = template.Library()


@register.inclusion_tag("admin/exchange/machine_button.html")
def machine_button() -> dict[str, Any]:
    """The name of the service, for people who want to know where the texts go."""
    service = machine.engine()
    return {"service": service.name if service else ""}
