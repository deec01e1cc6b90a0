"""The first page of the desk: every number leads to the list that it counts."""

import datetime
import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partners.models import City, CityFact, Greeting
from tests.factories import make_aim, make_city, make_page, make_user
from twinning import coverage
from twinning.feedback.models import BarrierReport, ContactMessage, LanguageWish

pytestmark = pytest.mark.django_db
INDEX = "admin:index"


def _message(model: Any, days: int, **fields: Any) -> Any:
    due = timezone.localdate() + datetime.timedelta(days=days)
    values = {
        "key": uuid4(),
        "text": "Die Karte fehlt",
        "language": "de",
        "notice_version": "1",
        "due_on": due,
    }
    return model.objects.create(**values | fields)


def _everything() -> None:
    make_page("draft", state="draft", body_de="<p>[offen]</p>", needs_legal_review=True)
    make_page("easy", body_de_simple="<p>Leicht.</p>")
    make_aim("aim", state="draft")
    city = make_city("x", state="draft")
    Greeting.objects.create(city=city, text="Hej", language="da")
    CityFact.objects.create(city=city, statement="1978?", standing=CityFact.Standing.CONFLICT)
    CityFact.objects.create(city=city, statement="1979?", standing=CityFact.Standing.OPEN)
    _message(BarrierReport, -1)
    _message(BarrierReport, 5)
    _message(ContactMessage, 2, subject="Frage")
    answered = {"state": "answered", "answered_at": timezone.now()}
    _message(ContactMessage, -9, subject="Alt", **answered)
    LanguageWish.objects.create(path="/ja/contact/", language="ja", count=7)


def _figures(html: str) -> dict[str, tuple[int, str]]:
    """Numbers of the cards by their words, with the address behind each."""
    found = re.findall(r'<a href="([^"]+)"[^>]*><b>(\d+)</b>\s*([^<]+)</a>', html)
    return {label.strip(): (int(number), address.replace("&amp;", "&")) for address, number, label in found}


EXPECTED = {
    "open: barrier reports": 2,
    "overdue: barrier reports": 1,
    "open: contact messages": 1,
    "overdue: contact messages": 0,
    "drafts of pages": 1,
    "drafts of aims": 1,
    "with square brackets": 1,
    "need a legal review": 1,
    "easy language not checked": 1,
    "drafts of cities": 1,
    "cities about which sources disagree": 1,
    "cities with facts not confirmed": 1,
    "greetings not checked by a native speaker": 1,
}


def test_numbers_lead_to_lists_that_hold_as_many(desk: Client) -> None:
    _everything()
    figures = _figures(desk.get(reverse(INDEX)).content.decode())
    assert {label: figures[label][0] for label in EXPECTED} == EXPECTED
    for label in EXPECTED:
        number, address = figures[label]
        assert desk.get(address).context["cl"].result_count == number, label


def test_most_urgent_message_comes_first(desk: Client) -> None:
    _everything()
    html = desk.get(reverse(INDEX)).content.decode()
    rows = re.findall(r'<span class="tag (?:err|warn|plain)">([^<]+)</span>\s*</td>', html)
    assert rows[:3] == ["overdue", "2 days", "5 days"]


def test_wishes_are_shown_with_the_language_in_its_own_words(desk: Client) -> None:
    LanguageWish.objects.create(path="/ja/contact/", language="ja", count=7)
    assert '<b>7</b> <span lang="ja">日本語</span>' in desk.get(reverse(INDEX)).content.decode()


def test_desk_costs_the_same_with_more_rows(desk: Client) -> None:
    _everything()
    desk.get(reverse(INDEX))
    with CaptureQueriesContext(connection) as few:
        desk.get(reverse(INDEX))
    for _number in range(3):
        make_page()
        make_city()
        _message(BarrierReport, 3)
    desk.get(reverse(INDEX))  # the first look after new content writes its translations down
    with CaptureQueriesContext(connection) as many:
        page = desk.get(reverse(INDEX))
    assert len(many) == len(few)
    # Two queries for a card, and nine for the frame around them; the whole desk is read on one page.
    cards = len(page.context["wide_cards"]) + len(page.context["narrow_cards"])
    assert len(few) <= 9 + 2 * cards


def test_cards_are_shown_to_those_who_may_see_their_lists(home: None) -> None:
    helper = make_user(is_staff=True, preferred_language="en")
    helper.user_permissions.add(Permission.objects.get(codename="view_page"))
    client = Client()
    client.force_login(helper)
    html = client.get(reverse(INDEX)).content.decode()
    assert "Pages and aims" in html
    assert "Messages from visitors" not in html
    assert "Partner cities" not in html


def test_inbox_is_shown_to_whoever_sees_one_of_its_kinds(home: None) -> None:
    """Somebody may look after questions without looking after barriers."""
    _message(BarrierReport, 5)
    _message(ContactMessage, 2, subject="Nur die Frage")
    helper = make_user(is_staff=True, preferred_language="en")
    helper.user_permissions.add(Permission.objects.get(codename="view_contactmessage"))
    client = Client()
    client.force_login(helper)
    html = client.get(reverse(INDEX)).content.decode()
    assert "Messages from visitors" in html
    assert "Nur die Frage" in html
    assert {label for label in _figures(html) if "messages" in label or "barrier" in label} == {
        "open: contact messages",
        "overdue: contact messages",
    }
    assert reverse("admin:app_list", args=["feedback"]) in html


# --- translations ---------------------------------------------------------------------------------
def test_missing_text_is_one_click_away(desk: Client) -> None:
    city = make_city("x", name_de="Rouen")
    html = desk.get(reverse(INDEX)).content.decode()
    kind = ContentType.objects.get_for_model(City).pk
    for language, tone in (("ja", "err"), ("de-simple", "plain")):
        address = reverse("admin:translations_edit", args=[kind, city.pk, language])
        assert f'<a class="tag {tone}" href="{address}">' in html
    assert "uk" not in coverage.languages()


# --- the frame ------------------------------------------------------------------------------------
def test_header_names_the_home_town_and_where_i_am(desk: Client) -> None:
    html = desk.get(reverse(INDEX)).content.decode()
    assert re.search(r"<span>\s*Hanover\s*<small>Staff desk</small>", html)
    assert f'<a href="{reverse(INDEX)}" aria-current="page">Desk</a>' in html
    html = desk.get(reverse("admin:pages_page_changelist")).content.decode()
    assert f'<a href="{reverse("admin:pages_page_changelist")}" aria-current="true">Pages</a>' in html


@pytest.mark.parametrize("name", ["admin:index", "admin:partners_city_add", "admin:partners_city_changelist"])
def test_pages_hold_nothing_that_the_policy_forbids(desk: Client, name: str) -> None:
    response = desk.get(reverse(name))
    html = response.content.decode()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=\"", html) == []
    assert [
        tag
        for tag in re.findall(r"<script[^>]*>", html)
        if "src=" not in tag and "application/json" not in tag
    ] == []
    assert re.findall(r"(?:src|action)=\"https?:", html) == []
    assert "unsafe-inline" not in response["Content-Security-Policy"]
