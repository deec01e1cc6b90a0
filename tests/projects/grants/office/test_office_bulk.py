"""One act for many cases: the preview changes nothing, then it is done, and what has changed since is left alone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.grants import office_actions
from projects.grants.models import Application, ChangeRequest, Conflict, TextBlock
from tests.factories_grants_office import in_days, make_free, make_in_check, make_sent
from tests.factories_grants_records import make_team_member
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail

BULK = "admin:grants_application_bulk"


@pytest.fixture
def officer(db: None) -> User:
    return make_team_member("officer", name="Ona Amt")


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def post(client: Client, cases: list[Application], name: str, **typed: Any) -> Any:
    """Look at the preview, or send what a preview gave."""
    return client.post(reverse(BULK), {"case": [case.pk for case in cases], "act": name, **typed})


def going(preview: Any) -> dict[str, Any]:
    """The hidden fields of a preview, and its button."""
    rows = preview.context["rows"]
    seen = [row.seen for row in rows if not row.reasons]
    return {"_go": "1", "previewed": preview.context["digest"], "seen": seen}


def test_preview_changes_nothing_then_the_possible_ones_are_done(desk: Client, officer: User) -> None:
    other = make_team_member("officer", name="Uli Amt")
    cases = [make_in_check(officer), make_in_check(officer)]
    Conflict.objects.create(application=cases[1], user=other, is_tied=True)
    hidden = make_sent()
    Conflict.objects.create(application=hidden, user=officer, is_tied=True)
    preview = post(desk, [*cases, hidden], "assign", officer=other.pk)
    assert (preview.status_code, preview.context["possible"], len(preview.context["rows"])) == (200, 1, 2)
    assert not Application.objects.filter(officer=other).exists()
    done = post(desk, [*cases, hidden], "assign", officer=other.pk, **going(preview))
    assert done.status_code == 302
    assert list(Application.objects.filter(officer=other)) == [cases[0]]


def test_stale_preview_is_refused(desk: Client, officer: User) -> None:
    cases = [make_in_check(officer), make_in_check(officer)]
    day = {"due_on": in_days(5)}
    shown = going(post(desk, cases, "set_due", **day))
    office_actions.refuse_formally(cases[0], by=officer, reason="Nein")
    changed = post(desk, cases, "set_due", due_on=in_days(6), **shown)
    assert (changed.status_code, changed.context["is_stale"]) == (409, True)
    assert not Application.objects.filter(due_on__isnull=False).exists()
    followed = desk.post(
        reverse(BULK), {"case": [case.pk for case in cases], "act": "set_due", **day, **shown}, follow=True
    )
    assert list(Application.objects.filter(due_on=in_days(5))) == [cases[1]]
    told = [str(message) for message in followed.context["messages"]]
    assert any(cases[0].number in text for text in told)
    again = post(desk, cases, "set_due", **day, **shown)
    assert again.status_code == 302
    assert post(desk, cases, "set_due", _go="1", seen=shown["seen"], **day).status_code == 409


def test_same_changes_are_asked_of_each_in_their_language(desk: Client, officer: User) -> None:
    block = TextBlock.objects.create(
        kind="changes",
        code="paper",
        title_de="Papier",
        text_de="Die Zusage fehlt.",
        text_fr="L’accord manque.",
    )
    french, german = make_in_check(officer, language="fr"), make_in_check(officer, language="de")
    closed, foreign = make_in_check(officer, is_settled=True), make_sent()
    office_actions.send_to_decision(closed, by=officer)
    cases = [french, german, closed, foreign]
    empty = post(desk, cases, "request_changes")
    assert (empty.status_code, empty.context["possible"]) == (200, 0)
    typed = {"sections": ["partner"], "block": block.pk, "text": "HF", "answer_by": in_days(7)}
    preview = post(desk, cases, "request_changes", **typed)
    rows = {row.case.pk: row for row in preview.context["rows"]}
    assert rows[french.pk].text == "L’accord manque.\n\nHF"
    assert all(rows[row.pk].reasons for row in (closed, foreign))
    assert post(desk, cases, "request_changes", **typed, **going(preview)).status_code == 302
    texts = dict(ChangeRequest.objects.values_list("application", "text"))
    assert texts == {french.pk: "L’accord manque.\n\nHF", german.pk: "Die Zusage fehlt.\n\nHF"}
    assert OutgoingMail.objects.filter(key__startswith="grants-changes-").count() == 2
    bad = post(desk, [german], "request_changes", _go="1", sections=["partner"], answer_by=in_days(7))
    assert (bad.status_code, "text" in bad.context["form"].errors) == (422, True)


def test_checks_begin_only_for_cases_without_an_open_question_of_ties(desk: Client, officer: User) -> None:
    cases = [make_sent(officer), make_sent()]
    preview = post(desk, cases, "start_check")
    assert preview.context["possible"] == 1
    forged = going(preview) | {"seen": [row.seen for row in preview.context["rows"]]}
    assert post(desk, cases, "start_check", **forged).status_code == 302
    assert list(Application.objects.filter(state="in_check")) == [cases[0]]


def test_bulk_is_for_officers_and_asks_for_what_is_missing(client: Client, desk: Client) -> None:
    case = make_sent()
    assert desk.get(reverse(BULK)).status_code == 405
    assert post(desk, [], "assign").status_code == 422
    assert post(desk, [case], "nonsense").status_code == 422
    assert post(desk, [case], "set_due", _go="1").status_code == 422
    assert desk.post(reverse(BULK), {"case": ["x", "9" * 30], "act": "assign"}).status_code == 422
    for role in ("decider", "finance", "reviewer"):
        user = make_team_member(role)
        make_free(user, case)
        client.force_login(user)
        assert (role, post(client, [case], "assign").status_code) == (role, 403)


def test_keys_that_are_no_keys_are_left_out(desk: Client, officer: User) -> None:
    case = make_in_check(officer)
    digits = "9" * 5000
    typed = {
        "case": [case.pk, digits, "²", "x"],
        "seen": [f"{digits}:x"],
        "act": "set_due",
        "due_on": in_days(5),
    }
    preview = desk.post(reverse(BULK), typed)
    assert [row.case for row in preview.context["rows"]] == [case]
    assert (
        desk.post(reverse(BULK), typed | {"_go": "1", "previewed": preview.context["digest"]}).status_code
        == 302
    )
    lead = make_team_member("decider")
    desk.force_login(lead)
    assert desk.post(reverse("admin:grants_decision_batch"), {"decision": [digits]}).status_code == 302
