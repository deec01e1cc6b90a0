"""Cases of the office for tests: sent, in check, and how a page about them is called."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from projects.grants import actions, office_actions
from projects.grants.models import Application, Conflict
from tests.factories import make_user
from tests.factories_grants import make_application
from twinning.accounts.models import User

QUEUE = "admin:grants_application_changelist"


def page_of(case: Application, name: str = "change", *more: Any) -> str:
    """Address of a case's page."""
    return reverse(f"admin:grants_application_{name}", args=[case.pk, *more])


def make_sent(officer: User | None = None, *, due_on: Any = None, **fields: Any) -> Application:
    """Sent by somebody of its own; `officer` looks after it and has declared to be free."""
    person = make_user()
    row = actions.submit(make_application(person, **fields), user=person)
    if due_on:
        Application.objects.filter(pk=row.pk).update(due_on=due_on)
    if officer:
        Application.objects.filter(pk=row.pk).update(officer=officer)
        make_free(officer, row)
    row.refresh_from_db()
    return row


def make_in_check(officer: User, *, is_settled: bool = False, **fields: Any) -> Application:
    """In the formal check of an officer who has declared to be free."""
    row = office_actions.start_check(make_sent(officer, **fields), by=officer)
    for code in office_actions.CHECKLIST if is_settled else ():
        office_actions.settle_check(row, code, by=officer, verdict="ok")
    return row


def make_free(user: User, *cases: Application) -> None:
    """Nothing ties this person to the cases."""
    for case in cases:
        Conflict.objects.get_or_create(application=case, user=user, defaults={"is_tied": False})


def in_days(days: int) -> Any:
    """A day from today on."""
    return timezone.localdate() + timezone.timedelta(days=days)
