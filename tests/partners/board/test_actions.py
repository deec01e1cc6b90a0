"""Slips from writing to their end: each step once, with its mails, and a clear word where it is not possible."""

import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from partners.board import actions
from partners.board.actions import Outcome
from partners.board.models import Slip
from partners.board.workflow import TRANSITIONS, Overtaken, Refused, Step
from partners.conversations.models import Conversation
from tests.factories import make_city, make_home, make_staff
from tests.factories_board import make_slip
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db
State = Slip.State
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


def typed(**fields: Any) -> dict[str, Any]:
    """What the form of a new slip holds."""
    values = {
        "kind": "seeks",
        "title": "Chœur cherche chœur",
        "text": "Nous sommes 40 voix.",
        "group": "choir",
        "activity": "concert",
        "size_from": 40,
        "size_to": 40,
        "months": [datetime.date(2027, 5, 17)],
        "can_host": True,
        "name": "Camille Exemple",
        "email": "camille@example.org",
        "notice_version": "2026-11",
    }
    return values | fields


def submit(key: UUID | None = None, **fields: Any) -> Slip:
    return actions.submit_slip(
        key=key or uuid4(), language="fr", values=typed(**fields), languages={"fr": "fluent", "de": "basic"}
    )


def again(slip: Slip, **fields: Any) -> dict[str, Any]:
    """What the form to change `slip` holds when `fields` were typed anew."""
    values = {name: getattr(slip, name) for name in actions.FACTS | actions.WORDS}
    return {
        "values": values | fields,
        "languages": dict(slip.languages.values_list("language", "level")),
        "themes": list(slip.themes.all()),
        "version": slip.version,
    }


def mails(kind: str = "") -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(key__contains=kind).order_by("pk"))


def subjects_to(address: str) -> list[str]:
    return list(OutgoingMail.objects.filter(recipient=address).values_list("subject", flat=True))


# --- writing --------------------------------------------------------------------------------------
def test_submitted_slip_waits_for_its_owner() -> None:
    slip = submit()
    assert (slip.state, slip.language, slip.months) == ("unconfirmed", "fr", [datetime.date(2027, 5, 1)])
    assert dict(slip.languages.values_list("language", "level")) == {"fr": "fluent", "de": "basic"}
    assert slip.expires_on == timezone.localdate() + 180 * DAY
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.language, mail.is_confidential) == ("camille@example.org", "fr", True)


def test_mail_to_confirm_repeats_nothing_that_was_typed() -> None:
    submit(title="Buy now", text="https://spam.example", name="Casino")
    mail = OutgoingMail.objects.get()
    assert not any(word in mail.subject + mail.text + mail.html for word in ("Buy now", "spam", "Casino"))


def test_same_form_sent_twice_makes_one_slip() -> None:
    key = uuid4()
    assert submit(key) == submit(key)
    assert (Slip.objects.count(), len(mails())) == (1, 1)


def test_going_back_and_writing_something_else_is_a_second_slip() -> None:
    key = uuid4()
    assert submit(key) != submit(key, title="Autre chose")


def test_one_address_has_at_most_five_open_slips() -> None:
    for _ in range(5):
        submit()
    with pytest.raises(Refused, match="5"):
        submit(email="Camille@Example.org")
    actions.withdraw_slip(Slip.objects.first())
    assert submit().state == State.UNCONFIRMED


def test_values_that_contradict_one_another_are_refused_with_the_constraints_words() -> None:
    for fields in ({"size_from": 50}, {"age_from": 12}, {"wanted": "city"}):
        with pytest.raises(ValidationError):
            submit(**fields)
    assert Slip.objects.count() == 0


def test_link_to_confirm_is_sent_at_most_three_times() -> None:
    slip = submit()
    assert [actions.send_confirm_link(slip) for _ in range(4)] == [1, 0, 0, 0]
    assert len(mails("slip_confirm")) == 3


# --- confirming -----------------------------------------------------------------------------------
def test_confirming_tells_owner_and_office_once() -> None:
    slip = submit()
    for _ in range(2):
        assert actions.confirm_slip(slip).state == State.SUBMITTED
    assert list(Slip.objects.waiting()) == [slip]
    assert [len(mails(kind)) for kind in ("slip_received", "slip_to_office")] == [1, 1]


def test_withdrawn_slip_is_not_confirmed() -> None:
    slip = submit()
    actions.withdraw_slip(slip)
    with pytest.raises(Refused):
        actions.confirm_slip(slip)


# --- changing -------------------------------------------------------------------------------------
def test_new_words_take_a_released_slip_off_the_board_until_somebody_has_read_them() -> None:
    slip = make_slip()
    changed = actions.change_slip(slip, **again(slip, text="Etwas Neues."))
    assert (changed.state, changed.text, changed.version) == ("submitted", "Etwas Neues.", slip.version + 1)
    assert list(Slip.objects.published()) == []
    assert len(mails("slip_to_office")) == 1


