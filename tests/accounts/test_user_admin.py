"""Accounts on the desk: who may see and change what."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db.models import ProtectedError
from django.test import Client

from tests.accounts.conftest import MakePerson, ask_for_link, is_signed_in, link_in, mail_to
from twinning.accounts import actions
from twinning.accounts.models import User
from twinning.accounts.roles import editors

USERS = "/verwaltung/accounts/user/"


@pytest.fixture
def chief(client: Client, make_person: MakePerson) -> User:
    """A superuser, signed in."""
    user = make_person("chief@example.org", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def clerk(client: Client, make_person: MakePerson) -> User:
    """Staff with the permissions of the user list, signed in."""
    user = make_person("clerk@example.org", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client.force_login(user)
    return user


def person(**changes: str) -> dict[str, str]:
    return {
        "email": "noor@example.org",
        "name": "Noor",
        "preferred_language": "de",
        "is_active": "on",
    } | changes


def page_of(user: User, page: str = "change") -> str:
    return f"{USERS}{user.pk}/{page}/"


def test_list_shows_who_has_a_second_factor(client: Client, chief: User, mika: User) -> None:
    TOTP.activate(chief, "JBSWY3DPEHPK3PXP")
    rows = client.get(USERS).context["cl"].result_list
    assert [(user.email, user.second_factor) for user in rows] == [
        ("chief@example.org", True),
        ("mika@example.org", False),
    ]


def test_new_account_has_no_password_and_signs_in_by_mail(client: Client, chief: User) -> None:
    client.post(f"{USERS}add/", person(email="Noor@Example.org", is_staff="on"))
    noor = User.objects.get(email="noor@example.org")
    assert (noor.has_usable_password(), noor.is_staff) == (False, True)
    visitor = Client()
    ask_for_link(visitor, noor.email)
    visitor.post(link_in(mail_to(noor.email)))
    assert is_signed_in(visitor)
    assert EmailAddress.objects.get(user=noor).verified


def test_changed_address_is_the_only_one_and_unproven(client: Client, chief: User, mika: User) -> None:
    client.post(page_of(mika), person(email="new@example.org"))
    addresses = EmailAddress.objects.filter(user=mika).values_list("email", "verified", "primary")
    assert list(addresses) == [("new@example.org", False, True)]


def test_taken_address_is_a_message_not_a_crash(client: Client, chief: User, mika: User) -> None:
    answer = client.post(f"{USERS}add/", person(email="MIKA@example.org"))
    assert "email" in answer.context["adminform"].form.errors


def test_superuser_gives_and_takes_rights(client: Client, chief: User, mika: User) -> None:
    given = {"is_staff": "on", "is_superuser": "on", "groups": [str(editors().pk)]}
    client.post(page_of(mika), person(email=mika.email) | given)
    mika.refresh_from_db()
    assert (mika.is_staff, mika.is_superuser, mika.groups.count()) == (True, True, 1)
    client.post(page_of(mika), person(email=mika.email))
    mika.refresh_from_db()
    assert (mika.is_staff, mika.is_superuser, mika.groups.count()) == (False, False, 0)


def test_last_administrator_cannot_be_disarmed_or_deleted(client: Client, chief: User) -> None:
    client.post(page_of(chief), person(email=chief.email, is_active=""))
    chief.refresh_from_db()
    assert (chief.is_superuser, chief.is_staff, chief.is_active) == (True, True, True)
    assert client.post(page_of(chief, "delete"), {"post": "yes"}).status_code == 403


def test_clerk_changes_details_of_citizens_but_gives_no_rights(
    client: Client, clerk: User, mika: User
) -> None:
    group_and_flags = {"is_staff": "on", "is_superuser": "on", "groups": [str(editors().pk)]}
    client.post(page_of(mika), person(email=mika.email, name="Mika B.") | group_and_flags)
    mika.refresh_from_db()
    assert (mika.name, mika.is_staff, mika.is_superuser) == ("Mika B.", False, False)
    assert mika.groups.count() == 0


def test_clerk_adds_citizens_only(client: Client, clerk: User) -> None:
    client.post(f"{USERS}add/", person(is_staff="on", is_superuser="on"))
    noor = User.objects.get(email="noor@example.org")
    assert (noor.is_staff, noor.is_superuser) == (False, False)


@pytest.mark.parametrize("rights", [{"is_staff": True}, {"is_superuser": True}])
def test_clerk_cannot_touch_accounts_with_rights(
    client: Client, clerk: User, make_person: MakePerson, rights: dict[str, bool]
) -> None:
    """Whoever changes the address of such an account could take it over by mail."""
    colleague = make_person("colleague@example.org", **rights)
    assert client.post(page_of(colleague), person(email="mine@example.org")).status_code == 403
    assert client.post(page_of(colleague, "delete"), {"post": "yes"}).status_code == 403
    assert client.post(page_of(clerk), person(email=clerk.email, is_superuser="on")).status_code == 403
    colleague.refresh_from_db()
    assert colleague.email == "colleague@example.org"


def test_nobody_sets_anothers_password(client: Client, chief: User, mika: User) -> None:
    assert "password" not in client.get(page_of(mika)).context["adminform"].form.fields
    assert client.get(page_of(mika, "password")).status_code == 302  # the admin's way to say: no such row


def test_superuser_removes_the_second_factor_of_somebody_who_lost_it(
    client: Client, chief: User, mika: User
) -> None:
    TOTP.activate(mika, "JBSWY3DPEHPK3PXP")
    client.post(USERS, {"action": "take_second_factor", "_selected_action": [mika.pk]})
    assert Authenticator.objects.count() == 0
    assert mail_to(mika.email).is_confidential is False


def test_clerk_does_not_remove_second_factors(client: Client, clerk: User, mika: User) -> None:
    TOTP.activate(mika, "JBSWY3DPEHPK3PXP")
    client.post(USERS, {"action": "take_second_factor", "_selected_action": [mika.pk]})
    assert Authenticator.objects.count() == 1


def test_accounts_are_not_deleted_in_bulk(client: Client, chief: User, mika: User) -> None:
    client.post(USERS, {"action": "delete_selected", "_selected_action": [mika.pk], "post": "yes"})
    assert User.objects.filter(pk=mika.pk).exists()


def test_side_doors_to_addresses_and_second_factors_are_shut() -> None:
    assert [admin.site.is_registered(model) for model in (EmailAddress, Authenticator)] == [False, False]


def test_deletion_stops_while_something_is_under_way(client: Client, chief: User, mika: User) -> None:
    def stop(user: User) -> None:
        raise ProtectedError("", {user})

    actions.before_deletion(stop)
    try:
        page = client.post(page_of(mika, "delete"), {"post": "yes"}, follow=True)
    finally:
        actions._farewells.remove(stop)
    assert "Something of yours is under way" in page.text or "Von Ihnen läuft noch etwas" in page.text
    assert User.objects.filter(pk=mika.pk).exists()
    assert not LogEntry.objects.exists()
    client.post(page_of(mika, "delete"), {"post": "yes"})
    assert not User.objects.filter(pk=mika.pk).exists()
    assert mail_to("mika@example.org").subject
