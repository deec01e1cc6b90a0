"""The board as visitors see it: cards, filters with counts, pages, the slip that fits one's own."""

import datetime
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from tests.factories import make_city, make_home, make_user
from tests.factories_board import make_slip

pytestmark = pytest.mark.django_db
BOARD = "/de/find-a-partner/"


@pytest.fixture(autouse=True)
def home() -> None:
    make_home()


def titles(html: str) -> list[str]:
    return re.findall(r"<h3[^>]*><a[^>]*>([^<]+)</a>", html)


def member(email: str) -> Any:
    user = make_user(email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", ["", "?kind=seeks&city=rouen&who=choir&month=2027-05&language=de"])
def test_board_costs_the_same_queries_whatever_it_shows(
    client: Client, django_assert_num_queries: object, count: int, path: str
) -> None:
    rouen = make_city("rouen")
    for _ in range(count):
        make_slip(place=rouen, languages={"de": "good", "fr": "fluent"})
    with django_assert_num_queries(5):
        response = client.get(f"/en/find-a-partner/{path}")
    assert len(titles(response.content.decode())) == count


@pytest.mark.parametrize("count", [1, 3])
def test_board_of_a_signed_in_owner_costs_the_same_queries(
    client: Client, django_assert_num_queries: object, count: int
) -> None:
    user = member("own@example.org")
    make_slip(email="own@example.org")
    rouen = make_city("rouen")
    for _ in range(count):
        make_slip(place=rouen)
    client.force_login(user)
    with django_assert_num_queries(13):
        assert client.get("/en/find-a-partner/").status_code == 200
