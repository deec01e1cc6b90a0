"""The applicant's pages: every situation in words, nothing of a decision before its letter, foreign ones not there."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from projects.grants import actions
from projects.grants.application import STATES
from projects.grants.case import ChangeRequest, Message
from projects.grants.models import ApplicantMember, Application, Award, Event
from projects.grants.standing import LETTERS, TEXTS
from tests.factories import make_user
from tests.factories_grants import make_application, make_ruleset
from tests.factories_grants_apply import read_form
from tests.factories_grants_mine import make_award, make_decided, make_sent
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail

LIST = "grants:application-list"
PAGES = ("application-detail", "withdraw", "accept", "download")


@pytest.fixture(autouse=True)
def english() -> Any:
    """Msgids are English: these tests don't wait for translations."""
    with translation.override("en"):
        yield


@pytest.fixture
def user(db: None) -> User:
    return make_user()


def url(name: str, row: Application) -> str:
    return reverse(f"grants:{name}", kwargs={"uuid": row.uuid})


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def told(code: str) -> set[str]:
    words = TEXTS[code]
    return {escape(str(text)) for text in (words.label, words.applicant, words.next)}


def key_of(html: str) -> str:
    return re.search(r'name="key" value="([^"]+)"', html)[1]


def test_every_state_is_said_on_its_page_and_in_the_list(user: User) -> None:
    client = signed_in(user)
    for state in STATES:
        sent = state not in {"draft", "expired"}
        if state in LETTERS:
            row = make_decided(user, state, is_told=True)
        else:
            row = make_sent(user, state) if sent else make_application(user, state=state)
        html = page(client, url("application-detail", row))
        assert all(text in html for text in told(state)), state
        assert f'class="tag {TEXTS[state].kind}"' in html
    html = page(client, reverse(LIST))
    assert all(escape(str(TEXTS[state].label)) in html for state in STATES)


def test_nothing_tells_a_decision_before_its_letter(user: User) -> None:
    client, secrets = (
        signed_in(user),
        [code for code in TEXTS if code in LETTERS or code.startswith("award_")],
    )
    award = make_award(user, 2000, is_told=False)
    revoked = make_award(user, 2000, is_told=False)
    Award.objects.filter(pk=revoked.pk).update(state="revoked")
    for code in ("accept", "revoke"):
        Event.objects.create(application=revoked.application, machine="award", code=code)
    rows = [
        award.application,
        revoked.application,
        *(make_decided(user, state, is_told=False) for state in LETTERS),
    ]
    pages = [page(client, url("application-detail", row)) for row in rows] + [page(client, reverse(LIST))]
    words = {escape(str(getattr(TEXTS[code], name))) for code in secrets for name in ("label", "applicant")}
    words |= {"The grant was revoked", "You accepted the grant"}
    words -= told("for_decision") | {escape(str(TEXTS["changes_requested"].label))}
    for html in pages:
        assert not [text for text in words if text in html]
        assert escape(str(TEXTS["for_decision"].label)) in html
        assert "2,000" not in html
    for row in rows:
        assert client.get(url("accept", row)).status_code == 302
        assert client.post(url("accept", row)).status_code == 302
    # Not even the attempt to withdraw tells the outcome.
    refused = client.post(url("withdraw", rows[0]), {"reason": ""}, follow=True).content.decode()
    assert "too late" in refused
    assert not [text for text in words if text in refused]


def test_foreign_applications_are_not_there(user: User) -> None:
    row, draft = make_sent(user, "submitted"), make_application(user, whole=False)
    stranger = signed_in(make_user())
    for name in PAGES:
        for foreign in (row, draft):
            assert stranger.get(url(name, foreign)).status_code == 404, name
            assert Client().get(url(name, foreign)).status_code == 302
    for name in ("withdraw", "accept", "copy"):
        assert stranger.post(url(name, row), {"key": "x"}).status_code == 404
    assert row.title not in page(stranger, reverse(LIST))
    # Whoever began it, but no longer acts for the applicant, is a stranger.
    ApplicantMember.objects.filter(user=user).delete()
    assert signed_in(user).get(url("application-detail", row)).status_code == 404


def test_list_begins_with_what_waits_and_ends_with_what_is_over(user: User) -> None:
    applicant = make_sent(user, "withdrawn", title="Over").applicant
    make_sent(user, "in_check", title="Running", applicant=applicant)
    soon = timezone.localdate() + timedelta(days=2)
    asked = make_sent(
        user, "changes_requested", title="Asked", applicant=applicant, answer_by=soon, open_sections=["time"]
    )
    ChangeRequest.objects.create(application=asked, sections=["time"], text="Which day?", answer_by=soon)
    make_application(user, title="Draft", whole=False)
    html = page(signed_in(user), reverse(LIST))
    places = [html.index(f"<bdi>{title}</bdi>") for title in ("Asked", "Draft", "Running", "Over")]
    assert places == sorted(places)
    assert "Which day?" in html
    assert "2 applications are waiting" in html
    assert url("step-time", asked) in html


def test_list_is_empty_for_newcomers_and_shows_unread_messages(user: User) -> None:
    client = signed_in(user)
    assert "You have not applied for funding yet" in page(client, reverse(LIST))
    row = make_sent(user, "in_check")
    message = Message.objects.create(
        application=row, key=row.key, is_from_office=True, author_name="Office", text="Hello"
    )
    assert "You have 1 new message." in page(client, reverse(LIST))
    Message.objects.filter(pk=message.pk).update(read_at=timezone.now())
    assert "new message" not in page(client, reverse(LIST))


