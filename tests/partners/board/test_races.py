"""Two people act on one slip at the same moment: real threads, and the same without the lock as a negative control."""

import threading
import time
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from partners.board import actions, tasks
from partners.board.calendar import DAY, REMIND_BEFORE
from partners.board.models import Slip
from partners.board.workflow import Refused
from tests.factories import make_home, make_staff
from tests.factories_board import make_slip
from tests.feedback.threads import together
from tests.partners.board.test_actions import submit
from twinning.mail.models import OutgoingMail
from twinning.tokens.models import Token

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


def at_once(*acts: Callable[[], Any]) -> list[BaseException]:
    """Run different acts at the same moment; what they raised."""
    turns: Iterator[Callable[[], Any]] = iter(acts)
    lock = threading.Lock()

    def next_act() -> None:
        with lock:
            act = next(turns)
        act()

    return together(len(acts), next_act)


@pytest.fixture
def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: both read the slip before either writes."""
    gate = threading.Barrier(2)

    def unlocked(slip: Slip) -> Slip:
        found = Slip.objects.get(pk=slip.pk)
        gate.wait(timeout=5)
        return found

    monkeypatch.setattr(actions, "_locked", unlocked)


# --- two of the office ----------------------------------------------------------------------------
def release_twice() -> tuple[list[BaseException], Slip]:
    slip = make_slip(state="submitted", released_at=None)
    staff = [make_staff(), make_staff()]
    raised = at_once(*(lambda by=by: actions.release_slip(slip, by=by) for by in staff))
    return raised, slip


def test_of_two_who_release_at_once_one_is_told() -> None:
    for _ in range(ROUNDS):
        raised, slip = release_twice()
        assert [type(error) for error in raised] == [Refused]
        assert Slip.objects.get(pk=slip.pk).version == slip.version + 1
        assert OutgoingMail.objects.filter(recipient=slip.email).count() == 1


@pytest.mark.usefixtures("without_lock")
def test_without_the_lock_both_would_believe_they_did_it() -> None:
    raised, slip = release_twice()
    assert raised == []
    assert Token.objects.filter(object_id=slip.pk).count() == 2


def test_release_and_decline_at_once_do_not_both_happen() -> None:
    for _ in range(ROUNDS):
        slip, staff = make_slip(state="submitted"), make_staff()
        raised = at_once(
            lambda slip=slip, by=staff: actions.release_slip(slip, by=by),
            lambda slip=slip, by=staff: actions.decline_slip(slip, by=by, message="Werbung."),
        )
        assert len(raised) == 1
        assert OutgoingMail.objects.filter(recipient=slip.email).count() == 1


# --- the owner and the office ---------------------------------------------------------------------
def withdraw_while_released() -> Slip:
    slip, staff = make_slip(state="submitted", released_at=None), make_staff()

    def release() -> None:
        try:
            actions.release_slip(slip, by=staff)
        except Refused:
            pass

    assert at_once(release, lambda: actions.withdraw_slip(slip)) == []
    return slip


def test_withdrawn_slip_never_reaches_the_board() -> None:
    for _ in range(ROUNDS):
        slip = withdraw_while_released()
        assert Slip.objects.get(pk=slip.pk).state == "withdrawn"
    assert not Slip.objects.published().exists()


@pytest.mark.usefixtures("without_lock")
def test_without_the_lock_a_withdrawn_slip_would_hang_on_the_board(monkeypatch: pytest.MonkeyPatch) -> None:
    store = actions._store

    def slowly(slip: Slip) -> Slip:
        if slip.state == "published":
            time.sleep(0.5)
        return store(slip)

    monkeypatch.setattr(actions, "_store", slowly)
    withdraw_while_released()
    assert Slip.objects.published().count() == 1


def test_words_changed_during_the_release_are_never_shown_unread() -> None:
    for number in range(ROUNDS):
        slip, staff = make_slip(state="submitted", text="Gelesen."), make_staff()
        values = {name: getattr(slip, name) for name in actions.FACTS | actions.WORDS}
        change = {"languages": {"de": "fluent"}, "themes": [], "version": slip.version}
        raised = at_once(
            lambda slip=slip, by=staff: actions.release_slip(slip, by=by),
            lambda slip=slip, change=change, text=f"Neu {number}.", values=values: actions.change_slip(
                slip, values=values | {"text": text}, **change
            ),
        )
        assert len(raised) == 1
        shown = Slip.objects.published().filter(pk=slip.pk).values_list("text", flat=True)
        assert list(shown) in ([], ["Gelesen."])


# --- the owner twice ------------------------------------------------------------------------------
def test_two_clicks_on_the_link_confirm_once() -> None:
    slip = submit()
    assert together(5, lambda: actions.confirm_slip(slip)) == []
    assert Slip.objects.get().version == slip.version + 1
    assert Token.objects.filter(purpose="slip.manage").count() == 1
    assert OutgoingMail.objects.filter(key__contains="slip_received").count() == 1


@pytest.mark.usefixtures("without_lock")
def test_without_the_lock_two_clicks_would_make_two_links() -> None:
    slip = submit()
    together(2, lambda: actions.confirm_slip(slip))
    assert Token.objects.filter(purpose="slip.manage").count() == 2


def test_form_sent_five_times_at_once_makes_one_slip() -> None:
    key = uuid4()
    assert together(5, lambda: submit(key)) == []
    assert (Slip.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_limit_of_an_address_holds_when_all_come_at_once() -> None:
    raised = together(actions.PER_ADDRESS + 3, submit)
    assert [type(error) for error in raised] == [Refused] * 3
    assert Slip.objects.count() == actions.PER_ADDRESS


def test_without_the_queue_all_would_pass_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = actions.PER_ADDRESS + 3
    gate, check = threading.Barrier(crowd), actions._check_limit

    def checked(email: str) -> None:
        check(email)
        gate.wait(timeout=5)

    monkeypatch.setattr(actions, "_queue_up", lambda email: None)
    monkeypatch.setattr(actions, "_check_limit", checked)
    together(crowd, submit)
    assert Slip.objects.count() == crowd


def test_renewal_clicked_twice_is_one() -> None:
    slip = make_slip()
    assert together(4, lambda: actions.renew_slip(slip)) == []
    assert Slip.objects.get().version == slip.version + 1


# --- the night ------------------------------------------------------------------------------------
def test_two_nightly_runs_at_once_write_each_mail_once() -> None:
    soon = timezone.localdate() + REMIND_BEFORE
    slips = [
        make_slip(expires_on=soon, released_at=timezone.now() - 30 * DAY),
        make_slip(expires_on=timezone.localdate() - DAY),
    ]
    assert together(2, tasks.tend) == []
    keys = [OutgoingMail.objects.filter(recipient=slip.email).values_list("key", flat=True) for slip in slips]
    assert [key.split("-")[2] for key in chain(*keys)] == ["slip_reminder", "slip_expired"]
    # The reminder brings two links, the farewell one.
    assert Token.objects.count() == 3


def test_renewal_and_the_end_at_once_leave_a_whole_slip() -> None:
    for _ in range(ROUNDS):
        slip = make_slip(expires_on=timezone.localdate() - DAY)
        assert at_once(tasks.expire, lambda slip=slip: actions.renew_slip(slip)) == []
        found = Slip.objects.get(pk=slip.pk)
        assert (found.state, found.ended_at) == ("published", None)
