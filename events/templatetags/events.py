"""Tags of the events app: data for search engines, and events on pages of other apps.

Those pages read the rows together with their own (twinning.folds), so a section costs no query.
"""

from typing import Any

from django import template
from django.db.models import Model
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from events.pages.rows import event_row
from partners.models import City
from projects.filters import query
from twinning.discovery.scripts import script
from twinning.municipality.home import home_of, home_rows

register = template.Library()


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """Data for search engines as a script element that no browser runs."""
    return script(data)


def _section(
    context: Context, rows: list[dict[str, Any]], *pairs: tuple[str, str], cities: bool = True
) -> dict[str, Any]:
    """Rows of what comes next, how many there are in all, and the way to them."""
    home, now = home_of(context["request"]), timezone.now()
    return {
        "rows": [event_row(row, home, now, cities=cities) for row in rows],
        "total": rows[0]["total"] if rows else 0,
        "url": reverse("events:event-list") + query(pairs).removesuffix("?"),
    }


@register.simple_tag(takes_context=True)
def home_events(context: Context) -> dict[str, Any]:
    """What the front page shows: what comes next."""
    return _section(context, home_rows(context["request"]).get("event_rows", []))


@register.simple_tag(takes_context=True)
def city_events(context: Context, city: City) -> dict[str, Any]:
    """What a city's page shows; the rows need not name the city again."""
    return _section(context, getattr(city, "event_rows", []), ("city", city.slug), cities=False)


@register.simple_tag(takes_context=True)
def project_events(context: Context, project: Model) -> dict[str, Any]:
    """What a project's page shows."""
    return _section(context, getattr(project, "event_rows", []))


@register.simple_tag(takes_context=True)
def aim_events(context: Context, aim: Model) -> dict[str, Any]:
    """What an aim's page shows."""
    return _section(context, getattr(aim, "event_rows", []), ("theme", aim.key))


@register.simple_tag(takes_context=True)
def organisation_events(context: Context, organisation: Model) -> dict[str, Any]:
    """What an organisation's page shows."""
    return _section(context, getattr(organisation, "event_rows", []))
