"""The desk speaks German and English."""

import pytest
from django.test import Client

from tests.accounts.conftest import MakePerson
from twinning.accounts.models import User


@pytest.mark.parametrize(
    ("preferred", "browser", "expected"),
    [
        ("de", "en", "de"),
        ("en", "de", "en"),
        ("fr", "en-GB,de;q=0.5", "en"),
        ("fr", "fr,de;q=0.5", "de"),
        ("ja", "ja", "de"),
        ("ja", "", "de"),
    ],
)
def test_desk_takes_the_accounts_language_then_the_browsers(
    client: Client, make_person: MakePerson, preferred: str, browser: str, expected: str
) -> None:
    client.force_login(make_person(is_staff=True, is_superuser=True, preferred_language=preferred))
    answer = client.get("/verwaltung/", headers={"accept-language": browser})
    assert answer.headers["Content-Language"] == expected
    assert f'<html lang="{expected}"' in answer.content.decode()


def test_public_pages_keep_the_language_of_their_address(client: Client, mika: User) -> None:
    User.objects.filter(pk=mika.pk).update(preferred_language="en")
    client.force_login(mika)
    assert client.get("/ja/accounts/profile/").headers["Content-Language"] == "ja"
