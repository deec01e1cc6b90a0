"""The case page: what each role sees and may do, acts with everything that stands against them, twins, ties, races."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from projects.grants import actions, office_actions, workflow
from projects.grants.models import (
    Applicant,
    Application,
    ChangeRequest,
    Check,
    Conflict,
    Event,
    Note,
    Review,
    TextBlock,
)
from projects.grants.office.changes import names
from projects.grants.office.similar import earlier, similar
from tests.factories import make_user
from tests.factories_grants import make_application
from tests.factories_grants_office import in_days, make_free, make_in_check, make_sent, page_of
from tests.factories_grants_records import make_team_member
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail

TEXT = "Zwölf Jugendliche schreiben."
ASKED = {"sections": ["time"], "text": "Wann?", "answer_by": in_days(9).isoformat()}


@pytest.fixture
def officer(db: None) -> User:
    return make_team_member("officer", name="Ona Amt")


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def act(client: Client, case: Application, name: str, **typed: Any) -> Any:
    """Press a button of the case page."""
    with override("en"):
        return client.post(
            page_of(case, "act", name), {"seen": case.state, **typed}, headers={"accept-language": "en"}
        )


# --- who sees and does what -----------------------------------------------------------------------
def test_page_shows_each_role_its_part(client: Client, officer: User) -> None:
    case = make_in_check(officer, short_text=TEXT)
    office_actions.add_note(case, by=officer, text="Nur fürs Büro")
    # Role -> sees the text, sees notes, may ask for changes, may assign.
    expected = {
        "officer": (True, True, True, True),
        "lead": (True, True, True, True),
        "decider": (True, True, False, False),
        "finance": (False, False, False, False),
        "reviewer": (False, False, False, False),
    }
    for role, cells in expected.items():
        user = make_team_member(role)
        make_free(user, case)
        client.force_login(user)
        response = client.get(page_of(case))
        text = response.content.decode()
        found = (TEXT in text, "Nur fürs Büro" in text, "act/request_changes" in text, "act/assign" in text)
        assert (role, found) == (role, cells)
        assert (response.status_code == 200) == cells[0]


def test_only_officers_act_and_nobody_decides_alone(client: Client, officer: User) -> None:
    case = make_in_check(officer)
    cells = {"decider": 403, "finance": 403, "reviewer": 403, "officer": 302, "lead": 302}
    for role, status in cells.items():
        user = make_team_member(role)
        make_free(user, case)
        client.force_login(user)
        assert (role, act(client, case, "check", code="city", verdict="ok").status_code) == (role, status)
        assert (role, act(client, case, "set_due", due_on=in_days(9)).status_code) == (role, status)
    client.force_login(officer)
    for name in ("approve", "reject", "withdraw", "nonsense"):
        assert act(client, case, name).status_code == 404
    case.refresh_from_db()
    assert (case.state, case.due_on) == ("in_check", in_days(9))


def make_sibling(case: Application, **fields: Any) -> Application:
    """Another application of the same applicant, sent."""
    person = make_user()
    case.applicant.members.create(user=person, role="signatory")
    other = make_application(person, **fields)
    Application.objects.filter(pk=other.pk).update(applicant=case.applicant)
    other.refresh_from_db()
    return actions.submit(other, user=person)


def test_page_costs_the_same_for_one_and_three(desk: Client, officer: User) -> None:
    case = make_in_check(officer)
    make_sibling(case)
    desk.get(page_of(case))
    with CaptureQueriesContext(connection) as one:
        desk.get(page_of(case))
    for _number in range(2):
        make_sibling(case)
        office_actions.add_note(case, by=officer, text="Noch eine")
        case.partners.create(name="Bühne", city=case.cities.get())
        case.costs.create(head="B1", text="Raum", unit_price=100)
    with CaptureQueriesContext(connection) as three:
        response = desk.get(page_of(case))
    assert len(response.context["page"]["similar"]) == 3
    assert len(one) == len(three) <= 75


# --- acts -----------------------------------------------------------------------------------------
def test_changes_open_only_those_parts_and_the_applicant_is_told(desk: Client, officer: User) -> None:
    case = make_in_check(officer)
    person = case.created_by
    typed = {"sections": ["time", "costs"], "text": "Wann genau?", "answer_by": in_days(10)}
    assert act(desk, case, "request_changes", **typed).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.open_sections, case.answer_by) == (
        "changes_requested",
        ["time", "costs"],
        in_days(10),
    )
    steps = ("applicant", "project", "partner", "time", "costs")
    assert [step for step in steps if actions.may_write(case, person, step)] == ["time", "costs"]
    assert OutgoingMail.objects.filter(recipient=person.email, key__startswith="grants-changes-").count() == 1
    again = act(desk, case, "request_changes", **typed)
    assert (again.status_code, ChangeRequest.objects.count()) == (422, 1)
    Application.objects.filter(pk=case.pk).update(places="Hannover und Poznań")
    case.costs.create(head="B1", text="Raum", unit_price=100)
    case.incomes.create(head="E4", text="Beiträge", amount=100)
    case.refresh_from_db()
    assert len(desk.get(page_of(case)).context["page"]["changed"]) == 3
    actions.resubmit(case, user=person)
    page = desk.get(page_of(case))
    assert "act/start_check" in page.content.decode()
    with override("en"):
        assert names(Event.objects.get(code="resubmit").data["changed"]) == ["places", "costs", "financing"]
    assert (page.context["page"]["changed"], len(page.context["page"]["answer"]["names"])) == ([], 3)
    assert (
        desk.get(reverse("admin:grants_application_changelist")).context["list"]["rows"][0]["case"].came_back
    )


def test_reminder_goes_out_once_a_day_and_gives_more_time(desk: Client, officer: User) -> None:
    case = make_in_check(officer)
    assert act(desk, case, "remind", answer_by=in_days(9)).status_code == 422
    office_actions.request_changes(case, by=officer, sections=["time"], text="Wann?", answer_by=in_days(3))
    case.refresh_from_db()
    mails = OutgoingMail.objects.filter(key__startswith="grants-changes-reminder-")
    for _click in range(2):
        assert act(desk, case, "remind", answer_by=in_days(3)).status_code == 302
    assert mails.count() == 1
    assert act(desk, case, "remind", answer_by=in_days(2)).status_code == 422
    assert act(desk, case, "remind", answer_by=in_days(30)).status_code == 302
    case.refresh_from_db()
    assert (case.answer_by, ChangeRequest.objects.get().answer_by, mails.count()) == (
        in_days(30),
        in_days(30),
        2,
    )
    decider = make_team_member("decider")
    make_free(decider, case)
    desk.force_login(decider)
    assert act(desk, case, "remind", answer_by=in_days(40)).status_code == 403


def test_refused_acts_keep_what_was_typed_and_say_everything(desk: Client, officer: User) -> None:
    case = make_in_check(officer)
    bad = act(desk, case, "request_changes", text="Das Wort bleibt", answer_by="1999-01-01")
    assert bad.status_code == 422
    assert "Das Wort bleibt" in bad.content.decode()
    past = act(desk, case, "request_changes", text="Noch da", sections=["time"], answer_by="1999-01-01")
    assert (past.status_code, "Noch da" in past.content.decode()) == (422, True)
    assert act(desk, case, "note", text=" ").status_code == 422
    assert act(desk, case, "set_due", due_on="1999-01-01").status_code == 422
    assert act(desk, case, "assign", officer=make_user().pk).status_code == 422
    assert act(desk, case, "refuse_formally", reason="").status_code == 422
    assert act(desk, case, "check", code="city", verdict="perhaps").status_code == 422
    not_yet = act(desk, case, "send_to_decision")
    assert not_yet.status_code == 422
    office_actions.settle_check(case, "city", by=officer, verdict="bad")
    closed = desk.get(page_of(case)).context["page"]["now"]["closed"]
    assert [place for entry in closed for _text, place in entry.reasons][:1] == ["#check"]
    case.refresh_from_db()
    assert (case.state, Note.objects.count()) == ("in_check", 0)


def test_text_block_comes_below_what_was_typed_in_the_applicants_language(
    desk: Client, officer: User
) -> None:
    TextBlock.objects.create(
        kind="changes",
        code="dates",
        title_de="Termine",
        text_de="Bis {deadline} bitte.",
        text_fr="Avant le {deadline}.",
    )
    case = make_in_check(officer, language="fr")
    typed = {
        "_fill": "1",
        "block": "dates",
        "text": "Bonjour",
        "sections": ["time"],
        "answer_by": "2030-05-01",
    }
    response = act(desk, case, "request_changes", **typed)
    form = response.context["page"]["forms"]["request_changes"]
    assert (response.status_code, form.initial["text"]) == (200, "Bonjour\n\nAvant le 1 mai 2030.")
    assert form.initial["sections"] == ["time"]
    case.refresh_from_db()
    assert case.state == "in_check"


def test_check_is_ticked_with_notes_until_it_is_over(desk: Client, officer: User) -> None:
    case = make_in_check(officer)
    act(desk, case, "check", code="papers", verdict="bad", note="Seite 2 fehlt")
    check = Check.objects.get(application=case, code="papers")
    assert (check.verdict, check.note, check.checked_by) == ("bad", "Seite 2 fehlt", officer)
    assert "Seite 2 fehlt" in desk.get(page_of(case)).content.decode()
    for code in office_actions.CHECKLIST:
        act(desk, case, "check", code=code, verdict="ok")
    assert act(desk, case, "send_to_decision").status_code == 302
    case.refresh_from_db()
    assert case.state == "for_decision"
    assert act(desk, case, "check", code="papers", verdict="open").status_code == 422


def test_note_clicked_twice_is_one_note_and_the_applicant_never_sees_it(desk: Client, officer: User) -> None:
    case = make_in_check(officer)
    for _click in range(2):
        act(desk, case, "note", text="Interner Vermerk 7")
    assert Note.objects.count() == 1
    desk.force_login(case.created_by)
    assert "Interner Vermerk 7" not in desk.get(case.get_absolute_url()).content.decode()


def test_case_changes_hands_and_gets_a_day(desk: Client, officer: User) -> None:
    case, other = make_in_check(officer), make_team_member("officer")
    assert act(desk, case, "assign", officer=other.pk).status_code == 302
    assert act(desk, case, "set_due", due_on=in_days(4)).status_code == 302
    case.refresh_from_db()
    assert (case.officer, case.due_on) == (other, in_days(4))
    assert set(Event.objects.filter(application=case).values_list("code", flat=True)) >= {"assign", "set_due"}


# --- twins ----------------------------------------------------------------------------------------
def test_twins_are_found_by_number_title_and_partner_and_settled_by_people(
    desk: Client, officer: User
) -> None:
    case = make_in_check(officer, title="Papierkraniche: Aufführung")
    Applicant.objects.filter(pk=case.applicant_id).update(register_number="VR 77 01")
    by_title = make_sent(title="Papierkraniche – Aufführungen")
    by_title.partners.all().delete()
    by_number = make_sent(title="Etwas anderes")
    by_number.partners.all().delete()
    Applicant.objects.filter(pk=by_number.applicant_id).update(register_number="vr 7701")
    by_partner = make_sent(title="Chorreise")
    unlike = make_sent(title="Garten", starts_on=in_days(300), ends_on=in_days(305))
    hidden = make_sent(title=case.title)
    Conflict.objects.create(application=hidden, user=officer, is_tied=True)
    case.refresh_from_db()
    twins = {twin.case.pk: twin for twin in similar(case, officer)}
    assert set(twins) == {by_title.pk, by_number.pk, by_partner.pk}
    assert all(twin.is_suspect for twin in twins.values())
    assert act(desk, case, "no_duplicate", number=by_title.number).status_code == 302
    assert act(desk, case, "no_duplicate", number=hidden.number).status_code == 422
    settled = {twin.case.pk: (twin.is_settled, twin.is_suspect) for twin in similar(case, officer)}
    assert settled[by_title.pk] == (True, False)
    assert settled[by_number.pk] == (False, True)
    assert unlike.pk not in settled


def test_two_cases_stand_side_by_side_once_both_are_declared(desk: Client, officer: User) -> None:
    case, other = make_in_check(officer, title="Eins"), make_sent(title="Zwei")
    page = page_of(case, "compare", other.pk)
    asked = desk.get(page)
    assert asked.headers["location"].startswith(page_of(other, "ties"))
    make_free(officer, other)
    text = desk.get(page).content.decode()
    assert all(word in text for word in ("Eins", "Zwei", case.applicant.name, other.applicant.name))
    Conflict.objects.filter(application=other, user=officer).update(is_tied=True)
    assert desk.get(page).status_code == 404


def test_other_requests_of_the_applicant_are_listed_without_suspicion(officer: User) -> None:
    case = make_in_check(officer)
    other = make_sibling(case, title="Ganz anders", starts_on=in_days(300), ends_on=in_days(303))
    assert [(twin.case.title, twin.is_suspect) for twin in similar(case, officer)] == [("Ganz anders", False)]
    office_actions.refuse_formally(other, by=officer, reason="Nein")
    assert (similar(case, officer), earlier(case, officer)) == ([], [])


# --- ties -----------------------------------------------------------------------------------------
def test_ties_are_asked_before_the_text_opens(client: Client, officer: User) -> None:
    case = make_sent(short_text=TEXT)
    for role in ("officer", "decider", "lead"):
        client.force_login(make_team_member(role))
        response = client.get(page_of(case))
        assert (response.status_code, response.headers["location"].split("?")[0]) == (
            302,
            page_of(case, "ties"),
        )
        assert act(client, case, "start_check").status_code == (403 if role == "decider" else 302)
        asked = client.get(response.headers["location"]).content.decode()
        assert (TEXT in asked, case.title in asked, case.applicant.name in asked) == (False, True, True)
        assert client.post(page_of(case, "ties"), {"answer": "tied"}).status_code == 422
        assert client.post(page_of(case, "ties"), {}).status_code == 422
        free = client.post(page_of(case, "ties"), {"answer": "free", "next": page_of(case)})
        assert (free.status_code, free.headers["location"]) == (302, page_of(case))
        assert TEXT in client.get(page_of(case)).content.decode()
    case.refresh_from_db()
    assert case.state == "submitted"


def test_declared_tie_blocks_everywhere(client: Client, officer: User) -> None:
    case = make_in_check(officer, title="Kranichgeheimnis")
    client.force_login(officer)
    answer = {"answer": "tied", "reason": "Meine Schwester spielt mit"}
    assert client.post(page_of(case, "ties"), answer).status_code == 302
    case.refresh_from_db()
    assert case.officer is None
    for name in ("change", "ties", "dossier"):
        assert (name, client.get(page_of(case, name)).status_code) == (name, 404)
    for name in ("check", "note", "assign", "set_due", "send_to_decision", "request_changes"):
        assert (name, act(client, case, name).status_code) == (name, 404)
    assert client.get(case.get_absolute_url()).status_code == 404
    for page in ("changelist", "export"):
        address = reverse(f"admin:grants_application_{page}", args=["csv"] if page == "export" else [])
        found = client.get(address, {"state": "all"})
        body = found.content if not found.streaming else b"".join(found.streaming_content)
        assert b"Kranichgeheimnis" not in body
    assert "Kranichgeheimnis" not in client.get(reverse("admin:index")).content.decode()
    bulk = client.post(reverse("admin:grants_application_bulk"), {"case": [case.pk], "act": "start_check"})
    assert "Kranichgeheimnis" not in bulk.content.decode()
    lead = make_team_member("lead")
    make_free(lead, case)
    client.force_login(lead)
    assert "Meine Schwester" in client.get(page_of(case)).content.decode()
    assert act(client, case, "assign", officer=officer.pk).status_code == 422


def test_reviewers_are_asked_too_and_doubt_keeps_the_case_closed(client: Client, officer: User) -> None:
    case, reviewer = make_sent(officer), make_team_member("reviewer", name="Rea Rat")
    client.force_login(reviewer)
    assert client.get(page_of(case, "ties")).status_code == 404
    Review.objects.create(application=case, reviewer=reviewer)
    assert client.get(page_of(case, "ties")).status_code == 200
    unsure = {"answer": "unsure", "reason": "Kenne den Chorleiter", "next": "//evil.example/"}
    for _click in range(2):
        assert client.post(page_of(case, "ties"), unsure).headers["location"] == reverse("admin:index")
    assert Event.objects.filter(code="ties_unsure").count() == 1
    assert not Application.objects.visible_to(reviewer).exists()
    client.force_login(officer)
    assert "Kenne den Chorleiter" in client.get(page_of(case)).content.decode()
    client.force_login(reviewer)
    assert client.post(page_of(case, "ties"), {"answer": "free"}).status_code == 302
    assert Application.objects.visible_to(reviewer).count() == 1


# --- two at once ----------------------------------------------------------------------------------
def _press_together(case: Application, people: list[User], name: str, typed: dict[str, Any]) -> list[Any]:
    barrier, answers = Barrier(len(people)), []

    def press(user: User) -> None:
        client = Client()
        client.force_login(user)
        barrier.wait()
        try:
            answers.append(act(client, case, name, **typed))
        finally:
            connections.close_all()

    threads = [Thread(target=press, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _two_officers() -> tuple[Application, list[User]]:
    people = [make_team_member("officer"), make_team_member("officer")]
    case = make_in_check(people[0])
    make_free(people[1], case)
    return case, people


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_one_wins_and_the_other_is_told() -> None:
    case, people = _two_officers()
    answers = _press_together(case, people, "request_changes", ASKED)
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    lost = next(answer for answer in answers if answer.status_code == 409)
    assert lost.context["refusals"]
    assert ChangeRequest.objects.count() == 1
    assert OutgoingMail.objects.filter(key__startswith="grants-changes-").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_would_both_win_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: both judge the case before either has written."""
    case, people = _two_officers()
    judged, judge = Barrier(2), workflow.failures

    def together(*args: Any, reason: str | None, **more: Any) -> list[Any]:
        found = judge(*args, reason=reason, **more)
        if reason is not None:
            judged.wait(20)
        return found

    monkeypatch.setattr(workflow, "failures", together)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows.all())
    answers = _press_together(case, people, "request_changes", ASKED)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert ChangeRequest.objects.count() == 2
