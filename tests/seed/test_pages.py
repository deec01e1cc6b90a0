"""What `manage.py seed` brings as pages, aims and words of the home town."""

import json
import re
from pathlib import Path

import pytest
from django.urls import resolve
from django.utils.translation import override

import twinning.municipality.seed
import twinning.pages.seed
from twinning.addresses.actions import find
from twinning.addresses.models import Slug
from twinning.languages import column, own_languages
from twinning.municipality.home import current_home
from twinning.pages.models import Aim, Page
from twinning.richtext import clean_html

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.django_db]

SIX = ("de", "en", "fr", "pl", "ja", "ar")
EASY = ["accessibility-statement", "funding-basics", "how-to-use", "what-we-do", "why-twinning"]
FIELDS = ("title", "lede", "body")


def page(key: str) -> Page:
    return Page.objects.get(key=key)


def test_pages_stand_in_their_menus() -> None:
    rows = Page.objects.exclude(menu="").order_by("menu", "position")
    assert list(rows.values_list("menu", "key", "state", "readiness", "needs_legal_review")) == [
        ("about", "what-we-do", "published", "ready", False),
        ("about", "why-twinning", "published", "ready", False),
        ("about", "contact", "published", "needs_city_input", False),
        ("legal", "imprint", "published", "template", True),
        ("legal", "privacy", "published", "template", True),
        ("legal", "accessibility-statement", "published", "template", True),
        ("offers", "how-to-use", "published", "ready", False),
        ("offers", "faq", "published", "needs_city_input", False),
        ("offers", "open-data", "published", "needs_city_input", False),
        ("offers", "funding-basics", "draft", "needs_city_input", False),
    ]
    assert list(Page.objects.filter(menu="", faq_entry=None).values_list("key", flat=True)) == ["aims"]


def test_every_page_and_aim_is_written_in_six_languages() -> None:
    pages = Page.objects.filter(faq_entry=None)
    assert [row for row in pages if own_languages(row, (*FIELDS, "slug")) != SIX] == []
    fields = ("title", "slug", "summary", "body")
    assert [row for row in Aim.objects.all() if own_languages(row, fields) != SIX] == []


def test_aims_come_in_their_order() -> None:
    assert list(Aim.objects.published().values_list("key", "title_de", "title_ja", "slug_pl")) == [
        ("encounter", "Sich begegnen", "出会う", "spotkania"),
        (
            "cohesion",
            "Zusammenhalt und Nachhaltigkeit",
            "支え合いと持続可能性",
            "wspolnota-i-zrownowazony-rozwoj",
        ),
        ("cities-together", "Städte arbeiten zusammen", "都市どうしの協力", "wspolpraca-miast"),
        ("networks", "Netzwerke knüpfen", "ネットワークを広げる", "budowanie-sieci"),
        ("culture", "Kultur stärken", "文化を支える", "wzmacnianie-kultury"),
    ]


def test_a_page_in_japanese_and_arabic() -> None:
    why = page("why-twinning")
    assert (why.title_ja, why.title_ar) == ("なぜ姉妹都市なのか", "لماذا توأمة المدن؟")
    assert "<li><strong>最も遠い姉妹都市：</strong>広島、直線距離で8,909km</li>" in why.body_ja
    assert "<li><strong>أقدم توأمة:</strong> بريستول، منذ عام 1947</li>" in why.body_ar


def test_terms_stand_before_their_values() -> None:
    assert (
        "<li><strong>Älteste Partnerschaft:</strong> Bristol, seit 1947</li>" in page("why-twinning").body_de
    )
    assert (
        "<li><strong>Jumelage le plus ancien\u202f:</strong> Bristol, depuis 1947</li>"
        in page("why-twinning").body_fr
    )


# --- square brackets ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "brackets"),
    [
        ("aims", 0),
        ("what-we-do", 0),
        ("why-twinning", 0),
        ("how-to-use", 0),
        ("contact", 9),
        ("faq", 1),
        ("open-data", 1),
        ("funding-basics", 1),
        ("imprint", 11),
        ("privacy", 11),
        ("accessibility-statement", 17),
    ],
)
def test_open_points_are_the_same_in_every_language(key: str, brackets: int) -> None:
    """What only the city knows stays open everywhere, until somebody fills it in everywhere."""
    texts = [getattr(page(key), column("body", code)) for code in SIX]
    assert {text.count("[") for text in texts} == {brackets}
    assert {text.count("]") for text in texts} == {brackets}
    assert [code for code in page(key).open_points() if code != "de-simple"] == (
        list(SIX) if brackets else []
    )


def test_pages_without_open_points_are_the_ready_ones() -> None:
    ready = Page.objects.filter(readiness="ready").order_by("key")
    assert [row.key for row in Page.objects.order_by("key") if not row.open_points()] == [
        row.key for row in ready
    ]


def test_pages_with_open_points_tell_staff_what_to_do() -> None:
    assert not Page.objects.exclude(readiness="ready").filter(staff_note="").exists()


