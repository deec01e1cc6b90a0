"""The same page in other languages: switcher, hreflang, canonical address, notice."""

import re

import pytest
from django.test import Client

from tests.factories import make_city, make_home, make_page
from twinning.addresses.actions import remember

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home() -> None:
    make_home()


def links(html: str, pattern: str) -> dict[str, str]:
    return {code: url.replace("&amp;", "&") for code, url in re.findall(pattern, html)}


def switcher(html: str) -> dict[str, str]:
    block = html[html.index('id="languages"') :]
    found = re.findall(r'<a href="([^"]*)"[^>]*hreflang="([^"]*)"', block[: block.index("</ul>")])
    return {code: url.replace("&amp;", "&") for url, code in found}


def hreflang(html: str) -> dict[str, str]:
    return links(html, r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">')


def test_root_leads_to_the_browsers_language(client: Client) -> None:
    response = client.get("/", headers={"Accept-Language": "xx, pl;q=0.8, en;q=0.5"})
    assert (response.status_code, response["Location"]) == (302, "/pl/")
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize("wanted", ["", "xx", "uk", "de-simple", "*", "a" * 5000, "de-AT"])
def test_root_leads_to_german_when_nothing_fits(client: Client, wanted: str) -> None:
    assert client.get("/", headers={"Accept-Language": wanted})["Location"] == "/de/"


def test_language_comes_from_the_path_alone(client: Client) -> None:
    client.cookies["django_language"] = "fr"
    response = client.get("/ja/?language=ar", headers={"Accept-Language": "pl"})
    assert response["Content-Language"] == "ja"
    assert '<html lang="ja" dir="ltr">' in response.content.decode()


def test_arabic_page_runs_from_right_to_left(client: Client) -> None:
    assert '<html lang="ar" dir="rtl">' in client.get("/ar/").content.decode()


def test_switcher_keeps_page_and_query_and_names_languages_by_themselves(client: Client) -> None:
    make_city("poznan")
    html = client.get("/de/partnerstaedte/poznan/?sort=km&a=b%26c").content.decode()
    assert switcher(html) == {
        "de": "/de/partnerstaedte/poznan/?sort=km&a=b%26c",
        "en": "/en/partner-cities/poznan/?sort=km&a=b%26c",
        "fr": "/fr/villes-partenaires/poznan/?sort=km&a=b%26c",
        "pl": "/pl/miasta-partnerskie/poznan/?sort=km&a=b%26c",
        "ja": "/ja/partner-cities/poznan/?sort=km&a=b%26c",
        "ar": "/ar/partner-cities/poznan/?sort=km&a=b%26c",
    }
    for name in ("Deutsch", "English", "Français", "Polski", "日本語", "العربية"):
        assert name in html


def test_switcher_follows_translated_words(client: Client) -> None:
    page = make_page("why", slug_de="warum", slug_en="why", slug_fr="pourquoi")
    remember(kind="page", object_id=page.pk, words={"de": "warum", "en": "why", "fr": "pourquoi"})
    html = client.get("/de/warum/").content.decode()
    assert switcher(html)["fr"] == "/fr/pourquoi/"
    assert switcher(html)["ja"] == "/ja/why/"


def test_hreflang_lists_real_translations_only(client: Client) -> None:
    make_page("why", slug_de="warum", title_en="Why", body_en="<p>x</p>", slug_en="why", title_fr="Pourquoi")
    html = client.get("/de/warum/").content.decode()
    assert hreflang(html) == {
        "de": "http://testserver/de/warum/",
        "en": "http://testserver/en/why/",
        "x-default": "http://testserver/de/warum/",
    }
    assert '<link rel="canonical" href="http://testserver/de/warum/">' in html


def test_hreflang_is_reciprocal(client: Client) -> None:
    make_page("why", slug_de="warum", title_en="Why", body_en="<p>x</p>", slug_en="why")
    assert hreflang(client.get("/de/warum/").content.decode()) == hreflang(
        client.get("/en/why/").content.decode()
    )


def test_fallen_back_page_says_so_once_and_is_not_indexed(client: Client) -> None:
    make_page("why", slug_de="warum", title_en="Why", body_en="<p>Because.</p>", slug_en="why")
    html = client.get("/ja/why/").content.decode()
    assert html.count('name="wish"') == 1
    assert 'content="noindex"' in html
    assert 'rel="canonical"' not in html
    assert '<span lang="en" dir="ltr">Why</span>' in html


def test_page_in_its_own_language_has_no_notice(client: Client) -> None:
    make_page("why", slug_de="warum")
    html = client.get("/de/warum/").content.decode()
    assert 'name="wish"' not in html
    assert "noindex" not in html


def test_easy_language_has_its_own_prefix(client: Client) -> None:
    make_page("why", slug_de="warum", title_de_simple="Warum?", body_de_simple="<p>Leicht.</p>")
    html = client.get("/de-simple/warum/").content.decode()
    assert '<html lang="de-simple" dir="ltr">' in html
    assert "Leicht." in html
    assert "de-simple" not in hreflang(html)
    assert "/de-simple/warum/" in client.get("/de/warum/").content.decode()


def test_leicht_leads_to_easy_language(client: Client) -> None:
    assert client.get("/leicht/warum/")["Location"] == "/de-simple/warum/"


def test_arabic_fallback_of_a_polish_name_keeps_its_direction(client: Client) -> None:
    make_city("poznan", name_de="Posen", name_en="Poznań")
    assert (
        '<span lang="en" dir="ltr">Poznań</span>' in client.get("/ar/partner-cities/poznan/").content.decode()
    )
