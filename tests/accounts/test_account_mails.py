"""Every mail about an account, in every language, with its secret marked."""

from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from twinning.accounts import mails
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail

FOLDER = Path(settings.BASE_DIR) / "templates" / "mail" / "account"
BY_ALLAUTH = sorted({path.stem for path in FOLDER.glob("*.html")} - {"deleted", "second_factor_removed"})
VALUES = {
    "code": "ABCD-EFGH",
    "key": "abc",
    "uid": "1",
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "timestamp": timezone.now(),
}
Send = Callable[..., OutgoingMail]


@pytest.fixture
def send(mika: User, rf: RequestFactory) -> Send:
    """The mail `name` to Mika, or to a stranger, as if asked for on a German page."""

    def send(name: str, language: str = "de", address: str = "mika@example.org") -> OutgoingMail:
        User.objects.filter(pk=mika.pk).update(preferred_language=language)
        request: HttpRequest = rf.get("/de/accounts/login/")
        request.user = AnonymousUser()
        with allauth_context.request_context(request), override("de"):
            return mails.send(name, address, VALUES, request)

    return send


@pytest.mark.parametrize("language", settings.PUBLISHED_LANGUAGES)
@pytest.mark.parametrize("name", BY_ALLAUTH)
def test_mail_is_complete(send: Send, name: str, language: str) -> None:
    mail = send(name, language)
    assert mail.language == language
    assert all(part.strip() for part in (mail.subject, mail.text, mail.html))
    assert (mail.html.count("<h1>"), mail.html.count('class="button"')) == (1, 1)
    assert f"/{language}/accounts/" in mail.text
    assert "Mika" in mail.text


@pytest.mark.parametrize("name", BY_ALLAUTH)
def test_only_mails_with_a_secret_are_confidential(send: Send, name: str) -> None:
    mail = send(name)
    holds_secret = any(word in mail.text for word in ("ABCD-EFGH", "/abc/", "1-abc"))
    assert mail.is_confidential is (holds_secret or name == "login_code")


def test_strangers_get_the_language_of_the_page(send: Send) -> None:
    mail = send("unknown_account", "ja", "none@example.org")
    assert (mail.language, "Mika" in mail.text, "/profile/" in mail.text) == ("de", False, False)


def test_code_keeps_its_direction_in_an_arabic_mail(send: Send) -> None:
    mail = send("login_code", "ar")
    assert "<bdi>ABCD-EFGH</bdi>" in mail.html
    assert "\u2068ABCD-EFGH\u2069" in mail.text


def test_changed_address_is_told_with_both(send: Send) -> None:
    text = send("email_changed").text
    assert ("old@example.org" in text, "new@example.org" in text) == (True, True)
