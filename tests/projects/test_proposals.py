"""The life of a proposal: what may follow what, who is told in which language, and what comes of it."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from projects import actions
from projects.actions import (
    Draft,
    Overtaken,
    accept_proposal,
    decline_proposal,
    resubmit_proposal,
    return_proposal,
    save_project,
    submit_proposal,
    withdraw_proposal,
)
from projects.models import Project, Proposal, ProposalEvent
from projects.permissions import WAITING_LIMIT, may_change, may_decide, may_propose, may_withdraw
from projects.workflow import TRANSITIONS, Refused, Step
from tests.factories import make_city, make_home, make_staff, make_user
from tests.factories_projects import make_project, make_proposal, make_theme
from tests.feedback.threads import together
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


@pytest.fixture
def marie() -> User:
    return make_user("marie@example.org", name="Marie", preferred_language="fr")


def draft(**fields: Any) -> Draft:
    values = {
        "language": "fr",
        "title": "Un chœur commun",
        "summary": "Deux chœurs chantent ensemble.",
        "text": "Nous répétons.\n\nPuis <b>nous</b> chantons.",
        "partners": "Chœur de Rouen",
        "starts_on": date(2026, 3, 1),
    }
    return Draft(**values | fields)


def send(by: User, key: UUID | None = None, **fields: Any) -> Proposal:
    return submit_proposal(draft(**fields), key=key or uuid4(), by=by)


def mails() -> list[tuple[str, str, str]]:
    rows = OutgoingMail.objects.order_by("pk").values_list("recipient", "language", "subject")
    return list(rows)


def kinds(proposal: Proposal) -> list[str]:
    return list(proposal.events.values_list("kind", flat=True))


# --- sending --------------------------------------------------------------------------------------
def test_new_proposal_waits_and_both_sides_are_told(marie: User) -> None:
    proposal = send(marie, cities=[make_city("rouen")], themes=[make_theme("music")])
    assert (proposal.state, proposal.submitted_by, kinds(proposal)) == ("submitted", marie, ["submitted"])
    assert [row.slug for row in proposal.cities.all()] == ["rouen"]
    assert [row.key for row in proposal.themes.all()] == ["music"]
    assert [(to, language) for to, language, _subject in mails()] == [
        ("marie@example.org", "fr"),
        ("office@example.org", "de"),
    ]


def test_sending_the_same_form_twice_makes_one_row(marie: User) -> None:
    key = uuid4()
    assert send(marie, key) == send(marie, key)
    assert (Proposal.objects.count(), ProposalEvent.objects.count(), len(mails())) == (1, 1, 2)


def test_other_words_or_another_person_make_another_row(marie: User) -> None:
    key = uuid4()
    rows = {send(marie, key).pk, send(marie, key, title="Autre").pk, send(make_user(), key).pk}
    assert len(rows) == 3


@pytest.mark.django_db(transaction=True)
def test_five_identical_submissions_at_once_make_one_row(marie: User) -> None:
    key = uuid4()
    assert together(5, lambda: send(marie, key)) == []
    assert (Proposal.objects.count(), ProposalEvent.objects.count(), len(mails())) == (1, 1, 2)


def test_so_many_may_wait_at_once_and_a_repeated_one_still_counts_as_sent(marie: User) -> None:
    key = uuid4()
    first = send(marie, key)
    for _number in range(WAITING_LIMIT - 1):
        make_proposal(marie)
    assert may_propose(marie)[0] is False
    assert send(marie, key) == first
    with pytest.raises(Refused):
        send(marie, title="Encore")
    assert may_propose(make_user()) == (True, "")


# --- asking back ----------------------------------------------------------------------------------
def test_returned_proposal_comes_back_corrected(marie: User) -> None:
    proposal = send(marie)
    anna = make_staff(name="Anna")
    returned = return_proposal(proposal, by=anna, message="Wer singt?", seen=1)
    assert (returned.state, returned.message, returned.decided_by, returned.version) == (
        "returned",
        "Wer singt?",
        anna,
        2,
    )
    corrected = resubmit_proposal(proposal, draft(partners="Deux chœurs"), by=marie)
    assert (corrected.state, corrected.partners, corrected.message) == ("submitted", "Deux chœurs", "")
    assert (corrected.decided_at, corrected.decided_by, corrected.version) == (None, None, 3)
    assert kinds(proposal) == ["submitted", "returned", "resubmitted"]
    assert [to for to, _language, _subject in mails()] == [
        "marie@example.org",
        "office@example.org",
        "marie@example.org",
        "marie@example.org",
        "office@example.org",
    ]


def test_question_stands_in_the_mail(marie: User) -> None:
    return_proposal(send(marie), by=make_staff(), message="Wer singt?\nUnd wo?", seen=1)
    mail = OutgoingMail.objects.latest("pk")
    assert mail.recipient == "marie@example.org"
    assert "Wer singt?\nUnd wo?" in mail.text
    assert "Wer singt?<br>Und wo?" in mail.html
    assert "/fr/" in mail.text


def test_sending_the_correction_twice_is_one_correction(marie: User) -> None:
    proposal = make_proposal(marie, state="returned")
    correction = draft(title="Autre")
    first = resubmit_proposal(proposal, correction, by=marie)
    assert resubmit_proposal(proposal, correction, by=marie).version == first.version
    with pytest.raises(Refused):
        resubmit_proposal(proposal, replace(correction, title="Encore"), by=marie)


# --- deciding -------------------------------------------------------------------------------------
def test_accepted_proposal_becomes_a_draft_in_the_language_of_its_sender(marie: User) -> None:
    rouen, theme = make_city("rouen"), make_theme("music")
    proposal = send(marie, cities=[rouen], themes=[theme], website="https://example.org")
    project = accept_proposal(proposal, by=make_staff(), seen=1)
    project.refresh_from_db()
    assert (project.slug, project.state, project.stage, project.proposed_by) == (
        "un-choeur-commun",
        "draft",
        "running",
        marie,
    )
    assert (project.title_fr, project.title_de, project.summary_fr) == (
        "Un chœur commun",
        None,
        "Deux chœurs chantent ensemble.",
    )
    assert project.story_fr == "<p>Nous répétons.</p>\n\n<p>Puis &lt;b&gt;nous&lt;/b&gt; chantons.</p>"
    assert [(str(row), row.role) for row in project.participations.all()] == [
        (str(project.participations.first()), "partner"),
        (str(rouen), "partner"),
    ]
    assert (project.participations.first().is_home, list(project.themes.all())) == (True, [theme])
    assert "Chœur de Rouen" in project.staff_note
    assert "https://example.org" in project.staff_note
    proposal.refresh_from_db()
    assert (proposal.state, proposal.project) == ("accepted", project)


def test_japanese_title_gets_a_word_and_a_taken_word_gets_a_number(marie: User) -> None:
    make_project("un-choeur-commun")
    former = make_project("x")
    former.slug = "y"
    save_project(former)
    words = [
        accept_proposal(send(marie, title=title, language=language), by=make_staff(), seen=1).slug
        for title, language in [("Un chœur commun", "fr"), ("折り鶴", "ja"), ("歌", "ja"), ("X", "en")]
    ]
    assert words == ["un-choeur-commun-2", "project", "project-2", "x-2"]


@pytest.mark.parametrize(
    ("starts", "ends", "stage"),
    [(-10, None, "running"), (-10, 10, "running"), (10, None, "planned"), (-10, -1, "finished")],
)
def test_stage_follows_from_the_dates(marie: User, starts: int, ends: int | None, stage: str) -> None:
    today = timezone.localdate()
    dates = {"starts_on": today + timedelta(starts), "ends_on": ends and today + timedelta(ends)}
    assert accept_proposal(send(marie, **dates), by=make_staff(), seen=1).stage == stage


def test_sender_gets_the_address_once_when_the_page_is_public(marie: User) -> None:
    project = accept_proposal(send(marie), by=make_staff(), seen=1)
    project.title_de, project.summary_de = "Ein Chor", "Zwei Chöre."
    save_project(project)
    before = len(mails())
    project.state = "published"
    save_project(project)
    save_project(project)
    mail = OutgoingMail.objects.latest("pk")
    assert len(mails()) == before + 1
    assert (mail.recipient, mail.language) == ("marie@example.org", "fr")
    assert project.get_absolute_url("fr") in mail.text


def test_publication_that_lies_ahead_is_named_in_the_mail(marie: User) -> None:
    project = accept_proposal(send(marie), by=make_staff(), seen=1)
    project.state, project.publish_from = "published", timezone.now() + timedelta(days=400)
    save_project(project)
    year = timezone.localtime(project.publish_from).year
    assert str(year) in OutgoingMail.objects.latest("pk").text


def test_declined_proposal_tells_the_reason(marie: User) -> None:
    proposal = send(marie)
    declined = decline_proposal(proposal, by=make_staff(), message="Kein Partner dabei.", seen=1)
    assert (declined.state, kinds(proposal)) == ("declined", ["submitted", "declined"])
    assert "Kein Partner dabei." in OutgoingMail.objects.latest("pk").text
    assert not Project.objects.exists()


def test_withdrawing_ends_it_and_twice_is_once(marie: User) -> None:
    proposal = send(marie)
    withdraw_proposal(proposal, by=marie)
    withdraw_proposal(proposal, by=marie)
    assert kinds(proposal) == ["submitted", "withdrawn"]


# --- the table ------------------------------------------------------------------------------------
ACTS = {
    Step.RESUBMIT: lambda row, staff: resubmit_proposal(row, draft(title="Autre"), by=row.submitted_by),
    Step.WITHDRAW: lambda row, staff: withdraw_proposal(row, by=row.submitted_by),
    Step.ASK_BACK: lambda row, staff: return_proposal(row, by=staff, message="?", seen=row.version),
    Step.DECLINE: lambda row, staff: decline_proposal(row, by=staff, message="!", seen=row.version),
    Step.ACCEPT: lambda row, staff: accept_proposal(row, by=staff, seen=row.version),
}


@pytest.mark.parametrize("state", Proposal.State.values)
@pytest.mark.parametrize("step", Step)
def test_nothing_happens_that_the_table_does_not_know(state: str, step: Step) -> None:
    proposal = make_proposal(state=state)
    if step in TRANSITIONS[state]:
        ACTS[step](proposal, make_staff())
        proposal.refresh_from_db()
        assert proposal.state == TRANSITIONS[state][step]
    elif state == "withdrawn" and step == Step.WITHDRAW:
        assert ACTS[step](proposal, make_staff()).version == 1
    else:
        with pytest.raises(Refused):
            ACTS[step](proposal, make_staff())
        proposal.refresh_from_db()
        assert (proposal.state, proposal.version, kinds(proposal)) == (state, 1, [])


@pytest.mark.parametrize("state", Proposal.State.values)
def test_pages_offer_what_the_table_knows(state: str) -> None:
    proposal = make_proposal(state=state)
    owner, staff = proposal.submitted_by, make_staff()
    offered = {Step.RESUBMIT: may_change(owner, proposal)[0], Step.WITHDRAW: may_withdraw(owner, proposal)[0]}
    offered |= {
        step: may_decide(staff, proposal, step)[0] for step in (Step.ASK_BACK, Step.ACCEPT, Step.DECLINE)
    }
    assert {step for step, allowed in offered.items() if allowed} == set(TRANSITIONS[state])


def test_each_no_has_its_reason() -> None:
    proposal = make_proposal()
    other, helper = make_user(), make_user(is_staff=True)
    verdicts = [
        may_change(other, proposal),
        may_withdraw(other, proposal),
        may_change(proposal.submitted_by, proposal),
        may_decide(helper, proposal, Step.DECLINE),
        may_decide(make_staff(), make_proposal(state="declined"), Step.ACCEPT),
    ]
    assert [allowed for allowed, _reason in verdicts] == [False] * 5
    assert all(reason for _allowed, reason in verdicts)


# --- two at once ----------------------------------------------------------------------------------
def test_who_decides_on_an_old_page_is_told_and_nothing_is_stored(marie: User) -> None:
    proposal = send(marie)
    decline_proposal(proposal, by=make_staff(name="Anna"), message="Nein.", seen=1)
    before = mails()
    with pytest.raises(Overtaken) as refusal:
        accept_proposal(proposal, by=make_staff(name="Ben"), seen=1)
    assert "Anna" in str(refusal.value)
    assert (Project.objects.count(), mails(), kinds(proposal)) == (0, before, ["submitted", "declined"])


def test_old_page_is_old_too_when_the_sender_has_corrected_meanwhile(marie: User) -> None:
    proposal = send(marie)
    return_proposal(proposal, by=make_staff(), message="?", seen=1)
    resubmit_proposal(proposal, draft(title="Autre"), by=marie)
    with pytest.raises(Overtaken):
        decline_proposal(proposal, by=make_staff(), message="Nein.", seen=1)


def decide_at_once(proposal: Proposal) -> list[BaseException]:
    """Two people press different buttons in the same moment."""
    anna, ben = make_staff(name="Anna"), make_staff(name="Ben")
    acts = iter(
        [
            lambda: accept_proposal(proposal, by=anna, seen=1),
            lambda: decline_proposal(proposal, by=ben, message="Nein.", seen=1),
        ]
    )
    taking = threading.Lock()

    def act() -> None:
        with taking:
            mine = next(acts)
        mine()

    return together(2, act)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_the_second_is_told(marie: User, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = send(marie)
    known = actions.next_state
    monkeypatch.setattr(actions, "next_state", lambda *args: (sleep(0.3), known(*args))[1])
    errors = decide_at_once(proposal)
    assert [type(error) for error in errors] == [Overtaken]
    assert len(kinds(proposal)) == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_decide(marie: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the same two in the same harness."""
    proposal = send(marie)
    known = actions.next_state
    monkeypatch.setattr(actions, "_locked", lambda row: Proposal.objects.get(pk=row.pk))
    monkeypatch.setattr(actions, "next_state", lambda *args: (sleep(0.3), known(*args))[1])
    assert decide_at_once(proposal) == []
    assert sorted(kinds(proposal)) == ["accepted", "declined", "submitted"]


