"""People with confirmed addresses, and what a mail told its reader."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from tests.factories import make_home, make_user
from twinning.accounts.actions import set_address
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail

PASSWORD = "hannover-1947"
MakePerson = Callable[..., User]


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home(name_en="Hanover", phone="0511 000 00")


@pytest.fixture
def make_person() -> MakePerson:
    """A person whose address is confirmed; every keyword may be overridden."""

    def make_person(email: str | None = None, **fields: Any) -> User:
        user = make_user(email, **fields)
        set_address(user, is_verified=True)
        return user

    return make_person


@pytest.fixture
def mika(make_person: MakePerson) -> User:
    return make_person("mika@example.org", name="Mika")


def mail_to(address: str) -> OutgoingMail:
    """The newest mail to an address."""
    return OutgoingMail.objects.filter(recipient=address).latest("pk")


def link_in(mail: OutgoingMail) -> str:
    """Path and query of the mail's first link: that of its button."""
    parts = urlsplit(re.search(r"https?://\S+", mail.text)[0])
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def code_in(mail: OutgoingMail) -> str:
    return re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.text)[0]


def ask_for_link(client: Client, address: str, language: str = "de", query: str = "") -> Any:
    return client.post(f"/{language}/accounts/login/code/{query}", {"email": address})


def sign_in(client: Client, user: User, query: str = "") -> Any:
    """With the password."""
    return client.post(f"/de/accounts/login/{query}", {"login": user.email, "password": PASSWORD})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def totp_code(secret: str) -> str:
    """What the authenticator app shows now."""
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))
