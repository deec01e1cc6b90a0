"""Verbs of the partners app. Distances come from the geodesic and are never typed in."""

from django.db import transaction

from partners.city import City
from partners.distance import measure
from partners.tasks import draw_maps
from twinning.addresses.actions import forget, remember
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality

PLACE = ("latitude", "longitude", "sheet_half_width_km")
MEASURES = ("distance_km", "bearing", "back_bearing")


def measure_city(city: City, home: Municipality) -> None:
    """Set distance (km) and both bearings (degrees) of `city` from `home`; None while its place is unknown."""
    if city.latitude is None or city.longitude is None:
        city.distance_km = city.bearing = city.back_bearing = None
        return
    leg = measure(home.latitude, home.longitude, city.latitude, city.longitude)
    city.distance_km, city.bearing, city.back_bearing = leg.km, leg.bearing, leg.back_bearing


@transaction.atomic
def save_city(city: City, *, draw: bool = True) -> City:
    """Save a city with fresh measures and remember its address word; have its map drawn if it has moved.

    Without `draw` the caller has the maps drawn, once for many cities (`manage.py build_map`).
    Raises ValidationError when another city has or had that word.
    """
    measure_city(city, current_home())
    before = City.objects.filter(pk=city.pk).values_list(*PLACE).first()
    city.save()
    remember(kind="city", object_id=city.pk, words={"": city.slug})
    if draw and before != tuple(getattr(city, name) for name in PLACE):
        draw_maps.enqueue()
    return city


@transaction.atomic
def delete_city(city: City) -> None:
    """Delete a city with the files of its photos, and free its address words."""
    for photo in city.photos.all():
        photo.delete()
    forget(kind="city", object_id=city.pk)
    city.delete()


@transaction.atomic
def remeasure_all(home: Municipality) -> None:
    """Measure every city anew and have the maps drawn: called when the home town is saved."""
    cities = list(City.objects.all())
    for city in cities:
        measure_city(city, home)
    City.objects.bulk_update(cities, MEASURES)
    draw_maps.enqueue()
