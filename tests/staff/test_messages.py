"""Messages from visitors on the desk: read, take on, answer once."""

import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_user
from tests.staff.forms import errors, opened, save
from tests.staff.test_versions import change
from twinning.accounts.models import User
from twinning.feedback.models import BarrierReport, ContactMessage
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db


def make_message(model: Any = ContactMessage, **fields: Any) -> Any:
    values = {"key": uuid4(), "text": "متى يفتح المكتب؟", "language": "ar", "notice_version": "1",
              "email": "visitor@example.org", "name": "Nadia"}  # fmt: skip
    if model is ContactMessage:
        values["subject"] = "سؤال"
    return model.objects.create(**values | fields)


def answer(desk: Client, message: Any, text: str) -> Any:
    values = opened(desk, change(message))
    return desk.post(change(message), {**values, "answer": text, "_answer": "Send"})


def test_text_is_shown_in_its_language_and_cannot_be_changed(desk: Client) -> None:
    message = make_message(BarrierReport, wanted="أكبر")
    html = desk.get(change(message)).content.decode()
    assert '<div class="letter" lang="ar" dir="auto">متى يفتح المكتب؟</div>' in html
    assert '<div class="letter" lang="ar" dir="auto">أكبر</div>' in html
    save(desk, change(message), opened(desk, change(message)), text="anders", email="x@example.org")
    message.refresh_from_db()
    assert (message.text, message.email) == ("متى يفتح المكتب؟", "visitor@example.org")


def test_answer_is_sent_in_the_language_of_the_visitor(desk: Client, anna: User) -> None:
    message = make_message()
    html = desk.get(change(message)).content.decode()
    assert "Please write in the visitor's language: العربية." in html
    assert answer(desk, message, "الأحد").status_code == 302
    message.refresh_from_db()
    assert (message.state, message.answer, message.handled_by) == ("answered", "الأحد", anna)
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.language) == ("visitor@example.org", "ar")


def test_answer_without_words_is_refused(desk: Client) -> None:
    message = make_message()
    assert errors(answer(desk, message, "  ")) == {"answer": ["Write the answer first."]}
    assert not OutgoingMail.objects.exists()


def test_message_without_an_address_is_closed_without_a_mail(desk: Client) -> None:
    message = make_message(BarrierReport, email="")
    html = desk.get(change(message)).content.decode()
    assert "nothing is sent" in html
    assert 'value="Close with this answer"' in html
    assert answer(desk, message, "Danke").status_code == 302
    assert not OutgoingMail.objects.exists()


def test_answered_message_is_closed(desk: Client) -> None:
    message = make_message()
    answer(desk, message, "الأحد")
    html = desk.get(change(message)).content.decode()
    assert "_answer" not in html
    assert 'name="answer"' not in html
    assert '<div class="letter" lang="ar" dir="auto">الأحد</div>' in html


def test_answered_is_no_state_to_choose(desk: Client) -> None:
    message = make_message()
    response = save(desk, change(message), opened(desk, change(message)), state="answered")
    assert list(errors(response)) == ["state"]
    assert errors(save(desk, change(message), opened(desk, change(message)), state="in_progress")) == {}


def test_of_two_answers_only_the_first_is_sent(desk: Client, other_desk: Client) -> None:
    message = make_message()
    mine = opened(desk, change(message))
    answer(other_desk, message, "الأحد")
    response = desk.post(change(message), {**mine, "answer": "الاثنين", "_answer": "Send"})
    text = "This message was answered meanwhile. What you wrote was not sent: الاثنين"
    assert errors(response) == {"__all__": [text]}
    message.refresh_from_db()
    assert message.answer == "الأحد"
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(("days", "word"), [(-1, "overdue"), (0, "0 days"), (1, "1 day"), (14, "14 days")])
def test_due_day_says_how_near_it_is(desk: Client, days: int, word: str) -> None:
    make_message(due_on=timezone.localdate() + datetime.timedelta(days=days))
    html = desk.get(reverse("admin:feedback_contactmessage_changelist")).content.decode()
    assert f">{word}</span>" in html


def test_messages_are_for_those_who_may_see_them(home: None) -> None:
    message = make_message()
    helper = make_user(is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_page"))
    client = Client()
    client.force_login(helper)
    assert client.get(change(message)).status_code == 403
    helper.user_permissions.add(Permission.objects.get(codename="view_contactmessage"))
    client.force_login(User.objects.get(pk=helper.pk))
    assert client.get(change(message)).status_code == 200
    assert client.post(change(message), {"answer": "x", "_answer": "1"}).status_code == 403
