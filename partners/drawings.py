"""Making and storing the maps. Called by `manage.py build_map`, and by the worker when a place has moved."""

from dataclasses import asdict

from django.db import transaction

from partners.city import City
from partners.geography.drawing import draw_disc, draw_sheet, suggest_half_width
from partners.mapdrawing import MapDrawing
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality

# The strictly equidistant map of the neighbourhood ends here; towns beyond are arrows at its rim.
NEAR_REACH_KM = 1450
Kind = MapDrawing.Kind


def _store(kind: str, city: City | None, basis: str, **values: object) -> None:
    MapDrawing.objects.update_or_create(kind=kind, city=city, defaults={"basis": basis, **values})


def _is_current(kind: str, city: City | None, basis: str) -> bool:
    return MapDrawing.objects.filter(kind=kind, city=city, basis=basis).exists()


@transaction.atomic
def draw_home_maps(home: Municipality, *, force: bool = False) -> int:
    """Draw the discs around the home town that are missing or were drawn for another place; returns how many."""
    drawn = 0
    plans = {
        Kind.HOME: ("sqrt", home.map_reach_km, "world"),
        Kind.HOME_TRUE: ("linear", home.map_reach_km, "world"),
        Kind.HOME_NEAR: ("linear", NEAR_REACH_KM, "europe"),
    }
    for kind, (law, reach, detail) in plans.items():
        basis = f"{home.latitude},{home.longitude},{reach},{law},{detail}"
        if not force and _is_current(kind, None, basis):
            continue
        disc = draw_disc(home.latitude, home.longitude, law=law, reach_km=reach, detail=detail)
        rings = [asdict(ring) for ring in disc.rings]
        _store(kind, None, basis, land=disc.path, details={"rings": rings, "reach_km": reach, "law": law})
        drawn += 1
    return drawn


@transaction.atomic
def draw_city_sheet(city: City, home: Municipality, *, force: bool = False) -> bool:
    """Draw the map sheet of a city unless it is up to date; False when nothing was drawn."""
    if city.latitude is None or city.longitude is None:
        MapDrawing.objects.filter(city=city).delete()
        return False
    wanted = city.sheet_half_width_km or "auto"
    basis = f"{city.latitude},{city.longitude},{home.latitude},{home.longitude},{wanted}"
    if not force and _is_current(Kind.SHEET, city, basis):
        return False
    width = city.sheet_half_width_km or suggest_half_width(city.latitude, city.longitude)
    sheet = draw_sheet(
        city.latitude, city.longitude, half_width_km=width, home_lat=home.latitude, home_lon=home.longitude
    )
    details = {"rings": sheet.rings, "way": sheet.way, "step_km": sheet.step_km, "half_width_km": width}
    _store(Kind.SHEET, city, basis, land=sheet.land, borders=sheet.borders, details=details)
    return True


def draw_all(*, force: bool = False) -> tuple[int, int]:
    """Draw whatever is missing or out of date; returns how many home maps and map sheets."""
    home = current_home()
    return draw_home_maps(home, force=force), sum(
        draw_city_sheet(city, home, force=force) for city in City.objects.all()
    )
