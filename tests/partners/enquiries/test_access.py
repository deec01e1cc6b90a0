"""Who reaches what: each address of the inbox for everybody who might try it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from partners.enquiries.models import Enquiry
from tests.factories import make_home, make_staff, make_user
from tests.factories_enquiries import make_answered
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail
from twinning.pages.models import Page

pytestmark = pytest.mark.django_db
READS = ("changelist", "change")
ACTS = ("take", "hand_over", "note", "answer", "close", "faq")
WHO = ("nobody", "citizen", "editor", "reader", "clerk")


def person(who: str) -> User | None:
    """`editor` may write pages but sees no enquiries; `reader` may only read them; `clerk` works on them."""
    rights = {
        "editor": ["view_page", "add_page", "change_page"],
        "reader": ["view_enquiry"],
        "clerk": ["view_enquiry", "change_enquiry"],
    }
    if who == "nobody":
        return None
    user = make_user(is_staff=who != "citizen", preferred_language="en")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights.get(who, [])))
    return user


def browser(who: str) -> Client:
    client, user = Client(), person(who)
    if user:
        client.force_login(user)
    return client


def url(name: str, enquiry: Enquiry) -> str:
    args = [] if name == "changelist" else [enquiry.pk]
    return reverse(f"admin:enquiries_enquiry_{name}", args=args)


@pytest.fixture
def enquiry() -> Enquiry:
    make_home()
    return make_answered(make_staff(), text="Nur für das Büro?")


@pytest.mark.parametrize(("who", "status"), list(zip(WHO, [302, 403, 403, 200, 200], strict=True)))
@pytest.mark.parametrize("name", READS)
def test_inbox_is_for_those_who_may_see_enquiries(enquiry: Enquiry, name: str, who: str, status: int) -> None:
    response = browser(who).get(url(name, enquiry), {"tab": "done"})
    assert response.status_code == status
    assert ("Nur für das Büro?" in response.content.decode()) is (status == 200)


@pytest.mark.parametrize(("who", "status"), list(zip(WHO, [302, 403, 403, 403, None], strict=True)))
@pytest.mark.parametrize("name", ACTS)
def test_only_those_who_may_change_enquiries_act(
    enquiry: Enquiry, name: str, who: str, status: int | None
) -> None:
    before = Enquiry.objects.values().get()
    response = browser(who).post(url(name, enquiry), {"text": "x", "_send": "1"})
    if status is None:
        assert response.status_code in {302, 422}
        return
    assert response.status_code == status
    assert Enquiry.objects.values().get() == before
    assert enquiry.notes.count() == 0
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("name", ACTS)
def test_opened_address_of_an_act_does_nothing(enquiry: Enquiry, name: str) -> None:
    assert browser("clerk").get(url(name, enquiry)).status_code == 405


def test_reader_is_told_why_there_are_no_buttons(enquiry: Enquiry) -> None:
    html = browser("reader").get(url("change", enquiry)).content.decode()
    assert "You may read enquiries, but not work on them." in html
    assert url("answer", enquiry) not in html


def test_clerk_who_writes_no_pages_makes_no_frequent_question(enquiry: Enquiry) -> None:
    desk = browser("clerk")
    assert url("faq", enquiry) not in desk.get(url("change", enquiry)).content.decode()
    assert desk.post(url("faq", enquiry)).status_code == 302
    assert not Page.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("reader", 403), ("clerk", 403), ("head", 200)])
def test_deleting_is_a_right_of_its_own(enquiry: Enquiry, who: str, status: int) -> None:
    desk = browser(who)
    if who == "head":
        desk.force_login(make_staff())
    address = url("delete", enquiry)
    assert (f'href="{address}"' in str(desk.get(url("change", enquiry)).content)) is (status == 200)
    assert desk.get(address).status_code == status


def test_deleting_takes_everything_along(enquiry: Enquiry) -> None:
    desk = Client()
    desk.force_login(make_staff())
    assert desk.post(url("delete", enquiry), {"post": "yes"}).status_code == 302
    assert not Enquiry.objects.exists()


def test_nobody_adds_an_enquiry_at_the_desk(enquiry: Enquiry) -> None:
    desk = Client()
    desk.force_login(make_staff())
    assert desk.get(reverse("admin:enquiries_enquiry_add")).status_code == 403


def test_missing_enquiry_is_not_found(enquiry: Enquiry) -> None:
    assert (
        browser("clerk").get(reverse("admin:enquiries_enquiry_change", args=[enquiry.pk + 1])).status_code
        == 404
    )


def test_card_of_the_desk_is_for_those_who_may_see_enquiries(enquiry: Enquiry) -> None:
    seen: dict[str, Any] = {who: browser(who).get(reverse("admin:index")) for who in ("editor", "reader")}
    pages = {who: response.content.decode() for who, response in seen.items()}
    assert "Questions to the office" not in pages["editor"]
    assert "Questions to the office" in pages["reader"]
    inbox = reverse("admin:enquiries_enquiry_changelist")
    assert (inbox in pages["editor"], inbox in pages["reader"]) == (False, True)
