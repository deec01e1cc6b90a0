"""Every public page on paper: its own sheet, and a foot that says from where and when."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.factories import make_home, make_page
from tests.factories_conversations import HOST, links_to, make_conversation

pytestmark = pytest.mark.django_db


def test_pages_have_a_sheet_for_paper_and_a_foot_that_screens_hide(client: Client) -> None:
    make_home()
    page = make_page("news")
    for address in (page.get_absolute_url("ar"), "/de/", "/en/nowhere/"):
        text = client.get(address, {"x": "secret"}).content.decode()
        assert '/print.css" media="print">' in text
        foot = text.split('<p class="printed" hidden>')[1].split("</p>")[0]
        assert f'<bdi dir="ltr">http://testserver{address}</bdi>' in foot
        assert "secret" not in foot


def test_paper_is_white_and_shows_what_a_screen_folds_away() -> None:
    with open(finders.find("twinning/print.css"), encoding="utf-8") as sheet:
        rules = sheet.read()
    for rule in ("color-scheme: light", ".printed[hidden] { display: block", "details-content", "@page"):
        assert rule in rules


def test_a_sheet_does_not_tell_the_address_of_a_personal_link(client: Client) -> None:
    make_conversation()
    link = links_to(HOST.email)[0]
    foot = client.get(link).content.decode().split('<p class="printed" hidden>')[1].split("</p>")[0]
    assert "://testserver<" in foot
    assert link.split("/")[-2] not in foot
