"""What stands on the overview of all relations, put together from rows that the view has fetched."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from partners.city import City
from partners.mapdrawing import MapDrawing
from partners.maps import disc_map
from partners.partnership import Partnership
from partners.presenters import card, fan, other_tie, plate, row
from twinning.languages import served
from twinning.municipality.models import Municipality
from twinning.sorting import sort_key

# A district's partner this near to a twin town gets a ring round the town instead of a dot of its own.
SAME_PLACE_KM = 40
RING_ROOM = 4
SORTS = ("city", "since", "km", "compass", "time")


def _columns(sort: str, descending: bool) -> list[dict[str, Any]]:
    labels = {
        "city": _("City"),
        "since": _("Since"),
        "km": _("As the crow flies"),
        "compass": _("Direction"),
        "time": _("Time there"),
    }
    columns = []
    for key in SORTS:
        is_current = key == sort
        order = ("descending" if descending else "ascending") if is_current else ""
        minus = "-" if is_current and not descending else ""
        columns.append(
            {
                "key": key,
                "label": labels[key],
                "url": f"?sort={minus}{key}#glance",
                "order": order,
                "is_number": key in {"since", "km"},
            }
        )
    return columns


def glance(home: Municipality, twins: list[Partnership], sort: str, language: str) -> dict[str, Any]:
    """The table of twin towns in one of the orders of `asked_sort`."""
    key, descending = sort.removeprefix("-"), sort.startswith("-")
    rows = [row(tie.city, home, tie.since_year) for tie in twins]

    def order(item: dict[str, Any]) -> Any:
        value = item["sort"][key]
        return sort_key(value, language) if key == "city" else value

    return {"columns": _columns(key, descending), "rows": sorted(rows, key=order, reverse=descending)}


def asked_sort(request: HttpRequest) -> str:
    """The order that `?sort=` asks for, "km" or "-km" and the like; nearest first for anything unknown."""
    asked = request.GET.get("sort", "")
    return asked if asked in {*SORTS, *(f"-{key}" for key in SORTS)} else "km"


def fans(ties: Iterable[Partnership]) -> list[dict[str, Any]]:
    """District twinnings grouped by the district of the home town."""
    of_districts = [tie for tie in ties if tie.home_district]
    ordered = sorted(
        of_districts, key=lambda tie: (tie.home_district.key, tie.since_year or 9999, tie.city.slug)
    )
    return [
        fan(served(group[0].home_district, "name"), group)
        for group in (list(rows) for _key, rows in groupby(ordered, key=lambda tie: tie.home_district_id))
    ]


def _is_near(place: City, towns: list[City]) -> City | None:
    """The twin town beside which this place lies, by difference of distance and direction."""
    for town in towns:
        if place.distance_km and town.distance_km and place.bearing is not None and town.bearing is not None:
            apart = abs(place.distance_km - town.distance_km)
            turn = abs((place.bearing - town.bearing + 180) % 360 - 180)
            if apart < SAME_PLACE_KM and turn * town.distance_km / 57.3 < SAME_PLACE_KM:
                return town
    return None


def ties_map(home: Municipality, twins: list[City], others: list[City], drawing: MapDrawing | None) -> Any:
    """The equidistant map of all relations, with a ring round towns that have a district's partner near them."""
    near = {place.pk: _is_near(place, twins) for place in others}
    apart = [place for place in others if near[place.pk] is None and place.distance_km]
    result = disc_map(drawing, home, twins, apart)
    if result:
        result.title = _("%(home)s and its ties") % {"home": served(home, "name").text}
        result.description = _(
            "Twin towns, and places tied to districts or in solidarity. The lists on this page name them all."
        )
        ringed = {town.place_class for town in near.values() if town}
        hubs = [spot for spot in result.places if spot["place_class"] in ringed]
        result.hubs = [{"x": spot["x"], "y": spot["y"]} for spot in hubs]
        for spot in hubs:
            # The ring is wider than the dot: the name gives way.
            spot["label_x"] += {"start": RING_ROOM, "end": -RING_ROOM}.get(spot["anchor"], 0)
    return result


def context(
    request: HttpRequest,
    home: Municipality,
    ties: list[Partnership],
    drawing: MapDrawing | None,
    sheets: dict[int, MapDrawing],
) -> dict[str, Any]:
    """Everything that templates/partners/overview.html names."""
    twins = [tie for tie in ties if tie.kind == Partnership.Kind.TWIN_TOWN and not tie.home_district]
    twins.sort(key=lambda tie: (tie.city.distance_km or 1e9, tie.city.slug))
    rest = [tie for tie in ties if tie not in twins]
    sort = asked_sort(request)
    return {
        "lede": _(
            "Twin towns, friends of our districts, solidarity: all places to which %(home)s is tied, near and far."
        )
        % {"home": served(home, "name").text},
        # Lazy: the template remembers what it has made of them.
        "map": SimpleLazyObject(
            lambda: ties_map(home, [tie.city for tie in twins], [tie.city for tie in rest], drawing)
        ),
        "places": SimpleLazyObject(lambda: [plate(tie.city, home) for tie in twins]),
        "cities": SimpleLazyObject(lambda: [card(tie, sheets.get(tie.city_id)) for tie in twins]),
        "sort": sort,
        "glance": SimpleLazyObject(lambda: glance(home, twins, sort, request.LANGUAGE_CODE)),
        "fans": SimpleLazyObject(lambda: fans(rest)),
        "others": SimpleLazyObject(lambda: [other_tie(tie) for tie in rest if not tie.home_district]),
    }
