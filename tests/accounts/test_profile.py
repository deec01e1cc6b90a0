"""My account: name, language, address, password, deletion."""

import pytest
from allauth.account.models import EmailAddress
from django.db.models import ProtectedError
from django.test import Client

from tests.accounts.conftest import (
    PASSWORD,
    MakePerson,
    ask_for_link,
    is_signed_in,
    link_in,
    mail_to,
    sign_in,
)
from twinning.accounts import actions
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail

PROFILE, DELETE = "/de/accounts/profile/", "/de/accounts/profile/delete/"


@pytest.fixture
def signed_in(client: Client, mika: User) -> Client:
    sign_in(client, mika)
    return client


@pytest.mark.parametrize("page", [PROFILE, DELETE, "/de/accounts/email/"])
def test_strangers_are_sent_to_the_log_in(client: Client, page: str) -> None:
    assert client.get(page).url == f"/de/accounts/login/?next={page}"


def test_name_and_language_are_saved(signed_in: Client, mika: User) -> None:
    answer = signed_in.post(PROFILE, {"name": "Mika B.", "preferred_language": "ja"})
    mika.refresh_from_db()
    assert answer.url == PROFILE
    assert (mika.name, mika.preferred_language) == ("Mika B.", "ja")


def test_form_cannot_give_rights(signed_in: Client, mika: User) -> None:
    signed_in.post(
        PROFILE, {"name": "M", "preferred_language": "de", "is_staff": "on", "email": "x@example.org"}
    )
    mika.refresh_from_db()
    assert (mika.is_staff, mika.email) == (False, "mika@example.org")


def test_password_deletes_the_account(signed_in: Client, mika: User) -> None:
    answer = signed_in.post(DELETE, {"password": PASSWORD})
    assert (answer.url, is_signed_in(signed_in)) == ("/de/", False)
    assert (User.objects.count(), EmailAddress.objects.count()) == (0, 0)
    assert mail_to("mika@example.org").subject != ""


@pytest.mark.parametrize("data", [{}, {"password": ""}, {"password": "wrong-password"}, {"sure": "on"}])
def test_account_stays_without_the_password(signed_in: Client, data: dict[str, str]) -> None:
    assert signed_in.post(DELETE, data).status_code == 200
    assert User.objects.count() == 1


def test_guessing_the_password_there_is_slowed_down(signed_in: Client) -> None:
    for _ in range(5):
        signed_in.post(DELETE, {"password": "wrong-password"})
    signed_in.post(DELETE, {"password": PASSWORD})
    assert User.objects.count() == 1


def test_account_without_password_is_deleted_by_a_tick(client: Client, mika: User) -> None:
    mika.set_unusable_password()
    mika.save()
    ask_for_link(client, mika.email)
    client.post(link_in(mail_to(mika.email)))
    assert client.post(DELETE, {}).status_code == 200
    assert client.post(DELETE, {"sure": "on"}).url == "/de/"
    assert User.objects.count() == 0


def test_last_administrator_cannot_leave(client: Client, make_person: MakePerson) -> None:
    chief = make_person(is_staff=True, is_superuser=True)
    sign_in(client, chief)
    assert client.post(DELETE, {"password": PASSWORD}).context["is_last"] is True
    assert User.objects.count() == 1


def test_what_is_under_way_keeps_the_account(signed_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(user: User) -> None:
        raise ProtectedError("applications", set())

    monkeypatch.setattr(actions, "delete_account", refuse)
    assert signed_in.post(DELETE, {"password": PASSWORD}).url == PROFILE
    assert is_signed_in(signed_in)


def change_address(client: Client, address: str) -> None:
    """The password is asked for once more on the way."""
    asked = client.post("/de/accounts/email/", {"action_add": "", "email": address})
    if asked.status_code == 302 and "reauthenticate" in asked.url:
        client.post(asked.url, {"password": PASSWORD})


def test_new_address_counts_once_its_link_was_followed(signed_in: Client, mika: User) -> None:
    change_address(signed_in, "new@example.org")
    mika.refresh_from_db()
    assert mika.email == "mika@example.org"
    signed_in.post(link_in(mail_to("new@example.org")))
    mika.refresh_from_db()
    assert (mika.email, EmailAddress.objects.get().email) == ("new@example.org", "new@example.org")
    assert "new@example.org" in mail_to("mika@example.org").text


def test_change_of_address_asks_for_the_password(signed_in: Client) -> None:
    asked = signed_in.post("/de/accounts/email/", {"action_add": "", "email": "new@example.org"})
    assert asked.url == "/de/accounts/reauthenticate/?next=%2Fde%2Faccounts%2Femail%2F"
    assert OutgoingMail.objects.count() == 0


def test_pending_change_can_be_called_off(signed_in: Client, mika: User) -> None:
    change_address(signed_in, "new@example.org")
    signed_in.post("/de/accounts/email/", {"action_remove": "", "email": "new@example.org"})
    assert [address.email for address in EmailAddress.objects.all()] == ["mika@example.org"]


def test_address_that_somebody_took_meanwhile_is_refused(signed_in: Client, mika: User) -> None:
    change_address(signed_in, "new@example.org")
    User.objects.create_user("new@example.org", PASSWORD)
    answer = signed_in.post(link_in(mail_to("new@example.org")))
    mika.refresh_from_db()
    assert (answer.status_code, mika.email) == (302, "mika@example.org")


def test_new_password_is_told_by_mail(signed_in: Client, mika: User) -> None:
    data = {"oldpassword": PASSWORD, "password1": "noch-ein-langer-satz"}
    assert signed_in.post("/de/accounts/password/change/", data).status_code == 302
    mika.refresh_from_db()
    assert mika.check_password("noch-ein-langer-satz")
    assert (mail_to(mika.email).is_confidential, is_signed_in(signed_in)) == (False, True)


def test_forgotten_password_is_replaced_by_the_link_of_a_mail(client: Client, mika: User) -> None:
    client.post("/de/accounts/password/reset/", {"email": mika.email})
    mail = mail_to(mika.email)
    page = client.get(link_in(mail))
    answer = client.post(page.url, {"password1": "noch-ein-langer-satz"})
    mika.refresh_from_db()
    assert mail.is_confidential
    assert (answer.url, mika.check_password("noch-ein-langer-satz")) == (
        "/de/accounts/password/reset/key/done/",
        True,
    )
    assert client.get(link_in(mail)).context["token_fail"] is True


def test_signing_out_leads_to_the_front_page(signed_in: Client) -> None:
    assert signed_in.post("/de/accounts/logout/").url == "/de/"
    assert not is_signed_in(signed_in)
