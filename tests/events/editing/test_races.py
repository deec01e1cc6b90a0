"""Two people act on one date at the same moment: real threads, and the same without the lock as a negative control."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from events.booking import actions as booking
from events.editing import actions
from events.models import Occurrence, Registration
from tests.factories import make_home, make_staff
from tests.factories_events import make_occurrence, make_registration
from tests.feedback.threads import together
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db(transaction=True)


def _race(acts: list[Callable[[], Any]]) -> list[str]:
    """Do all acts at once; "done" for each, or the name of what refused it."""
    turns, lock = iter(acts), threading.Lock()

    def one() -> None:
        with lock:
            act = next(turns)
        act()

    names = [type(error).__name__ for error in together(len(acts), one)]
    return sorted([*names, *(["done"] * (len(acts) - len(names)))])


def _cancellings(date: Occurrence) -> list[Callable[[], Any]]:
    staff = [make_staff(), make_staff()]
    return [
        lambda by=by: actions.cancel_occurrence(date, by=by, reason={"de": f"Grund {by.pk}"}, seen=1)
        for by in staff
    ]


def test_of_two_who_cancel_with_different_words_one_is_told_that_it_is_done() -> None:
    make_home()
    date = make_occurrence(capacity=5)
    make_registration(date)
    assert _race(_cancellings(date)) == ["Refused", "done"]
    assert LogEntry.objects.filter(object_id=date.pk).count() == 1
    assert OutgoingMail.objects.filter(key__contains="-changed").count() == 1


def test_without_the_lock_both_would_cancel(monkeypatch: Any) -> None:
    make_home()
    date = make_occurrence(capacity=5)
    gate = threading.Barrier(2)

    def unlocked(occurrence: Occurrence) -> Occurrence:
        found = Occurrence.objects.select_related("event").get(pk=occurrence.pk)
        gate.wait(10)
        return found

    monkeypatch.setattr(actions, "_locked", unlocked)
    assert _race(_cancellings(date)) == ["done", "done"]


def test_nobody_gets_in_unnoticed_while_a_date_is_cancelled() -> None:
    """Whoever has a place afterwards got the mail; whoever came later was refused."""
    make_home()
    date = make_occurrence(capacity=50, starts_at=timezone.now() + timedelta(days=3))

    def come(number: int) -> Callable[[], Any]:
        values = {
            "key": uuid4(), "name": "Ada", "email": f"a{number}@example.org", "language": "de",
            "places": 1, "attendance": "onsite", "access_needs": "", "answers": {}, "consent_version": "1",
        }  # fmt: skip
        return lambda: booking.register(date, **values)

    cancel = _cancellings(date)[0]
    done = _race([*(come(number) for number in range(6)), cancel])
    inside = Registration.objects.living().count()
    assert done.count("done") == inside + 1
    assert OutgoingMail.objects.filter(key__contains="-changed").count() == inside
    date.refresh_from_db()
    assert (date.status, date.taken) == ("cancelled", inside)
