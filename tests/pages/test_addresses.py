"""Address words per language: found, moved, foreign, unknown."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from tests.factories import make_aim, make_home, make_page
from twinning.addresses.actions import remember, taken
from twinning.pages.actions import refused_words, save_addresses
from twinning.pages.models import Page
from twinning.slugs import make_slug

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home() -> None:
    make_home()


def known(page: Page) -> Page:
    """A page whose words are remembered, as the admin and the seed save it."""
    words = {"de": page.slug_de, "en": page.slug_en or "", "fr": page.slug_fr or ""}
    remember(kind=page.SLUG_KIND, object_id=page.pk, words=words)
    return page


def test_page_is_found_by_the_word_of_its_language(client: Client) -> None:
    known(make_page("music", slug_de="musik", slug_en="music", title_en="Music", body_en="<p>x</p>"))
    assert client.get("/de/musik/").status_code == 200
    assert client.get("/en/music/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/de/nirgends/", "/xx/", "/uk/", "/de/partnerstaedte/atlantis/", "/zz/partnerstaedte/"]
)
def test_unknown_address_is_a_friendly_404(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert 'role="search"' in response.content.decode()


def test_word_of_another_language_leads_to_the_right_one_for_good(client: Client) -> None:
    known(make_page("music", slug_de="musik", slug_en="music", title_en="Music", body_en="<p>x</p>"))
    response = client.get("/en/musik/?a=1")
    assert (response.status_code, response["Location"]) == (301, "/en/music/?a=1")


def test_old_word_leads_to_the_new_one_for_good(client: Client) -> None:
    page = known(make_page("music", slug_de="musik"))
    page.slug_de = "klang"
    page.save()
    known(page)
    response = client.get("/de/musik/")
    assert (response.status_code, response["Location"]) == (301, "/de/klang/")


def test_same_word_in_two_languages_belongs_to_two_pages(client: Client) -> None:
    """The collision of translated unique columns: here it is none."""
    first = known(make_page("a", slug_de="musik", title_de="Erste"))
    second = known(make_page("b", slug_de="klang", slug_en="musik", title_en="Second", body_en="<p>x</p>"))
    assert "Erste" in client.get("/de/musik/").content.decode()
    assert "Second" in client.get("/en/musik/").content.decode()
    assert first.pk != second.pk


def test_same_word_in_one_language_is_refused() -> None:
    make_page("a", slug_de="musik")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_page("b", slug_de="musik")
    with pytest.raises(ValidationError):
        Page(key="c", title_de="c", slug_de="musik").full_clean()


def test_pages_without_a_word_do_not_collide() -> None:
    make_page("a", slug_en="")
    make_page("b", slug_en="")


def test_word_that_another_page_had_is_taken() -> None:
    page = known(make_page("a", slug_de="musik"))
    page.slug_de = "klang"
    page.save()
    known(page)
    assert taken(kind="page", object_id=None, words={"de": "musik", "en": "musik"}) == {"de": "musik"}
    with pytest.raises(ValidationError):
        remember(kind="page", object_id=page.pk + 1, words={"de": "musik"})


def test_page_is_found_by_its_key_and_sent_to_its_word(client: Client) -> None:
    known(make_page("imprint", slug_de="impressum"))
    assert client.get("/de/imprint/")["Location"] == "/de/impressum/"


def test_draft_is_no_page_for_visitors(client: Client) -> None:
    known(make_page("a", state="draft"))
    assert client.get("/de/a/").status_code == 404


def test_aims_have_a_page_each(client: Client) -> None:
    make_aim("meet", title_de="Sich begegnen", slug_de="sich-begegnen")
    assert "Sich begegnen" in client.get("/de/ziele/sich-begegnen/").content.decode()
    assert "Sich begegnen" in client.get("/de/ziele/").content.decode()


@pytest.mark.parametrize(
    ("title", "language", "word"),
    [
        ("Über uns & Städte", "de", "ueber-uns-staedte"),
        ("Où aller ?", "fr", "ou-aller"),
        ("Łączyć ludzi", "pl", "laczyc-ludzi"),
        ("姉妹都市", "ja", ""),
    ],
)
def test_make_slug_gives_latin_words(title: str, language: str, word: str) -> None:
    assert make_slug(title, language) == word


def test_fallback_word_of_one_page_is_never_the_own_word_of_another() -> None:
    """A page without a French word is found under its English one there; that word is taken in French, too."""
    save_addresses(make_page("a", slug_de="kontakt", slug_en="contact"))
    other = make_page("b", slug_de="anfahrt", slug_fr="contact")
    with pytest.raises(ValidationError):
        save_addresses(other)
    assert refused_words(model=Page, object_id=other.pk, words={"de": "anfahrt", "fr": "contact"}).keys() == {
        "fr"
    }


@pytest.mark.parametrize("word", ["suche", "ziele", "partnerstaedte", "barriere-melden", "language-wish"])
def test_word_of_a_section_is_refused(word: str) -> None:
    assert refused_words(model=Page, object_id=None, words={"de": word}).keys() == {"de"}
    assert refused_words(model=Page, object_id=None, words={"de": f"{word}-2"}) == {}


def test_own_word_wins_over_a_fallback(client: Client) -> None:
    """Even where rows came in past the form."""
    make_page("a", title_de="Erste", slug_de="eins", slug_en="contact")
    make_page(
        "b", title_de="Zweite", slug_de="zwei", slug_fr="contact", title_fr="Deuxième", body_fr="<p>x</p>"
    )
    assert "Deuxième" in client.get("/fr/contact/").content.decode()
