"""Signing in: by the link of a mail, by its code on another device, by password."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django import Settings

from tests.accounts.conftest import (
    MakePerson,
    ask_for_link,
    code_in,
    is_signed_in,
    link_in,
    mail_to,
    sign_in,
)
from twinning.accounts.models import User

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)


def test_link_of_the_mail_signs_in_on_any_device(client: Client, mika: User) -> None:
    asked = ask_for_link(client, mika.email)
    link = link_in(mail_to(mika.email))
    phone = Client()
    page, answer = phone.get(link), phone.post(link)
    assert (asked.status_code, asked.url) == (302, "/de/accounts/login/code/confirm/")
    assert page.status_code == 200
    assert (answer.status_code, answer.url) == (302, "/de/")
    assert (is_signed_in(phone), is_signed_in(client)) == (True, False)


def test_opening_the_link_alone_signs_nobody_in(client: Client, mika: User) -> None:
    ask_for_link(client, mika.email)
    client.get(link_in(mail_to(mika.email)))
    assert not is_signed_in(client)


def test_link_works_once(client: Client, mika: User) -> None:
    ask_for_link(client, mika.email)
    link = link_in(mail_to(mika.email))
    client.post(link)
    thief = Client()
    assert thief.post(link).status_code == 410
    assert not is_signed_in(thief)


@pytest.mark.parametrize(("minutes", "status"), [(29, 302), (31, 410)])
def test_link_is_valid_for_30_minutes(client: Client, mika: User, minutes: int, status: int) -> None:
    with time_machine.travel(NOON) as clock:
        ask_for_link(client, mika.email)
        clock.shift(timedelta(minutes=minutes))
        assert Client().post(link_in(mail_to(mika.email))).status_code == status


@pytest.mark.parametrize("change", ["password", "email", "is_active"])
def test_link_dies_with_a_change_of_the_account(client: Client, mika: User, change: str) -> None:
    ask_for_link(client, mika.email)
    link = link_in(mail_to(mika.email))
    User.objects.filter(pk=mika.pk).update(**{change: False if change == "is_active" else "new@example.org"})
    assert client.post(link).status_code == 410


@pytest.mark.parametrize("token", ["x", "a:b:c", "ł", "WzEsIngiXQ:1x:abc"])
def test_forged_link_is_refused(client: Client, token: str) -> None:
    assert client.post(f"/de/accounts/login/link/{token}/").status_code == 410


def test_code_of_the_mail_signs_in_where_it_was_asked_for(client: Client, mika: User) -> None:
    ask_for_link(client, mika.email)
    code = code_in(mail_to(mika.email))
    answer = client.post("/de/accounts/login/code/confirm/", {"code": code.lower().replace("-", " ")})
    assert (answer.status_code, answer.url, is_signed_in(client)) == (302, "/de/", True)


def test_three_wrong_codes_end_the_attempt(client: Client, mika: User) -> None:
    ask_for_link(client, mika.email)
    page = "/de/accounts/login/code/confirm/"
    answers = [client.post(page, {"code": "WRNG-CDBC"}).status_code for _ in range(3)]
    assert answers == [200, 200, 302]
    assert client.post(page, {"code": code_in(mail_to(mika.email))}).status_code == 302
    assert not is_signed_in(client)


def test_password_signs_in(client: Client, mika: User) -> None:
    answer = sign_in(client, mika)
    assert (answer.status_code, answer.url, is_signed_in(client)) == (302, "/de/", True)


def test_capital_letters_in_the_address_do_not_matter(client: Client, mika: User) -> None:
    client.post("/de/accounts/login/", {"login": "MIKA@Example.org", "password": "hannover-1947"})
    assert is_signed_in(client)


@pytest.mark.parametrize("language", ["ar", "ja", "de-simple"])
def test_redirect_stays_in_the_language(client: Client, mika: User, language: str) -> None:
    answer = client.post(f"/{language}/accounts/login/", {"login": mika.email, "password": "hannover-1947"})
    assert answer.url == f"/{language}/"


def test_log_in_leads_back_to_where_it_was_asked_for(client: Client, mika: User) -> None:
    goal = "/de/accounts/profile/"
    assert client.get(goal).url == f"/de/accounts/login/?next={goal}"
    assert sign_in(client, mika, f"?next={goal}").url == goal


def test_link_leads_back_to_where_it_was_asked_for(client: Client, mika: User) -> None:
    ask_for_link(client, mika.email, query="?next=/de/accounts/profile/")
    assert client.post(link_in(mail_to(mika.email))).url == "/de/accounts/profile/"


@pytest.mark.parametrize(
    "goal", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:evil"]
)
def test_redirect_never_leaves_the_portal(client: Client, mika: User, goal: str) -> None:
    ask_for_link(Client(), mika.email, query=f"?next={goal}")
    link = link_in(mail_to(mika.email))
    assert "next" not in link
    assert Client().post(f"{link}?next={goal}").url == "/de/"
    assert sign_in(client, mika, f"?next={goal}").url == "/de/"


def test_staff_land_on_their_desk(client: Client, make_person: MakePerson) -> None:
    assert sign_in(client, make_person(is_staff=True)).url == "/verwaltung/"


def test_switched_off_account_stays_out(client: Client, make_person: MakePerson) -> None:
    user = make_person(is_active=False)
    assert sign_in(client, user).url == "/de/accounts/inactive/"
    assert not is_signed_in(client)


def test_session_is_a_new_one_after_log_in(client: Client, mika: User) -> None:
    ask_for_link(client, mika.email)
    before = client.session.session_key
    client.post(link_in(mail_to(mika.email)))
    assert client.session.session_key != before


def test_cookies_are_for_this_site_only(client: Client, mika: User, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client.get("/de/accounts/login/")
    sign_in(client, mika)
    flags = {name: (c["secure"], c["httponly"], c["samesite"]) for name, c in client.cookies.items()}
    assert flags == {"csrftoken": (True, True, "Lax"), "sessionid": (True, True, "Lax")}


def test_page_of_the_log_in_sets_no_session(client: Client) -> None:
    client.get("/de/accounts/login/")
    assert list(client.cookies) == ["csrftoken"]


def test_address_that_waits_for_confirmation_opens_nothing(client: Client, mika: User) -> None:
    """Mika mistyped a new address: its owner must not get into Mika's account."""
    EmailAddress.objects.create(user=mika, email="stranger@example.org", verified=False)
    ask_for_link(client, "stranger@example.org")
    client.post("/de/accounts/password/reset/", {"email": "stranger@example.org"})
    subjects = {mail.subject for mail in [mail_to("stranger@example.org")]}
    assert (link_in(mail_to("stranger@example.org")), len(subjects)) == ("/de/accounts/signup/", 1)


def test_password_of_a_squatter_dies_when_the_owner_signs_in_by_mail(client: Client) -> None:
    """A stranger signed up with Mika's address and waits; Mika signs in by mail; the stranger stays out."""
    squatted = User.objects.create_user("mika@example.org", "hannover-1947")
    EmailAddress.objects.create(user=squatted, email=squatted.email, primary=True, verified=False)
    ask_for_link(client, squatted.email)
    client.post(link_in(mail_to(squatted.email)))
    assert is_signed_in(client)
    stranger = Client()
    sign_in(stranger, squatted)
    assert not is_signed_in(stranger)


def test_code_does_the_same_for_the_squatted_address(client: Client) -> None:
    squatted = User.objects.create_user("mika@example.org", "hannover-1947")
    ask_for_link(client, squatted.email)
    client.post("/de/accounts/login/code/confirm/", {"code": code_in(mail_to(squatted.email))})
    squatted.refresh_from_db()
    assert (is_signed_in(client), squatted.has_usable_password()) == (True, False)


def test_confirmed_address_keeps_its_password(client: Client, mika: User) -> None:
    ask_for_link(client, mika.email)
    client.post(link_in(mail_to(mika.email)))
    mika.refresh_from_db()
    assert mika.has_usable_password()