def test_request_for_changes_links_only_to_open_steps(user: User) -> None:
    row = make_sent(
        user, "changes_requested", answer_by=timezone.localdate(), open_sections=["time", "costs"]
    )
    ChangeRequest.objects.create(
        application=row, sections=row.open_sections, text="Please <b>explain</b>.", answer_by=row.answer_by
    )
    html = page(signed_in(user), url("application-detail", row))
    assert "Please &lt;b&gt;explain&lt;/b&gt;." in html
    linked = {
        step
        for step in ("applicant", "project", "partner", "time", "costs")
        if url(f"step-{step}", row) in html
    }
    assert linked == {"time", "costs"}


def test_withdraw_asks_first_and_then_ends_it(user: User) -> None:
    client, row = signed_in(user), make_sent(user, "in_check")
    path = url("withdraw", row)
    assert "At most 1000 characters." in page(client, path)
    assert client.post(path, {"reason": "x" * 1001}).status_code == 422
    assert client.post(path, {"reason": "No hall"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.events.get(code="withdraw").reason) == ("withdrawn", "No hall")
    assert client.post(path).status_code == 302
    assert OutgoingMail.objects.filter(recipient=user.email).count() == 1
    writer = make_user()
    other = make_sent(user, "submitted")
    ApplicantMember.objects.create(applicant=other.applicant, user=writer, role="project")
    assert path not in page(signed_in(writer), url("application-detail", other))
    assert signed_in(writer).post(url("withdraw", other)).status_code == 302
    other.refresh_from_db()
    assert other.state == "submitted"


def test_copy_button_makes_one_draft(user: User) -> None:
    client, row = signed_in(user), make_sent(user, "rejected")
    key = key_of(page(client, url("application-detail", row)))
    places = {client.post(url("copy", row), {"key": key})["Location"] for _click in range(2)}
    draft = Application.objects.get(copied_from=row)
    assert places == {url("application-detail", draft)}
    assert client.get(url("copy", row)).status_code == 405
    assert client.post(url("copy", row), {"key": "forged"}).status_code == 302
    assert Application.objects.filter(copied_from=row).count() == 1


def test_accept_page_leads_through_the_plan(user: User) -> None:
    client, reduced, whole = signed_in(user), make_award(user, 2000), make_award(user, 2500)
    html = page(client, url("application-detail", reduced.application))
    assert url("step-costs", reduced.application) in html
    assert "€2,000" in html
    assert url("accept", reduced.application) not in html
    assert "The plan does not fit yet" in page(client, url("accept", reduced.application))
    assert client.post(url("accept", reduced.application)).status_code == 422
    page(client, url("accept", whole.application))
    assert client.post(url("accept", whole.application))["Location"] == url(
        "application-detail", whole.application
    )
    whole.refresh_from_db()
    assert whole.state == "accepted"
    assert escape(str(TEXTS["award_accepted"].applicant)) in page(
        client, url("application-detail", whole.application)
    )
    writer = make_user()
    ApplicantMember.objects.create(applicant=reduced.application.applicant, user=writer, role="project")
    html = page(signed_in(writer), url("application-detail", reduced.application))
    assert "Somebody of your group who may sign has to do this." in html


def test_adapted_plan_leads_back_to_the_grant_and_not_to_sending(user: User) -> None:
    client, row = signed_in(user), make_award(user, 2000).application
    path = url("step-costs", row)
    plan = read_form(page(client, path)).data
    prices = [name for name, values in plan.items() if values and values[0].startswith("3,000")]
    assert prices
    done = client.post(path, plan | {prices[0]: "2500", "go": "next"})
    assert done["Location"] == url("application-detail", row)
    html = page(client, done["Location"])
    assert url("accept", row) in html
    assert client.post(url("accept", row)).status_code == 302
    assert Award.objects.get(application=row).state == "accepted"
    row.refresh_from_db()
    assert (row.requested, row.state) == (2000, "approved_reduced")


def test_timeline_tells_what_happened_and_what_comes(user: User) -> None:
    row = actions.submit(
        make_application(user, ruleset=make_ruleset(uses_review=True, uses_panel=True)), user=user
    )
    Event.objects.create(
        application=row, code="start_check", actor_name="Olga Officer", reason="Internal words"
    )
    html = page(signed_in(user), url("application-detail", row))
    assert "Olga Officer" not in html
    assert "Internal words" not in html
    assert "We sent you a receipt by e-mail." in html
    ahead = ["Sent", "We check your details", "Experts assess it", "The panel decides", "You get a letter"]
    places = [html.index(f"<strong>{text}</strong>") for text in ahead]
    assert places == sorted(places)
    assert "There are not enough cases yet" in html


def test_download_is_a_zip_for_its_people(user: User) -> None:
    row = actions.submit(make_application(user), user=user)
    response = signed_in(user).get(url("download", row))
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert b"".join(response)[:2] == b"PK"


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_database_equally_often(
    user: User, number: int, django_assert_num_queries: Any
) -> None:
    client = signed_in(user)
    rules = make_ruleset()
    applicant = make_sent(user, "in_check", ruleset=rules).applicant
    for _index in range(number):
        make_sent(user, "approved", applicant=applicant, ruleset=rules)
        make_application(user, applicant=applicant, ruleset=rules)
    page(client, reverse(LIST))
    with django_assert_num_queries(8):
        page(client, reverse(LIST))
