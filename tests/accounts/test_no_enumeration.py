"""Nobody learns here who has an account: same answer, same work, for known and unknown addresses."""

from collections import Counter
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client

from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail

NEWCOMER = {"name": "", "preferred_language": "de", "password1": "ein-langer-satz", "website": ""}
FORMS = {
    "link": ("/de/accounts/login/code/", {"email": "{}"}),
    "password": ("/de/accounts/login/", {"login": "{}", "password": "wrong-password"}),
    "reset": ("/de/accounts/password/reset/", {"email": "{}"}),
    "sign-up": ("/de/accounts/signup/", {"email": "{}", **NEWCOMER}),
}


def post(form: str, address: str) -> tuple[int, str, str]:
    """Status, redirect and page that somebody sees who types `address`, the address itself blanked out."""
    url, data = FORMS[form]
    client = Client()
    answer = client.post(url, {name: value.format(address) for name, value in data.items()})
    page = client.get(answer.url) if answer.status_code == 302 else answer
    text = page.content.decode().replace(address, "ADDRESS")
    return answer.status_code, answer.headers.get("Location", ""), without_token(text)


def without_token(html: str) -> str:
    """The random CSRF token differs in every answer."""
    return "".join(line for line in html.splitlines(keepends=True) if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize("form", FORMS)
def test_answer_is_the_same(mika: User, form: str) -> None:
    assert post(form, mika.email) == post(form, "none@example.org")


@pytest.mark.parametrize("form", FORMS)
def test_passwords_are_hashed_as_often(mika: User, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing is what takes time: about 0.3 seconds against milliseconds for everything else."""
    hashed: Counter[str] = Counter()
    encode = hashers.MD5PasswordHasher.encode

    def count(hasher: Any, *args: Any) -> str:
        hashed[address] += 1
        return encode(hasher, *args)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", count)
    for address in (mika.email, "none@example.org"):
        post(form, address)
    assert hashed[mika.email] == hashed["none@example.org"]


@pytest.mark.parametrize("form", ["link", "reset", "sign-up"])
def test_one_mail_goes_out_either_way(mika: User, form: str) -> None:
    for address in (mika.email, "none@example.org"):
        post(form, address)
    assert sorted(OutgoingMail.objects.values_list("recipient", flat=True)) == [
        mika.email,
        "none@example.org",
    ]


def test_sign_up_with_a_taken_address_changes_nothing(mika: User) -> None:
    before = User.objects.values().get(pk=mika.pk)
    post("sign-up", mika.email)
    assert User.objects.values().get() == before
