"""Projects on pages of other apps: home, city, aim, organisation.

Home and city pages read the rows together with their own (twinning.folds); aims and organisations ask once, remembered.
"""

from typing import Any

from django import template
from django.db.models import Count, Model, QuerySet, Window
from django.template.context import Context
from django.urls import reverse

from partners.models import City
from projects.cards import SECTION_LIMIT, card, card_rows, running_first
from projects.filters import query
from projects.models import Project
from twinning import memory
from twinning.languages import chain, current
from twinning.municipality.home import home_rows

register = template.Library()


def _section(rows: list[dict[str, Any]], *pairs: tuple[str, str], **words: bool) -> dict[str, Any]:
    """Cards, how many there are in all, and the way to them."""
    return {
        "cards": [card(row, **words) for row in rows],
        "total": rows[0]["total"] if rows else 0,
        "url": reverse("projects:project-list") + query(pairs).removesuffix("?"),
    }


def _asked(context: Context, kind: str, key: object, projects: QuerySet[Project]) -> list[dict[str, Any]]:
    """Rows of the first cards, each with the total; one query, remembered for the public."""

    def read() -> list[dict[str, Any]]:
        rows = card_rows(running_first(projects), chain(current()))
        return list(rows.annotate(total=Window(Count("pk")))[:SECTION_LIMIT])

    return memory.recall_for(context["request"].user, (f"projects of {kind}", current(), key), read)


@register.simple_tag(takes_context=True)
def home_projects(context: Context) -> dict[str, Any]:
    """What the front page shows: what is on now."""
    return _section(home_rows(context["request"]).get("project_cards", []), stage=False)


@register.simple_tag
def city_projects(city: City) -> dict[str, Any]:
    """What a city's page shows; the cards need not name the city again."""
    return _section(getattr(city, "project_cards", []), ("city", city.slug), cities=False)


@register.simple_tag(takes_context=True)
def aim_projects(context: Context, aim: Model) -> dict[str, Any]:
    """What an aim's page shows."""
    projects = Project.objects.published().filter(themes__aim=aim)
    return _section(_asked(context, "aim", aim.pk, projects), ("theme", aim.key))


@register.simple_tag(takes_context=True)
def organisation_projects(context: Context, organisation: Model) -> dict[str, Any]:
    """What an organisation's page shows."""
    projects = Project.objects.published().of_organisation(organisation)
    rows = _asked(context, "organisation", organisation.pk, projects)
    return _section(rows, ("organisation", organisation.slug))
