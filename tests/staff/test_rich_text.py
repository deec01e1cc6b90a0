"""Rich text in the admin: cleaned, in its own language, and never copied from one language to another."""

import pytest
from django.test import Client
from django.utils import translation

from tests.factories import make_page
from tests.staff.forms import errors, opened, save
from tests.staff.test_versions import change
from twinning.pages.models import Page
from twinning.richtext import plain_text

pytestmark = pytest.mark.django_db


def test_text_is_cleaned_on_save(desk: Client) -> None:
    page = make_page("a")
    dirty = '<h1>A</h1><p onclick="x()">B<script>alert(1)</script> <a href="javascript:x">C</a></p><style>p{}</style>'
    assert errors(save(desk, change(page), opened(desk, change(page)), body_de=dirty)) == {}
    page.refresh_from_db()
    assert page.body_de == "A<p>B <a>C</a></p>"


@pytest.mark.parametrize(
    ("html", "words"), [("<p>A &amp; B</p>", "A & B"), ("<p>1 &lt; 2</p>", "1 < 2"), ("<p>&nbsp;</p>", "")]
)
def test_plain_text_holds_signs_not_their_markup(html: str, words: str) -> None:
    assert plain_text(html) == words


@pytest.mark.parametrize("language", ["en", "fr", "ar", "de-simple"])
def test_saving_in_another_language_copies_no_german_text(language: str) -> None:
    page = make_page("a", body_de="<p>Deutsch.</p>")
    with translation.override(language):
        Page.objects.get(pk=page.pk).save()
    page = Page.objects.get(pk=page.pk)
    assert (page.body_de, page.body_en, page.body_fr, page.body_ar) == ("<p>Deutsch.</p>", None, None, None)


def test_every_text_area_says_its_language(desk: Client) -> None:
    page = make_page("a")
    html = desk.get(change(page)).content.decode()
    for code, direction in (("de", "ltr"), ("ja", "ltr"), ("ar", "rtl"), ("de_simple", "ltr")):
        start = html.index(f'<textarea name="body_{code}"')
        tag = html[start : html.index(">", start)]
        assert f'lang="{code.replace("_", "-")}"' in tag
        assert f'dir="{direction}"' in tag
        assert 'data-field="body"' in tag
        assert f'<label for="id_body_{code}"' in html


def test_tabs_stand_in_the_order_of_work(desk: Client) -> None:
    page = make_page("a")
    html = desk.get(change(page)).content.decode()
    codes = ("de", "en", "fr", "pl", "ja", "ar", "de_simple", "uk", "tr")
    places = [html.index(f'name="title_{code}"') for code in codes]
    assert places == sorted(places)
