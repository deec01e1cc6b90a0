"""The thread behind a personal link: who may open it, what it shows, what its buttons do; opening changes nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from partners.conversations.actions import add_message, agree, block_conversation, close, report
from partners.conversations.models import Conversation, Message, Participant, Report
from tests.factories import make_staff
from tests.factories_conversations import (
    ASKER,
    HOST,
    links_to,
    make_conversation,
    sides_of,
)
from tests.seed.dump import dump
from twinning.mail.models import OutgoingMail
from twinning.public_forms import fresh_key
from twinning.tokens.actions import issue
from twinning.tokens.models import Token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
# Pages and buttons below a thread.
PARTS = ("", "address/", "end/", "abuse/")


def link_of(person: Any) -> str:
    """The newest personal link."""
    return links_to(person.email)[-1]


def address_of(token: object) -> str:
    """A thread's address with this token in it, whether or not it opens anything."""
    return reverse("conversations:conversation-detail", kwargs={"token": token})


def post(client: Client, path: str, **values: Any) -> HttpResponse:
    return client.post(path, {"key": fresh_key(), **values})


def text_of(response: HttpResponse) -> str:
    """What the page says, without its markup."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


# --- who may open it ------------------------------------------------------------------------------
def test_each_side_opens_the_thread_with_its_own_link(client: Client) -> None:
    make_conversation()
    for person, other in ((ASKER, HOST), (HOST, ASKER)):
        response = client.get(link_of(person))
        assert response.status_code == 200
        assert f"<bdi>{other.name}</bdi></h1>" in response.content.decode()
        assert response.cookies == {}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_wrong_old_and_foreign_links_get_a_friendly_page(client: Client, part: str, method: str) -> None:
    asker, _host = sides_of(make_conversation())
    day = timedelta(days=1)
    old = issue(purpose="conversation.asker", object_id=asker.pk, lifetime=-day)
    foreign = issue(purpose="slip.manage", object_id=asker.pk, lifetime=day)
    before = dump()
    for token in ("x", "0" * 32, old, foreign, link_of(ASKER).split("/")[-2][:-1]):
        response = getattr(client, method)(address_of(token) + part)
        assert (response.status_code, response.headers["X-Robots-Tag"]) == (410, "noindex")
        assert ASKER.name not in response.content.decode()
    assert dump() == before


def test_staff_and_people_with_an_account_need_a_link_too(client: Client) -> None:
    conversation = make_conversation()
    client.force_login(make_staff())
    for number in (conversation.pk, conversation.key):
        assert client.get(address_of(number)).status_code == 410


def test_link_of_one_side_never_acts_for_the_other(client: Client) -> None:
    make_conversation()
    post(client, link_of(ASKER), text="Encore moi")
    post(client, link_of(ASKER) + "address/")
    asker, host = sides_of(Conversation.objects.get())
    assert Message.objects.last().author == asker
    assert (asker.agreed_at is not None, host.agreed_at) == (True, None)


def test_link_lives_as_long_as_a_silent_conversation(client: Client) -> None:
    with time_machine.travel("2026-11-01 12:00Z", tick=False) as clock:
        make_conversation()
        clock.shift(timedelta(days=settings.CONVERSATION_DAYS) - timedelta(minutes=1))
        assert client.get(link_of(HOST)).status_code == 200
        clock.shift(timedelta(minutes=2))
        assert client.get(link_of(HOST)).status_code == 410


def test_old_mail_still_works_after_a_new_one(client: Client) -> None:
    asker, _host = sides_of(make_conversation())
    add_message(asker, key=Conversation.objects.get().key, text="Encore")
    first, second = links_to(HOST.email)
    assert first != second
    assert [client.get(link).status_code for link in (first, second)] == [200, 200]


def test_only_digests_of_links_are_stored(client: Client) -> None:
    make_conversation()
    tokens = [link_of(person).split("/")[-2] for person in (ASKER, HOST)]
    OutgoingMail.objects.all().delete()
    assert Token.objects.count() == 2
    assert not any(token in "".join(dump()) for token in tokens)


# --- keeping the address of the page to its reader ------------------------------------------------
@pytest.mark.parametrize("part", ["", "end/", "abuse/"])
def test_page_leaks_nothing_on_the_way_out(client: Client, part: str) -> None:
    make_conversation()
    response = client.get(link_of(HOST) + part)
    html = response.content.decode()
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    head = html.partition("</head>")[0]
    assert '<meta name="robots" content="noindex">' in head
    assert link_of(HOST).split("/")[-2] not in head


def test_barrier_form_does_not_learn_the_link(client: Client) -> None:
    """It fills in the page that a visitor comes from; browsers tell it nothing from here."""
    make_conversation()
    path = link_of(HOST)
    assert client.get(path).headers["Referrer-Policy"] == "no-referrer"
    assert f"page={path}" not in client.get(path).content.decode()


# --- opening changes nothing ----------------------------------------------------------------------
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_changes_nothing(client: Client, part: str, method: str) -> None:
    make_conversation()
    before = dump()
    for person in (ASKER, HOST):
        assert getattr(client, method)(link_of(person) + part).status_code in {200, 302}
    assert dump() == before


@pytest.mark.parametrize("part", PARTS)
def test_posts_from_other_sites_are_refused(client: Client, part: str) -> None:
    make_conversation()
    before = dump()
    response = client.post(
        link_of(HOST) + part, {"key": fresh_key(), "text": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 403
    assert dump() == before


@pytest.mark.parametrize("part", PARTS)
def test_post_without_a_signed_key_changes_nothing(client: Client, part: str) -> None:
    make_conversation()
    before = dump()
    assert client.post(link_of(HOST) + part, {"text": "x", "key": "x"}).status_code == 422
    assert dump() == before


# --- what it shows --------------------------------------------------------------------------------
def test_messages_stand_in_order_with_names_and_an_unknown_language(client: Client) -> None:
    make_conversation(text="Un\n\n<script>x</script>")
    post(client, link_of(HOST), text="Zwei")
    post(client, link_of(ASKER), text="Trois")
    html = client.get(link_of(HOST)).content.decode()
    found = re.findall(r"<bdi>([^<]+)</bdi>(?: \((?:Sie|you)\))?</strong>", html)
    assert found == [ASKER.name, HOST.name, ASKER.name]
    assert re.findall(r'lang="" dir="auto"><p>(\w+)', html) == ["Un", "Zwei", "Trois"]
    assert "&lt;script&gt;" in html
    assert "<script>x" not in html


def test_words_that_look_like_links_stay_words(client: Client) -> None:
    make_conversation(text="https://evil.example/ und x@example.org, 0511 1234")
    html = client.get(link_of(HOST)).content.decode()
    assert "https://evil.example/ und x@example.org, 0511 1234" in html
    assert 'href="https://evil.example' not in html


@pytest.mark.parametrize(("person", "language"), [(ASKER, "fr"), (HOST, "de")])
def test_page_speaks_the_language_of_its_reader(client: Client, person: Any, language: str) -> None:
    make_conversation()
    html = client.get(link_of(person)).content.decode()
    assert f'<html lang="{language}"' in html
    assert '<bdi lang="de">Chor sucht Gastchor</bdi>' in html


def test_thread_stays_readable_when_the_other_side_was_erased(client: Client) -> None:
    _asker, host = sides_of(make_conversation())
    add_message(host, key=Conversation.objects.get().key, text="Gern.")
    host.messages.update(text="")
    Participant.objects.filter(pk=host.pk).update(name="", email="")
    response = client.get(link_of(ASKER))
    assert response.status_code == 200
    assert response.context["thread"].other_name
    assert response.content.decode().count('lang="" dir="auto"><p>') == 1


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("person", "queries"), [(ASKER, 4), (HOST, 5)])
def test_thread_costs_the_same_however_long(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    person: Any,
    queries: int,
    count: int,
) -> None:
    make_conversation()
    for number in range(count - 1):
        post(client, link_of(HOST), text=str(number))
    path = link_of(person)
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)


# --- answering ------------------------------------------------------------------------------------
def test_answer_is_sent_once_and_the_page_says_so(client: Client) -> None:
    make_conversation()
    path, values = link_of(HOST), {"key": fresh_key(), "text": "Gern."}
    for _click in range(2):
        response = client.post(path, values)
        assert (response.status_code, response["Location"]) == (302, f"{path}?done=sent")
    assert [message.text for message in Message.objects.all()] == ["Bonjour, nous sommes quarante.", "Gern."]
    assert 'role="status"' in client.get(f"{path}?done=sent").content.decode()


@pytest.mark.parametrize("text", ["", "  \n ", "a" * 3001])
def test_answer_that_does_not_fit_is_named_and_kept(client: Client, text: str) -> None:
    make_conversation()
    response = post(client, link_of(HOST), text=text)
    assert response.status_code == 422
    assert text.strip() in response.content.decode()
    assert Message.objects.count() == 1


def test_answer_with_three_thousand_characters_fits(client: Client) -> None:
    make_conversation()
    assert post(client, link_of(HOST), text="ж" * 3000).status_code == 302


def test_refused_answer_keeps_what_was_typed(client: Client) -> None:
    asker, _host = sides_of(make_conversation())
    close(asker)
    response = post(client, link_of(HOST), text="Zu spät")
    assert response.status_code == 422
    assert Message.objects.count() == 1


def test_answer_to_an_erased_conversation_can_be_copied(client: Client) -> None:
    response = post(client, address_of("gone"), text="Lange <b>Antwort</b>")
    assert response.status_code == 410
    assert "Lange &lt;b&gt;Antwort&lt;/b&gt;" in response.content.decode()


def test_unknown_words_in_the_query_say_nothing(client: Client) -> None:
    make_conversation()
    assert 'role="status"' not in client.get(f"{link_of(HOST)}?done=<b>x").content.decode()


# --- addresses ------------------------------------------------------------------------------------
def test_addresses_are_shown_when_both_have_pressed_the_button(client: Client) -> None:
    make_conversation()
    for person, other in ((ASKER, HOST), (HOST, ASKER)):
        assert other.email not in client.get(link_of(person)).content.decode()
        assert post(client, link_of(person) + "address/").status_code == 302
    for person, other in ((ASKER, HOST), (HOST, ASKER)):
        assert other.email in text_of(client.get(link_of(person)))


def test_button_hides_the_address_again(client: Client) -> None:
    make_conversation()
    post(client, link_of(ASKER) + "address/")
    assert 'name="act" value="hide"' in client.get(link_of(ASKER)).content.decode()
    assert post(client, link_of(ASKER) + "address/", act="hide").status_code == 302
    assert Participant.objects.filter(agreed_at__isnull=False).count() == 0


def test_hiding_after_both_have_agreed_is_refused_with_a_reason(client: Client) -> None:
    for side in sides_of(make_conversation()):
        agree(side)
    response = post(client, link_of(HOST) + "address/", act="hide")
    assert response.status_code == 422
    assert ASKER.email in text_of(response)


def test_address_of_a_blocked_conversation_is_no_longer_shown(client: Client) -> None:
    asker, host = sides_of(make_conversation())
    agree(asker)
    agree(host)
    block_conversation(report(asker, key=Conversation.objects.get().key, text="x"), by=make_staff())
    assert ASKER.email not in client.get(link_of(HOST)).content.decode()


# --- the end, and abuse ---------------------------------------------------------------------------
def test_end_asks_first(client: Client) -> None:
    make_conversation()
    path = link_of(HOST)
    assert client.get(path + "end/").status_code == 200
    assert Conversation.objects.open().count() == 1
    assert post(client, path + "end/")["Location"] == f"{path}?done=ended"
    html = client.get(path).content.decode()
    assert Conversation.objects.open().count() == 0
    assert "<textarea" not in html
    assert "/address/" not in html


def test_abuse_is_reported_to_the_office_only(client: Client) -> None:
    make_conversation()
    OutgoingMail.objects.exclude(recipient=HOST.email).delete()
    path = link_of(HOST)
    assert post(client, path + "abuse/", text="Xylophon")["Location"] == f"{path}?done=reported"
    assert list(Report.objects.values_list("reporter__side", "text")) == [("host", "Xylophon")]
    assert OutgoingMail.objects.exclude(recipient__in=[HOST.email, "office@example.org"]).count() == 0
    assert "Xylophon" not in client.get(path).content.decode()


def test_last_link_opens_until_the_conversation_is_erased(client: Client) -> None:
    conversation = make_conversation()
    Conversation.objects.filter(pk=conversation.pk).update(erased_at=timezone.now())
    assert client.get(link_of(HOST)).status_code == 410
