"""The outbox on the desk: read, send failed mails again, never a secret."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client, RequestFactory

from tests.factories import make_staff, make_user
from twinning.mail.desk import counts
from twinning.mail.models import OutgoingMail

Write = Callable[..., OutgoingMail]
MAILS = "/verwaltung/mail/outgoingmail/"


@pytest.fixture
def chief(client: Client, db: None) -> None:
    client.force_login(make_staff())


def fail(mail: OutgoingMail) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(state="failed")


def test_text_is_shown_and_nothing_can_be_changed(client: Client, chief: None, write: Write) -> None:
    mail = write()
    page = client.get(f"{MAILS}{mail.pk}/change/").content.decode()
    assert ("Alles gut." in page, 'name="_save"' in page) == (True, False)
    assert client.post(f"{MAILS}{mail.pk}/change/", {"subject": "x"}).status_code == 403
    assert client.get(f"{MAILS}add/").status_code == 403
    assert client.post(f"{MAILS}{mail.pk}/delete/", {"post": "yes"}).status_code == 403


def test_text_of_a_visitor_is_escaped(client: Client, chief: None, write: Write) -> None:
    mail = write(context={"title": "", "words": "<script>alert(1)</script>"})
    assert "<script>alert" not in client.get(f"{MAILS}{mail.pk}/change/").content.decode()


def test_secret_is_never_shown(client: Client, chief: None, write: Write) -> None:
    """Staff who may read the outbox could otherwise sign in as anybody."""
    mail = write(confidential=True)
    assert "Alles gut." not in client.get(f"{MAILS}{mail.pk}/change/").content.decode()


def test_failed_mails_are_sent_again(client: Client, chief: None, write: Write) -> None:
    mail = write()
    fail(mail)
    client.post(MAILS, {"action": "send_again", "_selected_action": [mail.pk]})
    mail.refresh_from_db()
    assert mail.state == "queued"


def test_readers_of_the_outbox_cannot_send_again(client: Client, write: Write) -> None:
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_outgoingmail"))
    client.force_login(reader)
    mail = write()
    fail(mail)
    client.post(MAILS, {"action": "send_again", "_selected_action": [mail.pk]})
    mail.refresh_from_db()
    assert (client.get(MAILS).status_code, mail.state) == (200, "failed")


def test_desk_card_counts_and_links(client: Client, chief: None, write: Write, rf: RequestFactory) -> None:
    fail(write())
    write()
    write()
    figures = counts(rf.get("/"))["figures"]
    assert [(figure.number, figure.hot) for figure in figures] == [(2, False), (1, True)]
    assert [client.get(figure.url).context["cl"].result_count for figure in figures] == [2, 1]
