"""What is on as visitors see it: list, month, archive, filters with counts, htmx, and what it costs."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from events.models import EventPhoto, OccurrenceLanguage, VenueAccess
from tests.factories import make_city, make_home, make_partnership, make_staff
from tests.factories_events import make_event, make_occurrence, make_registration, make_venue
from tests.factories_projects import make_theme
from twinning import memory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def home() -> None:
    make_home(name_de="Hannover", name_en="Hannover", time_zone="Europe/Berlin")


def address(name: str = "event-list", language: str = "en", **names: object) -> str:
    with override(language):
        return reverse(f"events:{name}", kwargs=names)


def show(client: Client, path: str = "", **query: object) -> str:
    response = client.get(path or address(), query)
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    """Titles of the rows, in their order."""
    return re.findall(r'<h3 class="h-m"><a href="[^"]+">(.*?)</a></h3>', html)


def options(html: str, key: str) -> dict[str, str]:
    """Value and label of each choice of a field."""
    field = re.search(rf'<select id="filter-{key}".*?</select>', html, re.DOTALL).group()
    return dict(re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', field))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def town(slug: str, zone: str = "Europe/Paris") -> object:
    texts = {"lede_en": "One sentence.", "story_en": "<p>A story.</p>", "time_zone": zone}
    city = make_city(slug, name_de=slug.title(), name_en=slug.title(), **texts)
    make_partnership(city)
    return city


@pytest.fixture
def programme() -> None:
    """A concert at home, a talk there and online, a walk that is over."""
    rouen, hiroshima = town("rouen"), town("hiroshima", "Asia/Tokyo")
    hall, there = make_venue("Hall"), make_venue("There", city=hiroshima)
    VenueAccess.objects.create(venue=hall, feature="step_free", value="yes")
    VenueAccess.objects.create(venue=there, feature="step_free", value="partly")
    concert = make_event(
        "concert", title_en="Concert", cities=[rouen], themes=[make_theme("peace")], format="concert"
    )
    talk = make_event("talk", title_en="Talk", cities=[rouen, hiroshima], format="talk", is_free=False)
    make_occurrence(concert, starts_at=at("2026-11-28T18:00"), venue=hall)
    late = make_occurrence(
        talk, starts_at=at("2026-12-05T22:30"), venue=there, attendance="hybrid", second_city=hiroshima
    )
    OccurrenceLanguage.objects.create(occurrence=late, language="de")
    OccurrenceLanguage.objects.create(occurrence=late, language="ja", role="simultaneous")
    make_occurrence(make_event("over", title_en="Over"), starts_at=at("2026-11-01T10:00"), venue=hall)
    make_occurrence(make_event("secret", title_en="Secret", state="draft"), venue=hall)


@time_machine.travel(NOW, tick=False)
def test_list_has_months_both_times_and_the_other_weekday(client: Client, programme: None) -> None:
    html = show(client)
    assert titles(html) == ["Concert", "Talk"]
    assert re.findall(r'<h2 id="month-\d" class="h-m">(.*?)</h2>', html) == ["November 2026", "December 2026"]
    row = html[html.index(">Talk<") :]
    assert "place-hiroshima" in html
    assert "Online and There" in row
    assert "with interpretation" in row
    clocks = re.sub(r"\s+", " ", re.sub(r"<.*?>", " ", row[row.index('<div class="clocks">') :]))
    assert re.search(r"Hannover 11:30 p\.m\. Hiroshima 7:30 a\.m\. \( Sun, Dec 6 \)", clocks), clocks[:200]
    staff = Client()
    staff.force_login(make_staff())
    assert "Secret" in titles(show(staff))


@time_machine.travel(NOW, tick=False)
def test_filters_leave_what_fits_and_count_what_they_would_leave(client: Client, programme: None) -> None:
    cells = {
        ("city", "hiroshima"): ["Talk"],
        ("city", "rouen"): ["Concert", "Talk"],
        ("theme", "peace"): ["Concert"],
        ("period", "week"): ["Concert"],
        ("period", "next-month"): ["Talk"],
        ("where", "home"): ["Concert"],
        ("where", "there"): ["Talk"],
        ("where", "online"): ["Talk"],
        ("format", "talk"): ["Talk"],
        ("language", "ja"): ["Talk"],
        ("free", "yes"): ["Concert"],
        # "Partly" is not "yes".
        ("access", "step_free"): ["Concert"],
    }
    for (key, value), expected in cells.items():
        assert titles(show(client, **{key: value})) == expected, (key, value)
    html = show(client, city="hiroshima")
    assert options(html, "city") == {"": "All cities", "hiroshima": "Hiroshima (1)", "rouen": "Rouen (2)"}
    assert options(html, "where")["home"] == "In Hannover (0)"
    assert options(html, "language") == {"": "All languages", "de": "German (1)", "ja": "Japanese (1)"}
    assert options(html, "free")["yes"] == "Free admission (0)"
    assert '<option value="hiroshima" selected>' in html


@time_machine.travel(NOW, tick=False)
def test_addresses_are_tidy_nothing_has_a_way_out_and_htmx_gets_the_results(
    client: Client, programme: None
) -> None:
    response = client.get(address(), {"city": "rouen", "theme": "", "free": ""})
    assert (response.status_code, response["Location"]) == (302, f"{address()}?city=rouen")
    html = show(client, city="hiroshima", free="yes")
    assert "No date fits these filters" in html
    assert "Without “" in html
    assert "This filter is not known and was left out:" in show(client, city="atlantis", page="x")
    swap = client.get(address(), {"city": "rouen", "theme": ""}, headers=HTMX)
    assert swap["HX-Push-Url"] == f"{address()}?city=rouen"
    assert "HX-Request" in swap["Vary"]
    assert "<html" not in swap.content.decode()
    assert titles(swap.content.decode()) == ["Concert", "Talk"]
    # A town without dates this month is still a filter, not an unknown word.
    month = show(client, address("event-month", year=2026, month=11), city="hiroshima")
    assert "This filter is not known" not in month
    assert titles(month) == []


@time_machine.travel(NOW, tick=False)
def test_month_is_a_table_with_links_that_name_the_day(client: Client, programme: None) -> None:
    rouen = town("nantes")
    show_event = make_event("show", title_en="Show", cities=[rouen])
    whole = {"all_day": True, "venue": make_venue()}
    make_occurrence(show_event, starts_at=at("2026-11-29T23:00"), ends_at=at("2026-12-02T23:00"), **whole)
    night = make_event("night", title_en="Night")
    make_occurrence(night, starts_at=at("2026-12-31T22:00"), ends_at=at("2027-01-01T02:00"))
    tokyo = make_event("tokyo", title_en="Whole day in Tokyo")
    there = make_venue(city=town("kyoto", "Asia/Tokyo"), time_zone="Asia/Tokyo")
    make_occurrence(
        tokyo,
        starts_at=at("2026-11-30T15:00"),
        ends_at=at("2026-12-01T15:00"),
        all_day=True,
        time_zone="Asia/Tokyo",
        venue=there,
    )
    html = show(client, address("event-month", year=2026, month=12))
    assert '<th scope="col"><abbr title="Monday">Mon</abbr></th>' in html
    links = re.findall(r'<a class="d" href="#(day-\d+)" aria-label="(.*?)">', html)
    assert links[0] == ("day-01", "December 1, 2 dates")
    assert ("day-05", "December 5, 1 date") in links
    assert ("day-31", "December 31, 1 date") in links
    assert all(f'id="{anchor}"' in html for anchor, _ in links)
    assert [label for _, label in links if "December 3," in label] == []
    assert titles(html) == ["Show", "Whole day in Tokyo", "Talk", "Night"]
    assert f'rel="next" href="{address("event-month", year=2027, month=1)}' in html
    november = titles(show(client, address("event-month", year=2026, month=11)))
    assert november == ["Over", "Concert", "Show"]
    assert titles(show(client, address("event-month", year=2027, month=1))) == []
    kept = show(client, address("event-month", year=2026, month=12), city="rouen")
    assert f"{address('event-month', year=2027, month=1)}?city=rouen" in kept
    for year, month in ((2026, 13), (2026, 0), (1999, 12), (2101, 1)):
        assert client.get(address("event-month", year=year, month=month)).status_code == 404


@time_machine.travel(NOW, tick=False)
def test_row_says_full_cancelled_with_reason_and_sample(client: Client) -> None:
    full = make_occurrence(make_event(title_en="Popular", is_sample=True), capacity=1)
    make_registration(full)
    off = {"status": "cancelled", "status_note_de": "Krank.", "status_note_en": "Illness.", "status_at": NOW}
    make_occurrence(make_event(title_en="Off"), **off)
    html = show(client)
    assert titles(html) == ["Popular", "<s>Off</s>"]
    assert "Full, with a waiting list" in html
    assert "Sample" in html
    assert "Illness." in html
    assert 'class="tag err">cancelled' in html


@time_machine.travel(NOW, tick=False)
def test_archive_shows_each_event_once_with_report_and_pictures(client: Client, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    event = make_event("choir", title_en="Choir", report_en="<p>Good.</p>")
    for day in ("2026-03-01", "2026-03-08"):
        make_occurrence(event, starts_at=at(f"{day}T18:00"))
    make_occurrence(make_event(title_en="Old"), starts_at=at("2024-05-01T18:00"))
    make_occurrence(make_event(title_en="Coming"))
    photo = {"image": "a.jpg", "width": 1600, "height": 900, "credit": "C", "licence": "L", "is_report": True}
    EventPhoto.objects.bulk_create([EventPhoto(event=event, alt_en="Singing", **photo)])
    html = show(client, address("event-archive"))
    assert html.count(">Choir</a>") == 1
    assert "Mar 8, 2026 · Report and 1 picture" in html
    assert "Coming" not in html
    assert "Old" not in html
    assert 'alt="Singing"' in html
    assert "Old" in show(client, address("archive-year", year=2024))
    assert f'href="{address("archive-year", year=2024)}"' in html
    assert client.get(address("archive-year", year=2027)).status_code == 404


@time_machine.travel(NOW, tick=False)
def test_lists_cost_the_same_for_few_and_many(client: Client, django_assert_max_num_queries: object) -> None:
    pages = [address(), address("event-month", year=2026, month=12), address("event-archive")]
    costs = []
    for number in (1, 2, 24):
        for _ in range(number):
            event = make_event(cities=[town(f"t{number}-{_}")])
            date = make_occurrence(event, starts_at=NOW + timedelta(days=9, hours=_), capacity=3)
            make_registration(date, status="waiting")
            make_occurrence(event, starts_at=NOW - timedelta(days=9, hours=_))
        costs.append([_cost(client, page, django_assert_max_num_queries) for page in pages])
    assert costs[0] == costs[1] == costs[2]
    assert len(titles(show(client))) == 20
    assert len(titles(show(client, page=2))) == 7


def _cost(client: Client, page: str, at_most: object) -> int:
    memory.forget()
    with at_most(6) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