def test_new_facts_show_at_once() -> None:
    slip = make_slip()
    changed = actions.change_slip(slip, **again(slip, size_to=60) | {"languages": {"pl": "good"}})
    assert (changed.state, changed.size_to) == ("published", 60)
    assert dict(changed.languages.values_list("language", "level")) == {"pl": "good"}
    assert mails() == []


def test_children_who_come_in_later_have_to_be_read_too() -> None:
    slip = make_slip(adult_contact="Kim Muster")
    assert actions.change_slip(slip, **again(slip, age_from=12)).state == State.SUBMITTED


def test_saving_the_same_again_changes_nothing() -> None:
    slip = make_slip()
    form = again(slip, text="Etwas Neues.")
    actions.change_slip(slip, **form)
    assert actions.change_slip(slip, **form).version == slip.version + 1


def test_change_on_an_old_page_is_refused() -> None:
    slip = make_slip()
    form = again(slip, text="Zweiter")
    actions.change_slip(slip, **again(slip, text="Erster"))
    with pytest.raises(Overtaken):
        actions.change_slip(slip, **form)


def test_address_is_never_changed() -> None:
    slip = make_slip(email="a@example.org")
    form = again(slip)
    form["values"]["email"] = "b@example.org"
    assert actions.change_slip(slip, **form).email == "a@example.org"


def test_new_day_to_reply_by_moves_the_end() -> None:
    slip = make_slip(reminded_at=timezone.now())
    day = timezone.localdate() + 100 * DAY
    changed = actions.change_slip(slip, **again(slip, reply_by=day))
    assert (changed.expires_on, changed.reminded_at) == (day, None)


def test_without_a_day_to_reply_by_it_hangs_for_another_180_days() -> None:
    """However long ago it was released."""
    day = timezone.localdate() + DAY
    slip = make_slip(reply_by=day, expires_on=day, released_at=timezone.now() - 300 * DAY)
    changed = actions.change_slip(slip, **again(slip, reply_by=None))
    assert changed.expires_on == timezone.localdate() + 180 * DAY


@pytest.mark.parametrize("state", ["returned", "published", "withdrawn"])
def test_wish_for_suggestions_is_changed_without_anybody_reading_the_slip(state: str) -> None:
    slip = make_slip(state=state, message="Grund", wants_suggestions=True)
    changed = actions.change_slip(slip, **again(slip, wants_suggestions=False))
    assert (changed.state, changed.version, changed.wants_suggestions) == (state, slip.version, False)
    assert mails() == []


def test_changing_a_returned_slip_brings_it_back_to_the_queue() -> None:
    slip = make_slip(state="returned", message="Bitte ohne Telefonnummer.")
    changed = actions.change_slip(slip, **again(slip, text="Ohne Nummer."))
    assert (changed.state, changed.message) == ("submitted", "")


# --- the office -----------------------------------------------------------------------------------
def test_release_hangs_the_slip_up_for_180_days_and_tells_the_owner() -> None:
    slip, staff = make_slip(state="submitted", released_at=None), make_staff()
    for _ in range(2):
        released = actions.release_slip(slip, by=staff)
    assert (released.state, released.released_by) == ("published", staff)
    assert released.expires_on == timezone.localdate() + 180 * DAY
    assert list(Slip.objects.published()) == [slip]
    assert len(subjects_to(slip.email)) == 1


def test_release_keeps_the_day_to_reply_by() -> None:
    day = timezone.localdate() + 20 * DAY
    slip = make_slip(state="submitted", reply_by=day, expires_on=day)
    assert actions.release_slip(slip, by=make_staff()).expires_on == day


def test_slip_whose_day_has_passed_is_not_released() -> None:
    day = timezone.localdate() - DAY
    slip = make_slip(state="submitted", reply_by=day, expires_on=day)
    with pytest.raises(Refused):
        actions.release_slip(slip, by=make_staff())


def test_colleague_is_told_who_was_faster() -> None:
    slip = make_slip(state="submitted")
    actions.release_slip(slip, by=make_staff(name="Robin Büro"))
    with pytest.raises(Refused, match="Robin Büro"):
        actions.release_slip(slip, by=make_staff())


def test_words_that_nobody_has_read_are_not_released() -> None:
    slip = make_slip(state="submitted")
    actions.change_slip(slip, **again(slip, text="Rufen Sie an: 0511 123456"))
    with pytest.raises(Overtaken):
        actions.release_slip(slip, by=make_staff())
    assert list(Slip.objects.published()) == []


@pytest.mark.parametrize(
    ("act", "state"), [(actions.return_slip, "returned"), (actions.decline_slip, "declined")]
)
def test_office_says_why_it_does_not_release(act: Any, state: str) -> None:
    slip, staff = make_slip(state="submitted"), make_staff()
    with pytest.raises(Refused):
        act(slip, by=staff, message=" ")
    for _ in range(2):
        assert act(slip, by=staff, message="Bitte ohne Telefonnummer.").state == state
    (mail,) = mails()
    assert (mail.recipient, "Bitte ohne Telefonnummer." in mail.text) == (slip.email, True)


def test_declining_ends_the_conversations_about_it() -> None:
    slip = make_slip()
    answer(slip)
    actions.decline_slip(slip, by=make_staff(), message="Werbung.")
    assert Conversation.objects.get().state == "closed"


