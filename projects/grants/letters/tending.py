"""What time does with applications: drafts expire, people are reminded once, lost papers are made.

`manage.py tend_grants` runs it nightly. Each step looks for what is due, locks one row after the other and looks
again, so that a second run, or a night without one, does no harm. Days are days of the home town.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from projects.grants import actions
from projects.grants.application import Application
from projects.grants.case import ChangeRequest
from projects.grants.clock import database_now
from projects.grants.files.actions import check_again, waiting_files
from projects.grants.letters.frame import day_of
from projects.grants.letters.papers import store_papers, without_papers
from projects.grants.mails import tell_applicant
from projects.grants.people.actions import forget, stale_invitations
from projects.grants.review import Review
from projects.grants.roles import is_tied
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail
from twinning.mail.outbox import queue

logger = logging.getLogger(__name__)
State = Application.State
REMIND_BEFORE = timedelta(days=3)
# After missed nights somebody is still reminded of a day that has passed lately.
REMIND_AFTER = timedelta(days=7)
# The worker gets this long before the nightly round makes papers itself.
PATIENCE = timedelta(minutes=30)
WITH_THE_OFFICE = (State.SUBMITTED, State.IN_CHECK, State.IN_REVIEW, State.FOR_DECISION)

_day = lazy(day_of, str)


# --- drafts ---------------------------------------------------------------------------------------
def expired_drafts() -> QuerySet[Application]:
    """Drafts whose round has closed, by the database's clock; rolling programmes have none."""
    return Application.objects.filter(
        state=State.DRAFT, round__closes_at__lte=database_now(), is_sample=False
    )


def _expire(row: Application) -> bool:
    actions.expire(row)
    return True


# --- reminders ------------------------------------------------------------------------------------
def _window() -> tuple[date, date]:
    today = timezone.localdate()
    return today - REMIND_AFTER, today + REMIND_BEFORE


def open_questions() -> QuerySet[ChangeRequest]:
    """Requests for changes that end within three days and of which nobody was reminded."""
    today = timezone.localdate()
    return ChangeRequest.objects.filter(
        application__state=State.CHANGES_REQUESTED,
        application__is_sample=False,
        answered_at=None,
        reminded_at=None,
        answer_by__range=(today, today + REMIND_BEFORE),
    )


def _remind_applicant(row: ChangeRequest) -> bool:
    if timezone.localdate(row.created_at) >= row.answer_by - REMIND_BEFORE:
        return False
    row.reminded_at = timezone.now()
    row.save(update_fields=["reminded_at", "updated_at"])
    context = {"answer_by": row.answer_by}
    tell_applicant(
        row.application, "changes_reminder", key=f"grants-changes-reminder-{row.pk}", context=context
    )
    return True


def open_reviews() -> QuerySet[Review]:
    """Reviews that are due within three days, or were lately, and have not come."""
    return Review.objects.filter(
        application__state=State.IN_REVIEW,
        application__is_sample=False,
        submitted_at=None,
        due_on__range=_window(),
    )


def _remind_reviewer(row: Review) -> bool:
    key = f"grants-review-due-{row.pk}-{row.due_on}"
    return _tell_staff(row.reviewer, row.application, "review_due", key=key, due_on=row.due_on, url=_desk())


def open_cases() -> QuerySet[Application]:
    """Cases that a desk officer should have dealt with within three days, or should have lately."""
    return Application.objects.filter(
        state__in=WITH_THE_OFFICE, is_sample=False, officer__isnull=False, due_on__range=_window()
    )


def _remind_officer(row: Application) -> bool:
    key = f"grants-case-due-{row.pk}-{row.officer_id}-{row.due_on}"
    url = settings.SITE_URL + reverse("admin:grants_application_change", args=[row.pk])
    return _tell_staff(row.officer, row, "case_due", key=key, due_on=row.due_on, url=url)


def _desk() -> str:
    return settings.SITE_URL + reverse("admin:index")


def _tell_staff(
    person: User, application: Application, template: str, *, key: str, due_on: date, url: str
) -> bool:
    """One mail to somebody of the office who is not tied; it names the file, never who applies or for what."""
    is_free = person.is_active and person.is_staff and not is_tied(person, application)
    if not is_free or OutgoingMail.objects.filter(key=key).exists():
        return False
    queue(
        template=f"grants/{template}",
        recipient=person.email,
        language=person.mail_language,
        context={
            "number": application.number,
            "due_on": due_on,
            "facts": [(_("File number"), application.number), (_("Due on"), _day(due_on))],
            "action_url": url,
        },
        key=key,
    )
    return True


# --- papers ---------------------------------------------------------------------------------------
def lost_papers() -> QuerySet[Application]:
    """Sent applications without a receipt, long after the worker should have made it."""
    return without_papers().filter(submitted_at__lt=timezone.now() - PATIENCE)


def _make_papers(row: Application) -> bool:
    return bool(store_papers(row.pk))


# --- all of it ------------------------------------------------------------------------------------
STEPS: Iterable[tuple[str, Callable[[], QuerySet[Any]], Callable[[Any], bool]]] = (
    ("drafts expired", expired_drafts, _expire),
    ("applicants reminded of a question", open_questions, _remind_applicant),
    ("reviewers reminded", open_reviews, _remind_reviewer),
    ("officers reminded", open_cases, _remind_officer),
    ("invitations forgotten", stale_invitations, forget),
    ("files checked again", waiting_files, check_again),
    ("applications given their papers", lost_papers, _make_papers),
)


def tend(*, dry_run: bool = False) -> dict[str, int]:
    """Do everything that is due, each row in a transaction of its own; how many rows each step was about.

    A dry run does the same and takes it back; papers, which leave files on the disk, are only counted.
    """
    return {
        name: due().count() if dry_run and act is _make_papers else _each(due(), act, dry_run=dry_run)
        for name, due, act in STEPS
    }


def _each(rows: QuerySet[Any], act: Callable[[Any], bool], *, dry_run: bool) -> int:
    """How many rows were acted on. A row that fails is logged and left for the next night; the others go on."""
    done = 0
    for key in list(rows.order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                row = rows.filter(pk=key).select_for_update(of=("self",)).first()
                done += row is not None and act(row)
                transaction.set_rollback(dry_run)
        except Exception:  # whatever is wrong with one case must not stop the reminders of all others
            logger.exception("The nightly step %s failed for row %s.", act.__name__, key)
    return done
