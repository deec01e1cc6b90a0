"""Conversations: passed on once, in each reader's language; addresses change hands once, and only when both say so."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction

from partners.conversations import actions, limits
from partners.conversations.actions import (
    Person,
    add_message,
    agree,
    block_conversation,
    close,
    close_all_about,
    dismiss_report,
    report,
    report_row,
    take_back,
)
from partners.conversations.limits import Refused
from partners.conversations.models import Conversation, Message, Participant, Report
from tests.factories import make_home, make_staff
from tests.factories_conversations import ASKER, HOST, make_conversation, sides_of
from tests.feedback.threads import together
from twinning.mail.models import OutgoingMail

database = pytest.mark.django_db
real_threads = pytest.mark.django_db(transaction=True)


def mails() -> list[tuple[str, str, str]]:
    """(recipient, language, event) of every mail, oldest first."""
    rows = OutgoingMail.objects.order_by("pk").values_list("recipient", "language", "key")
    return [(recipient, language, key.split("-")[2]) for recipient, language, key in rows]


def new_mails(act: Callable[[], Any]) -> list[tuple[str, str, str]]:
    OutgoingMail.objects.all().delete()
    act()
    return mails()


# --- writing --------------------------------------------------------------------------------------
@database
def test_first_message_reaches_the_host_and_the_asker_gets_a_receipt(home: None) -> None:
    conversation = make_conversation()
    assert mails() == [(HOST.email, "de", "message"), (ASKER.email, "fr", "receipt")]
    assert [message.text for message in conversation.messages.all()] == ["Bonjour, nous sommes quarante."]
    asker, host = sides_of(conversation)
    assert (asker.notice_version, host.notice_version) == ("2026-11", "")


@database
def test_mails_are_confidential_and_each_leads_to_the_thread_in_its_language(home: None) -> None:
    make_conversation()
    to_host, receipt = OutgoingMail.objects.order_by("pk")
    assert to_host.is_confidential
    assert receipt.is_confidential
    assert '<html lang="de"' in to_host.html
    assert '<html lang="fr"' in receipt.html
    assert "http://localhost:8000/de/" in to_host.text
    assert "http://localhost:8000/fr/" in receipt.text


@database
def test_text_arrives_escaped_with_an_unknown_language_and_no_link(home: None) -> None:
    make_conversation(text="<b>Salut</b>\nhttps://example.org/")
    mail = OutgoingMail.objects.get(recipient=HOST.email)
    words = '<span lang="" dir="auto">&lt;b&gt;Salut&lt;/b&gt;<br>https://example.org/</span>'
    assert words in mail.html
    assert 'href="https://example.org/' not in mail.html
    assert "<b>Salut</b>\nhttps://example.org/" in mail.text


@database
def test_receipt_repeats_nothing_that_was_typed(home: None) -> None:
    """Anybody can write anybody's address into the form."""
    make_conversation(text="Kaufen Sie!", asker=Person("Billig", "victim@example.org", "de"))
    mail = OutgoingMail.objects.get(recipient="victim@example.org")
    for word in ("Kaufen", "Billig"):
        assert word not in mail.subject + mail.text + mail.html


@real_threads
def test_five_clicks_at_once_make_one_conversation() -> None:
    make_home()
    key = uuid.uuid4()
    assert together(5, lambda: make_conversation(key=key)) == []
    assert (Conversation.objects.count(), Participant.objects.count(), Message.objects.count()) == (1, 2, 1)
    assert OutgoingMail.objects.count() == 2


@real_threads
def test_without_the_shared_key_the_clicks_would_make_five() -> None:
    """The negative control: it is the key that makes them one."""
    make_home()
    assert together(5, lambda: make_conversation(key=uuid.uuid4())) == []
    assert Conversation.objects.count() == 5


@database
def test_going_back_and_writing_something_else_is_another_conversation(home: None) -> None:
    key = uuid.uuid4()
    for text in ("Un", "Deux", "Un"):
        make_conversation(key=key, text=text)
    assert sorted(Message.objects.values_list("text", flat=True)) == ["Deux", "Un"]


