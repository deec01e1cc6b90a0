"""What is left of a case after its years: no word of anybody, no file, and the same numbers as before."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.core.serializers import serialize
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.grants import actions
from projects.grants.erasing import trail_open
from projects.grants.letters.papers import without_papers
from projects.grants.models import Applicant, Application, Award, Event, Letter, Score
from projects.grants.records import retention, statistics
from tests.factories import make_user
from tests.factories_grants import make_application, make_ruleset
from tests.factories_grants_office import make_free
from tests.factories_grants_records import decide, make_case, make_letter, make_team_member

LONG_AGO = timedelta(days=366 * 12)
WORDS = (
    "Mika",
    "Bonjour",
    "Bitte ein Datum",
    "Interner Vermerk",
    "Begutachtung",
    "Entscheidungsgrund",
)


def age(case: Application, by: timedelta = LONG_AGO) -> None:
    """Everything about it happened that much earlier."""
    with transaction.atomic(), trail_open():
        for event in case.events.all():
            Event.objects.filter(pk=event.pk).update(at=event.at - by)
        for letter in case.letters.exclude(sent_at=None):
            Letter.objects.filter(pk=letter.pk).update(sent_at=letter.sent_at - by)
    case.refresh_from_db()
    times = {
        name: getattr(case, name) - by
        for name in ("created_at", "saved_at", "submitted_at", "decided_at")
        if getattr(case, name)
    }
    Application.objects.filter(pk=case.pk).update(**times)


def everything(case: Application) -> str:
    """Every row that hangs on it, as text."""
    rows: list[Any] = [case, case.applicant] if case.applicant else [case]
    for relation in Application._meta.related_objects:
        if relation.field.name == "application":
            rows += relation.related_model._base_manager.filter(application=case)
    return serialize("json", rows)


def stored() -> int:
    return sum(path.is_file() for path in Path(settings.PRIVATE_ROOT).rglob("*"))


@pytest.fixture
def closed(db: None, client: Client) -> tuple[Application, Any]:
    """Decided, told and closed twelve years ago."""
    officer, decider, person = make_team_member("officer"), make_team_member("decider"), make_user()
    case = decide(make_case(person, officer, make_team_member("reviewer")), officer, decider)
    make_letter(case, "award", is_sent=True)
    make_letter(case, "application", is_sent=False)
    Award.objects.filter(application=case).update(state="closed")
    make_free(officer, case)
    age(case)
    client.force_login(officer)
    case.refresh_from_db()
    return case, officer


def test_erasing_takes_words_files_and_people_and_leaves_the_numbers(
    closed: tuple[Application, Any], client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    case, officer = closed
    person, applicant = case.created_by, case.applicant
    LogEntry.objects.log_actions(officer.pk, [case], 2, single_object=True)
    texts = [case.title, case.concept, applicant.name, *WORDS]
    before = everything(case)
    assert [text for text in texts if text and text not in before] == []
    report = {"since": str(case.submitted_at.year)}
    numbers, page = list(statistics.rows_of(statistics.report(report, officer))), stored()
    assert page >= 5
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.purge(dry_run=True) == [case.number]
    assert (everything(case), stored()) == (before, page)
    applicant.members.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert [retention.purge(), retention.purge()] == [[case.number], []]
    kept = Application.objects.get(pk=case.pk)
    after = everything(kept)
    assert [text for text in texts if text and text in after] == []
    assert person.email not in after
    assert stored() == 0
    assert not Applicant.objects.filter(pk=applicant.pk).exists()
    assert (kept.number, kept.state, kept.requested, kept.created_by) == (
        case.number, case.state, case.requested, None,
    )  # fmt: skip
    assert list(statistics.rows_of(statistics.report(report, officer))) == numbers
    assert Score.objects.count() == 0
    assert kept.title == ""
    assert case.title not in LogEntry.objects.get().object_repr
    # Its pages still open, and nobody tries to make its papers again.
    for name in ("change", "dossier"):
        response = client.get(reverse(f"admin:grants_application_{name}", args=[case.pk]))
        assert response.status_code == 200
        assert b"".join(response)
    assert not without_papers().filter(pk=case.pk).exists()
    letter = kept.letters.get(kind="award")
    address = reverse("grants:letter-detail", kwargs={"uuid": case.uuid, "pk": letter.pk})
    assert client.get(address).status_code == 404


def test_the_door_is_closed_again_after_erasing(closed: tuple[Application, Any]) -> None:
    case, _officer = closed
    retention.erase(Application.objects.select_for_update().get(pk=case.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(application=case).update(reason="x")


def test_only_what_ended_long_enough_ago_is_due(db: None) -> None:
    rules, person = make_ruleset(retention_years=10), make_user()
    draft, fresh, running, withdrawn, sample = (
        make_application(person, ruleset=rules) for _number in range(5)
    )
    running = actions.submit(running, user=person)
    withdrawn = actions.withdraw(actions.submit(withdrawn, user=person), user=person)
    Application.objects.filter(pk=sample.pk).update(is_sample=True)
    for row in (draft, running, withdrawn, sample):
        age(row)
    # The tenth full year is not over: the case ended in it.
    age(fresh, timedelta(days=366 * 9))
    assert set(retention.due()) == {draft, withdrawn}
    out = StringIO()
    call_command("purge_grants", "--dry-run", stdout=out)
    assert out.getvalue().splitlines()[-1] == "applications: 2 to erase"
    call_command("purge_grants", stdout=out)
    assert out.getvalue().splitlines()[-1] == "applications: 2 erased"
    draft.refresh_from_db()
    assert (draft.title, draft.applicant, draft.created_by, draft.costs.count()) == ("", None, None, 0)
    running.refresh_from_db()
    assert all([running.title, running.applicant, running.snapshot])
    # The applicant still has other requests: its data stay.
    assert running.applicant.name
    assert timezone.localdate().year - Application.objects.get(pk=withdrawn.pk).submitted_at.year >= 11
