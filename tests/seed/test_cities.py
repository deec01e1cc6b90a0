"""What `manage.py seed` brings about partner cities, looked at as a reader and as an editor would."""

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.core.validators import URLValidator
from django.db.models import Count

import partners.seed
from partners.models import City, CityName, Greeting, Partnership, PartnershipEvent, Population, Source
from twinning.languages import column, own_languages, served
from twinning.richtext import clean_html

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.django_db]

SIX = ("de", "en", "fr", "pl", "ja", "ar")
TWINS = ["leipzig", "poznan", "rouen", "bristol", "perpignan", "blantyre", "hiroshima"]


def city(slug: str) -> City:
    return City.objects.get(slug=slug)


# --- the seven twin towns -------------------------------------------------------------------------
def test_the_seven_twin_towns_are_published_nearest_first() -> None:
    published = City.objects.published()
    assert list(published.nearest_first().values_list("slug", flat=True)) == TWINS
    assert list(City.objects.twin_towns().nearest_first().values_list("slug", flat=True)) == TWINS


@pytest.mark.parametrize("slug", TWINS)
def test_a_published_city_is_written_in_six_languages(slug: str) -> None:
    fields = ("name", "lede", "story", "travel_hint")
    assert own_languages(city(slug), fields) == SIX


@pytest.mark.parametrize("slug", TWINS)
def test_a_story_has_the_same_paragraphs_in_every_language(slug: str) -> None:
    stories = [getattr(city(slug), column("story", code)) for code in SIX]
    assert {story.count("<p>") for story in stories} == {5}
    assert [clean_html(story) for story in stories] == stories


def test_names_come_in_eight_languages() -> None:
    published = City.objects.published().order_by("slug")
    assert [
        place for place in published if place.name_de != place.name_en or place.name_de != place.name_fr
    ] == []
    columns = [column("name", code) for code in ("de", "pl", "ja", "ar", "uk", "tr")]
    assert list(published.rewrite(False).values_list(*columns)) == [
        ("Blantyre", "Blantyre", "ブランタイヤ", "بلانتاير", "Блантайр", "Blantyre"),
        ("Bristol", "Bristol", "ブリストル", "بريستول", "Бристоль", "Bristol"),
        ("Hiroshima", "Hiroszima", "広島", "هيروشيما", "Хіросіма", "Hiroşima"),
        ("Leipzig", "Lipsk", "ライプツィヒ", "لايبزيغ", "Лейпциг", "Leipzig"),
        ("Perpignan", "Perpignan", "ペルピニャン", "بربينيان", "Перпіньян", "Perpignan"),
        ("Poznań", "Poznań", "ポズナン", "بوزنان", "Познань", "Poznań"),
        ("Rouen", "Rouen", "ルーアン", "روان", "Руан", "Rouen"),
    ]


def test_the_story_uses_the_name_of_the_page() -> None:
    """Japanese and Arabic readers meet one spelling of each town, not two."""
    for place in City.objects.published():
        for code in ("ja", "ar"):
            assert served(place, "name", code).text in served(place, "story", code).text, (place, code)


def test_hiroshima_in_japanese_and_arabic() -> None:
    hiroshima = city("hiroshima")
    assert (hiroshima.local_name, hiroshima.local_name_language) == ("広島", "ja")
    assert hiroshima.lede_ja == (
        "青少年の交流が、平和のための共同の取り組みへと育ちました。広島は1983年から私たちの姉妹都市です。"
    )
    assert "110本の桜は、約11万人の死者を悼んで植えられました。" in hiroshima.story_ja
    assert "تبعد هيروشيما عن هانوفر 8,909 كيلومترات" in hiroshima.story_ar
    assert served(hiroshima, "lede", "ar").direction == "rtl"


def test_markup_in_plain_texts_is_escaped() -> None:
    assert "„aware&amp;fair“" in city("blantyre").story_de


@pytest.mark.parametrize(
    ("slug", "km", "bearing", "back"),
    [
        ("leipzig", 215.3, 121.3, 303.4),
        ("poznan", 489.8, 86.7, 272.4),
        ("rouen", 688.6, 245.2, 58.4),
        ("bristol", 853.4, 268.0, 78.3),
        ("perpignan", 1191.5, 208.1, 23.1),
        ("blantyre", 7935.3, 154.2, 344.0),
        ("hiroshima", 8908.7, 44.8, 328.6),
    ],
)
def test_distances_and_bearings_are_measured_on_saving(
    slug: str, km: float, bearing: float, back: float
) -> None:
    place = city(slug)
    measured = (round(place.distance_km, 1), round(place.bearing, 1), round(place.back_bearing, 1))
    assert measured == (km, bearing, back)


