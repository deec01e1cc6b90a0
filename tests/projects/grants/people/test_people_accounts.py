"""Deleting an account: never while one alone may sign for something that runs; texts of drafts go with it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import ProtectedError

from projects.grants.files.actions import take
from projects.grants.models import ApplicantMember, Application
from tests.factories import make_user
from tests.factories_grants import make_application
from tests.factories_grants_files import pdf
from tests.factories_grants_mine import make_award, make_sent
from twinning.accounts.actions import delete_account
from twinning.accounts.models import User


@pytest.fixture
def user(db: None) -> User:
    return make_user()


@pytest.mark.parametrize("state", ["submitted", "changes_requested", "waitlisted", "approved"])
def test_account_stays_while_it_alone_signs_for_something_that_runs(user: User, state: str) -> None:
    row = make_award(user, 2500).application if state == "approved" else make_sent(user, state)
    writer = make_user()
    ApplicantMember.objects.create(applicant=row.applicant, user=writer, role="project")
    with pytest.raises(ProtectedError):
        delete_account(user)
    delete_account(writer)
    ApplicantMember.objects.create(applicant=row.applicant, user=make_user(), role="signatory")
    delete_account(user)
    assert Application.objects.get().title == "Papierkraniche"


def test_texts_of_deserted_drafts_go_with_the_account(user: User) -> None:
    mine = make_application(user, whole=False, title="Geheim", concept="Privat")
    deserted = make_application(user)
    shared = make_application(user)
    ApplicantMember.objects.create(applicant=shared.applicant, user=make_user(), role="project")
    ended = make_sent(user, "withdrawn", applicant=deserted.applicant)
    delete_account(user)
    for row in (mine, deserted, shared, ended):
        row.refresh_from_db()
    assert (mine.title, mine.concept, deserted.title, deserted.costs.count()) == ("", "", "", 0)
    assert (shared.title, shared.costs.count()) == ("Papierkraniche", 1)
    assert (ended.title, ended.created_by) == ("Papierkraniche", None)


def test_files_of_deserted_drafts_go_with_the_account(
    user: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    draft = make_application(user)
    row = take(draft, pdf(1), by=user)
    storage, path = row.file.storage, row.file.name
    assert storage.exists(path)
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(user)
    row.refresh_from_db()
    assert (row.file.name, row.removed_at is None, draft.cities.count()) == ("", False, 0)
    assert not storage.exists(path)
