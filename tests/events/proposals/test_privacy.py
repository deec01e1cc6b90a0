"""What nobody else may learn, and what is forgotten when."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from events.models import Event, Proposal
from events.proposals import actions
from events.proposals.links import MANAGE, link
from events.proposals.making import Choice
from events.proposals.retention import delete_unconfirmed, erase_decided
from tests.factories import make_city, make_home, make_staff, make_user
from tests.factories_events_proposals import make_proposal
from twinning.accounts.actions import delete_account
from twinning.mail.models import OutgoingMail
from twinning.tokens.models import Token

NOW = "2026-11-26T09:00+01:00"


@pytest.fixture(autouse=True)
def home(db: None) -> Any:
    with time_machine.travel(NOW, tick=True):
        make_home()
        yield


def test_name_and_address_of_proposer_stand_on_no_public_page() -> None:
    row = make_proposal(name="Geheim Muster", email="geheim@example.org", cities=[make_city()])
    event = actions.publish_proposal(row, by=make_staff(), seen=1, choice=Choice())
    client = Client()
    date = event.occurrences.get()
    for address in (event.get_absolute_url(), date.get_absolute_url(), "/de/", "/de/veranstaltungen/"):
        text = client.get(address, follow=True).content.decode()
        assert "geheim" not in text.lower(), address
    for user in (None, make_user(), make_user(is_staff=True)):
        assert not Proposal.objects.visible_to(user).exists()


def test_unconfirmed_go_after_a_week_with_links_and_mails() -> None:
    old, young, confirmed = (make_proposal(state=state) for state in ("draft", "draft", "submitted"))
    actions.send_confirm_link(old)
    Proposal.objects.filter(pk__in=[old.pk, confirmed.pk]).update(
        created_at=timezone.now() - timedelta(days=8)
    )
    assert delete_unconfirmed() == 1
    assert set(Proposal.objects.all()) == {young, confirmed}
    assert not OutgoingMail.objects.exists()
    assert not Token.objects.exists()
    assert delete_unconfirmed() == 0


def test_decided_are_erased_after_so_many_days_and_the_event_stays(settings: Any) -> None:
    settings.EVENT_PROPOSAL_DAYS = 30
    anna, city = make_staff(), make_city()
    row = make_proposal(cities=[city], account=make_user())
    event = actions.publish_proposal(row, by=anna, seen=1, choice=Choice())
    others = [make_proposal(state=state) for state in ("returned", "declined", "withdrawn")]
    sample = make_proposal(state="declined", is_sample=True)
    waiting = make_proposal()
    link(others[0], MANAGE)
    long_ago = timezone.now() - timedelta(days=31)
    Proposal.objects.exclude(pk=others[2].pk).update(decided_at=long_ago)
    assert LogEntry.objects.filter(object_repr=row.title).exists()
    assert erase_decided() == 3
    assert erase_decided() == 0
    for proposal in (row, *others[:2]):
        proposal.refresh_from_db()
        words = (proposal.name, proposal.email, proposal.title, proposal.teaser, proposal.text, proposal.organiser,
                 proposal.website, proposal.message, proposal.account, proposal.organisation)  # fmt: skip
        assert not any(words)
        assert proposal.erased_at
    assert (row.state, row.event, list(row.cities.all())) == ("published", event, [city])
    assert others[0].state == "withdrawn", "nobody answered our question"
    assert Event.objects.published().filter(pk=event.pk).exists()
    assert not OutgoingMail.objects.exists()
    assert not Token.objects.exists()
    assert not LogEntry.objects.filter(object_repr=row.title).exists()
    for kept in (others[2], sample, waiting):
        kept.refresh_from_db()
        assert kept.email


def test_deleting_on_the_desk_takes_links_and_mails_along() -> None:
    row = make_proposal()
    actions.decline_proposal(row, by=make_staff(), seen=1, message="Nein.")
    link(row, MANAGE)
    actions.delete_proposal(row)
    assert not Proposal.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert not Token.objects.exists()
    assert not LogEntry.objects.exists()


def test_with_the_account_go_its_proposals() -> None:
    user = make_user()
    open_one, done = make_proposal(account=user), make_proposal(account=user)
    event = actions.publish_proposal(done, by=make_staff(), seen=1, choice=Choice())
    other = make_proposal()
    delete_account(user)
    done.refresh_from_db()
    assert (done.email, done.name, done.event) == ("", "", event)
    assert set(Proposal.objects.all()) == {done, other}
    kept = OutgoingMail.objects.filter(key__startswith="event-proposal")
    assert not kept.filter(recipient__in=[open_one.email, done.email]).exists()
