"""Small words for the pages of the office: sums, quantities, and what is possible now."""

from decimal import Decimal
from typing import Any

from django import template

from projects.grants.sentences import euros as in_euros
from twinning.cldr import decimal_number

register = template.Library()


@register.filter
def euros(value: Decimal | int | None) -> str:
    """ "1.234,56 €" as the reader's language writes it."""
    return "" if value is None else in_euros(Decimal(value))


@register.filter
def quantity(value: Decimal) -> str:
    """A number without needless zeros."""
    return decimal_number(int(value) if value == value.to_integral_value() else value)


@register.filter
def of(forms: dict[str, Any], name: str) -> Any:
    """The form of one act."""
    return forms[name]


@register.filter
def can(now: dict[str, Any], code: str) -> bool:
    """Whether an act is open to the reader now."""
    return any(transition.code == code for transition in now["open"])
