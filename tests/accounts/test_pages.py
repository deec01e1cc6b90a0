"""The account pages wear the portal's frame: one heading, named fields, errors that can be found."""

import re

import pytest
from django.test import Client

from tests.accounts.conftest import sign_in
from twinning.accounts.models import User

ANONYMOUS = [
    "login/",
    "login/code/",
    "signup/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/1-abc/",
    "password/reset/key/done/",
    "confirm-email/",
    "confirm-email/abc/",
    "inactive/",
]
SIGNED_IN = [
    "profile/",
    "profile/delete/",
    "email/",
    "password/change/",
    "logout/",
    "reauthenticate/",
    "2fa/",
]
PAGES = [(page, False) for page in ANONYMOUS] + [(page, True) for page in SIGNED_IN]


def page(client: Client, mika: User, path: str, needs_account: bool, language: str = "de") -> str:
    if needs_account:
        sign_in(client, mika)
    answer = client.get(f"/{language}/accounts/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", ["de", "ar", "de-simple"])
@pytest.mark.parametrize(("path", "needs_account"), PAGES)
def test_page_wears_the_frame(
    client: Client, mika: User, path: str, needs_account: bool, language: str
) -> None:
    html = page(client, mika, path, needs_account, language)
    assert (html.count("<h1"), html.count('<main id="content"')) == (1, 1)
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    assert re.search(r"<title>\S.* – ", html)


@pytest.mark.parametrize(("path", "needs_account"), PAGES)
def test_page_needs_no_exception_from_the_policy(
    client: Client, mika: User, path: str, needs_account: bool
) -> None:
    html = page(client, mika, path, needs_account)
    assert re.findall(r'\sstyle=|\son\w+="|<style|placeholder=', html) == []


@pytest.mark.parametrize(("path", "needs_account"), PAGES)
def test_every_field_has_a_label_and_an_id_of_its_own(
    client: Client, mika: User, path: str, needs_account: bool
) -> None:
    html = page(client, mika, path, needs_account)
    controls = re.findall(r'<(?:input|select)\b(?![^>]*type="hidden")[^>]*\bid="([^"]+)"', html)
    labels = re.findall(r'<label for="([^"]+)"', html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(controls) == sorted(labels)
    assert len(ids) == len(set(ids))


def test_error_is_named_in_title_summary_and_field(client: Client) -> None:
    html = client.post("/en/accounts/signup/", {}).content.decode()
    assert "<title>Error: " in html
    assert 'href="#id_email"' in html
    assert 'aria-invalid="true"' in html


def test_log_in_offers_the_mail_link_before_the_password(client: Client) -> None:
    html = client.get("/de/accounts/login/?next=/de/accounts/profile/").content.decode()
    assert html.index('name="email"') < html.index('name="login"')
    assert 'action="/de/accounts/login/code/?next=%2Fde%2Faccounts%2Fprofile%2F"' in html


def test_fields_tell_password_managers_what_they_are(client: Client) -> None:
    login = client.get("/de/accounts/login/").content.decode()
    signup = client.get("/de/accounts/signup/").content.decode()
    found = [re.findall(r'autocomplete="([^"]+)"', html) for html in (login, signup)]
    assert found == [
        ["email", "username", "current-password"],
        ["email", "name", "new-password", "off"],
    ]
