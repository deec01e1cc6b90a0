"""A partner abroad confirms behind a mailed link: once, in its language, and only while that still counts."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from projects.grants import actions as grants
from projects.grants.models import Application, Event, PartnerAbroad
from projects.grants.partnership import actions
from projects.grants.partnership.mails import PURPOSE
from projects.grants.workflow import Refused
from tests.factories import make_home, make_user
from tests.factories_grants import make_application
from tests.factories_grants_records import make_team_member
from twinning.mail.models import OutgoingMail
from twinning.tokens.models import Token

pytestmark = pytest.mark.django_db


def mails(what: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(key__startswith=f"grants-partner-{what}").order_by("pk"))


def link() -> str:
    """Address in the newest mail to the partner."""
    return re.search(r"https?://[^/]+(/\S+)", mails("asked")[-1].text).group(1)


def reply(address: str, act: str = "confirm", name: str = "Aiko Tanaka", **fields: Any) -> Any:
    client = Client()
    found = re.search(r'name="key" value="([^"]+)"', client.get(address).text)
    data = {"key": found.group(1) if found else "", "name": name, "act": act, **fields}
    return client.post(address, data)


def ask_again(partner: PartnerAbroad) -> None:
    PartnerAbroad.objects.filter(pk=partner.pk).update(asked_at=timezone.now() - timedelta(days=2))
    actions.ask(partner.application, partner, by=partner.application.created_by)


@pytest.fixture
def partner() -> PartnerAbroad:
    make_home()
    row = make_application().partners.get()
    row.email, row.language, row.contact_name = "aiko@example.jp", "fr", "Aiko"
    row.save()
    return row


@pytest.fixture
def asked(partner: PartnerAbroad) -> PartnerAbroad:
    return actions.ask(partner.application, partner, by=partner.application.created_by)


def test_ask_button_mails_one_link_in_the_language_of_the_partner(partner: PartnerAbroad) -> None:
    application = partner.application
    person = application.created_by
    client = Client()
    client.force_login(person)
    step = reverse("grants:step-partner", kwargs={"uuid": application.uuid})
    button = reverse("grants:partner-ask", kwargs={"uuid": application.uuid, "pk": partner.pk})
    assert button in client.get(step).text
    assert client.post(button, {"next": step}).headers["Location"] == f"{step}#confirmations"
    client.post(button)
    assert [(mail.recipient, mail.language) for mail in mails("asked")] == [("aiko@example.jp", "fr")]
    assert link().startswith("/fr/")
    assert mails("asked")[0].is_confidential
    page = client.get(step).text
    assert button not in page
    stranger = Client()
    stranger.force_login(make_user())
    assert stranger.post(button).status_code == 404
    with pytest.raises(Refused):
        actions.ask(application, partner, by=make_user())


def test_confirmation_counts_once_and_tells_the_applicant(asked: PartnerAbroad) -> None:
    application = asked.application
    page = Client().get(link())
    assert application.title in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not page.cookies
    assert reply(link(), name="").status_code == 422
    assert reply(link(), act="").status_code == 422
    assert not mails("answered")
    assert reply(link(), comment="Avec plaisir").status_code == 302
    reply(link(), act="decline", name="Somebody else")
    asked.refresh_from_db()
    assert (bool(asked.confirmed_at), asked.confirmed_by, asked.refused_at) == (True, "Aiko Tanaka", None)
    event = Event.objects.get(application=application, code="partner_confirmed")
    assert (event.actor_name, event.reason, event.is_applicant) == ("Aiko Tanaka", "Avec plaisir", False)
    assert [mail.recipient for mail in mails("answered")] == [application.created_by.email]
    assert "Avec plaisir" in mails("answered")[0].text
    client = Client()
    client.force_login(application.created_by)
    html = client.get(application.get_absolute_url()).text
    assert "Avec plaisir" in html
    assert "Aiko Tanaka" in html
    with pytest.raises(Refused):
        ask_again(asked)


def test_a_partner_who_declined_may_be_asked_again(asked: PartnerAbroad) -> None:
    first = link()
    reply(first, act="decline", comment="Pas cette année")
    asked.refresh_from_db()
    assert asked.refused_at
    actions.ask(asked.application, asked, by=asked.application.created_by)
    assert link() != first
    assert Client().get(first).status_code == 410, "only the newest link works"
    assert reply(link()).status_code == 302
    asked.refresh_from_db()
    assert asked.confirmed_at
    assert asked.refused_at is None
    assert len(mails("answered")) == 2


def test_links_that_are_wrong_expired_or_late_open_nothing(asked: PartnerAbroad) -> None:
    address = link()
    wrong = reverse("grants:partner-confirm", kwargs={"token": "wrong"})
    assert Client().get(wrong).status_code == 410
    assert reply(wrong).status_code == 410
    application = asked.application
    for state in ("withdrawn", "expired", "rejected", "inadmissible"):
        Application.objects.filter(pk=application.pk).update(
            state=state, number=f"HF-{state}", submitted_at=timezone.now(), snapshot={}
        )
        if state != "rejected":
            assert Client().get(address).status_code == 410, state
            with pytest.raises(Refused):
                actions.answer(asked, name="A", comment="", agrees=True)
    # Nothing tells a decision before its letter.
    Application.objects.filter(pk=application.pk).update(state="rejected")
    assert Client().get(address).status_code == 200
    Token.objects.filter(purpose=PURPOSE).update(expires_at=timezone.now())
    assert Client().get(address).status_code == 410
    assert not mails("answered")


def test_another_address_makes_link_and_answer_void(asked: PartnerAbroad) -> None:
    application = asked.application
    first = link()
    reply(first)

    def write(locked: Application) -> None:
        before = actions.addresses(locked)
        locked.partners.update(email="other@example.jp")
        actions.lapse(locked, before)

    grants.save_step(application, "partner", user=application.created_by, version=0, write=write)
    asked.refresh_from_db()
    assert (asked.confirmed_at, asked.confirmed_by, asked.asked_at) == (None, "", None)
    assert Client().get(first).status_code == 410
    asked.delete()
    with pytest.raises(Refused):
        actions.ask(application, PartnerAbroad(pk=99999999), by=application.created_by)


def test_the_office_may_ask_but_not_a_tied_member(partner: PartnerAbroad) -> None:
    application = grants.submit(partner.application, user=partner.application.created_by)
    officer = make_team_member("officer")
    with pytest.raises(Refused):
        actions.ask(application, partner, by=make_team_member("reviewer"))
    actions.ask(application, partner, by=officer)
    assert len(mails("asked")) == 1


def test_asking_stops_at_ten_mails_a_day(partner: PartnerAbroad) -> None:
    for _index in range(actions.MOST):
        Event.objects.create(application=partner.application, code="partner_asked")
    with pytest.raises(Refused):
        actions.ask(partner.application, partner, by=partner.application.created_by)
    with translation.override("en"):
        assert mails("asked") == []
