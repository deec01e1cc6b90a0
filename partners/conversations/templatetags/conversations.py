"""Words of people in pages and mails: nobody knows their language, and nothing in them becomes a link."""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import conditional_escape, format_html

from partners.conversations.registry import label_of

register = template.Library()


@register.filter(needs_autoescape=True)
def their_words(text: str, autoescape: bool = True) -> str:
    """A message in a mail: as it is in plain text; in HTML escaped, with `lang=""` for "unknown"."""
    if not autoescape:
        return text
    return format_html('<span lang="" dir="auto">{}</span>', linebreaksbr(conditional_escape(text)))


@register.filter
def about_label(key: str) -> str:
    """What the kind of row is called."""
    return str(label_of(key))
