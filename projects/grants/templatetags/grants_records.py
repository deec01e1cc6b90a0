"""Small words for files to take along and for statistics."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.grants.records.statistics import Span
from twinning.cldr import money

register = template.Library()


@register.filter
def at(found: dict[Any, Any], key: Any) -> Any:
    """What stands under a key, or nothing."""
    return found.get(key)


@register.filter
def whole_sum(amount: Decimal | None) -> str:
    """ "7.000 €" as the reader's language writes it; a dash for nothing known."""
    return "–" if amount is None else money(amount, "EUR")


@register.filter
def per_cent(number: int | None) -> str:
    """ "63 %", or a dash where there is nothing to divide by."""
    return "–" if number is None else _("%(number)d %%") % {"number": number}


@register.filter
def days(number: int | None) -> str:
    """ "41 days", or a dash."""
    return "–" if number is None else ngettext("%(days)d day", "%(days)d days", number) % {"days": number}


@register.filter
def last_days(spans: list[Span]) -> int | None:
    """The median of the whole way, which is the last of the spans."""
    return spans[-1].all_days
