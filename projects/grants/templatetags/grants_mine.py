"""Sums for the pages of applicants."""

from decimal import Decimal

from django import template

from projects.grants.sentences import euros as in_euros

register = template.Library()


@register.filter
def euros(value: Decimal) -> str:
    """ "1.234,56 €" as the reader's language writes it."""
    return in_euros(value)
