"""Overview, city page and front page as visitors see them, and how many queries they cost."""

import datetime

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from partners.models import Greeting, HomeDistrict, PartnershipEvent, Population
from tests.factories import make_aim, make_city, make_home, make_partnership, make_source, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home() -> None:
    make_home()


def towns(count: int) -> None:
    for number in range(count):
        city = make_city(f"town-{number}", latitude=52.4 + number, bearing=40.0 * number)
        tie = make_partnership(city)
        day = datetime.date(1979, 10, 29)
        PartnershipEvent.objects.create(
            partnership=tie, date=day, sort_date=day, text_de="Vertrag", counts_as_start=True
        )
        Greeting.objects.create(city=city, text="Dzień dobry!", language="pl", meaning_de="Guten Tag!")
        Population.objects.create(city=city, value=538439, as_of=datetime.date(2023, 12, 31), source=make_source(),
                                  is_preferred=True)  # fmt: skip
        make_aim(f"aim-{number}")
    call_command("build_map", verbosity=0)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("/de/", 6), ("/ja/", 6), ("/de/partnerstaedte/", 4), ("/de/partnerstaedte/town-0/", 6)],
)
def test_pages_cost_the_same_queries_whatever_they_show(
    client: Client, django_assert_num_queries: object, path: str, queries: int, count: int
) -> None:
    towns(count)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_plates_point_east_or_west_nearest_first(client: Client) -> None:
    make_partnership(make_city("far", name_de="Weit", bearing=268.0, distance_km=853.4))
    make_partnership(make_city("near", name_de="Nah", bearing=121.3, distance_km=215.3))
    html = client.get("/de/").content.decode()
    assert html.index("Nah") < html.index("Weit")
    assert 'class="plate hue e"' in html
    assert 'class="plate hue w"' in html
    assert "853 km" in html


def test_city_page_tells_population_with_its_date(client: Client) -> None:
    towns(1)
    html = client.get("/de/partnerstaedte/town-0/").content.decode()
    assert "538.439" in html
    assert "31. Dezember 2023" in html
    assert "29. Oktober 1979" in html


def test_greeting_carries_its_language(client: Client) -> None:
    towns(1)
    html = client.get("/ar/partner-cities/town-0/").content.decode()
    assert '<b lang="pl" dir="ltr">Dzień dobry!</b>' in html


def test_unsure_facts_stay_with_staff(client: Client) -> None:
    city = make_city("poznan")
    tie = make_partnership(city)
    day = datetime.date(1960, 6, 1)
    PartnershipEvent.objects.create(
        partnership=tie, date=day, sort_date=day, text_de="Unsicher", confidence="low", precision="month"
    )
    PartnershipEvent.objects.create(
        partnership=tie, date=day, sort_date=day, text_de="Intern", is_public=False
    )
    html = client.get("/de/partnerstaedte/poznan/").content.decode()
    assert "Unsicher" not in html
    assert "Intern" not in html


def test_draft_city_is_for_staff_only(client: Client) -> None:
    make_city("draft", state="draft")
    assert client.get("/de/partnerstaedte/draft/").status_code == 404
    client.force_login(make_staff())
    assert client.get("/de/partnerstaedte/draft/").status_code == 200


@pytest.mark.parametrize("moment", [{"publish_from": 1}, {"publish_until": -1}])
def test_overview_keeps_the_hours_of_publication(client: Client, moment: dict[str, int]) -> None:
    times = {name: timezone.now() + datetime.timedelta(hours=hours) for name, hours in moment.items()}
    make_partnership(make_city("later", name_de="Verborgen", **times))
    make_partnership(make_city("today", name_de="Gezeigt"))
    html = client.get("/de/partnerstaedte/").content.decode()
    assert "Gezeigt" in html
    assert "Verborgen" not in html


def test_city_page_tells_of_the_twinning_before_other_ties(client: Client) -> None:
    city = make_city("poznan")
    make_partnership(city, kind="friendship", since_year=1966)
    make_partnership(city, since_year=1979)
    html = client.get("/de/partnerstaedte/poznan/").content.decode()
    assert "1979" in html
    assert "1966" not in html