@pytest.mark.django_db(transaction=True)
def test_withdrawing_while_the_office_accepts_ends_in_one_of_both(
    marie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = send(marie)
    anna, known = make_staff(), actions.next_state
    monkeypatch.setattr(actions, "next_state", lambda *args: (sleep(0.3), known(*args))[1])
    acts = [
        lambda: accept_proposal(proposal, by=anna, seen=1),
        lambda: withdraw_proposal(proposal, by=marie),
    ]
    errors = together(2, lambda: acts.pop()())
    proposal.refresh_from_db()
    assert len(errors) == 1
    assert (proposal.state == "accepted") == Project.objects.exists()


# --- keeping --------------------------------------------------------------------------------------
def test_decided_proposals_are_erased_with_their_mails_after_a_year(
    marie: User, capsys: pytest.CaptureFixture
) -> None:
    project = accept_proposal(send(marie), by=make_staff(), seen=1)
    decline_proposal(send(marie, title="Autre"), by=make_staff(), message="Nein.", seen=1)
    withdraw_proposal(send(marie, title="Encore"), by=marie)
    waiting = send(marie, title="Toujours")
    with time_machine.travel(timezone.now() + timedelta(days=364)):
        call_command("purge_proposals")
        assert Proposal.objects.count() == 4
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        call_command("purge_proposals", "--dry-run")
        assert Proposal.objects.count() == 4
        call_command("purge_proposals")
    assert list(Proposal.objects.all()) == [waiting]
    assert [to for to, _language, _subject in mails()] == ["marie@example.org", "office@example.org"]
    assert Project.objects.get() == project
    assert capsys.readouterr().out.splitlines() == [
        "project proposals: 0 erased",
        "project proposals: 3 to erase",
        "project proposals: 3 erased",
    ]
