"""Partner cities on pages of the roof: the hero of the front page, the signpost of error pages."""

from math import sqrt
from typing import Any

from django import template
from django.db import DatabaseError
from django.template.context import Context
from django.utils.translation import gettext as _

from partners.city import City
from partners.drawings import NEAR_REACH_KM
from partners.geography.drawing import rim_point
from partners.mapdrawing import MapDrawing
from partners.maps import DiscMap, disc_map, drawings
from partners.presenters import plate
from twinning import memory
from twinning.municipality.models import Municipality

register = template.Library()
Kind = MapDrawing.Kind


def _user(context: Context) -> object:
    """Who reads the page; nobody in particular on an error page that came before the log-in was looked at."""
    return getattr(context.get("request"), "user", None)


def _twin_towns(user: object) -> list[City]:
    """The signpost's cities, remembered: they stand on the front page and on every error page."""
    return memory.recall_for(
        user,
        "twin_towns",
        lambda: list(City.objects.published().twin_towns().nearest_first().without_long_texts()),
    )


def _views(is_true: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("Near towns larger"), "url": "?", "current": not is_true},
        {"label": _("Every length true"), "url": "?map=true", "current": is_true},
    ]


def _captioned(result: DiscMap | None, is_true: bool) -> DiscMap | None:
    if result:
        result.caption = (
            _("Each line shows the true direction and the true length.")
            if is_true
            else _(
                "Each line shows the true direction. Distances are as the crow flies; "
                "near towns are drawn larger so that you can tell them apart."
            )
        )
    return result


@register.simple_tag(takes_context=True)
def map_view(context: Context) -> str:
    """Which map the visitor asked for: "true" lengths (`?map=true`) or, for anything else, near towns "larger"."""
    return "true" if context["request"].GET.get("map") == "true" else "larger"


@register.simple_tag(takes_context=True)
def home_hero(context: Context, view: str) -> dict[str, Any]:
    """Signpost and map of the front page, in one of the views of `map_view`."""
    home: Municipality = context["home"]
    is_true = view == "true"
    user = _user(context)
    towns = _twin_towns(user)
    kinds = (Kind.HOME_TRUE, Kind.HOME_NEAR) if is_true else (Kind.HOME,)
    stored = memory.recall_for(user, ("drawings", kinds), lambda: drawings(*kinds))
    main = disc_map(
        stored.get(Kind.HOME_TRUE if is_true else Kind.HOME), home, towns, unnamed_km=NEAR_REACH_KM * is_true
    )
    inset = disc_map(stored.get(Kind.HOME_NEAR), home, towns) if is_true else None
    return {
        "places": [plate(city, home) for city in towns],
        "map": _captioned(main, is_true),
        "inset": inset,
        "views": _views(is_true),
    }


@register.simple_tag(takes_context=True)
def signpost_places(context: Context) -> list[dict[str, Any]]:
    """The plates alone; an empty list when the database can't answer, so that error pages always work."""
    try:
        return [plate(city, context["home"]) for city in _twin_towns(_user(context))]
    except DatabaseError:
        return []


@register.simple_tag(takes_context=True)
def compass_arms(context: Context) -> list[dict[str, Any]]:
    """A thread to each twin town in its true direction; longer with the root of the distance, 240 units at most."""
    towns = [city for city in _twin_towns(_user(context)) if city.distance_km and city.bearing is not None]
    longest = max((city.distance_km for city in towns), default=1)
    # Even the nearest town's thread must come out from under the knot in the middle.
    ends = [(city, rim_point(city.bearing, 75 + 165 * sqrt(city.distance_km / longest))) for city in towns]
    return [{"place_class": city.place_class, "x": end.x, "y": end.y} for city, end in ends]
