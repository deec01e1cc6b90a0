"""The life of a proposal: every step in every state, who is told in which language, and what comes of it."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection

from events.editing.actions import save_event
from events.models import Event, Occurrence, Proposal, Venue
from events.proposals import actions
from events.proposals.making import Choice
from events.proposals.workflow import TRANSITIONS, Overtaken, Refused, Step, can, next_state
from tests.factories import make_city, make_home, make_staff, make_user
from tests.factories_events import make_venue
from tests.factories_events_proposals import make_draft, make_proposal
from tests.factories_organisations import make_organisation
from tests.factories_projects import make_theme
from twinning.mail.models import OutgoingMail
from twinning.tokens.models import Token

State = Proposal.State
NOW = "2026-11-26T09:00+01:00"

CELLS = {
    ("draft", "confirm"): "submitted",
    ("draft", "withdraw"): "withdrawn",
    ("submitted", "change"): "submitted",
    ("submitted", "withdraw"): "withdrawn",
    ("submitted", "publish"): "published",
    ("submitted", "return"): "returned",
    ("submitted", "decline"): "declined",
    ("returned", "change"): "submitted",
    ("returned", "withdraw"): "withdrawn",
    ("returned", "decline"): "declined",
    ("returned", "lapse"): "withdrawn",
}


@pytest.fixture(autouse=True)
def home(db: None) -> Any:
    with time_machine.travel(NOW, tick=True):
        make_home()
        yield


def mails() -> list[tuple[str, str]]:
    rows = OutgoingMail.objects.order_by("pk").values_list("recipient", "language", "key")
    return [(f"{recipient} {language}", key.split("-", 3)[3]) for recipient, language, key in rows]


def test_table_has_just_these_cells() -> None:
    assert set(TRANSITIONS) == set(State.values)
    for state in State.values:
        for step in Step:
            proposal, wanted = Proposal(state=state), CELLS.get((state, step.value))
            assert can(proposal, step) is (wanted is not None), (state, step)
            if wanted:
                assert next_state(proposal, step) == wanted
                continue
            with pytest.raises(Refused) as refusal:
                next_state(proposal, step)
            assert str(refusal.value)


def steps() -> dict[str, Callable[[Proposal, Any], Any]]:
    return {
        "confirm": lambda row, by: actions.confirm_proposal(row),
        "change": lambda row, by: actions.change_proposal(row, make_draft(language="de"), seen=row.version),
        "withdraw": lambda row, by: actions.withdraw_proposal(row),
        "publish": lambda row, by: actions.publish_proposal(
            row, by=by, seen=row.version, choice=Choice(is_draft=True)
        ),
        "return": lambda row, by: actions.return_proposal(row, by=by, seen=row.version, message="Wann?"),
        "decline": lambda row, by: actions.decline_proposal(row, by=by, seen=row.version, message="Nein."),
    }


def test_every_verb_in_every_state_obeys_the_table() -> None:
    anna = make_staff(name="Anna")
    again = {("withdrawn", "withdraw"), *((state, "confirm") for state in State.values if state != "draft")}
    for state in State.values:
        for name, act in steps().items():
            proposal = make_proposal(state=state)
            wanted = CELLS.get((state, name))
            if wanted or (state, name) in again:
                act(proposal, anna)
            else:
                with pytest.raises(Refused):
                    act(proposal, anna)
            proposal.refresh_from_db()
            assert proposal.state == (wanted or state), (state, name)


# --- sending --------------------------------------------------------------------------------------
def test_proposal_without_account_is_confirmed_before_anybody_reads_it() -> None:
    key, draft = uuid4(), make_draft(cities=[make_city("rouen")], themes=[make_theme("music")])
    proposal = actions.submit_proposal(draft, key=key, name="Marie", email="Marie@example.org")
    assert (proposal.state, proposal.submitted_at) == ("draft", None)
    assert [city.slug for city in proposal.cities.all()] == ["rouen"]
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.language) == ("Marie@example.org", "fr")
    assert "Concert" not in mail.text + mail.html, (
        "nothing that was typed goes to an address nobody confirmed"
    )
    # The same form again is the same row; other words are another one.
    assert actions.submit_proposal(draft, key=key, name="Marie", email="marie@example.org").pk == proposal.pk
    other = actions.submit_proposal(
        make_draft(title="Autre"), key=key, name="Marie", email="marie@example.org"
    )
    assert other.pk != proposal.pk
    actions.confirm_proposal(proposal)
    actions.confirm_proposal(proposal)
    proposal.refresh_from_db()
    assert (proposal.state, bool(proposal.confirmed_at)) == ("submitted", True)
    assert mails()[2:] == [("Marie@example.org fr", "received-2"), ("office@example.org de", "to_office-2")]
    assert "/manage/" in OutgoingMail.objects.get(key__endswith="received-2").text


def test_proposal_with_account_goes_to_the_office_at_once() -> None:
    marie = make_user("marie@example.org", name="Marie")
    group = make_organisation(name="Chœur de Rouen")
    proposal = actions.submit_proposal(
        make_draft(organisation=group), key=uuid4(), name="Marie", email=marie.email, account=marie
    )
    assert (proposal.state, proposal.organisation) == ("submitted", group)
    assert mails() == [("marie@example.org fr", "received-2"), ("office@example.org de", "to_office-2")]
    assert not Token.objects.exists(), "the page is behind the log-in"


def test_address_has_a_limit_and_first_link_is_sent_three_times() -> None:
    for _number in range(actions.PER_ADDRESS):
        make_proposal(email="marie@example.org", state="draft")
    make_proposal(email="marie@example.org", state="declined")
    with pytest.raises(Refused):
        actions.submit_proposal(make_draft(), key=uuid4(), name="Marie", email="MARIE@example.org")
    row = make_proposal(state="draft", email="other@example.org")
    assert [actions.send_confirm_link(row) for _number in range(5)] == [2, 1, 0, 0, 0]
    assert OutgoingMail.objects.filter(recipient="other@example.org").count() == 3


# --- the office decides -----------------------------------------------------------------------------
def test_answers_reach_proposer_in_the_language_they_wrote_in() -> None:
    anna = make_staff(name="Anna", preferred_language="de")
    for language in ("fr", "ja", "ar"):
        row = make_proposal(language=language, email=f"{language}@example.org")
        actions.return_proposal(row, by=anna, message="?!", seen=1)
        row.refresh_from_db()
        actions.change_proposal(row, make_draft(language=language), seen=2)
        row.refresh_from_db()
        assert (row.state, row.decided_at, row.message) == ("submitted", None, "?!")
        actions.decline_proposal(row, by=anna, message="!!", seen=3)
        found = OutgoingMail.objects.filter(recipient=row.email).order_by("pk")
        assert {mail.language for mail in found} == {language}
        assert [mail.key.split("-", 3)[3] for mail in found] == ["returned-2", "received-3", "declined-4"]
        assert "?!" in found[0].text
        assert "!!" in found[2].text


def test_decision_on_an_old_page_stores_nothing() -> None:
    anna, bert = make_staff(name="Anna"), make_staff(name="Bert")
    row = make_proposal()
    actions.change_proposal(row, make_draft(language="de"), seen=1)
    with pytest.raises(Overtaken):
        actions.publish_proposal(row, by=anna, seen=1, choice=Choice())
    actions.decline_proposal(row, by=anna, seen=2, message="Nein.")
    with pytest.raises(Overtaken, match="Anna"):
        actions.return_proposal(row, by=bert, seen=2, message="Wann?")
    with pytest.raises(Refused):
        actions.return_proposal(make_proposal(), by=bert, seen=1, message="  ")
    assert Event.objects.count() == 0


def test_published_proposal_becomes_event_with_date_and_venue() -> None:
    anna, hiroshima = (
        make_staff(),
        make_city("hiroshima", time_zone="Asia/Tokyo", country="JP", name_de="Hiroshima"),
    )
    row = make_proposal(
        cities=[hiroshima], themes=[make_theme("peace")], time_zone="Asia/Tokyo", title="Tausend Kraniche",
        text="Eins.\n\nZwei <b>.", is_free=False, price_note="5 €", place="Friedensmuseum, 1-2 Nakajima",
    )  # fmt: skip
    event = actions.publish_proposal(row, by=anna, seen=1, choice=Choice(city=hiroshima))
    again = actions.publish_proposal(row, by=anna, seen=1, choice=Choice(city=hiroshima))
    assert again == event
    assert Event.objects.count() == 1
    assert (event.slug, event.state, event.origin) == ("tausend-kraniche", "published", "form")
    assert event.text_de == "<p>Eins.</p>\n\n<p>Zwei &lt;b&gt;.</p>"
    assert (event.organiser, event.price_note_de) == ("Verein Muster", "5 €")
    date = Occurrence.objects.get()
    assert (date.starts_at, date.time_zone, date.second_city) == (row.starts_at, "Asia/Tokyo", hiroshima)
    assert (date.venue.name_de, date.venue.street, date.venue.city) == (
        "Friedensmuseum", "1-2 Nakajima", hiroshima,
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.event, row.decided_by) == ("published", event, anna)
    mail = OutgoingMail.objects.get(recipient=row.email)
    assert event.get_absolute_url("de") in mail.text
    # The same title again gets a word of its own, the chosen venue no twin; who is in the directory is linked.
    hall, group = make_venue("Saal"), make_organisation(name="Verein")
    second = make_proposal(title="Tausend Kraniche", organisation=group)
    other = actions.publish_proposal(second, by=anna, seen=1, choice=Choice(venue=hall))
    assert other.slug == "tausend-kraniche-2"
    assert other.occurrences.get().venue == hall
    assert (other.organiser, list(other.organisations.all())) == ("", [group])
    assert Venue.objects.count() == 2


def test_draft_is_told_twice_once_accepted_and_once_public() -> None:
    anna = make_staff()
    row = make_proposal(language="fr", attendance="online", place="", website="https://example.org/live")
    with pytest.raises(Refused):
        actions.publish_proposal(row, by=anna, seen=1, choice=Choice())
    row.refresh_from_db()
    assert row.state == "submitted"
    assert Event.objects.count() == 0
    event = actions.publish_proposal(row, by=anna, seen=1, choice=Choice(is_draft=True))
    date = event.occurrences.get()
    assert (event.state, event.title_fr, date.venue, date.online_url) == (
        "draft", row.title, None, "https://example.org/live",
    )  # fmt: skip
    event.title_de, event.teaser_de, event.state = "Lesung", "Ein Satz.", "published"
    event.publish_from = datetime.fromisoformat("2026-12-24T09:00+01:00")
    save_event(event)
    save_event(event)
    assert [kind for _who, kind in mails()] == ["accepted-2", "published"]
    assert "24 décembre 2026" in OutgoingMail.objects.get(key__endswith="published").text
    over = make_proposal(starts_at=row.created_at.replace(year=2025))
    with pytest.raises(Refused):
        actions.publish_proposal(over, by=anna, seen=1, choice=Choice())


def decided_by_two(row: Proposal) -> list[str]:
    """Two officers press "publish" at the same moment; what each of them heard."""
    officers = [make_staff(name=name) for name in ("Anna", "Bert")]
    gate, found = threading.Barrier(2), []

    def decide(by: Any) -> None:
        gate.wait()
        try:
            actions.publish_proposal(row, by=by, seen=1, choice=Choice())
            found.append("done")
        except Overtaken:
            found.append("overtaken")
        except IntegrityError:
            found.append("clash")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[by]) for by in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_make_one_event(monkeypatch: pytest.MonkeyPatch) -> None:
    assert decided_by_two(make_proposal()) == ["done", "overtaken"]
    assert Event.objects.count() == 1
    # Without the lock nobody is told: the harness shows the race that the lock prevents.
    both = threading.Barrier(2)

    def unlocked(proposal: Proposal) -> Proposal:
        row = Proposal.objects.get(pk=proposal.pk)
        both.wait(timeout=5)
        return row

    row = make_proposal()
    monkeypatch.setattr(
        actions, "_locked", lambda one: unlocked(one) if one.pk and not one.decided_at else one
    )
    assert "overtaken" not in decided_by_two(row)


@pytest.mark.django_db(transaction=True)
def test_same_form_sent_twice_at_once_makes_one_row() -> None:
    key, gate, found = uuid4(), threading.Barrier(2), []

    def send() -> None:
        gate.wait()
        row = actions.submit_proposal(make_draft(), key=key, name="Marie", email="marie@example.org")
        found.append(row.pk)
        connection.close()

    threads = [threading.Thread(target=send) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert (Proposal.objects.count(), OutgoingMail.objects.count()) == (1, 1)
