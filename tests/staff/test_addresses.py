"""Address words in the admin: made from titles, remembered, never shared."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.factories import make_city, make_page
from tests.staff.forms import errors, opened, save
from tests.staff.test_versions import change
from twinning.addresses.actions import remember
from twinning.addresses.models import Slug
from twinning.pages.actions import refused_words, suggest_slugs
from twinning.pages.models import Page

pytestmark = pytest.mark.django_db
NEW_PAGE = "admin:pages_page_add"


def test_words_are_made_from_titles(desk: Client) -> None:
    titles = {
        "title_de": "Über Städte",
        "title_de_simple": "Was sind Städte?",
        "title_en": "About towns",
        "title_fr": "À propos",
        "title_pl": "O miastach",
        "title_ja": "都市",
        "title_ar": "مدن",
        "title_tr": "Şehirler",
    }
    values = opened(desk, reverse(NEW_PAGE))
    assert errors(save(desk, reverse(NEW_PAGE), values, key="towns", body_de="<p>x</p>", **titles)) == {}
    page = Page.objects.get(key="towns")
    words = {"de": "ueber-staedte", "en": "about-towns", "fr": "a-propos", "pl": "o-miastach", "ja": "about-towns",
             "ar": "about-towns", "tr": "sehirler"}  # fmt: skip
    assert {code: getattr(page, f"slug_{code}") for code in words} == words
    assert page.slug_de_simple in (None, "")
    # Where a language has no word of its own, the one that serves it is remembered: nobody else may have it there.
    served = {"de-simple": "ueber-staedte", "uk": "about-towns"} | words
    assert dict(Slug.objects.filter(kind="page", object_id=page.pk).values_list("language", "slug")) == served


def test_typed_word_wins_and_the_title_may_change(desk: Client) -> None:
    page = make_page("a", slug_de="musik")
    assert errors(save(desk, change(page), opened(desk, change(page)), title_de="Ganz anders")) == {}
    page.refresh_from_db()
    assert page.slug_de == "musik"


def test_old_word_leads_on_after_a_change(desk: Client, client: Client) -> None:
    page = make_page("a", slug_de="musik")
    save(desk, change(page), opened(desk, change(page)))
    assert errors(save(desk, change(page), opened(desk, change(page)), slug_de="klang")) == {}
    response = client.get("/de/musik/")
    assert (response.status_code, response["Location"]) == (301, "/de/klang/")


def test_word_of_another_page_is_refused_in_its_tab(desk: Client) -> None:
    other = make_page("b", slug_fr="musique")
    save(desk, change(other), opened(desk, change(other)))
    page = make_page("a")
    response = save(desk, change(page), opened(desk, change(page)), slug_fr="musique")
    assert list(errors(response)) == ["slug_fr"]


def test_word_that_another_page_once_had_is_refused(desk: Client) -> None:
    other = make_page("b", slug_de="musik")
    save(desk, change(other), opened(desk, change(other)))
    save(desk, change(other), opened(desk, change(other)), slug_de="klang")
    page = make_page("a")
    response = save(desk, change(page), opened(desk, change(page)), slug_de="musik")
    text = "Another page has or had the address word “musik” in this language."
    assert errors(response) == {"slug_de": [text]}


def test_made_words_step_aside(desk: Client) -> None:
    Slug.objects.create(kind="page", object_id=99, language="de", slug="musik")
    assert suggest_slugs(kind="page", object_id=1, titles={"de": "Musik"}, words={}) == {"de": "musik-2"}


def test_japanese_title_without_an_english_one_gets_no_word() -> None:
    assert suggest_slugs(kind="page", object_id=1, titles={"ja": "都市", "en": ""}, words={}) == {}


def test_city_keeps_its_words_and_its_measures(desk: Client, client: Client) -> None:
    city = make_city("posen", distance_km=1, bearing=1, back_bearing=1)
    assert errors(save(desk, change(city), opened(desk, change(city)), slug="poznan")) == {}
    assert errors(save(desk, change(city), opened(desk, change(city)), slug="posen")) == {}
    city.refresh_from_db()
    assert round(city.distance_km) == 490
    assert set(Slug.objects.filter(kind="city").values_list("language", "slug")) == {
        ("", "posen"),
        ("", "poznan"),
    }
    assert client.get("/de/partnerstaedte/poznan/").status_code == 301


def test_word_of_another_city_is_refused(desk: Client) -> None:
    Slug.objects.create(kind="city", object_id=99, language="", slug="posen")
    city = make_city("x")
    response = save(desk, change(city), opened(desk, change(city)), slug="posen")
    assert errors(response) == {"slug": ["Another city has or had the address word “posen”."]}


def test_key_is_typed_once(desk: Client) -> None:
    page = make_page("a")
    assert errors(save(desk, change(page), opened(desk, change(page)), key="b")) == {}
    page.refresh_from_db()
    assert page.key == "a"


def test_moving_the_home_town_measures_every_city_anew(desk: Client) -> None:
    city = make_city("x")
    address = reverse("admin:municipality_municipality_change", args=[1])
    assert errors(save(desk, address, opened(desk, address), latitude="48.1", longitude="11.6")) == {}
    city.refresh_from_db()
    assert round(city.distance_km) != 490


def first_come() -> None:
    """Another editor's page, saved in a transaction of its own."""
    remember(kind="page", object_id=make_page("first", slug_de="klang").pk, words={"de": "musik"})
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_word_taken_between_check_and_save_is_a_message_and_loses_nothing(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two editors choose one word in the same moment: the check of the second comes too early."""
    values = opened(desk, reverse(NEW_PAGE))
    checked = []

    def early(**words: object) -> dict[str, tuple[str, str]]:
        answer = refused_words(**words)
        if not checked:
            other = threading.Thread(target=first_come)
            other.start()
            other.join()
        checked.append(answer)
        return answer

    monkeypatch.setattr("twinning.pages.admin.refused_words", early)
    typed = {"key": "second", "title_de": "Musik", "slug_de": "musik", "body_de": "<p>x</p>"}
    answer = save(desk, reverse(NEW_PAGE), values, **typed)
    assert [list(found) for found in checked] == [[], ["de"]]
    assert "slug_de" in errors(answer)
    assert 'value="Musik"' in answer.content.decode()
    assert not Page.objects.filter(key="second").exists()
