"""Verbs of enquiries: once however often they are called, mails in the right language, nothing lost in a race."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from partners.enquiries import actions, mails
from partners.enquiries.models import Enquiry, EnquiryMessage, EnquiryNote, FaqEntry
from partners.enquiries.workflow import Refused
from tests.factories import make_city, make_home, make_staff
from tests.factories_enquiries import make_answered, make_enquiry, make_letter
from tests.feedback.threads import together
from twinning.mail.models import OutgoingMail
from twinning.pages.models import Page
from twinning.tokens.actions import find
from twinning.tokens.models import Token

WORDS = {"topic": "partner", "text": "Qui nous aide ?", "email": "kim@example.org", "name": "Kim",
         "language": "fr", "answer_language": "fr"}  # fmt: skip


def ask(**fields: Any) -> Enquiry:
    return actions.send_enquiry(**{"key": uuid.uuid4(), **WORDS} | fields)


def reply_to(enquiry: Enquiry, **fields: Any) -> EnquiryMessage:
    """The office answers what it has before its eyes."""
    enquiry.refresh_from_db()
    values = {"key": uuid.uuid4(), "text": "Volontiers.", "language": "fr", "seen": enquiry.version}
    return actions.answer(enquiry, **values | fields)


# --- sending --------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_five_clicks_at_once_make_one_enquiry() -> None:
    make_home()
    key = uuid.uuid4()
    assert together(5, lambda: ask(key=key)) == []
    assert (Enquiry.objects.count(), EnquiryMessage.objects.count()) == (1, 1)
    assert OutgoingMail.objects.filter(recipient="kim@example.org").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_shared_key_the_clicks_would_make_five() -> None:
    """The negative control: it is the key that makes them one."""
    make_home()
    together(5, ask)
    assert Enquiry.objects.count() == 5


@pytest.mark.django_db
def test_going_back_and_writing_something_else_is_a_new_enquiry() -> None:
    make_home()
    key, city = uuid.uuid4(), make_city()
    for fields in ({}, {"text": "Autre chose ?"}, {"city": city}, {"topic": "press"}, {}):
        ask(key=key, **fields)
    assert Enquiry.objects.count() == 4


@pytest.mark.django_db
def test_enquiry_and_its_mails_stand_or_fall_together() -> None:
    make_home()
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)
    assert (Enquiry.objects.count(), OutgoingMail.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["de", "en", "fr", "pl", "ja", "ar"])
def test_receipt_is_in_the_language_of_the_page_and_repeats_nothing(language: str) -> None:
    """Anybody can write anybody's address into the form: no words of theirs, and no link to them."""
    make_home()
    enquiry = ask(language=language, name="Kauf jetzt")
    mail = OutgoingMail.objects.get(recipient="kim@example.org")
    assert mail.language == language
    assert enquiry.reference in mail.subject + mail.text
    for typed in ("Qui nous aide", "Kauf jetzt", "http"):
        assert typed not in mail.subject + mail.text
    assert not Token.objects.exists()


@pytest.mark.django_db
def test_office_reads_everything_and_the_way_to_the_case() -> None:
    make_home()
    enquiry = ask(city=make_city(name_de="Rouen"), text="Ligne 1\nLigne 2", answer_language="en")
    mail = OutgoingMail.objects.get(recipient="office@example.org")
    for told in (
        enquiry.reference,
        "Rouen",
        "Kim",
        "kim@example.org",
        "Französisch",
        "Englisch",
        "Ligne 1\nLigne 2",
    ):
        assert told in mail.text
    assert f"/verwaltung/enquiries/enquiry/{enquiry.pk}/change/" in mail.text
    assert mail.reply_to == "kim@example.org"


@pytest.mark.django_db
def test_enquiry_reaches_the_desk_when_the_office_has_no_address() -> None:
    make_home(email="")
    ask()
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == ["kim@example.org"]


# --- answering ------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_answer_goes_out_once_in_its_language_with_a_personal_link() -> None:
    make_home()
    staff, enquiry = make_staff(), make_enquiry(language="ar", answer_language="ar")
    key = uuid.uuid4()
    for _ in range(2):
        reply_to(enquiry, key=key, by=staff, text="أهلا\nوسهلا", language="ar", seen=1)
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.language, mail.is_confidential) == (enquiry.email, "ar", True)
    assert "أهلا\nوسهلا" in mail.text
    token = mail.text.partition("/thread/")[2].partition("/")[0]
    assert find(token, mails.THREAD) == enquiry.pk
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.assigned_to, enquiry.answered_at is not None) == ("answered", staff, True)
    assert [letter.author for letter in enquiry.messages.all()] == [None, staff]


