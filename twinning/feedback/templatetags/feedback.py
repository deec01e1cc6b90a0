"""The hidden field of the notice about a missing language (templates/components/language_notice.html)."""

from django import template

from twinning.feedback import wishes

register = template.Library()


@register.simple_tag
def wish_token(path: str, language: str) -> str:
    """The signed wish for this page in this language."""
    return wishes.wish_token(path, language)
