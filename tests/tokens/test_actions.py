"""Personal links: only digests are stored, each opens one row for one purpose, until it expires."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from twinning.tokens import actions
from twinning.tokens.models import Token

DAY = timedelta(days=1)


@pytest.fixture
def raw(db: None) -> str:
    return actions.issue(purpose="slip.manage", object_id=7, lifetime=DAY)


def test_token_is_stored_as_a_digest_only(raw: str) -> None:
    token = Token.objects.get()
    assert raw not in [str(value) for value in vars(token).values()]
    assert len(token.digest) == 64


def test_token_opens_its_row_for_its_purpose(raw: str) -> None:
    assert actions.find(raw, "slip.manage") == 7
    assert actions.find(raw, "slip.withdraw") is None
    assert actions.find(raw + "x", "slip.manage") is None


def test_token_expires(raw: str) -> None:
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert actions.find(raw, "slip.manage") is None


def test_token_is_spent_once(raw: str) -> None:
    assert [actions.spend(raw, "slip.manage"), actions.spend(raw, "slip.manage")] == [7, None]
    assert actions.find(raw, "slip.manage") is None


def test_token_is_revoked_with_its_row(raw: str) -> None:
    other = actions.issue(purpose="slip.manage", object_id=8, lifetime=DAY)
    assert actions.revoke(object_id=7, purpose="slip.manage") == 1
    assert (actions.find(raw, "slip.manage"), actions.find(other, "slip.manage")) == (None, 8)


def test_sweep_deletes_expired_links_only(raw: str, capsys: pytest.CaptureFixture) -> None:
    actions.issue(purpose="slip.manage", object_id=9, lifetime=-DAY)
    call_command("sweep_tokens")
    assert (Token.objects.get().object_id, "1 expired" in capsys.readouterr().out) == (7, True)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_spend_the_token_once() -> None:
    raw = actions.issue(purpose="once", object_id=3, lifetime=DAY)
    start, found = Barrier(8), []

    def click() -> None:
        start.wait()
        found.append(actions.spend(raw, "once"))
        connections.close_all()

    threads = [Thread(target=click) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found, key=str) == [3] + [None] * 7


def test_day_of_a_token_is_told_to_whoever_has_it(raw: str) -> None:
    assert actions.issued_on(raw, "slip.manage") == timezone.localdate()
    assert actions.issued_on(raw, "slip.withdraw") is None
    assert actions.issued_on("wrong", "slip.manage") is None
