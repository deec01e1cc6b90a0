"""The nightly round: drafts expire after their deadline, and everybody is reminded once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from projects.grants import actions, office_actions
from projects.grants.letters.tending import tend
from projects.grants.models import Application, ChangeRequest, Review, Round
from tests.factories import make_user
from tests.factories_grants import make_application, make_ruleset
from tests.factories_grants_letters import make_sent, make_staff
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db
KEYS = ("drafts expired", "applicants reminded of a question", "reviewers reminded", "officers reminded")


def counts(**options: bool) -> list[int]:
    done = tend(**options)
    return [done[key] for key in KEYS]


def in_days(number: int) -> object:
    return timezone.localdate() + timedelta(days=number)


def test_drafts_expire_after_their_deadline_and_not_before() -> None:
    rules, now = make_ruleset(), timezone.now()
    for number, closes_at in enumerate((now - timedelta(seconds=1), now + timedelta(hours=1))):
        call = Round.objects.create(
            programme=rules.programme,
            name=f"Runde {number}",
            opens_at=now - timedelta(days=9),
            closes_at=closes_at,
        )
        make_application(ruleset=rules, round=call)
    make_application(ruleset=rules)
    assert counts(dry_run=True) == [1, 0, 0, 0]
    assert Application.objects.filter(state="draft").count() == 3
    assert [counts(), counts()] == [[1, 0, 0, 0], [0, 0, 0, 0]]
    assert Application.objects.get(state="expired").round.name == "Runde 0"


def test_applicants_are_reminded_once_three_days_before() -> None:
    officer = make_staff("officer")
    row = make_sent("fr")
    office_actions.start_check(row, by=officer)
    office_actions.request_changes(
        row, by=officer, sections=["project"], text="Mehr bitte.", answer_by=in_days(9)
    )
    OutgoingMail.objects.all().delete()
    assert counts() == [0, 0, 0, 0]
    long_ago = timezone.now() - timedelta(days=7)
    ChangeRequest.objects.update(answer_by=in_days(3), created_at=long_ago)
    assert counts(dry_run=True) == [0, 1, 0, 0]
    assert OutgoingMail.objects.count() == 0
    assert [counts(), counts()] == [[0, 1, 0, 0], [0, 0, 0, 0]]
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.language) == (row.created_by.email, "fr")
    assert row.number in mail.subject
    # Asked for a short time only: that mail itself is reminder enough.
    ChangeRequest.objects.update(reminded_at=None, created_at=timezone.now())
    assert counts() == [0, 0, 0, 0]


def test_the_office_is_reminded_once_for_each_day_and_never_when_tied() -> None:
    officer, reviewer = make_staff("officer"), make_user(is_staff=True)
    row, other = make_sent(title="Geheimes Stück"), make_sent()
    Application.objects.filter(pk=row.pk).update(officer=officer, due_on=in_days(3))
    Application.objects.filter(pk=other.pk).update(state="in_review")
    Review.objects.create(application=other, reviewer=reviewer, due_on=in_days(1))
    OutgoingMail.objects.all().delete()
    out = StringIO()
    call_command("tend_grants", "--dry-run", stdout=out)
    assert "would be: officers reminded: 1" in out.getvalue()
    assert [counts(), counts()] == [[0, 0, 1, 1], [0, 0, 0, 0]]
    mails = OutgoingMail.objects.order_by("pk")
    assert [mail.recipient for mail in mails] == [reviewer.email, officer.email]
    assert all("Geheimes Stück" not in mail.text + mail.subject for mail in mails)
    # Another day reminds anew; a tie, a late review or a day far off does not.
    Application.objects.filter(pk=row.pk).update(due_on=in_days(2))
    Review.objects.update(due_on=in_days(2))
    office_actions.declare_ties(row, by=officer, is_tied=True)
    assert counts() == [0, 0, 1, 0]
    Review.objects.update(due_on=in_days(4))
    assert counts() == [0, 0, 0, 0]


def test_a_case_that_fails_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rules, now = make_ruleset(), timezone.now()
    call = Round.objects.create(
        programme=rules.programme,
        name="Runde",
        opens_at=now - timedelta(days=9),
        closes_at=now - timedelta(hours=1),
    )
    broken, _fine = (make_application(ruleset=rules, round=call) for _ in range(2))
    expire = actions.expire

    def fails_once(row: Application) -> None:
        if row.pk == broken.pk:
            raise ValueError("broken")
        expire(row)

    monkeypatch.setattr(actions, "expire", fails_once)
    assert counts() == [1, 0, 0, 0]
    assert f"failed for row {broken.pk}" in caplog.text
    monkeypatch.undo()
    assert counts() == [1, 0, 0, 0]
