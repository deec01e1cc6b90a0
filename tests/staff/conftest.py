"""Two people at the staff desk, and the home town that every page names."""

import pytest
from django.test import Client

from tests.factories import make_home, make_staff
from twinning.accounts.models import User


@pytest.fixture
def home(db: None) -> None:
    make_home()


@pytest.fixture
def anna(home: None) -> User:
    return make_staff(email="anna@example.org", name="Anna")


@pytest.fixture
def ben(home: None) -> User:
    return make_staff(email="ben@example.org", name="Ben")


def signed_in(user: User) -> Client:
    """A browser of its own."""
    client = Client(headers={"Accept-Language": "en"})
    user.preferred_language = "en"
    user.save()
    client.force_login(user)
    return client


@pytest.fixture
def desk(anna: User) -> Client:
    """Anna's browser."""
    return signed_in(anna)


@pytest.fixture
def other_desk(ben: User) -> Client:
    """Ben's browser."""
    return signed_in(ben)
