"""What joins whom, and how it is drawn."""

import re
from collections import Counter
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from projects.projectmap import WIDEST, bow, bow_points, connections, control, line, width
from tests.factories import make_city, make_home, make_partnership
from tests.factories_projects import make_participation, make_project


def project(*cities: int) -> SimpleNamespace:
    return SimpleNamespace(slug="-".join(map(str, cities)), cities=cities)


def test_connections_count_lines_bows_and_groups() -> None:
    found = connections([project(1), project(1, 2), project(3, 2, 1), project()])
    assert found.lines == Counter({1: 3, 2: 2, 3: 1})
    assert found.bows == Counter({frozenset({1, 2}): 2, frozenset({1, 3}): 1, frozenset({2, 3}): 1})
    assert found.groups == Counter({frozenset({1, 2}): 1, frozenset({1, 2, 3}): 1})


def test_a_city_with_two_organisations_counts_once() -> None:
    assert connections([project(1, 1)]).lines == Counter({1: 1})


@pytest.mark.parametrize(("projects", "wide"), [(1, 2.05), (9, 6.45), (200, WIDEST)])
def test_lines_grow_with_the_number_of_projects(projects: int, wide: float) -> None:
    assert width(projects) == wide


def test_line_starts_at_home() -> None:
    assert line((-176.3, 6.2)) == "M0 0L-176.3 6.2"


def test_bow_bends_away_from_home() -> None:
    assert control((-100, 50), (100, 50)) == (0, 94)
    assert bow((-100, 50), (100, 50)) == "M-100 50Q0 94 100 50"


def test_bow_is_the_same_from_either_end() -> None:
    assert control((-129.3, 59.9), (101.1, -5.7)) == control((101.1, -5.7), (-129.3, 59.9))


def test_bow_between_the_same_place_is_a_point() -> None:
    assert control((5, 5), (5, 5)) == (5, 5)


spots = st.tuples(st.floats(-300, 300), st.floats(-300, 300))


@given(spots, spots)
def test_bow_leaves_home_on_one_side(start: tuple[float, float], end: tuple[float, float]) -> None:
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    bent = control(start, end)
    assert sum(value**2 for value in bent) >= sum(value**2 for value in middle) - 60
    points = bow_points(start, end)
    assert points[0] == pytest.approx(start)
    assert points[-1] == pytest.approx(end)


# --- the page -------------------------------------------------------------------------------------
PLACES = {
    "rouen": {
        "name_de": "Rouen",
        "latitude": 49.44,
        "longitude": 1.1,
        "distance_km": 688.6,
        "bearing": 245.2,
    },
    "poznan": {
        "name_de": "Posen",
        "latitude": 52.41,
        "longitude": 16.93,
        "distance_km": 489.8,
        "bearing": 86.7,
    },
    "hiroshima": {
        "name_de": "Hiroshima",
        "latitude": 34.39,
        "longitude": 132.46,
        "distance_km": 8908.7,
        "bearing": 44.8,
    },
}


@pytest.fixture
def cities(db: None) -> dict[str, object]:
    make_home()
    found = {slug: make_city(slug, **place) for slug, place in PLACES.items()}
    for city in found.values():
        make_partnership(city)
    call_command("build_map", verbosity=0)
    return found


def page(client: Client, language: str = "de", **filters: str) -> str:
    with override(language):
        address = reverse("projects:project-list")
    return client.get(address, {"view": "map"} | filters).content.decode()


def test_map_draws_lines_and_bows_and_names_them_beside(client: Client, cities: dict) -> None:
    both = make_project("both")
    for slug in ("rouen", "poznan"):
        make_participation(both, city=cities[slug])
    make_participation(city=cities["rouen"])
    make_participation(city=cities["hiroshima"])
    html = page(client)
    near, world = re.findall(r"<svg viewBox=\"-308.*?</svg>", html, re.DOTALL)
    assert sorted(re.findall(r'stroke-width="([\d.]+)"', near)) == ["2.05", "2.05", "2.6"]
    assert near.count("Q") == 1
    assert 'stroke-width="2.05"' in world
    assert "Hiroshima" in world
    assert "Rouen" not in world.split("</desc>")[1]
    rows = re.findall(r"<b>(Hannover.*?)</b>\s*<span[^>]*>\s*(\d+)", html)
    assert rows == [("Hannover – Rouen", "2"), ("Hannover – Hiroshima", "1"), ("Hannover – Posen", "1"),
                    ("Hannover – Posen – Rouen", "1")]  # fmt: skip


def test_a_single_project_of_several_cities_is_linked_itself(client: Client, cities: dict) -> None:
    both = make_project("both")
    for slug in ("rouen", "poznan"):
        make_participation(both, city=cities[slug])
    assert f'href="{both.get_absolute_url()}"' in page(client)


def test_several_projects_of_the_same_cities_lead_to_the_filtered_list(client: Client, cities: dict) -> None:
    for number in range(2):
        both = make_project(f"both-{number}")
        for slug in ("rouen", "poznan"):
            make_participation(both, city=cities[slug])
    assert "?city=poznan&amp;city=rouen" in page(client)
    html = client.get(reverse("projects:project-list"), {"city": ["poznan", "rouen"]}).content.decode()
    assert html.count('<li class="card') == 2


def test_map_is_told_in_words(client: Client, cities: dict) -> None:
    make_participation(city=cities["rouen"])
    html = page(client, "en")
    assert '<title id="project-map-title">Projects near Hanover</title>' in html
    assert f"Lines between Hanover and: {cities['rouen'].name_en}." in html


def test_map_keeps_the_filters(client: Client, cities: dict) -> None:
    make_participation(make_project(stage="planned"), city=cities["rouen"])
    make_participation(make_project(stage="running"), city=cities["poznan"])
    html = page(client, state="planned")
    assert "Hannover – Rouen" in html
    assert "Hannover – Posen" not in html


def test_geography_is_the_same_in_arabic(client: Client, cities: dict) -> None:
    make_participation(city=cities["poznan"])
    circles = [re.search(r'<circle class="pin"[^>]*>', page(client, code)).group() for code in ("de", "ar")]
    assert circles[0] == circles[1]


def test_only_far_cities_need_one_map(client: Client, cities: dict) -> None:
    make_participation(city=cities["hiroshima"])
    html = page(client)
    assert html.count('<svg viewBox="-308') == 1
    assert 'id="project-map-title"' in html


def test_city_without_a_confirmed_place_is_in_the_list_only(client: Client, cities: dict) -> None:
    nowhere = make_city(
        "nowhere", name_de="Irgendwo", latitude=None, longitude=None, distance_km=None, bearing=None
    )
    make_participation(city=nowhere)
    html = page(client)
    assert "Hannover – Irgendwo" in html
    assert '<svg viewBox="-308' not in html


def test_projects_without_a_city_leave_a_sentence(client: Client, cities: dict) -> None:
    make_project()
    assert "None of these projects names a partner city." in page(client, "en")


def test_before_the_maps_are_drawn_the_list_stands_alone(client: Client, db: None) -> None:
    make_home()
    make_participation(city=make_city("rouen", **PLACES["rouen"]))
    html = page(client)
    assert "Hannover – Rouen" in html
    assert '<svg viewBox="-308' not in html
