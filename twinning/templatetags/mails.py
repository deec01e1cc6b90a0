"""Filters for plain-text mails, where no markup can keep two writing directions apart."""

from django import template
from django.utils.translation import get_language_bidi

register = template.Library()

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


@register.filter
def isolate(value: object) -> str:
    """A name or number that keeps its own direction in a right-to-left text (`<bdi>` without HTML)."""
    return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}" if get_language_bidi() else str(value)
