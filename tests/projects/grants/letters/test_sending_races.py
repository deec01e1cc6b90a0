"""Two people send at once: one event, one mail, one notification; without the lock both would act."""

from threading import Barrier, BrokenBarrierError, Thread
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connections
from django.db.models import QuerySet

from projects.grants.letters import actions
from projects.grants.letters.actions import send_decision, store_decision_letters
from projects.grants.models import Award, Event, Letter
from projects.grants.workflow import Refused
from tests.factories_grants_letters import make_signed, make_staff, make_text_blocks
from twinning.mail.models import OutgoingMail

PEOPLE = 3


def send_at_once() -> int:
    """Several people send the same letter while all of them have looked at it; how many sendings were noted."""
    make_text_blocks()
    officer, decider = make_staff("officer"), make_staff("decider")
    row = make_signed(officer, decider, "rejected").application
    store_decision_letters(row, by=officer)
    OutgoingMail.objects.all().delete()
    together = Barrier(PEOPLE)

    def look(letter: Letter) -> bytes:
        try:
            together.wait(timeout=0.5)
        except BrokenBarrierError:
            pass  # the lock lets only one in: nobody else comes
        return b"%PDF"

    def run() -> None:
        try:
            send_decision(row, by=officer)
        except Refused:
            pass
        finally:
            connections.close_all()

    with patch.object(actions, "intact", look):
        threads = [Thread(target=run) for _number in range(PEOPLE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return Event.objects.filter(code="send_letter").count()


@pytest.mark.django_db(transaction=True)
def test_sending_at_once_sends_once() -> None:
    assert send_at_once() == 1
    assert (OutgoingMail.objects.count(), Letter.objects.filter(sent_at=None, kind="rejection").count()) == (
        1,
        0,
    )
    assert Award.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_sending_is_noted_several_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the same threads without row locks all send."""

    def unlocked(self: QuerySet, **options: Any) -> QuerySet:
        return self.all()

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    assert send_at_once() > 1