# --- easy language --------------------------------------------------------------------------------
def test_pages_in_easy_language() -> None:
    rows = [row.key for row in Page.objects.order_by("key") if row.body_de_simple]
    assert rows == EASY
    assert [
        row.key for row in Page.objects.order_by("key") if row.title_de_simple and row.lede_de_simple
    ] == EASY
    assert not Page.objects.exclude(easy_reviewed_by="").exists()


@pytest.mark.parametrize("key", EASY)
def test_easy_language_keeps_to_short_sentences(key: str) -> None:
    texts = re.findall(r"<(?:p|li|h2)>(.*?)</(?:p|li|h2)>", page(key).body_de_simple)
    assert [text for text in [*texts, page(key).lede_de_simple] if len(text.split()) > 12] == []


# --- addresses ------------------------------------------------------------------------------------
def test_address_words_are_remembered_in_every_language() -> None:
    counted = {
        kind: Slug.objects.filter(kind=kind, is_current=True).count() for kind in ("page", "aim", "city")
    }
    assert counted == {"page": 15 * 9, "aim": 5 * 9, "city": 16}
    assert find(kind="page", language="fr", slug="mentions-legales") == page("imprint").pk
    assert find(kind="aim", language="de", slug="kultur-staerken") == Aim.objects.get(key="culture").pk


def test_japanese_and_arabic_addresses_use_the_english_words() -> None:
    for row in [*Page.objects.all(), *Aim.objects.all()]:
        assert row.slug_ja == row.slug_ar == row.slug_en


@pytest.mark.parametrize("language", SIX)
def test_every_address_leads_to_its_page(language: str) -> None:
    """No delivered word hides behind a form or a section with the same word in some language."""
    for row in [*Page.objects.all(), *Aim.objects.all()]:
        with override(language):
            match = resolve(row.get_absolute_url())
        if row.key in Page.OPENS:
            assert match.view_name == Page.OPENS[row.key]
            continue
        assert (match.view_name, match.kwargs) == (row.URL_NAME, {"slug": row.slug_in(language)})


def test_related_pages_are_linked() -> None:
    keys = page("why-twinning").related.order_by("key").values_list("key", flat=True)
    assert list(keys) == ["aims", "what-we-do"]


# --- law and form ---------------------------------------------------------------------------------
def test_legal_texts_name_the_laws_of_today() -> None:
    bodies = [
        getattr(page(key), column(name, code))
        for key in ("imprint", "privacy")
        for code in SIX
        for name in FIELDS
    ]
    assert [body for body in bodies if re.search(r"\b(TMG|TTDSG|NITVO)\b", body)] == []
    assert page("imprint").lede_de == "Angaben nach § 5 DDG und § 18 Abs. 2 MStV."


def test_the_statement_of_accessibility_has_the_four_parts_that_the_law_wants() -> None:
    headings = re.findall(r"<h2>(.*?)</h2>", page("accessibility-statement").body_de)
    assert headings == [
        "Was noch nicht barrierefrei ist – und warum",
        "Was Sie stattdessen nutzen können",
        "Barriere melden",
        "Schlichtungsverfahren",
    ]


def test_markup_is_what_the_editor_makes() -> None:
    for row in [*Page.objects.all(), *Aim.objects.all()]:
        for code in (*SIX, "de-simple"):
            body = getattr(row, column("body", code)) or ""
            assert clean_html(body) == body


def test_french_has_its_narrow_spaces() -> None:
    for row in Page.objects.all():
        text = " ".join((row.title_fr, row.lede_fr or "", row.body_fr))
        assert re.findall(r"\w+ [?!:;»]|« ", text) == []


# --- the home town --------------------------------------------------------------------------------
def test_the_home_town_is_hanover() -> None:
    home = current_home()
    assert (home.latitude, home.longitude, home.time_zone, home.country) == (
        52.3759,
        9.732,
        "Europe/Berlin",
        "DE",
    )
    names = [getattr(home, column("name", code)) for code in (*SIX, "uk", "tr")]
    assert names == [
        "Hannover",
        "Hanover",
        "Hanovre",
        "Hanower",
        "ハノーファー",
        "هانوفر",
        "Ганновер",
        "Hannover",
    ]
    assert home.hero_title_de == "So weit reist man in Hannovers Partnerstädte"
    fields = (
        "name",
        "tagline",
        "office_name",
        "office_unit",
        "office_summary",
        "contact_text",
        "hero_title",
        "hero_lede",
    )
    assert own_languages(home, fields) == SIX


def test_what_the_city_must_fill_in_is_visible_as_such() -> None:
    home = current_home()
    assert home.email.endswith("@example.org")
    assert "[…]" in home.postal_address
    assert home.phone == ""


def test_files_are_tidy() -> None:
    for package in (twinning.pages.seed, twinning.municipality.seed):
        for path in Path(package.__file__).parent.glob("*.json"):
            text = path.read_text(encoding="utf-8")
            assert "\\u" not in text
            assert json.loads(text)
