"""Filters for mails, whose templates are rendered as plain text and as HTML alike."""

from django import template
from django.template.defaultfilters import linebreaksbr, urlize
from django.utils.translation import get_language_bidi

register = template.Library()

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


@register.filter
def isolate(value: object) -> str:
    """A name or number that keeps its own direction in a right-to-left text (`<bdi>` without HTML)."""
    return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}" if get_language_bidi() else str(value)


@register.filter(needs_autoescape=True)
def lines(text: str, autoescape: bool = True) -> str:
    """What a person wrote, with its line ends: as they are in plain text, as `<br>` in HTML."""
    return linebreaksbr(text, autoescape) if autoescape else text


@register.filter(needs_autoescape=True)
def linked(text: str, autoescape: bool = True) -> str:
    """Lines with addresses of pages: as they are in plain text, with `<br>` and to click on in HTML."""
    return linebreaksbr(urlize(text, autoescape), autoescape) if autoescape else text