# --- the end --------------------------------------------------------------------------------------
def test_withdrawal_takes_it_off_the_board_at_once() -> None:
    slip = make_slip()
    for _ in range(2):
        gone = actions.withdraw_slip(slip)
    assert (gone.state, gone.ended_at is not None) == ("withdrawn", True)
    assert (list(Slip.objects.published()), len(mails())) == ([], 1)


def test_unconfirmed_slip_is_withdrawn_without_a_mail() -> None:
    slip = submit()
    OutgoingMail.objects.all().delete()
    actions.withdraw_slip(slip)
    assert mails() == []


def test_renewal_gives_another_180_days() -> None:
    slip = make_slip(
        reply_by=timezone.localdate() + DAY,
        expires_on=timezone.localdate() + DAY,
        reminded_at=timezone.now(),
    )
    for _ in range(2):
        renewed = actions.renew_slip(slip)
    assert (renewed.expires_on, renewed.reply_by) == (timezone.localdate() + 180 * DAY, None)
    assert (renewed.reminded_at, renewed.version) == (None, slip.version + 1)


def test_renewal_hangs_an_expired_slip_up_again_until_a_chosen_day() -> None:
    yesterday = timezone.localdate() - DAY
    slip = make_slip(state="expired", expires_on=yesterday, ended_at=timezone.now())
    day = timezone.localdate() + 30 * DAY
    renewed = actions.renew_slip(slip, reply_by=day)
    assert (renewed.state, renewed.expires_on, renewed.reply_by, renewed.ended_at) == (
        "published",
        day,
        day,
        None,
    )


def test_renewal_refuses_a_day_that_has_passed_and_a_slip_that_was_not_released() -> None:
    with pytest.raises(Refused):
        actions.renew_slip(make_slip(), reply_by=timezone.localdate() - DAY)
    with pytest.raises(Refused):
        actions.renew_slip(make_slip(state="submitted"))


def test_outcome_is_kept_and_may_be_corrected() -> None:
    slip = make_slip(state="expired", ended_at=timezone.now())
    assert actions.record_outcome(slip, Outcome.TALKING).outcome == "talking"
    assert actions.record_outcome(slip, Outcome.YES).outcome == "yes"
    with pytest.raises(ValueError, match="No outcome"):
        actions.record_outcome(slip, "")
    with pytest.raises(Refused):
        actions.record_outcome(submit(), Outcome.YES)


# --- answers --------------------------------------------------------------------------------------
def answer(slip: Slip) -> Conversation:
    return actions.reply_to_slip(
        slip,
        key=uuid4(),
        name="Mika",
        email="mika@example.org",
        language="de",
        text="Wir kommen gern.",
        notice_version="2026-11",
    )


def test_answer_reaches_the_owner_in_their_language_without_an_address() -> None:
    slip = make_slip(language="fr", title="Chœur", email="camille@example.org", place=make_city("rouen"))
    conversation = answer(slip)
    assert (conversation.about, conversation.about_id, conversation.subject) == ("slip", slip.pk, "Chœur")
    mail = OutgoingMail.objects.get(recipient="camille@example.org")
    assert (mail.language, "mika@example.org" in mail.text) == ("fr", False)


def test_nobody_answers_a_slip_that_is_not_on_the_board() -> None:
    with pytest.raises(Refused):
        answer(make_slip(state="withdrawn"))


# --- the table ------------------------------------------------------------------------------------
ACTS = {
    Step.CONFIRM: actions.confirm_slip,
    Step.RELEASE: lambda slip: actions.release_slip(slip, by=make_staff()),
    Step.RETURN: lambda slip: actions.return_slip(slip, by=make_staff(), message="Warum"),
    Step.DECLINE: lambda slip: actions.decline_slip(slip, by=make_staff(), message="Warum"),
    Step.RENEW: actions.renew_slip,
    Step.WITHDRAW: actions.withdraw_slip,
}
DONE = {
    Step.CONFIRM: State.SUBMITTED, Step.RELEASE: State.PUBLISHED, Step.RETURN: State.RETURNED,
    Step.DECLINE: State.DECLINED, Step.RENEW: State.PUBLISHED, Step.WITHDRAW: State.WITHDRAWN,
}  # fmt: skip


@pytest.mark.parametrize("step", ACTS)
@pytest.mark.parametrize("state", State.values)
def test_each_step_follows_the_table(state: str, step: Step) -> None:
    confirmed = None if state == State.UNCONFIRMED else timezone.now()
    slip = make_slip(state=state, confirmed_at=confirmed, message="Grund")
    if step in TRANSITIONS[state]:
        assert ACTS[step](slip).state == TRANSITIONS[state][step]
    elif state == DONE[step] or (step == Step.CONFIRM and confirmed):
        # Doing it again: nothing happens, or somebody else is told.
        try:
            assert ACTS[step](slip).version == slip.version
        except Refused:
            assert Slip.objects.get(pk=slip.pk).version == slip.version
    else:
        with pytest.raises(Refused):
            ACTS[step](slip)
