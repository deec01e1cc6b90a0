"""Staff enter their desk with a second factor; citizens may have one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from pytest_django import Settings

from tests.accounts.conftest import (
    PASSWORD,
    MakePerson,
    ask_for_link,
    is_signed_in,
    link_in,
    mail_to,
    sign_in,
    totp_code,
)
from twinning.accounts.models import User

DESK, SET_UP = "/verwaltung/", "/de/accounts/2fa/totp/activate/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def clock(settings: Settings) -> Iterator[time_machine.Traveller]:
    """A code counts once; the clock moves on for the next one."""
    settings.STAFF_SECOND_FACTOR = True
    with time_machine.travel(datetime(2026, 12, 5, 12, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def chief(make_person: MakePerson) -> User:
    return make_person("chief@example.org", is_staff=True, is_superuser=True)


@pytest.fixture
def chief_with_app(chief: User) -> User:
    TOTP.activate(chief, SECRET)
    return chief


def enter(client: Client) -> tuple[int, str]:
    answer = client.get(DESK)
    return answer.status_code, answer.headers.get("Location", "")


def set_up(client: Client) -> str:
    """Prove the password, scan the code, type it; returns where that leads."""
    asked = client.get(SET_UP)
    client.post(asked.url, {"password": PASSWORD})
    secret = client.get(SET_UP).context["form"].secret
    return client.post(SET_UP, {"code": totp_code(secret)}).url


def test_strangers_are_sent_to_the_portals_log_in(client: Client) -> None:
    assert enter(client) == (302, f"/de/accounts/login/?next={DESK}")


def test_log_in_page_of_the_admin_is_never_shown(client: Client) -> None:
    answer = client.get("/verwaltung/login/?next=/verwaltung/mail/outgoingmail/")
    assert answer.url == "/de/accounts/login/?next=/verwaltung/mail/outgoingmail/"


def test_own_password_is_changed_where_everybody_changes_it(client: Client, chief_with_app: User) -> None:
    sign_in(client, chief_with_app)
    client.post("/de/accounts/2fa/authenticate/", {"code": totp_code(SECRET)})
    assert client.get("/verwaltung/password_change/").url == "/de/accounts/password/change/"


def test_password_posted_to_the_admins_log_in_opens_nothing(client: Client, chief: User) -> None:
    client.post("/verwaltung/login/", {"username": chief.email, "password": PASSWORD})
    assert not is_signed_in(client)


def test_citizens_get_403_and_no_loop(client: Client, mika: User) -> None:
    sign_in(client, mika)
    assert client.get(DESK).status_code == 403
    assert client.get("/verwaltung/login/").status_code == 403


def test_staff_without_app_are_sent_to_the_set_up(client: Client, chief: User) -> None:
    sign_in(client, chief)
    assert enter(client) == (302, SET_UP)


def test_set_up_opens_the_desk_without_another_code(client: Client, chief: User) -> None:
    sign_in(client, chief)
    assert set_up(client) == "/de/accounts/2fa/recovery-codes/"
    assert enter(client) == (200, "")


def test_picture_for_the_app_is_inside_the_page_and_readable_in_the_dark(client: Client, chief: User) -> None:
    sign_in(client, chief)
    client.post(client.get(SET_UP).url, {"password": PASSWORD})
    page = client.get(SET_UP)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert 'fill="white"' in page.context["totp_svg"]
    assert "issuer=Hannover" in page.context["totp_url"]


def test_log_in_asks_for_the_code(client: Client, chief_with_app: User) -> None:
    assert sign_in(client, chief_with_app).url == "/de/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    client.post("/de/accounts/2fa/authenticate/", {"code": totp_code(SECRET)})
    assert enter(client) == (200, "")


def test_mail_link_alone_does_not_open_an_account_with_app(client: Client, chief_with_app: User) -> None:
    ask_for_link(client, chief_with_app.email)
    assert client.post(link_in(mail_to(chief_with_app.email))).url == "/de/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


def test_wrong_code_stays_outside(client: Client, chief_with_app: User) -> None:
    sign_in(client, chief_with_app)
    answer = client.post("/de/accounts/2fa/authenticate/", {"code": "000000"})
    assert (list(answer.context["form"].errors), is_signed_in(client)) == (["code"], False)


def test_code_counts_once(client: Client, chief_with_app: User) -> None:
    code = totp_code(SECRET)
    for browser in (Client(), client):
        sign_in(browser, chief_with_app)
        browser.post("/de/accounts/2fa/authenticate/", {"code": code})
    assert not is_signed_in(client)


def test_session_from_before_the_set_up_must_show_a_code(
    client: Client, chief: User, clock: time_machine.Traveller
) -> None:
    """A thief who came in with the password alone gains nothing when the owner sets up the app later."""
    sign_in(client, chief)
    TOTP.activate(chief, SECRET)
    assert enter(client) == (302, f"/de/accounts/2fa/reauthenticate/?next={DESK}")
    answer = client.post(f"/de/accounts/2fa/reauthenticate/?next={DESK}", {"code": totp_code(SECRET)})
    assert answer.url == DESK
    assert enter(client) == (200, "")


def test_recovery_code_replaces_the_phone_once(client: Client, chief: User) -> None:
    sign_in(client, chief)
    set_up(client)
    code = client.get("/de/accounts/2fa/recovery-codes/").context["unused_codes"][0]
    for browser, expected in ((Client(), True), (Client(), False)):
        sign_in(browser, chief)
        browser.post("/de/accounts/2fa/authenticate/", {"code": code})
        assert is_signed_in(browser) is expected


def test_switching_off_closes_the_desk(
    client: Client, chief_with_app: User, clock: time_machine.Traveller
) -> None:
    sign_in(client, chief_with_app)
    client.post("/de/accounts/2fa/authenticate/", {"code": totp_code(SECRET)})
    asked = client.get("/de/accounts/2fa/totp/deactivate/")
    clock.shift(timedelta(minutes=1))
    client.post(asked.url, {"password": PASSWORD})
    client.post("/de/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.count() == 0
    assert enter(client) == (302, SET_UP)


def test_demo_without_second_factor_opens_the_desk(client: Client, chief: User, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    sign_in(client, chief)
    assert enter(client) == (200, "")


def test_address_can_be_changed_with_a_second_factor(client: Client, chief_with_app: User) -> None:
    sign_in(client, chief_with_app)
    client.post("/de/accounts/2fa/authenticate/", {"code": totp_code(SECRET)})
    asked = client.post("/de/accounts/email/", {"action_add": "", "email": "new@example.org"})
    client.post(asked.url, {"password": PASSWORD})
    client.post(link_in(mail_to("new@example.org")))
    chief_with_app.refresh_from_db()
    assert chief_with_app.email == "new@example.org"


def test_staff_can_always_sign_out(client: Client, chief: User) -> None:
    sign_in(client, chief)
    client.post("/verwaltung/logout/")
    assert not is_signed_in(client)


def test_key_of_the_app_is_useless_in_a_stolen_database(chief_with_app: User, settings: Settings) -> None:
    stored = Authenticator.objects.get().data["secret"]
    assert SECRET not in stored
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key"
    assert Authenticator.objects.get().wrap().validate_code(totp_code(SECRET))


def test_public_pages_are_none_of_its_business(client: Client, chief: User) -> None:
    sign_in(client, chief)
    assert client.get("/de/accounts/profile/").status_code == 200
