"""Before both have agreed, nothing that one side gets holds the address of the other: no mail, no page, no receipt."""

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from partners.conversations.actions import (
    add_message,
    agree,
    block_conversation,
    close,
    close_all_about,
    dismiss_report,
    report,
    take_back,
)
from partners.conversations.models import Conversation
from partners.conversations.receipts import sign
from tests.factories import make_staff
from tests.factories_conversations import ASKER, HOST, links_to, make_conversation, sides_of
from twinning.mail.models import OutgoingMail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
PAIRS = ((ASKER, HOST), (HOST, ASKER))
PARTS = ("", "?done=agreed", "?done=sent", "end/", "abuse/")


def everything_for(client: Client, email: str) -> Iterator[str]:
    """All mails to an address, and all pages behind all links in them."""
    for mail in OutgoingMail.objects.filter(recipient=email):
        yield f"{mail.subject} {mail.text} {mail.html} {mail.reply_to}"
    for link in links_to(email):
        yield from (client.get(link + part).content.decode() for part in PARTS)


def leaks(client: Client) -> list[str]:
    """Addresses that stand where they must not."""
    return [
        other.email
        for person, other in PAIRS
        for text in everything_for(client, person.email)
        if other.email.lower() in text.lower()
    ]


def test_nothing_shows_the_address_of_the_other_before_both_agree(client: Client) -> None:
    conversation = make_conversation()
    asker, host = sides_of(conversation)
    add_message(host, key=uuid.uuid4(), text="Gern.")
    add_message(asker, key=uuid.uuid4(), text="Merci.")
    agree(asker)
    assert leaks(client) == []
    take_back(asker)
    agree(host)
    dismiss_report(report(asker, key=uuid.uuid4(), text="x"), by=make_staff())
    close(host)
    block_conversation(report(asker, key=uuid.uuid4(), text="y"), by=make_staff())
    assert leaks(client) == []
    assert OutgoingMail.objects.filter(recipient__in=[ASKER.email, HOST.email]).count() == 9


def test_withdrawn_row_shows_no_address_either(client: Client) -> None:
    make_conversation()
    close_all_about("slip", 7)
    assert leaks(client) == []


def test_search_finds_the_address_once_both_have_agreed(client: Client) -> None:
    """The negative control of this file: the search would see a leak."""
    for side in sides_of(make_conversation()):
        agree(side)
    assert {HOST.email, ASKER.email} == set(leaks(client))


def test_receipt_of_the_asker_does_not_name_the_address_of_the_host(client: Client) -> None:
    conversation = make_conversation()
    path = reverse("conversations:message-done", kwargs={"token": sign(conversation)})
    html = client.get(path).content.decode()
    assert ASKER.email in html
    assert HOST.email not in html
    assert HOST.name not in html


def test_writing_to_oneself_tells_nothing_about_the_host(client: Client) -> None:
    """Whether an address is that of the host must not be found out by trying."""
    same = make_conversation(asker=HOST)
    other = make_conversation()
    assert Conversation.objects.filter(pk__in=[same.pk, other.pk], state="open").count() == 2