@database
def test_conversation_and_its_mails_stand_or_fall_together(home: None) -> None:
    with transaction.atomic():
        make_conversation()
        transaction.set_rollback(True)
    assert (Conversation.objects.count(), OutgoingMail.objects.count()) == (0, 0)


@database
def test_answer_goes_to_the_other_side_in_its_language(home: None) -> None:
    conversation = make_conversation()
    asker, host = sides_of(conversation)
    assert new_mails(lambda: add_message(host, key=uuid.uuid4(), text="Gern.")) == [
        (ASKER.email, "fr", "message")
    ]
    assert new_mails(lambda: add_message(asker, key=uuid.uuid4(), text="Merci.")) == [
        (HOST.email, "de", "message")
    ]
    conversation.refresh_from_db()
    assert conversation.last_message_at == conversation.messages.last().created_at


@real_threads
def test_five_clicks_at_once_send_one_answer() -> None:
    make_home()
    _asker, host = sides_of(make_conversation())
    key = uuid.uuid4()
    assert together(5, lambda: add_message(host, key=key, text="Gern.")) == []
    assert Message.objects.filter(author=host).count() == 1
    assert OutgoingMail.objects.filter(recipient=ASKER.email).count() == 2


# --- limits ---------------------------------------------------------------------------------------
@database
def test_one_address_starts_ten_conversations_a_day(home: None) -> None:
    for number in range(limits.OPENED_A_DAY):
        make_conversation(about_id=number)
    shouting = Person("Marie", "MARIE@example.fr", "fr")
    with pytest.raises(Refused, match="10"):
        make_conversation(asker=shouting)
    make_conversation(asker=Person("Paul", "paul@example.fr", "fr"))
    Conversation.objects.update(created_at="2026-01-01T00:00Z")
    make_conversation(asker=shouting)


@database
def test_sending_the_tenth_again_is_no_eleventh(home: None) -> None:
    key = uuid.uuid4()
    for number in range(limits.OPENED_A_DAY - 1):
        make_conversation(about_id=number)
    assert make_conversation(key=key) == make_conversation(key=key)


@database
def test_one_row_is_not_buried_in_mail(home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "STARTED_AN_HOUR", 2)
    for number in range(2):
        make_conversation(asker=Person("A", f"{number}@example.fr", "fr"))
    with pytest.raises(Refused):
        make_conversation(asker=Person("A", "last@example.fr", "fr"))
    make_conversation(about_id=8, asker=Person("A", "last@example.fr", "fr"))


@database
def test_one_side_sends_twenty_messages_an_hour_and_the_other_is_free(home: None) -> None:
    asker, host = sides_of(make_conversation())
    for number in range(limits.SENT_AN_HOUR):
        add_message(host, key=uuid.uuid4(), text=str(number))
    with pytest.raises(Refused, match="20"):
        add_message(host, key=uuid.uuid4(), text="x")
    add_message(asker, key=uuid.uuid4(), text="x")
    Message.objects.update(created_at="2026-01-01T00:00Z")
    add_message(host, key=uuid.uuid4(), text="x")


@database
def test_one_side_reports_five_times_a_day(home: None) -> None:
    asker, _host = sides_of(make_conversation())
    for number in range(limits.REPORTED_A_DAY):
        report(asker, key=uuid.uuid4(), text=str(number))
    with pytest.raises(Refused):
        report(asker, key=uuid.uuid4(), text="x")


# --- addresses ------------------------------------------------------------------------------------
@database
def test_first_yes_asks_the_other_side_once_and_shows_nothing(home: None) -> None:
    asker, _host = sides_of(make_conversation())
    assert new_mails(lambda: agree(asker)) == [(HOST.email, "de", "offer")]
    take_back(asker)
    agree(asker)
    agree(asker)
    assert mails() == [(HOST.email, "de", "offer")]
    assert ASKER.email not in str(OutgoingMail.objects.values_list("subject", "text", "html"))


@database
def test_second_yes_gives_each_the_name_and_address_of_the_other(home: None) -> None:
    asker, host = sides_of(make_conversation())
    agree(asker)
    assert new_mails(lambda: agree(host)) == [(ASKER.email, "fr", "agreed"), (HOST.email, "de", "agreed")]
    to_asker, to_host = OutgoingMail.objects.order_by("pk")
    for mail, other in ((to_asker, HOST), (to_host, ASKER)):
        assert f": {other.name}\n" in mail.text
        assert f": {other.email}\n" in mail.text
    assert Conversation.objects.get().agreed_at is not None


