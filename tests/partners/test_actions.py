"""Distances follow the places they are measured between."""

import pytest
from django.core.exceptions import ValidationError
from django_tasks_db.models import DBTaskResult

from partners.actions import save_city
from partners.models import City, MapDrawing
from partners.tasks import draw_maps
from tests.factories import make_city, make_home
from twinning.addresses.models import Slug
from twinning.municipality.actions import save_home

pytestmark = pytest.mark.django_db


def test_save_city_measures_from_home() -> None:
    make_home()
    city = save_city(City(slug="poznan", name_de="Posen", country="PL", latitude=52.40692, longitude=16.92993,
                          time_zone="Europe/Warsaw"))  # fmt: skip
    assert round(city.distance_km, 1) == 489.8
    assert round(city.bearing, 1) == 86.7


def test_save_city_without_a_place_has_no_distance() -> None:
    make_home()
    city = save_city(make_city(latitude=None, longitude=None))
    assert (city.distance_km, city.bearing, city.back_bearing) == (None, None, None)


def test_moving_home_measures_every_city_anew() -> None:
    home = make_home()
    city = save_city(make_city("poznan"))
    home.latitude, home.longitude = 52.40692, 16.92993
    save_home(home)
    city.refresh_from_db()
    assert city.distance_km == 0


def test_save_city_keeps_old_address_words() -> None:
    make_home()
    city = save_city(make_city("posen"))
    city.slug = "poznan"
    save_city(city)
    rows = Slug.objects.filter(kind="city", object_id=city.pk).values_list("slug", "is_current")
    assert sorted(rows) == [("posen", False), ("poznan", True)]


def test_save_city_refuses_a_word_that_another_city_had() -> None:
    make_home()
    city = save_city(make_city("posen"))
    city.slug = "poznan"
    save_city(city)
    other = make_city("breslau")
    other.slug = "posen"
    with pytest.raises(ValidationError):
        save_city(other)
    other.refresh_from_db()
    assert other.slug == "breslau"


def waiting_drawings() -> int:
    return DBTaskResult.objects.filter(task_path="partners.tasks.draw_maps").count()


def test_city_that_moves_gets_a_new_map_and_one_that_stays_does_not() -> None:
    make_home()
    city = save_city(make_city("poznan"))
    before = waiting_drawings()
    city.lede_de = "Anders."
    save_city(city)
    assert waiting_drawings() == before
    city.longitude = 17.0
    save_city(city)
    assert waiting_drawings() == before + 1
    draw_maps.func()
    assert MapDrawing.objects.get(city=city).basis.startswith("52.40692,17.0,")


def test_moving_home_draws_the_maps_anew() -> None:
    home = make_home()
    save_city(make_city("poznan"))
    draw_maps.func()
    before = MapDrawing.objects.get(kind="home").land
    home.latitude, home.longitude = 52.40692, 16.92993
    save_home(home)
    assert waiting_drawings() == 1
    draw_maps.func()
    assert MapDrawing.objects.get(kind="home").land != before
