"""A person is named only while a consent is in force: everywhere, at once, in every process."""

import datetime
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from partners.conversations.actions import Person, open_conversation
from partners.conversations.models import Conversation
from partners.organisations import consents
from partners.organisations.mails import CONSENT, consent_link
from partners.organisations.models import Consent, Contact
from partners.organisations.workflow import Refused
from tests.factories import make_city, make_partnership, make_staff
from tests.factories_organisations import make_consent, make_contact, make_organisation
from twinning import memory
from twinning.mail.models import OutgoingMail
from twinning.search import indexing
from twinning.tokens.actions import find, issue
from twinning.tokens.models import Token

pytestmark = pytest.mark.usefixtures("home", "english")
NAME = "Mika Unverwechselbar"


@pytest.fixture
def contact() -> Contact:
    """Somebody who stands on the page of an organisation and on that of a city."""
    city = make_city("rouen", name_de="Rouen", name_en="Rouen")
    make_partnership(city)
    organisation = make_organisation("chor", name="Chor", city=city, partner_cities=[])
    return make_contact(organisation, city=city, name=NAME, mail_language="fr")


def pages(contact: Contact) -> list[str]:
    """Every public page on which the person could be named."""
    indexing.rebuild()
    words = reverse("search:result-list")
    found = [
        contact.organisation.get_absolute_url(),
        contact.city.get_absolute_url(),
        reverse("organisations:organisation-list"),
        reverse("home"),
        reverse("partners:city-list"),
        f"{words}?q=Unverwechselbar",
        f"{words}?q=Chor",
        reverse("organisations:message-create", args=[contact.organisation.slug]),
    ]
    return [*found, reverse("organisations:contact-message-create", args=[contact.pk])]


def naming(client: Client, contact: Contact) -> list[str]:
    """The pages that name the person."""
    return [page for page in pages(contact) if NAME in client.get(page).content.decode()]


@contextmanager
def another_process() -> Iterator[None]:
    """What a second process has in mind and did not hear of the withdrawal."""
    kept, pieces = dict(memory._kept), dict(caches["template_fragments"]._cache)
    yield
    memory._kept.clear()
    memory._kept.update(kept)
    caches["template_fragments"]._cache.update(pieces)


def test_person_with_a_consent_stands_on_the_pages_of_organisation_and_city(
    client: Client, contact: Contact
) -> None:
    named = naming(client, contact)
    assert named == [
        contact.organisation.get_absolute_url(),
        contact.city.get_absolute_url(),
        reverse("organisations:contact-message-create", args=[contact.pk]),
    ]
    assert contact.email not in client.get(named[0]).content.decode()


@pytest.mark.parametrize("end", [consents.withdraw_consent, consents.erase_contact])
def test_person_is_gone_from_every_page_at_once(client: Client, contact: Contact, end: Any) -> None:
    for _time in range(2):  # the second visit is served from what was remembered
        naming(client, contact)
    end(contact)
    assert naming(client, contact) == []


@pytest.mark.parametrize("end", [consents.withdraw_consent, consents.erase_contact])
def test_person_is_gone_from_what_another_process_remembers(
    client: Client, contact: Contact, end: Any
) -> None:
    naming(client, contact)
    with another_process():
        end(contact)
    assert naming(client, contact) == []


def test_nothing_that_is_remembered_holds_a_person(client: Client, contact: Contact) -> None:
    naming(client, contact)
    assert NAME not in repr([value for _moment, value in memory._kept.values()])
    pieces = caches["template_fragments"]._cache.values()
    assert [piece for piece in pieces if NAME.encode() in piece] == []
    assert len(pieces) > 0


@pytest.mark.parametrize(
    "hide",
    [
        lambda contact: Contact.objects.update(is_listed=False),
        lambda contact: type(contact.organisation).objects.update(state="draft"),
    ],
)
def test_person_goes_with_the_tick_and_with_the_organisation(
    client: Client, contact: Contact, hide: Any
) -> None:
    naming(client, contact)
    hide(contact)
    memory.forget()
    assert naming(client, contact) == []


def test_without_a_consent_to_messages_nobody_can_write(client: Client) -> None:
    contact = make_contact(scope=["name"])
    page = reverse("organisations:contact-message-create", args=[contact.pk])
    assert client.get(page).status_code == 404
    assert page not in client.get(contact.organisation.get_absolute_url()).content.decode()


# --- verbs ----------------------------------------------------------------------------------------
def test_recorded_consent_is_told_to_the_person_with_a_link(contact: Contact) -> None:
    consents.withdraw_consent(contact)
    OutgoingMail.objects.all().delete()
    given = datetime.date(2026, 5, 3)
    staff = make_staff()
    done = consents.record_consent(contact, by=staff, scope=["messages"], evidence="Akte 12", given_on=given)
    assert (done.scope, done.given_on, done.recorded_by) == (["messages", "name"], given, staff)
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.language, mail.is_confidential) == (contact.email, "fr", True)
    token = re.search(r"/contact/consent/([\w-]+)/", mail.text)[1]
    assert find(token, CONSENT) == contact.pk


def test_second_consent_is_refused_while_one_is_in_force(contact: Contact) -> None:
    with pytest.raises(Refused, match="in force already"):
        consents.record_consent(contact, by=None, scope=[], evidence="Akte 13")


def test_asking_sends_a_link_once_a_day() -> None:
    contact = make_contact(consent=False)
    for _time in range(2):
        consents.ask_for_consent(contact)
    assert OutgoingMail.objects.count() == 1
    assert not Consent.objects.exists()


def test_asking_needs_an_address_and_no_consent(contact: Contact) -> None:
    with pytest.raises(Refused, match="agreed already"):
        consents.ask_for_consent(contact)
    with pytest.raises(Refused, match="no e-mail address"):
        consents.ask_for_consent(make_contact(consent=False, email=""))


