"""Who opens which letter, the buttons on the case page, the empty form, and the minutes."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from projects.grants import office_actions
from projects.grants.letters import views
from projects.grants.letters.actions import send_decision, store_decision_letters, store_minutes
from projects.grants.letters.papers import store_papers
from projects.grants.letters.reading import visible_letters, visible_minutes
from projects.grants.letters.storing import intact
from projects.grants.models import AgendaItem, Attendance, Letter, Session
from projects.grants.ruleset import Head
from tests.factories import make_user
from tests.factories_grants import make_programme, make_ruleset
from tests.factories_grants_letters import (
    is_tagged,
    make_sent,
    make_signed,
    make_staff,
    make_text_blocks,
    read,
    words,
)
from twinning.accounts.models import User

pytestmark = pytest.mark.django_db


def status_of(client: Client, user: User | None, url: str) -> int:
    client.logout()
    if user:
        client.force_login(user)
    return client.get(url).status_code


def address(letter: Letter) -> str:
    return reverse("grants:letter-detail", args=[letter.application.uuid, letter.pk])


def test_letters_open_for_the_applicant_when_sent_and_for_untied_staff(client: Client) -> None:
    make_text_blocks()
    officer, decider, other = make_staff("officer"), make_staff("decider"), make_staff("officer")
    row = make_signed(officer, decider).application
    letter = store_decision_letters(row, by=decider)[0]
    url, person, stranger = address(letter), row.created_by, make_user()
    office_actions.declare_ties(row, by=other, is_tied=True)
    people = (person, stranger, officer, other, None)
    assert [status_of(client, user, url) for user in people] == [404, 404, 200, 404, 302]
    send_decision(row, by=officer)
    assert [status_of(client, user, url) for user in people] == [200, 404, 200, 404, 302]
    # Another case's address does not lead to it.
    elsewhere = reverse("grants:letter-detail", args=[make_sent().uuid, letter.pk])
    assert status_of(client, officer, elsewhere) == 404
    client.force_login(person)
    answer = client.get(url)
    assert answer.content == intact(letter)
    assert (answer["Content-Type"], answer["Cache-Control"], answer["Content-Language"]) == (
        "application/pdf",
        "private, no-store",
        "de",
    )
    with letter.file.storage.open(letter.file.name, "wb") as stream:
        stream.write(b"something else")
    assert client.get(url).status_code == 404


def test_reviewers_read_the_application_and_no_letter() -> None:
    reviewer = make_user(is_staff=True)
    row = make_sent()
    store_papers(row.pk)
    assert visible_letters(reviewer).count() == 0
    row.reviews.create(reviewer=reviewer)
    office_actions.declare_ties(row, by=reviewer, is_tied=False)
    assert [letter.kind for letter in visible_letters(reviewer)] == ["application"]
    assert visible_letters(AnonymousUser()).count() == 0


def test_case_page_shows_letters_and_discards_unsent_ones(client: Client) -> None:
    make_text_blocks()
    officer, decider = make_staff("officer"), make_staff("decider", "officer")
    row = make_signed(officer, decider).application
    page = reverse("admin:grants_application_change", args=[row.pk])
    discard = reverse("admin:grants_application_discard", args=[row.pk])
    office_actions.declare_ties(row, by=decider, is_tied=False)
    client.force_login(decider)
    assert discard not in client.get(page).content.decode()
    letter = store_decision_letters(row, by=decider)[0]
    shown = client.get(page).content.decode()
    assert all(part in shown for part in (discard, address(letter), letter.digest[:16]))
    assert (client.post(discard).status_code, Letter.objects.count()) == (302, 0)
    letter = store_decision_letters(row, by=decider)[0]
    send_decision(row, by=decider)
    assert discard not in client.get(page).content.decode()
    assert (client.post(discard).status_code, Letter.objects.count()) == (302, 1)
    assert client.get(discard).status_code == 405
    tied = make_staff("officer")
    office_actions.declare_ties(row, by=tied, is_tied=True)
    for user in (tied, row.created_by):
        client.force_login(user)
        assert client.post(discard).status_code in {302, 403, 404}
    assert Letter.objects.count() == 1


def test_the_empty_form_is_set_once_until_its_rules_change(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[dict[str, Any]] = []
    rules = make_ruleset(make_programme(slug="begegnung"))
    monkeypatch.setattr(views, "compose", lambda data: made.append(data) or b"%PDF-")
    address = reverse("grants:empty-form", kwargs={"slug": "begegnung"})
    assert {client.get(address).content for _ in range(2)} == {b"%PDF-"}
    assert len(made) == 1
    rules.declarations.create(code="true", text="Alles stimmt.")
    client.get(address)
    assert len(made) == 2


def test_the_empty_form_prints_in_the_visitors_language(client: Client) -> None:
    rules = make_ruleset(make_programme(slug="begegnung"))
    Head.objects.create(ruleset=rules, code="A1", side="costs", name="Honorare")
    rules.declarations.create(code="true", text="Alles stimmt.")
    rules.questions.create(code="city", text="Gibt es einen Bezug?", excludes_if="no")
    for language in ("de", "ja", "ar"):
        with override(language):
            answer = client.get(reverse("grants:empty-form", kwargs={"slug": "begegnung"}))
        root = read(answer.content).trailer["/Root"]
        assert (answer.status_code, is_tagged(answer.content)) == (200, True)
        assert root["/Lang"].startswith(language)
    text = words(client.get(reverse("grants:empty-form", kwargs={"slug": "begegnung"})).content)
    assert all(part in text for part in ("A1 Honorare", "Alles stimmt.", "Gibt es einen Bezug?"))
    short = make_ruleset(make_programme(slug="klein"), is_short=True)
    pages = [
        read(client.get(reverse("grants:empty-form", kwargs={"slug": slug})).content).pages
        for slug in ("klein", "begegnung")
    ]
    assert len(pages[0]) < len(pages[1])
    short.programme.state = "draft"
    short.programme.save()
    make_programme(slug="regellos")
    for slug in ("klein", "regellos", "nirgends"):
        assert client.get(reverse("grants:empty-form", kwargs={"slug": slug})).status_code == 404


def test_minutes_tell_who_resolved_what_and_are_kept_once() -> None:
    officer, chair = make_staff("officer"), make_staff("decider")
    row = make_sent()
    session = Session.objects.create(
        programme=row.programme,
        held_at=timezone.now() - timedelta(hours=3),
        place="Raum 3",
        chair=chair,
        keeper=officer,
        quorum=2,
    )
    for person, is_present in ((officer, True), (chair, False)):
        Attendance.objects.create(session=session, person=person, is_present=is_present)
    AgendaItem.objects.create(
        session=session,
        application=row,
        position=1,
        result="approved",
        amount=1234,
        yes=2,
        no=1,
        abstain=0,
        reason="Stark.",
    )
    draft = store_minutes(session, officer)
    session.state, session.closed_at = "closed", timezone.now()
    session.save()
    stored = store_minutes(session, officer)
    assert store_minutes(session, chair) == stored
    assert stored != draft
    text = words(intact(stored))
    for part in ("Raum 3", str(officer), str(chair), "Papierkraniche", "2 / 1 / 0", "1.234,00 €", "Stark."):
        assert part in text
    assert is_tagged(intact(stored))
    reader = make_staff("officer")
    assert set(visible_minutes(reader)) == {draft, stored}
    office_actions.declare_ties(row, by=reader, is_tied=True)
    assert visible_minutes(User.objects.get(pk=reader.pk)).count() == 0
    assert visible_minutes(make_user()).count() == 0
