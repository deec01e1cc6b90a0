"""Filters for the steps of an application."""

from decimal import Decimal

from django import template

from projects.grants.sentences import euros as in_words

register = template.Library()


@register.filter
def euros(value: Decimal) -> str:
    """A sum as the reader's language writes it."""
    return in_words(value)