@real_threads
def test_two_who_agree_at_once_exchange_addresses_once() -> None:
    make_home()
    for _round in range(5):
        conversation = make_conversation(key=uuid.uuid4())
        sides = [*sides_of(conversation)] * 2
        OutgoingMail.objects.all().delete()
        assert together(4, lambda sides=sides: agree(sides.pop())) == []
        conversation.refresh_from_db()
        assert conversation.agreed_at is not None
        agreed = sorted(recipient for recipient, _language, event in mails() if event == "agreed")
        assert agreed == [HOST.email, ASKER.email]


@real_threads
def test_without_the_lock_neither_would_see_the_yes_of_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: both read before either has written."""
    make_home()
    gate = threading.Barrier(2)

    def unlocked(participant: Participant) -> actions.Sides:
        conversation = Conversation.objects.get(pk=participant.conversation_id)
        own = Participant.objects.get(pk=participant.pk)
        other = conversation.participants.exclude(pk=own.pk).get()
        gate.wait(10)
        return conversation, own, other

    monkeypatch.setattr(actions, "_locked", unlocked)
    conversation = make_conversation()
    sides = [*sides_of(conversation)]
    assert together(2, lambda: agree(sides.pop())) == []
    conversation.refresh_from_db()
    assert [side.agreed_at is not None for side in sides_of(conversation)] == [True, True]
    assert conversation.agreed_at is None


@real_threads
def test_taking_back_while_the_other_agrees_is_one_or_the_other() -> None:
    make_home()
    for _round in range(5):
        conversation = make_conversation(key=uuid.uuid4())
        asker, host = sides_of(conversation)
        agree(asker)
        acts = [lambda asker=asker: take_back(asker), lambda host=host: agree(host)]
        errors = together(2, lambda acts=acts: acts.pop()())
        conversation.refresh_from_db()
        has_both = all(side.agreed_at for side in sides_of(conversation))
        assert (conversation.agreed_at is not None, [type(error) for error in errors]) == (
            has_both,
            [Refused] if has_both else [],
        )


@database
def test_address_can_be_hidden_again_until_both_have_agreed(home: None) -> None:
    asker, host = sides_of(make_conversation())
    agree(asker)
    take_back(asker)
    agree(host)
    assert Conversation.objects.get().agreed_at is None
    agree(asker)
    with pytest.raises(Refused):
        take_back(asker)
    assert all(side.agreed_at for side in sides_of(Conversation.objects.get()))


# --- the end --------------------------------------------------------------------------------------
@database
def test_end_is_told_to_the_other_side_once(home: None) -> None:
    asker, host = sides_of(make_conversation())
    assert new_mails(lambda: [close(host), close(host), close(asker)]) == [(ASKER.email, "fr", "ended")]
    conversation = Conversation.objects.get()
    assert (conversation.state, conversation.closed_at is not None) == ("closed", True)


@database
def test_nothing_can_be_sent_or_agreed_after_the_end(home: None) -> None:
    asker, host = sides_of(make_conversation())
    close(host)
    with pytest.raises(Refused):
        add_message(asker, key=uuid.uuid4(), text="x")
    with pytest.raises(Refused):
        agree(asker)


@database
def test_yes_given_before_the_end_is_still_there_after_it(home: None) -> None:
    asker, host = sides_of(make_conversation())
    agree(asker)
    close(host)
    assert agree(asker).agreed_at is None


@database
def test_withdrawn_row_ends_what_is_open_about_it_and_tells_who_wrote(home: None) -> None:
    make_conversation()
    close(sides_of(make_conversation())[0])
    other = make_conversation(about_id=8)
    another_kind = make_conversation(about="contact")
    assert new_mails(lambda: close_all_about("slip", 7)) == [(ASKER.email, "fr", "ended")]
    assert close_all_about("slip", 7) == 0
    assert set(Conversation.objects.open()) == {other, another_kind}


@database
def test_closed_conversation_has_a_time(home: None) -> None:
    make_conversation()
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversation.objects.update(state="closed")


@database
def test_each_side_is_one_person(home: None) -> None:
    conversation = make_conversation()
    with pytest.raises(IntegrityError), transaction.atomic():
        conversation.participants.create(side="host", name="x", email="x@example.org")


# --- reports --------------------------------------------------------------------------------------
@database
def test_report_tells_the_office_and_nobody_else(home: None) -> None:
    asker, _host = sides_of(make_conversation())
    OutgoingMail.objects.all().delete()
    key = uuid.uuid4()
    assert report(asker, key=key, text="Geheim") == report(asker, key=key, text="Geheim")
    mail = OutgoingMail.objects.get()
    assert mail.recipient == "office@example.org"
    for word in ("Geheim", ASKER.email, HOST.email, ASKER.name, HOST.name):
        assert word not in mail.subject + mail.text + mail.html


@database
def test_report_stands_at_the_desk_when_the_office_has_no_address() -> None:
    make_home(email="")
    report_row(key=uuid.uuid4(), about="slip", about_id=7, subject="Chor", text="x")
    assert (Report.objects.waiting().count(), OutgoingMail.objects.count()) == (1, 0)


@real_threads
def test_five_clicks_at_once_make_one_report_about_a_row() -> None:
    make_home()
    key = uuid.uuid4()
    row = {"about": "slip", "about_id": 7, "subject": "Chor", "text": "x"}
    assert together(5, lambda: report_row(key=key, **row)) == []
    assert (Report.objects.count(), OutgoingMail.objects.count()) == (1, 1)


@database
def test_let_be_the_reporter_is_told_and_the_conversation_goes_on(home: None) -> None:
    asker, _host = sides_of(make_conversation())
    told = report(asker, key=uuid.uuid4(), text="x")
    staff = make_staff()
    assert new_mails(lambda: dismiss_report(told, by=staff, note="Harmlos")) == [
        (ASKER.email, "fr", "report")
    ]
    told.refresh_from_db()
    assert (told.state, told.handled_by, told.note) == ("done", staff, "Harmlos")
    assert Conversation.objects.open().count() == 1


@database
def test_blocked_conversation_is_over_and_the_reported_side_gets_no_mail(home: None) -> None:
    asker, host = sides_of(make_conversation())
    reports = [report(asker, key=uuid.uuid4(), text=text) for text in ("Erst", "Dann")]
    assert new_mails(lambda: block_conversation(reports[0], by=make_staff())) == [
        (ASKER.email, "fr", "report"),
        (ASKER.email, "fr", "report"),
    ]
    assert Conversation.objects.get().state == "blocked"
    assert Report.objects.waiting().count() == 0
    with pytest.raises(Refused):
        add_message(host, key=uuid.uuid4(), text="x")


@database
def test_report_about_a_row_blocks_nothing(home: None) -> None:
    told = report_row(key=uuid.uuid4(), about="slip", about_id=7, subject="Chor", text="x")
    with pytest.raises(ValueError, match="no conversation"):
        block_conversation(told, by=make_staff())
    dismiss_report(told, by=make_staff())
    assert OutgoingMail.objects.exclude(recipient="office@example.org").count() == 0


@real_threads
def test_of_two_decisions_at_once_one_counts() -> None:
    make_home()
    asker, _host = sides_of(make_conversation())
    told = report(asker, key=uuid.uuid4(), text="x")
    staff = make_staff()
    acts = [dismiss_report, block_conversation]
    OutgoingMail.objects.all().delete()
    assert together(2, lambda: acts.pop()(told, by=staff)) == []
    assert [event for _recipient, _language, event in mails()] == ["report"]
    assert Report.objects.get().state == "done"


@database
def test_finished_report_has_a_time(home: None) -> None:
    report_row(key=uuid.uuid4(), about="slip", about_id=7, subject="Chor", text="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.update(state="done")


@database
def test_reading_is_noted_without_words_of_the_report(home: None) -> None:
    asker, _host = sides_of(make_conversation())
    told = report(asker, key=uuid.uuid4(), text="Geheim")
    actions.note_reading(told, by=make_staff())
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.object_repr) == (str(told.pk), "Chor sucht Gastchor")
