"""What is made after an application was sent: receipt and the application as it was, in two languages."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from projects.grants import actions, office_actions
from projects.grants.apply.applicant_form import ApplicantForm
from projects.grants.apply.project_form import ProjectForm
from projects.grants.apply.time_form import TimeForm
from projects.grants.letters.application_paper import LABELS
from projects.grants.letters.papers import store_papers, without_papers
from projects.grants.letters.storing import intact
from projects.grants.letters.tasks import make_papers
from projects.grants.models import Letter
from tests.factories_grants_letters import is_tagged, make_sent, make_staff, read, words

pytestmark = pytest.mark.django_db
APPLICATION, RECEIPT = Letter.Kind.APPLICATION, Letter.Kind.RECEIPT


def of_kind(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=kind).order_by("pk"))


def test_sending_asks_the_worker_for_papers_once() -> None:
    row = make_sent("fr")
    actions.submit(row, user=row.created_by)
    tasks = DBTaskResult.objects.filter(task_path__endswith="make_papers")
    assert (tasks.count(), Letter.objects.count()) == (1, 0)
    for _number in range(2):
        make_papers.call(row.pk)
    kinds = Letter.objects.order_by("pk").values_list("kind", "language", "is_original")
    assert list(kinds) == [
        (APPLICATION, "de", True),
        (APPLICATION, "fr", False),
        (RECEIPT, "de", True),
        (RECEIPT, "fr", False),
    ]
    assert not Letter.objects.filter(sent_at=None).exists()
    # Applicants see them, and the receipt names the digest of the binding application.
    paper, receipt = of_kind(APPLICATION)[0], of_kind(RECEIPT)[1]
    assert paper.digest in words(intact(receipt)).replace(" ", "")


def test_papers_show_what_was_typed_and_nothing_else() -> None:
    hostile = '#import "x" *fett* $E=mc^2$ <a> \\ 🎭'
    row = make_sent(
        "ar", title="Kraniche #1", concept=f"{hostile}\n\nZweiter Absatz: مرحبا 鶴", short_text="x" * 600
    )
    store_papers(row.pk)
    for letter in Letter.objects.all():
        pdf = intact(letter)
        assert (is_tagged(pdf), read(pdf).trailer["/Root"]["/Lang"]) == (True, letter.language)
    text = words(intact(of_kind(APPLICATION)[0]))
    assert '#import "x" *fett* $E=mc^2$ <a> \\ □' in text
    assert "3.000,00 €" in text
    assert "2.500,00 €" in text
    assert "Jugendbühne" in text
    assert "Mika Muster" in text


def test_changes_get_a_paper_of_their_own_and_no_second_receipt() -> None:
    officer = make_staff("officer")
    row = make_sent()
    # The worker has made nothing yet: the first version is kept all the same.
    office_actions.start_check(row, by=officer)
    day = timezone.localdate() + timedelta(days=9)
    office_actions.request_changes(row, by=officer, sections=["project"], text="Mehr bitte.", answer_by=day)

    def write(obj: object) -> None:
        obj.concept = "Ein neuer Plan."

    actions.save_step(row, "project", user=row.created_by, version=0, write=write)
    actions.resubmit(row, user=row.created_by)
    assert len(store_papers(row.pk)) == 1
    assert store_papers(row.pk) == []
    first, second = of_kind(APPLICATION)
    assert "Ein neuer Plan." in words(intact(second))
    assert "Ein neuer Plan." not in words(intact(first))
    assert len(of_kind(RECEIPT)) == 1


def test_papers_of_a_killed_worker_are_made_at_night() -> None:
    row = make_sent()
    with (
        patch("projects.grants.letters.papers.receipt.build", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        store_papers(row.pk)
    assert Letter.objects.count() == 0
    call_command("tend_grants", verbosity=0)
    assert list(without_papers()) == [row]
    type(row).objects.filter(pk=row.pk).update(submitted_at=timezone.now() - timedelta(hours=1))
    call_command("tend_grants", "--dry-run", verbosity=0)
    assert Letter.objects.count() == 0
    call_command("tend_grants", verbosity=0)
    assert (Letter.objects.count(), without_papers().count()) == (2, 0)


def test_drafts_get_no_paper() -> None:
    row = make_sent()
    type(row).objects.filter(pk=row.pk).update(state="draft", snapshot=None)
    assert store_papers(row.pk) == []
    assert store_papers(0) == []


def test_papers_name_every_field_as_its_form_does() -> None:
    forms = {**ApplicantForm.base_fields, **ProjectForm.base_fields, **TimeForm.base_fields}
    assert {name: str(label) for name, label in LABELS.items()} == {
        name: str(forms[name].label) for name in LABELS
    }
