"""Guessing is slowed down per account; many people behind one address are not locked out."""

import environ
import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from tests.accounts.conftest import MakePerson, ask_for_link, is_signed_in, sign_in
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail


def guess(client: Client, address: str) -> None:
    client.post("/de/accounts/login/", {"login": address, "password": "wrong-password"})


def test_sixth_guess_is_not_looked_at(mika: User) -> None:
    for _ in range(5):
        guess(Client(), mika.email)
    client = Client()
    sign_in(client, mika)
    assert not is_signed_in(client)


def test_guesses_at_one_account_do_not_lock_the_others(mika: User, make_person: MakePerson) -> None:
    for _ in range(6):
        guess(Client(), mika.email)
    client = Client()
    sign_in(client, make_person("neighbour@example.org"))
    assert is_signed_in(client)


def test_guesses_at_the_password_leave_the_mail_link_open(mika: User) -> None:
    for _ in range(6):
        guess(Client(), mika.email)
    assert ask_for_link(Client(), mika.email).status_code == 302
    assert OutgoingMail.objects.count() == 1


def test_fourth_link_in_five_minutes_is_not_sent(mika: User) -> None:
    for _ in range(4):
        ask_for_link(Client(), mika.email)
    assert OutgoingMail.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_web_workers_count_together(mika: User, settings: Settings) -> None:
    """In production the counters are rows of the database, not memory of one process."""
    settings.CACHES = {"default": environ.Env.cache_url_config(settings.SHARED_CACHE)}
    assert caches["default"].__class__.__name__ == "DatabaseCache"
    for _ in range(5):
        guess(Client(), mika.email)
    client = Client()
    sign_in(client, mika)
    assert not is_signed_in(client)


def test_a_school_class_signs_in_from_one_address(make_person: MakePerson) -> None:
    pupils = [make_person(f"pupil{number}@example.org") for number in range(35)]
    clients = [Client() for _ in pupils]
    for client, pupil in zip(clients, pupils, strict=True):
        sign_in(client, pupil)
    assert [is_signed_in(client) for client in clients] == [True] * 35


def test_storm_on_the_log_in_leaves_public_pages_open(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "3/m/ip"}
    codes = [Client().post("/de/accounts/login/", {"login": "x"}).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert Client().get("/de/accounts/login/").status_code == 200
    assert Client().get("/de/").status_code == 200
