"""A new account: confirmed address, name and language kept, robots and racers answered calmly."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.accounts.conftest import PASSWORD, is_signed_in, link_in, mail_to, sign_in
from twinning.accounts.forms import SignupForm
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail

PAGE = "/{}/accounts/signup/"
NEWCOMER = {
    "email": "New@Example.org",
    "name": "Noor",
    "preferred_language": "fr",
    "password1": PASSWORD,
    "website": "",
}


def sign_up(client: Client, language: str = "de", **changes: Any) -> Any:
    return client.post(PAGE.format(language), NEWCOMER | changes)


def test_sign_up_needs_a_confirmed_address(client: Client) -> None:
    answer = sign_up(client)
    assert (answer.status_code, answer.url) == (302, "/de/accounts/confirm-email/")
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get().verified


def test_name_and_language_are_kept(client: Client) -> None:
    sign_up(client)
    user = User.objects.get()
    assert (user.email, user.name, user.preferred_language) == ("new@example.org", "Noor", "fr")


def test_confirmation_comes_in_the_chosen_language(client: Client) -> None:
    sign_up(client)
    mail = mail_to("new@example.org")
    assert (mail.language, mail.is_confidential) == ("fr", True)
    assert link_in(mail).startswith("/fr/accounts/confirm-email/")


def test_confirmation_signs_in_the_browser_that_signed_up(client: Client) -> None:
    sign_up(client)
    answer = client.post(link_in(mail_to("new@example.org")))
    assert (answer.status_code, is_signed_in(client)) == (302, True)
    assert EmailAddress.objects.get().verified


def test_confirmation_elsewhere_confirms_but_signs_nobody_in(client: Client) -> None:
    sign_up(client)
    phone = Client()
    answer = phone.post(link_in(mail_to("new@example.org")))
    assert (answer.url, is_signed_in(phone)) == ("/fr/accounts/login/", False)
    assert EmailAddress.objects.get().verified


def test_opening_the_confirmation_link_confirms_nothing(client: Client) -> None:
    sign_up(client)
    assert client.get(link_in(mail_to("new@example.org"))).status_code == 200
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize("language", ["de", "ja", "ar"])
def test_form_offers_the_language_of_the_page(client: Client, language: str) -> None:
    form = client.get(PAGE.format(language)).context["form"]
    assert form["preferred_language"].value() == language


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "a@example.org\nBcc: b@example.org"}, "email"),
        ({"password1": "short"}, "password1"),
        ({"password1": "password123"}, "password1"),
        ({"preferred_language": "xx"}, "preferred_language"),
        ({"preferred_language": "uk"}, "preferred_language"),
        ({"name": "x" * 151}, "name"),
        ({"name": "\x00"}, "name"),
    ],
)
def test_bad_input_is_named(client: Client, changes: dict[str, str], field: str) -> None:
    answer = sign_up(client, **changes)
    assert list(answer.context["form"].errors) == [field]
    assert User.objects.count() == 0


def test_name_of_an_emoji_is_a_name(client: Client) -> None:
    sign_up(client, name="🕊")
    assert User.objects.get().get_short_name() == "🕊"


def test_robot_that_fills_the_trap_gets_the_usual_answer_and_no_account(client: Client) -> None:
    answer = sign_up(client, website="https://spam.example")
    assert (answer.status_code, answer.url) == (302, "/de/accounts/confirm-email/")
    assert (User.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_trap_is_hidden_without_style_attribute(client: Client) -> None:
    html = client.get(PAGE.format("de")).content.decode()
    trap = html[html.index('name="website"') - 300 : html.index('name="website"') + 200]
    assert ('tabindex="-1"' in trap, 'aria-hidden="true"' in trap, "style=" in trap) == (True, True, False)


def test_taken_address_is_told_by_mail_only(client: Client, mika: User) -> None:
    answer = sign_up(client, email=mika.email)
    assert answer.url == "/de/accounts/confirm-email/"
    assert link_in(mail_to(mika.email)) == "/de/accounts/login/"
    assert User.objects.count() == 1


def test_second_of_two_racers_gets_the_usual_answer(
    client: Client, mika: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both forms saw a free address; the database lets one through."""
    monkeypatch.setattr(SignupForm, "validate_unique_email", lambda form, value: value)
    answer = sign_up(client, email=mika.email)
    assert answer.url == "/de/accounts/confirm-email/"
    assert link_in(mail_to(mika.email)) == "/de/accounts/login/"
    assert User.objects.count() == 1


def test_unconfirmed_account_cannot_sign_in(client: Client) -> None:
    sign_up(client)
    assert sign_in(Client(), User.objects.get()).url == "/de/accounts/confirm-email/"
