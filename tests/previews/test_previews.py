"""Links to previews: for every kind of content, for one language, with an end, and never remembered."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from tests.factories import make_home, make_page, make_staff
from tests.factories_editorial import EDITORIAL, subclasses
from tests.staff.conftest import signed_in
from twinning import memory
from twinning.accounts.models import User
from twinning.previews import links
from twinning.previews.links import PARAMETER, preview_token, preview_url
from twinning.revisions.actions import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    make_home()
    return make_staff(email="anna@example.org")


def test_every_kind_of_content_has_a_row_here() -> None:
    assert {model._meta.label_lower for model in subclasses()} == set(EDITORIAL)


@pytest.mark.parametrize("label", EDITORIAL)
def test_draft_is_shown_to_whoever_has_its_link_and_to_nobody_else(
    anna: User, client: Client, label: str
) -> None:
    obj = EDITORIAL[label](state="draft")
    address = obj.get_absolute_url("fr")
    before = dict(memory._kept)
    assert client.get(address).status_code == 404
    memory._kept.clear()
    shown = client.get(preview_url(obj, "fr", anna))
    assert shown.status_code == 200
    text = shown.content.decode()
    with override("fr"):
        assert gettext("Preview, not public.") in text
    assert '<meta name="robots" content="noindex">' in text
    assert 'rel="canonical"' not in text
    assert "hreflang" not in text.split("</head>")[0]
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert not shown.cookies
    assert client.get(address).status_code == 404
    assert obj not in [value for _time, value in (before | memory._kept).values()]


def test_link_is_for_one_page_and_one_language_and_ends(anna: User, client: Client, monkeypatch: Any) -> None:
    page, other = make_page("one", state="draft"), make_page("two", state="draft")
    url = preview_url(page, "en", anna)
    token = parse_qs(urlsplit(url).query)[PARAMETER][0]
    for address in (page.get_absolute_url("de"), other.get_absolute_url("en"), "/de/"):
        led = client.get(address, {PARAMETER: token})
        assert (led.status_code, urlsplit(led.url).path) == (302, page.get_absolute_url("en"))
    for wrong in ("x", token[:-1] + ("A" if token[-1] != "A" else "B"), "y" * 5000):
        assert client.get(page.get_absolute_url("en"), {PARAMETER: wrong}).status_code == 404
    page.slug_en = "new-word"
    page.save()
    assert client.get(url, follow=True).status_code == 200
    now = timezone.now()
    for passed, status in ((timedelta(days=7, seconds=-5), 200), (timedelta(days=7), 410)):
        monkeypatch.setattr(links.timezone, "now", lambda at=now + passed: at)
        assert client.get(url, follow=True).status_code == status


def test_link_ends_with_its_maker_with_publication_and_with_the_page(anna: User, client: Client) -> None:
    page = make_page("one", state="draft")
    url = preview_url(page, "de", anna)
    page.state = "published"
    page.publish_from = timezone.now() + timedelta(days=1)
    page.save()
    record(page, by=anna)
    assert client.get(url).status_code == 200
    page.publish_from = None
    page.save()
    record(page, by=anna)
    led = client.get(url)
    assert (led.status_code, led.url) == (302, page.get_absolute_url("de"))
    page.state = "draft"
    page.save()
    assert client.get(url).status_code == 410
    fresh = preview_url(page, "de", anna)
    assert client.get(fresh).status_code == 200
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert client.get(fresh).status_code == 410
    User.objects.filter(pk=anna.pk).update(is_active=True)
    page.delete()
    assert client.get(fresh).status_code == 410


def test_link_shows_the_public_page_even_to_staff_and_opens_no_form(anna: User) -> None:
    page = make_page("one", state="draft")
    desk = signed_in(anna)
    shown = desk.get(preview_url(page, "de", anna))
    assert reverse("admin:index") not in shown.content.decode()
    token = preview_token(page, "de", anna)
    assert desk.post(f"{page.get_absolute_url('de')}?{PARAMETER}={token}").status_code == 405


def test_links_are_made_on_the_desk_for_those_who_see_the_list(anna: User) -> None:
    page = make_page("one", state="draft")
    desk = signed_in(anna)
    made = desk.get(reverse("admin:pages_page_previews", args=[page.pk]))
    assert [link["language"] for link in made.context["links"]] == ["de", "en", "fr", "pl", "ja", "ar"]
    assert Client().get(made.context["links"][0]["url"]).status_code == 200
    form = desk.get(reverse("admin:pages_page_change", args=[page.pk])).content.decode()
    assert reverse("admin:pages_page_previews", args=[page.pk]) in form
    reader = signed_in(User.objects.create_user("reader@example.org", "hannover-1947", is_staff=True))
    assert reader.get(reverse("admin:pages_page_previews", args=[page.pk])).status_code == 403