def test_overview_shows_listed_relations_only(client: Client) -> None:
    district = HomeDistrict.objects.create(key="m", name_de="Misburg-Anderten")
    shown = make_city("shown", name_de="Gezeigt", state="draft")
    hidden = make_city("hidden", name_de="Verborgen", state="draft")
    make_partnership(shown, kind="district_twinning", level="district", home_district=district)
    make_partnership(hidden, kind="friendship", status="unknown", is_listed=True)
    html = client.get("/de/partnerstaedte/").content.decode()
    assert "Gezeigt" in html
    assert "Misburg-Anderten" in html
    assert "Verborgen" not in html


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("city", ["Ärzen", "Bern", "Zürich"]),
        ("-city", ["Zürich", "Bern", "Ärzen"]),
        ("km", ["Bern", "Zürich", "Ärzen"]),
        ("-since", ["Ärzen", "Zürich", "Bern"]),
        ("x", ["Bern", "Zürich", "Ärzen"]),
        ("--km", ["Bern", "Zürich", "Ärzen"]),
        ("1;drop", ["Bern", "Zürich", "Ärzen"]),
    ],
)
def test_table_sorts_by_link_and_ignores_nonsense(client: Client, sort: str, order: list[str]) -> None:
    for name, km, year in (("Zürich", 600.0, 1970), ("Bern", 500.0, 1960), ("Ärzen", 700.0, 1980)):
        make_partnership(make_city(f"town-{year}", name_de=name, distance_km=km), since_year=year)
    html = client.get("/de/partnerstaedte/", {"sort": sort}).content.decode()
    table = html[html.index("<tbody>") : html.index("</tbody>")]
    assert sorted(order, key=table.index) == order


def test_overview_without_any_relation_says_so(client: Client) -> None:
    html = client.get("/en/partner-cities/").content.decode()
    assert "No twin town is published yet" in html


@pytest.mark.parametrize("path", ["", "?map=true", "partnerstaedte/", "partnerstaedte/somewhere/"])
def test_city_without_a_confirmed_place_is_named_but_not_on_the_map(client: Client, path: str) -> None:
    towns(1)
    nowhere = {"latitude": None, "longitude": None, "distance_km": None, "bearing": None}
    make_partnership(make_city("somewhere", name_de="Irgendwo", **nowhere))
    response = client.get(f"/de/{path}")
    assert response.status_code == 200
    assert "Irgendwo" in response.content.decode()


def test_front_page_works_before_anything_is_seeded(client: Client) -> None:
    assert client.get("/de/").status_code == 200


def test_places_stylesheet_holds_a_rule_per_city(client: Client) -> None:
    make_partnership(make_city("poznan", bearing=86.7))
    make_partnership(make_city("leipzig", hue_override=121))
    css = client.get("/style/places.css").content.decode()
    assert ".place-poznan{--h:87;" in css
    assert ".place-leipzig{--h:121;" in css


def test_places_stylesheet_answers_304_while_nothing_changed(client: Client) -> None:
    etag = client.get("/style/places.css")["ETag"]
    assert client.get("/style/places.css", headers={"If-None-Match": etag}).status_code == 304


def test_portal_runs_as_another_city(client: Client) -> None:
    """Nothing of Hanover is in the code."""
    make_home(name_de="Musterstadt", name_en="Sampletown", tagline_de="und Freunde", latitude=-36.85, longitude=174.76,
              time_zone="Pacific/Auckland", hero_title_de="Weit weg", thread_light="#004488")  # fmt: skip
    make_partnership(make_city("madrid", latitude=40.4, longitude=-3.7, distance_km=19600.0, bearing=265.0))
    call_command("build_map", verbosity=0)
    html = client.get("/de/").content.decode()
    assert "Musterstadt" in html
    assert "Weit weg" in html
    assert "Hannover" not in html
    assert "#004488" in client.get("/style/places.css").content.decode()


def test_fallen_back_names_carry_their_language_in_lists(client: Client) -> None:
    make_partnership(make_city("poznan", name_de="Posen", name_en="Poznań"))
    for path in ("/ja/", "/ja/partner-cities/"):
        assert '<span lang="en" dir="ltr">Poznań</span>' in client.get(path).content.decode()
