"""The card of the desk: every number leads to the list that it counts."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from partners.enquiries.desk import enquiries
from tests.factories import make_home, make_staff
from tests.factories_enquiries import make_answered, make_enquiry
from twinning.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    make_home()
    return make_staff(name="Anna", preferred_language="en")


@pytest.fixture
def desk(anna: User) -> Client:
    client = Client()
    client.force_login(anna)
    return client


def card(desk: Client) -> str:
    html = desk.get(reverse("admin:index")).content.decode()
    return html.partition('class="module card-enquiries"')[2].partition("</section>")[0]


def figures(desk: Client) -> dict[str, tuple[int, bool, str]]:
    found = re.findall(r'<a href="([^"]+)"( class="hot")?><b>(\d+)</b>([^<]+)</a>', card(desk))
    return {label: (int(number), bool(hot), address) for address, hot, number, label in found}


def test_numbers_lead_to_lists_that_hold_as_many(desk: Client, anna: User) -> None:
    make_enquiry()
    make_enquiry(days=-1)
    make_enquiry(state="in_progress", assigned_to=anna)
    make_answered(anna, assigned_to=anna)
    shown = figures(desk)
    assert {label: (number, hot) for label, (number, hot, _address) in shown.items()} == {
        "open enquiries": (3, False),
        "overdue enquiries": (1, True),
        "enquiries of mine": (1, False),
    }
    for label in ("open enquiries", "enquiries of mine"):
        number, _hot, address = shown[label]
        assert len(desk.get(address).context["list"]["rows"]) == number, label


def test_overdue_ones_come_first_by_name(desk: Client) -> None:
    make_enquiry("Morgen?", days=1)
    late = make_enquiry("Gestern?", days=-1)
    html = card(desk)
    assert html.index("Gestern?") < html.index("Morgen?")
    assert f'href="/verwaltung/enquiries/enquiry/{late.pk}/change/?tab=open#case" lang="de"' in html
    assert "overdue" in html
    assert late.reference in html


def test_nothing_overdue_is_not_hot(desk: Client) -> None:
    make_enquiry()
    assert figures(desk)["overdue enquiries"][:2] == (0, False)


def test_card_takes_two_queries(anna: User, rf: Any, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        make_enquiry()
    request = rf.get("/")
    request.user = anna
    with django_assert_num_queries(2):
        assert len(enquiries(request)["tasks"]) == 3
