"""Slips on pages of other apps: the newest ones at home, those about a city, those of an organisation."""

from typing import Any

from django import template
from django.template.context import Context

from partners.board import presenters
from partners.board.sections import NEWEST, unfolded_slips
from partners.board.slip import Slip
from partners.city import City
from twinning.municipality.home import home_rows

register = template.Library()
Cards = list[dict[str, Any]]


@register.simple_tag(takes_context=True)
def newest_slips(context: Context) -> Cards:
    """Cards of the newest slips; read along with the home page's other sections."""
    rows = home_rows(context["request"]).get("board_slips")
    return [presenters.card(slip, context["home"]) for slip in unfolded_slips(rows)]


@register.simple_tag(takes_context=True)
def slips_of_city(context: Context, city: City) -> Cards:
    """Cards of the newest slips about a city; read along with it (`for_page`)."""
    return [presenters.card(slip, context["home"]) for slip in unfolded_slips(city.board_slips)]


@register.simple_tag(takes_context=True)
def slips_of_organisation(context: Context, organisation: Any) -> Cards:
    """Cards of an organisation's slips; one query."""
    slips = Slip.objects.published().filter(organisation=organisation.pk).for_cards().newest_first()
    return [presenters.card(slip, context["home"]) for slip in slips[:NEWEST]]
