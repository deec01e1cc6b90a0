"""Shows where a word was found (templates/search/results.html)."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from twinning.languages import Served
from twinning.search import spelling

register = template.Library()


@register.filter
def marked(text: Served, words: Sequence[str]) -> SafeString:
    """A Served text with its hits marked, naming its language when it is not the page's."""
    html = spelling.marked(text.text, words)
    if not text.is_fallback:
        return html
    return format_html('<span lang="{}" dir="{}">{}</span>', text.language, text.direction, html)
