"""The part of the page about open data that is made of the lists themselves."""

from typing import Any

from django import template
from django.template.context import Context

from twinning.api import reference

register = template.Library()


@register.simple_tag(takes_context=True)
def open_data(context: Context) -> dict[str, Any]:
    """What the page tells (twinning.api.reference)."""
    return reference.context(context["request"])