@pytest.mark.django_db
def test_asking_back_waits_for_the_enquirer() -> None:
    make_home()
    enquiry = make_enquiry()
    reply_to(enquiry, by=make_staff(), asks_back=True)
    enquiry.refresh_from_db()
    assert enquiry.state == "waiting"
    assert list(Enquiry.objects.open()) == []
    assert list(Enquiry.objects.waiting()) == [enquiry]


@pytest.mark.django_db
def test_second_answer_is_told_and_nothing_is_sent() -> None:
    make_home()
    enquiry = make_enquiry()
    reply_to(enquiry, by=make_staff(), seen=1, text="Zuerst.")
    with pytest.raises(actions.Overtaken):
        reply_to(enquiry, by=make_staff(), seen=1, text="Auch.")
    assert OutgoingMail.objects.count() == 1
    assert enquiry.messages.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_in_the_same_moment_one_is_told() -> None:
    make_home()
    enquiry, people = make_enquiry(), [make_staff(), make_staff()]

    def write() -> None:
        reply_to(enquiry, by=people.pop(), seen=1)

    errors = together(2, write)
    assert [type(error) for error in errors] == [actions.Overtaken]
    assert enquiry.messages.filter(sender="office").count() == 1
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_check_of_what_was_seen_both_would_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: it is the version that stops the second one."""
    make_home()
    monkeypatch.setattr(actions, "_check_seen", lambda enquiry, seen: None)
    enquiry, staff = make_enquiry(), make_staff()
    assert together(2, lambda: reply_to(enquiry, by=staff, seen=1)) == []
    assert OutgoingMail.objects.count() == 2


@pytest.mark.django_db
def test_letter_that_arrives_while_staff_type_is_not_overlooked() -> None:
    make_home()
    enquiry = make_enquiry()
    actions.add_reply(enquiry, key=uuid.uuid4(), text="Noch etwas.", language="de")
    with pytest.raises(actions.Overtaken):
        reply_to(enquiry, by=make_staff(), seen=1)
    with pytest.raises(actions.Overtaken):
        actions.close(enquiry, by=make_staff(), seen=1)


@pytest.mark.django_db
def test_note_and_assignment_do_not_stop_an_answer() -> None:
    make_home()
    enquiry, anna, ben = make_enquiry(), make_staff(), make_staff()
    actions.add_note(enquiry, key=uuid.uuid4(), by=ben, text="Ruft an.")
    actions.assign(enquiry, to=anna, by=ben)
    assert reply_to(enquiry, by=anna, seen=1).text == "Volontiers."


# --- the enquirer writes again --------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("state", ["waiting", "answered"])
def test_new_letter_opens_a_settled_enquiry_with_a_new_day(state: str) -> None:
    make_home()
    enquiry = make_enquiry(state=state, answered_at=timezone.now(), days=-30)
    actions.add_reply(enquiry, key=uuid.uuid4(), text="Noch etwas.", language="de")
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.answered_at) == ("reopened", None)
    assert enquiry.due_on == timezone.localdate() + datetime.timedelta(days=14)
    assert list(Enquiry.objects.open()) == [enquiry]


@pytest.mark.django_db
def test_letter_to_an_open_enquiry_does_not_win_the_office_time() -> None:
    make_home()
    enquiry = make_enquiry(days=3)
    actions.add_reply(enquiry, key=uuid.uuid4(), text="Noch etwas.", language="de")
    enquiry.refresh_from_db()
    assert enquiry.due_on == timezone.localdate() + datetime.timedelta(days=3)


@pytest.mark.django_db(transaction=True)
def test_five_clicks_at_once_make_one_letter() -> None:
    make_home()
    enquiry, key = make_enquiry(), uuid.uuid4()
    errors = together(5, lambda: actions.add_reply(enquiry, key=key, text="Noch etwas.", language="de"))
    assert errors == []
    assert enquiry.messages.count() == 2
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db
def test_new_letter_goes_to_whoever_looks_after_it() -> None:
    make_home()
    staff = make_staff(preferred_language="en")
    for person, recipient in ((None, "office@example.org"), (staff, staff.email)):
        enquiry = make_enquiry(assigned_to=person)
        OutgoingMail.objects.all().delete()
        actions.add_reply(enquiry, key=uuid.uuid4(), text="Noch etwas.", language="de")
        mail = OutgoingMail.objects.get()
        assert (mail.recipient, mail.language) == (recipient, "en" if person else "de")
        assert "Noch etwas." in mail.text


@pytest.mark.django_db
def test_erased_enquiry_takes_no_letter_and_no_note() -> None:
    now = timezone.now()
    enquiry = make_enquiry(state="answered", answered_at=now, erased_at=now, name="", email="")
    with pytest.raises(Refused):
        actions.add_reply(enquiry, key=uuid.uuid4(), text="Noch etwas.", language="de")
    with pytest.raises(Refused):
        actions.add_note(enquiry, key=uuid.uuid4(), by=make_staff(), text="x")


# --- working together -----------------------------------------------------------------------------
@pytest.mark.django_db
def test_taking_on_is_kept_once_and_sends_nothing() -> None:
    enquiry, anna = make_enquiry(), make_staff()
    for _ in range(2):
        actions.assign(enquiry, to=anna, by=anna)
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.assigned_to) == ("in_progress", anna)
    assert [note.kind for note in enquiry.notes.all()] == ["taken"]
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_colleague_is_told_without_the_words_of_the_enquirer() -> None:
    make_home()
    enquiry = make_enquiry("Ganz geheim?")
    anna, ben = make_staff(name="Anna"), make_staff(name="Ben", preferred_language="en")
    for _ in range(2):
        actions.assign(enquiry, to=ben, by=anna)
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.language) == (ben.email, "en")
    assert "Anna" in mail.text
    assert "geheim" not in mail.text
    assert enquiry.email not in mail.text
    assert [(note.kind, note.text) for note in enquiry.notes.all()] == [("handed", "Ben")]


@pytest.mark.django_db
def test_what_is_done_is_not_assigned() -> None:
    anna = make_staff()
    with pytest.raises(Refused):
        actions.assign(make_answered(anna), to=anna, by=anna)


@pytest.mark.django_db
def test_note_is_kept_once() -> None:
    enquiry, key, anna = make_enquiry(), uuid.uuid4(), make_staff()
    for text in ("Ruft an.", "Ruft an.", "Hat angerufen."):
        actions.add_note(enquiry, key=key, by=anna, text=text)
    assert [note.text for note in EnquiryNote.objects.all()] == ["Ruft an.", "Hat angerufen."]


@pytest.mark.django_db
def test_closing_sends_nothing_and_is_kept_once() -> None:
    enquiry, anna = make_enquiry(), make_staff()
    for _ in range(2):
        actions.close(enquiry, by=anna, seen=1)
    enquiry.refresh_from_db()
    assert enquiry.is_done
    assert [note.kind for note in enquiry.notes.all()] == ["closed"]
    assert not OutgoingMail.objects.exists()


# --- frequent questions ---------------------------------------------------------------------------
@pytest.mark.django_db
def test_answer_becomes_a_draft_in_the_languages_it_is_written_in() -> None:
    anna = make_staff()
    enquiry = make_enquiry("Bonjour. Qui aide Kim ?", language="fr", answer_language="en")
    make_letter(enquiry, "The office helps.\n\nCall <us>.", author=anna, language="en")
    page = actions.make_faq_entry(enquiry, by=anna)
    page.refresh_from_db()
    assert (page.key, page.state, page.menu) == (f"faq-{enquiry.pk}", "draft", "")
    assert (page.title_fr, page.title_en) == ("Qui aide … ?", None)
    assert (page.body_en, page.body_fr) == ("<p>The office helps.</p>\n\n<p>Call &lt;us&gt;.</p>", None)
    assert page.title_de.startswith("[")
    assert page.body_de.startswith("<p>[")
    assert enquiry.reference in page.staff_note
    assert FaqEntry.objects.get().page == page


@pytest.mark.django_db
def test_german_answer_needs_no_place_to_fill() -> None:
    anna = make_staff()
    enquiry = make_answered(anna)
    page = actions.make_faq_entry(enquiry, by=anna)
    assert (page.title_de, page.body_de) == ("Wer hilft uns?", "<p>So geht es.</p>")


@pytest.mark.django_db(transaction=True)
def test_two_clicks_make_one_frequent_question() -> None:
    anna = make_staff()
    enquiry = make_answered(anna)
    assert together(2, lambda: actions.make_faq_entry(enquiry, by=anna)) == []
    assert (Page.objects.count(), FaqEntry.objects.count()) == (1, 1)
    assert [note.kind for note in enquiry.notes.all()] == ["faq"]


@pytest.mark.django_db
def test_question_without_an_answer_becomes_none() -> None:
    with pytest.raises(Refused):
        actions.make_faq_entry(make_enquiry(), by=make_staff())


@pytest.mark.django_db
def test_page_taken_off_the_list_is_found_again() -> None:
    anna = make_staff()
    enquiry = make_answered(anna)
    page = actions.make_faq_entry(enquiry, by=anna)
    FaqEntry.objects.all().delete()
    assert actions.make_faq_entry(enquiry, by=anna) == page


# --- deleting -------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_deleting_takes_mails_and_links_along_and_nobody_elses() -> None:
    make_home()
    enquiry, other = ask(), ask()
    for row in (enquiry, other):
        reply_to(row, by=make_staff())
    actions.delete_enquiry(enquiry)
    assert list(Enquiry.objects.all()) == [other]
    assert set(Token.objects.values_list("object_id", flat=True)) == {other.pk}
    assert not OutgoingMail.objects.exclude(key__startswith=mails.key_prefix(other)).exists()
    assert OutgoingMail.objects.count() == 3
