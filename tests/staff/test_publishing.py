"""Nothing incomplete is published; the message stands at the field, and what was typed stays typed."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from partners.models import CityPhoto
from tests.factories import make_aim, make_city, make_page
from tests.staff.forms import controls, errors, opened, save
from tests.staff.test_versions import change
from twinning.pages.models import Page
from twinning.publishing import missing_for_publication, photo_gaps

pytestmark = pytest.mark.django_db
NEW_PAGE = "admin:pages_page_add"


def test_page_is_published_when_german_is_there(desk: Client) -> None:
    page = make_page("a", state="draft")
    assert errors(save(desk, change(page), opened(desk, change(page)), state="published")) == {}
    page.refresh_from_db()
    assert page.state == "published"


def test_page_without_german_title_is_refused_and_keeps_what_was_typed(desk: Client) -> None:
    page = make_page("a", state="draft")
    values = opened(desk, change(page))
    response = save(desk, change(page), values, state="published", title_de="", lede_fr="Bonjour")
    assert list(errors(response)) == ["title_de"]
    assert controls(response)["lede_fr"] == ["Bonjour"]
    page.refresh_from_db()
    assert (page.state, page.lede_fr) == ("draft", None)


def test_city_needs_name_sentence_and_story_in_german(desk: Client) -> None:
    city = make_city("x", state="draft")
    values = opened(desk, change(city))
    response = save(
        desk, change(city), values, state="published", lede_de=" ", story_de="<p></p>", lede_en="A lede."
    )
    assert errors(response) == {
        "lede_de": ["Needed for publication: “Opening sentence” in German."],
        "story_de": ["Needed for publication: “Story” in German."],
    }


def test_draft_may_be_incomplete(desk: Client) -> None:
    city = make_city("x", state="draft")
    values = opened(desk, change(city))
    assert errors(save(desk, change(city), values, lede_de="", story_de="")) == {}


def test_published_row_cannot_lose_what_it_needs(desk: Client) -> None:
    aim = make_aim("a")
    response = save(desk, change(aim), opened(desk, change(aim)), summary_de="")
    assert list(errors(response)) == ["summary_de"]


def test_end_of_publication_comes_after_its_beginning(desk: Client) -> None:
    page = make_page("a")
    days = {"publish_from_0": "2030-02-01", "publish_from_1": "00:00", "publish_until_0": "2030-01-01",
            "publish_until_1": "00:00"}  # fmt: skip
    response = save(desk, change(page), opened(desk, change(page)), **days)
    assert errors(response)["__all__"] == ["The end of publication must come after its beginning."]


def test_draft_links_to_its_preview(desk: Client, client: Client) -> None:
    page = make_page("a", state="draft")
    response = desk.get(change(page))
    address = page.get_absolute_url("de")
    assert f'<a href="{address}" lang="de" dir="ltr">Deutsch</a>' in response.content.decode()
    assert "Only staff can see it: a preview." in response.content.decode()
    assert desk.get(address).status_code == 200
    assert client.get(address).status_code == 404


def test_gaps_name_texts_and_pictures() -> None:
    city = make_city("x", lede_de="", lede_en="Something")
    with translation.override("en"):
        assert missing_for_publication(city) == ["Needed for publication: “Opening sentence” in German."]
    photo = CityPhoto(credit="A", licence="B")
    assert [gap.column for gap in photo_gaps(photo)] == ["alt_de"]
    photo.is_decorative = photo.shows_people = True
    assert [gap.column for gap in photo_gaps(photo)] == ["consent_on_file"]
    photo.consent_on_file = True
    assert photo_gaps(photo) == []


def test_constraints_hold_without_the_form(desk: Client) -> None:
    """Coordinates out of range, a last year before the first one: refused with words, not with a crash."""
    city = make_city("x")
    values = opened(desk, change(city))
    assert "latitude" in errors(save(desk, change(city), values, latitude="91"))
    response = save(desk, change(city), values, latitude="")
    assert errors(response)["__all__"][0].startswith("Give both coordinates or none")


def test_megabyte_of_text_and_emoji_are_answered(desk: Client) -> None:
    values = opened(desk, reverse(NEW_PAGE))
    response = save(
        desk, reverse(NEW_PAGE), values, key="emoji", title_de="🎉", body_de="<p>" + "x" * 1_000_000 + "</p>"
    )
    assert errors(response) == {}
    assert (Page.objects.get(key="emoji").title_de, Page.objects.get(key="emoji").slug_de or "") == ("🎉", "")
    response = save(desk, reverse(NEW_PAGE), values, key="long", title_de="x" * 200)
    assert list(errors(response)) == ["title_de"]
