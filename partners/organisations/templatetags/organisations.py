"""Organisations and contact persons on the pages of cities; the notice at forms."""

from typing import Any

from django import template
from django.urls import reverse

from partners.city import City
from partners.organisations.contact import Contact
from partners.organisations.notice import privacy_notice
from partners.organisations.presenters import folded_cards, person

register = template.Library()
MOST_CARDS = 6


@register.simple_tag
def claims_notice() -> dict[str, str]:
    """What becomes of what people with an account write: text, address and version of the notice."""
    return privacy_notice()


@register.simple_tag
def organisations_of_city(city: City) -> dict[str, Any]:
    """The first cards, how many there are, and the directory with only them; no query (see twinning.folds)."""
    rows = city.city_organisations
    return {
        "cards": folded_cards(rows[:MOST_CARDS], city.place_class),
        "total": len(rows),
        "url": f"{reverse('organisations:organisation-list')}?city={city.slug}",
    }


@register.simple_tag
def people_of_city(city: City) -> list[dict[str, Any]]:
    """Who has agreed to be named on the page of this city: one query for every reader, never remembered."""
    return [person(contact) for contact in Contact.objects.published().filter(city=city.pk).for_cards()]