def test_every_city_says_where_it_is_and_how_its_clocks_go() -> None:
    rows = City.objects.published().order_by("slug").values_list("slug", "time_zone", "languages")
    assert list(rows) == [
        ("blantyre", "Africa/Blantyre", ["en", "ny"]),
        ("bristol", "Europe/London", ["en"]),
        ("hiroshima", "Asia/Tokyo", ["ja"]),
        ("leipzig", "Europe/Berlin", ["de"]),
        ("perpignan", "Europe/Paris", ["fr", "ca"]),
        ("poznan", "Europe/Warsaw", ["pl"]),
        ("rouen", "Europe/Paris", ["fr"]),
    ]
    assert not City.objects.published().filter(official_site="").exists()
    assert not City.objects.filter(latitude__isnull=False, coordinate_source=None).exists()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Posen", "poznan"),
        ("Perpinyà", "perpignan"),
        ("بيربينيا", "perpignan"),
        ("広島市", "hiroshima"),
        ("Lipsko", "leipzig"),
        ("Ruan", "rouen"),
        ("Bryste", "bristol"),
        ("Николаев", "mykolaiv"),
    ],
)
def test_other_names_lead_to_the_city(name: str, slug: str) -> None:
    assert CityName.objects.get(name=name).city.slug == slug


# --- numbers, facts, greetings --------------------------------------------------------------------
def test_one_number_of_inhabitants_is_preferred_per_city() -> None:
    rows = Population.objects.filter(is_preferred=True).order_by("city__slug")
    assert [(row.city.slug, row.value, f"{row.as_of}", row.confidence) for row in rows] == [
        ("blantyre", 800264, "2018-09-01", "high"),
        ("bristol", 483000, "2023-06-30", "high"),
        ("hiroshima", 1195775, "2020-01-01", "medium"),
        ("leipzig", 628718, "2023-12-31", "high"),
        ("perpignan", 119656, "2021-01-01", "medium"),
        ("poznan", 538439, "2023-12-31", "high"),
        ("rouen", 114083, "2021-01-01", "medium"),
    ]
    assert Population.objects.count() == 8


def test_what_is_not_confirmed_is_never_shown() -> None:
    facts = apps.get_model("partners", "CityFact").objects
    counted = facts.order_by("standing", "confidence").values_list("standing", "confidence")
    assert list(counted.annotate(Count("pk"))) == [
        ("confirmed", "high", 23),
        ("confirmed", "medium", 1),
        ("conflict", "low", 8),
        ("open", "low", 10),
    ]
    assert facts.shown().count() == 24
    assert not facts.shown().filter(sources=None).exists()


def test_greetings_carry_their_language_and_whether_a_native_speaker_read_them() -> None:
    rows = Greeting.objects.order_by("city__slug", "position")
    assert list(
        rows.values_list("city__slug", "language", "text", "transliteration", "native_check_done")
    ) == [
        ("blantyre", "ny", "Moni!", "", False),
        ("blantyre", "ny", "Takulandirani!", "", False),
        ("blantyre", "en", "Welcome!", "", False),
        ("bristol", "en", "Welcome!", "", False),
        ("hiroshima", "ja", "こんにちは", "Konnichiwa", False),
        ("hiroshima", "ja", "ようこそ", "Yōkoso", False),
        ("leipzig", "de", "Guten Tag!", "", True),
        ("perpignan", "fr", "Bonjour\u202f!", "", False),
        ("perpignan", "ca", "Bon dia!", "", False),
        ("poznan", "pl", "Dzień dobry!", "", False),
        ("rouen", "fr", "Bonjour\u202f!", "", False),
    ]
    assert all(own_languages(row, ("meaning",)) == SIX for row in rows)


# --- partnerships and their events ----------------------------------------------------------------
def test_twinnings_count_from_the_year_of_their_first_event() -> None:
    starts = PartnershipEvent.objects.filter(counts_as_start=True).select_related("partnership__city")
    assert [
        (start.partnership.city.slug, start.partnership.since_year)
        for start in starts
        if start.partnership.since_year != start.date.year
    ] == []
    assert starts.filter(partnership__kind="twin_town").count() == 7
    years = Partnership.objects.filter(kind="twin_town").values_list("city__slug", "since_year")
    assert dict(years) == {
        "bristol": 1947,
        "perpignan": 1960,
        "rouen": 1966,
        "blantyre": 1968,
        "poznan": 1979,
        "hiroshima": 1983,
        "leipzig": 1987,
    }


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        (
            "perpignan",
            [("milestone", "text", None, "both", False), ("signed", "month", "1960-06-01", "both", True)],
        ),
        (
            "hiroshima",
            [
                ("first_contact", "year", "1968-01-01", "both", False),
                ("signed", "day", "1983-05-27", "home", True),
                ("council_resolution_partner", "day", "1983-06-27", "partner", False),
                ("milestone", "year", "1988-01-01", "both", False),
                ("milestone", "year", "2002-01-01", "partner", False),
                ("anniversary", "year", "2023-01-01", "both", False),
            ],
        ),
        (
            "rouen",
            [
                ("milestone", "year", "1961-01-01", "both", False),
                ("signed_home", "day", "1966-09-16", "home", True),
                ("signed_partner", "day", "1967-04-14", "partner", False),
                ("memorandum", "day", "2013-01-22", "both", False),
                ("milestone", "day", "2016-11-12", "partner", False),
            ],
        ),
        (
            "leipzig",
            [
                ("signed", "month", "1987-11-01", "both", True),
                ("milestone", "day", "1989-12-17", "both", False),
                ("milestone", "month", "1990-06-01", "both", False),
            ],
        ),
    ],
)
def test_events_are_as_exact_as_the_sources(slug: str, expected: list[tuple]) -> None:
    events = PartnershipEvent.objects.filter(partnership__city__slug=slug)
    found = [
        (row.kind, row.precision, row.date and str(row.date), row.side, row.counts_as_start) for row in events
    ]
    assert found == expected


