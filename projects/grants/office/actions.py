"""What the office does beside the table of transitions: ties, twins, deadlines, notes and checks of a case.

Called by the views of this package; everything that changes a state stands in `office_actions.py`.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.grants import office_actions
from projects.grants.application import Application
from projects.grants.case import ChangeRequest, Check, Event, Note
from projects.grants.mails import tell_applicant
from projects.grants.review import Conflict, Review
from projects.grants.roles import roles_of
from projects.grants.workflow import Refused, record
from twinning.accounts.models import User

UNSURE, NO_TWIN = "ties_unsure", "no_duplicate"
# A second click comes within this time.
TWICE = timedelta(minutes=10)


def _locked(application: Application) -> Application:
    return Application.objects.select_for_update(of=("self",)).get(pk=application.pk)


@transaction.atomic
def declare(application: Application, *, by: User, is_tied: bool, reason: str = "") -> Conflict:
    """Free or tied. Who was free may find a tie later; who is tied stays so, and no longer looks after the case."""
    row = _locked(application)
    declared = office_actions.declare_ties(row, by=by, is_tied=is_tied, reason=reason)
    if is_tied and not declared.is_tied:
        declared.is_tied, declared.reason = True, reason
        declared.save(update_fields=["is_tied", "reason", "updated_at"])
        record(row, "declare_ties", actor=by, data={"is_tied": True})
        Review.objects.filter(application=row, reviewer=by, submitted_at=None).delete()
    if declared.is_tied and row.officer_id == by.pk:
        row.officer = None
        row.save(update_fields=["officer", "updated_at"])
    return declared


@transaction.atomic
def say_unsure(application: Application, *, by: User, reason: str) -> None:
    """Somebody doesn't know whether they are tied: the office asks back, the text stays closed. Said once."""
    row = _locked(application)
    if not Event.objects.filter(application=row, code=UNSURE, actor=by).exists():
        record(row, UNSURE, actor=by, reason=reason)


@transaction.atomic
def no_duplicate(application: Application, other: Application, *, by: User) -> None:
    """Two cases look alike, and an officer found that they aren't the same. Raises Refused."""
    row = _locked(application)
    if "officer" not in roles_of(by, row):
        raise Refused([_("Your role does not allow this.")])
    known = Event.objects.filter(application=row, code=NO_TWIN, data__number=other.number)
    if not known.exists():
        record(row, NO_TWIN, actor=by, data={"number": other.number})


@transaction.atomic
def set_due(application: Application, *, by: User, due_on: date | None) -> Application:
    """The day by which the office wants to be through with the case; None takes it away. Raises Refused."""
    row = _locked(application)
    if not {"officer", "lead"} & roles_of(by, row):
        raise Refused([_("Your role does not allow this.")])
    if due_on and due_on < timezone.localdate():
        raise Refused([_("Give a day that has not passed.")])
    if row.due_on != due_on:
        row.due_on = due_on
        row.save(update_fields=["due_on", "updated_at"])
        record(row, "set_due", actor=by, data={"due_on": due_on.isoformat() if due_on else ""})
    return row


@transaction.atomic
def remind(application: Application, *, by: User, answer_by: date) -> ChangeRequest:
    """Tell the applicant again what is awaited, and until when: the day may be later than before. Once a day.

    Raises Refused.
    """
    row = _locked(application)
    if "officer" not in roles_of(by, row):
        raise Refused([_("Your role does not allow this.")])
    request = row.change_requests.filter(answered_at=None).first()
    if row.state != Application.State.CHANGES_REQUESTED or request is None:
        raise Refused([_("Nothing is awaited from the applicant.")])
    if answer_by < max(timezone.localdate(), request.answer_by):
        raise Refused([_("The day can't become earlier, and it must not have passed.")])
    key = f"grants-changes-reminder-{request.pk}-{answer_by}-{timezone.localdate()}"
    if request.answer_by != answer_by or not Event.objects.filter(application=row, data__key=key).exists():
        row.answer_by = request.answer_by = answer_by
        row.save(update_fields=["answer_by", "updated_at"])
        request.reminded_at = timezone.now()
        request.save(update_fields=["answer_by", "reminded_at", "updated_at"])
        record(row, "remind", actor=by, data={"answer_by": answer_by.isoformat(), "key": key})
        tell_applicant(row, "changes_reminder", key=key, context={"answer_by": answer_by})
    return request


@transaction.atomic
def add_note(application: Application, *, by: User, text: str) -> Note:
    """A note for the office; the same words of the same person within minutes are one note. Raises Refused."""
    row = _locked(application)
    since = timezone.now() - TWICE
    known = Note.objects.filter(application=row, author=by, text=text, created_at__gte=since).first()
    return known or office_actions.add_note(row, by=by, text=text)


@transaction.atomic
def settle(application: Application, code: str, *, by: User, verdict: str, note: str) -> Check:
    """One line of the checklist, as long as the check goes on. Raises Refused."""
    row = _locked(application)
    if row.state not in {Application.State.IN_CHECK, Application.State.CHANGES_REQUESTED}:
        raise Refused([_("The formal check is over: its lines stay as they are.")])
    return office_actions.settle_check(row, code, by=by, verdict=verdict, note=note)
