"""Messages both ways: who may write, who gets a mail, what is read, and that nothing is doubled or half stored."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as portal
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.grants.dialogue import actions
from projects.grants.files.kinds import Unsuitable
from projects.grants.files.tasks import scan
from projects.grants.models import Applicant, ApplicantMember, Application, Conflict, Message, TextBlock
from projects.grants.workflow import Refused
from tests.factories import make_home, make_user
from tests.factories_grants import make_application
from tests.factories_grants_files import pdf, url
from tests.factories_grants_office import make_free, make_sent, page_of
from tests.factories_grants_records import make_attachment, make_team_member
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db


def page(application: Application) -> str:
    return reverse("grants:application-messages", kwargs={"uuid": application.uuid})


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, address: str, html: str, text: str, *files: Any) -> Any:
    """Fill in the form that the page showed."""
    key = re.search(r'name="key" value="([^"]+)"', html[html.index('id="messages"') :]).group(1)
    return client.post(address, {"key": key, "text": text, "file": list(files), "end": "1"})


def mails() -> list[str]:
    """To whom messages were mailed, in order."""
    rows = OutgoingMail.objects.filter(key__startswith="grants-message").order_by("pk")
    return [row.recipient for row in rows]


@pytest.fixture
def officer() -> Any:
    return make_team_member("officer")


@pytest.fixture
def case(officer: Any) -> Application:
    make_home()
    return make_sent(officer)


def test_messages_go_both_ways_with_files_and_one_mail_each(case: Application, officer: Any) -> None:
    person = case.created_by
    mine, office = signed_in(person), signed_in(officer)
    html = mine.get(case.get_absolute_url()).text
    answer = post(mine, page(case), html, "Hier ist der Plan.", pdf(1))
    assert answer.status_code == 302
    assert post(mine, page(case), html, "Hier ist der Plan.", pdf(1)).status_code == 302
    message = case.messages.get()
    row = message.attachments.get()
    assert (message.is_from_office, message.author_name, row.paper) == (False, str(person), "message:")
    assert mails() == [officer.email]
    scan(row.pk)

    html = office.get(page_of(case)).text
    assert "Hier ist der Plan." in html
    assert url(case, "file-detail", row) in html
    assert "plan-1.pdf" not in mine.get(url(case)).text, "a file of a message is none of the application"
    answer = post(office, page_of(case, "messages"), html, "Danke!\nAlles da.")
    assert answer.status_code == 302
    assert mails() == [officer.email, person.email]
    message.refresh_from_db()
    assert message.read_at, "answering reads"
    mail = OutgoingMail.objects.get(recipient=person.email, key__startswith="grants-message")
    assert "Alles da." in mail.text

    html = mine.get(case.get_absolute_url()).text
    assert "Danke!" in html
    assert str(officer) not in html
    assert case.messages.filter(is_from_office=True, read_at=None).exists(), "looking is not reading"
    mine.post(page(case), {"read": "1", "end": "1"})
    assert not case.messages.filter(read_at=None).exists()


def test_message_that_does_not_fit_keeps_the_text_and_leaves_nothing(case: Application) -> None:
    mine = signed_in(case.created_by)
    html = mine.get(page(case)).text
    bad = SimpleUploadedFile("photo.pdf", b"MZ no pdf")
    for files in ([pdf(1), bad], [pdf(number) for number in range(6)]):
        answer = post(mine, page(case), html, "Mit Anhang", *files)
        assert answer.status_code == 422
        assert "Mit Anhang" in answer.text
    assert post(mine, page(case), html, "  ").status_code == 422
    assert mine.post(page(case), {"text": "cut off"}).status_code == 422
    assert not case.messages.exists()
    assert not case.attachments.exists()
    assert mails() == []
    assert not [path for path in Path(portal.PRIVATE_ROOT).rglob("*") if path.is_file()]


def test_send_that_fails_at_the_end_leaves_no_file(
    case: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(message: Message) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "tell_other_side", broken)
    with pytest.raises(RuntimeError):
        actions.send(case, by=case.created_by, text="x", key=uuid4(), files=[pdf(1)])
    assert not case.attachments.exists()
    assert not [path for path in Path(portal.PRIVATE_ROOT).rglob("*") if path.is_file()]


def test_a_refused_file_of_a_message_stands_in_nobodys_way(case: Application, settings: Any) -> None:
    settings.GRANTS_SCANNER = "tests.projects.grants.files.test_files_pages.refuses"
    message = actions.send(case, by=case.created_by, text="x", key=uuid4(), files=[pdf(1)])
    scan(message.attachments.get().pk)
    assert not case.attachments.filter(removed_at=None).exists()
    assert "Ein Virus." in signed_in(case.created_by).get(page(case)).text


def test_messages_are_closed_to_strangers_tied_staff_and_drafts(case: Application, officer: Any) -> None:
    tied, reviewer = make_team_member("officer"), make_team_member("reviewer")
    Conflict.objects.create(application=case, user=tied, is_tied=True)
    for user in (make_user(), tied, reviewer):
        assert signed_in(user).get(page(case)).status_code == 404
        assert signed_in(user).post(page_of(case, "messages"), {"text": "x", "end": "1"}).status_code in {
            302,
            403,
            404,
        }
        with pytest.raises(Refused):
            actions.send(case, by=user, text="x", key=uuid4())
    # Before the text opens, whoever works on a case says whether they are tied to it.
    undeclared = signed_in(make_team_member("officer")).post(
        page_of(case, "messages"), {"read": "1", "end": "1"}
    )
    assert "ties" in undeclared.headers["Location"]
    draft = make_application()
    assert signed_in(draft.created_by).post(page(draft), {"text": "x", "end": "1"}).status_code == 403
    assert not Message.objects.exists()
    assert Client().get(page(case)).status_code == 302


def test_a_message_reaches_the_office_when_nobody_free_looks_after_the_case(
    case: Application, officer: Any
) -> None:
    Conflict.objects.filter(application=case, user=officer).update(is_tied=True)
    actions.send(case, by=case.created_by, text="x", key=uuid4())
    assert officer.email not in mails()
    assert len(mails()) == 1


def test_an_office_message_reaches_everybody_of_the_applicant_once(case: Application, officer: Any) -> None:
    applicant = Applicant.objects.get(pk=case.applicant_id)
    other = make_user()
    ApplicantMember.objects.create(applicant=applicant, user=other, role="finance")
    key = uuid4()
    first = actions.send(case, by=officer, text="x", key=key)
    assert actions.send(case, by=officer, text="x", key=key) == first
    assert sorted(mails()) == sorted([case.created_by.email, other.email])
    assert actions.read_all(case, by=other) == 1
    assert actions.send(case, by=case.created_by, text="x", key=key) != first, "a key is one person's alone"
    with pytest.raises(Unsuitable):
        actions.send(case, by=officer, text="x", key=uuid4(), files=[pdf(n) for n in range(6)])


def test_office_starts_from_a_text_block(case: Application, officer: Any) -> None:
    TextBlock.objects.create(code="unreadable", kind="message", text_de="Zu {number}: bitte neu.")
    client = signed_in(officer)
    make_free(officer, case)
    answer = client.post(
        page_of(case, "messages"), {"_fill": "1", "block": "unreadable", "text": "Guten Tag", "end": "1"}
    )
    assert answer.status_code == 200
    assert "Guten Tag" in answer.text
    assert f"Zu {case.number}: bitte neu." in answer.text
    assert client.post(page_of(case, "messages"), {"text": "x"}).status_code == 422


def test_messages_take_the_same_queries_for_one_and_three(case: Application) -> None:
    client = signed_in(case.created_by)
    counts = []
    client.get(page(case))
    for number in (1, 2):
        for _index in range(number):
            message = Message.objects.create(
                application=case, key=uuid4(), is_from_office=True, author_name="A", text="x"
            )
            message.attachments.add(make_attachment(case, message.key.bytes, paper="message:"))
        with CaptureQueriesContext(connection) as seen:
            client.get(page(case))
        counts.append(len(seen))
    assert counts[0] == counts[1]
