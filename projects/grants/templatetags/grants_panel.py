"""What the case page shows of reviews, session and decision; see `templates/admin/grants/panel/case_section.html`."""

from decimal import Decimal
from typing import Any

from django import template
from django.http import HttpRequest

from projects.grants.application import Application
from projects.grants.panel.case import section
from twinning.cldr import decimal_number

register = template.Library()


@register.simple_tag
def panel_of(case: Application, request: HttpRequest) -> dict[str, Any]:
    """Reviews, result, session and decision of a case as this person may see them."""
    return section(case, request.user)


@register.filter
def points(value: Decimal | None) -> str:
    """ "3,8" as the reader's language writes it."""
    return decimal_number(value) if isinstance(value, Decimal) else "–"