def test_withdrawal_ends_conversations_and_is_confirmed_by_mail(contact: Contact) -> None:
    thread = _write_to(contact)
    OutgoingMail.objects.all().delete()
    assert consents.withdraw_consent(contact) is True
    assert consents.withdraw_consent(contact) is False
    thread.refresh_from_db()
    assert thread.state == "closed"
    assert sorted(OutgoingMail.objects.values_list("recipient", flat=True)) == [
        "asker@example.org",
        contact.email,
    ]
    assert contact.consents.get().withdrawn_at is not None


def _write_to(contact: Contact) -> Conversation:
    return open_conversation(
        key=uuid.uuid4(), about="contact", about_id=contact.pk, subject=contact.name, subject_language="de",
        asker=Person("Asker", "asker@example.org", "en"), host=Person(contact.name, contact.email, "fr"),
        text="Hello", notice_version="1",
    )  # fmt: skip


def test_erased_person_leaves_nothing_behind(contact: Contact) -> None:
    _write_to(contact)
    consents.withdraw_consent(contact)
    kind = ContentType.objects.get_for_model(Contact)
    LogEntry.objects.create(
        user=make_staff(), content_type=kind, object_id=str(contact.pk), object_repr=NAME, action_flag=CHANGE
    )
    token = issue(purpose=CONSENT, object_id=contact.pk, lifetime=datetime.timedelta(days=1))
    consents.erase_contact(contact)
    consents.erase_contact(contact)  # twice is once
    assert (Contact.objects.count(), Consent.objects.count(), find(token, CONSENT)) == (0, 0, None)
    assert not LogEntry.objects.filter(object_repr=NAME).exists()
    assert not OutgoingMail.objects.filter(recipient=contact.email).exists()
    assert not Conversation.objects.filter(subject=NAME).exists()
    assert not Conversation.objects.filter(participants__name=NAME).exists()
    assert not Token.objects.filter(purpose=CONSENT).exists()


# --- the page behind the link ---------------------------------------------------------------------
def address(contact: Contact) -> str:
    return consent_link(contact).partition("//")[2].partition("/")[2].join(["/", ""])


def test_opening_the_link_changes_nothing_and_tells_everything(client: Client, contact: Contact) -> None:
    response = client.get(address(contact))
    html = response.content.decode()
    assert (response.status_code, dict(response.cookies)) == (200, {})
    assert NAME in html
    assert contact.email in html
    assert "signed form of 3 May 2026" in html
    assert response["Cache-Control"] == "private, no-store"
    assert consents.in_force(contact) is not None


def test_button_takes_the_name_off_at_once(client: Client, contact: Contact) -> None:
    page = address(contact)
    assert client.post(page, {"act": "withdraw"}, follow=True).status_code == 200
    assert naming(client, contact) == []


def test_button_gives_a_consent_whose_evidence_is_the_mail(client: Client) -> None:
    contact = make_contact(consent=False)
    page = address(contact)
    Token.objects.update(created_at=timezone.now() - datetime.timedelta(days=3))
    for _time in range(2):
        client.post(page, {"act": "give", "messages": "on"})
    consent = contact.consents.get()
    day = timezone.localdate() - datetime.timedelta(days=3)
    assert consent.scope == ["messages", "name"]
    assert str(day.year) in consent.evidence
    assert str(day.day) in consent.evidence


def test_consent_without_the_tick_is_to_the_name_only(client: Client) -> None:
    contact = make_contact(consent=False)
    client.post(address(contact), {"act": "give"})
    assert contact.consents.get().scope == ["name"]


def test_person_who_took_it_back_may_agree_again(client: Client, contact: Contact) -> None:
    page = address(contact)
    client.post(page, {"act": "withdraw"})
    client.post(page, {"act": "give"})
    assert [row.withdrawn_at is None for row in contact.consents.order_by("pk")] == [False, True]


def test_erase_button_ends_the_link_too(client: Client, contact: Contact) -> None:
    page = address(contact)
    assert client.post(page, {"act": "erase"}).status_code == 200
    assert not Contact.objects.exists()
    assert client.get(page).status_code == 410
    assert client.post(page, {"act": "give"}).status_code == 410


def test_nonsense_in_the_form_does_nothing(client: Client, contact: Contact) -> None:
    assert client.post(address(contact), {"act": "delete\x00"}).status_code == 302
    assert consents.in_force(contact) is not None


def test_link_from_another_site_cannot_act(client: Client, contact: Contact) -> None:
    page = address(contact)
    assert client.post(page, {"act": "withdraw"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert consents.in_force(contact) is not None


@pytest.mark.parametrize("token", ["x", "a" * 200, "' OR 1=1"])
def test_wrong_link_says_what_to_do(client: Client, token: str) -> None:
    page = reverse("organisations:consent-detail", args=[token])
    assert client.get(page).status_code == 410


def test_expired_link_opens_nothing(client: Client, contact: Contact) -> None:
    page = address(contact)
    Token.objects.update(expires_at=timezone.now())
    assert client.get(page).status_code == 410


@pytest.mark.parametrize("language", ["de", "en", "fr", "pl", "ja", "ar"])
def test_page_speaks_the_language_of_the_person(client: Client, language: str) -> None:
    contact = make_contact(mail_language=language)
    with override("de"):
        page = address(contact)
    assert page.startswith(f"/{language}/")
    assert client.get(page).status_code == 200


def test_new_consent_after_a_withdrawal_is_a_row_of_its_own(contact: Contact) -> None:
    consents.withdraw_consent(contact)
    make_consent(contact)
    assert contact.consents.count() == 2