def test_events_that_readers_see_are_told_in_six_languages_with_a_source() -> None:
    shown = PartnershipEvent.objects.shown().filter(is_public=True)
    assert shown.count() == 31
    assert [event for event in shown if own_languages(event, ("text",)) != SIX] == []
    assert not shown.filter(sources=None).exists()
    words = shown.get(precision="text")
    assert own_languages(words, ("display",)) == SIX
    assert (words.display_de, words.display_ja) == (
        "Ein Jahr vor dem Zweiten Weltkrieg",
        "第二次世界大戦の1年前",
    )


def test_events_without_a_text_are_for_staff() -> None:
    rows = PartnershipEvent.objects.filter(is_public=False).order_by("sort_date", "partnership__city__slug")
    assert list(rows.values_list("partnership__city__slug", "kind", "sort_date__year")) == [
        ("bollnaes", "since", 1961),
        ("shepton-mallet", "since", 1961),
        ("oissel", "since", 1969),
        ("flekkefjord", "since", 1970),
        ("kankaanpaa", "since", 1970),
        ("morsoe", "since", 1970),
        ("ivanovo", "council_resolution_home", 1990),
        ("mykolaiv", "council_resolution_home", 2022),
        ("mykolaiv", "signed", 2022),
    ]


# --- the other relations --------------------------------------------------------------------------
def test_only_sourced_active_relations_stand_on_the_overview() -> None:
    shown = Partnership.objects.visible_to(None).exclude(kind="twin_town").order_by("kind", "city__slug")
    assert list(shown.values_list("city__slug", "kind", "home_district__key", "since_year", "status")) == [
        ("bollnaes", "district_twinning", "misburg-anderten", 1961, "active"),
        ("flekkefjord", "district_twinning", "misburg-anderten", 1970, "active"),
        ("oissel", "district_twinning", "misburg-anderten", 1969, "active"),
        ("petit-couronne", "district_twinning", "ahlem-badenstedt-davenstedt", None, "active"),
        ("shepton-mallet", "district_twinning", "misburg-anderten", 1961, "active"),
        ("mykolaiv", "solidarity", None, 2022, "active"),
    ]
    assert not shown.filter(sources=None).exists()


def test_dormant_and_uncertain_relations_are_kept_for_staff() -> None:
    hidden = Partnership.objects.filter(is_listed=False).order_by("city__slug")
    assert list(hidden.values_list("city__slug", "status", "confidence")) == [
        ("ivanovo", "unknown", "low"),
        ("kankaanpaa", "dormant", "medium"),
        ("morsoe", "dormant", "medium"),
    ]


def test_cities_without_a_page_stay_drafts() -> None:
    drafts = City.objects.filter(state="draft")
    assert drafts.count() == 9
    assert not drafts.filter(partnerships__kind="twin_town").exists()
    assert (
        Partnership.objects.get(city__slug="mykolaiv").in_charge_de
        == "Büro für Internationale Angelegenheiten"
    )


def test_a_place_that_is_not_confirmed_has_no_distance() -> None:
    unknown = City.objects.filter(distance_km=None).order_by("slug")
    assert list(unknown.values_list("slug", flat=True)) == ["morsoe", "oissel"]


# --- all of it ------------------------------------------------------------------------------------
def test_every_row_passes_the_validation_of_the_admin() -> None:
    """What staff open in a form can be saved without touching it."""
    for app in ("partners", "pages", "municipality", "addresses"):
        for model in apps.get_app_config(app).get_models():
            for row in model._default_manager.all():
                row.full_clean()


def test_sources_have_a_title_and_a_whole_address_or_none() -> None:
    assert not Source.objects.filter(title="").exists()
    check = URLValidator(schemes=["http", "https"])
    addresses = [source.url for source in Source.objects.exclude(url="")]
    assert len(addresses) == 41
    for address in addresses:
        check(address)
    assert [address for address in addresses if "..." in address or " " in address] == []


def test_files_are_tidy() -> None:
    """Readable as delivered: letters instead of escapes, indented, one line end."""
    for path in Path(partners.seed.__file__).parent.glob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert "\\u" not in text
        assert text.startswith(("[\n  ", "{\n  "))
        assert text.endswith("\n")
        assert json.loads(text)
