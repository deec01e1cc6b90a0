"""What applicants do: begin, save a step, send, withdraw, copy. Each is one transaction; mails are part of it.

The office's acts stand in `office_actions.py`. Every change of state goes through `workflow.perform`.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.grants.application import STEPS, Application
from projects.grants.clock import database_now
from projects.grants.completeness import plan_of
from projects.grants.decision import Award
from projects.grants.letters.papers import store_papers
from projects.grants.letters.tasks import make_papers
from projects.grants.machines import APPLICATION
from projects.grants.mails import tell_applicant
from projects.grants.numbering import next_number
from projects.grants.office.changes import changed_keys
from projects.grants.plan import sums
from projects.grants.programme import Programme, Round
from projects.grants.roles import CLOCK, applicant_roles, roles_of
from projects.grants.ruleset import Ruleset
from projects.grants.snapshot import take
from projects.grants.workflow import Refused, perform, record
from twinning.accounts.models import User

State = Application.State
COPIED = (
    "title", "short_text", "concept", "audience", "is_trip", "publicity", "accessibility", "places", "people_home",
    "people_partner", "people_young", "volunteers",
)  # fmt: skip


class StepConflict(Exception):
    """Somebody saved this step since the form was opened: `stored` is the application as it is now."""

    def __init__(self, stored: Application) -> None:
        super().__init__("The step was saved by somebody else.")
        self.stored = stored


@transaction.atomic
def begin(
    *, user: User, programme: Programme, language: str, key: UUID, answers: dict[str, str] | None = None
) -> Application:
    """A new draft under the rules that are in force; the same key gives the draft that is there.

    Raises Refused when the programme has no rules in force or no open round.
    """
    known = Application.objects.filter(key=key, created_by=user).first()
    if known:
        return known
    ruleset = Ruleset.objects.filter(programme=programme, state=Ruleset.State.IN_FORCE).first()
    if ruleset is None:
        raise Refused([_("This programme takes no applications yet.")])
    call = None
    if programme.opening == Programme.Opening.ROUNDS:
        call = Round.objects.open().filter(programme=programme).order_by("closes_at").first()
        if call is None:
            raise Refused([_("No round is open at the moment.")])
    application = Application.objects.create(
        key=key,
        programme=programme,
        ruleset=ruleset,
        round=call,
        created_by=user,
        language=language,
        answers=answers or {},
    )
    record(application, "begin", actor=user, target=State.DRAFT)
    return application


def may_write(application: Application, user: User, step: str) -> bool:
    """Drafts by those who may write; after sending only the steps that the office opened again.

    A grant that is smaller than what was asked for opens the plan to a signatory until the grant is final.
    """
    needed = "finance_writer" if step == "costs" else "writer"
    roles = roles_of(user, application)
    if needed not in roles:
        return False
    if application.state == State.DRAFT:
        return True
    if application.state == State.APPROVED_REDUCED and step == "costs":
        waits = Award.objects.filter(application=application, state=Award.State.NOTIFIED, needs_new_plan=True)
        return "signatory" in roles and waits.exists()
    return application.state == State.CHANGES_REQUESTED and step in application.open_sections


@transaction.atomic
def save_step(
    application: Application, step: str, *, user: User, version: int, write: Callable[[Application], None]
) -> Application:
    """Store one step: `write` puts the form's values into the locked row and its lines.

    `version` is the count of saves that the form was made from. Raises StepConflict when somebody has saved since
    (nothing is stored), Refused when the person may not write there now.
    """
    if step not in STEPS:
        raise ValueError(f"“{step}” is no step.")
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not may_write(locked, user, step):
        raise Refused([_("This part can't be changed at the moment.")])
    if locked.version_of(step) != version:
        raise StepConflict(locked)
    write(locked)
    locked.versions = {**locked.versions, step: version + 1}
    locked.saved_at = timezone.now()
    if step == "costs":
        total = sums(*plan_of(locked), locked.ruleset.limits)
        locked.costs_total, locked.requested = total.costs, total.requested
    locked.save()
    return locked


def _seal(application: Application) -> None:
    """Time, number and text of what is sent; the number is drawn last, when nothing can fail any more."""
    application.submitted_at = database_now()
    application.snapshot = take(application)
    # Samples bring a number of their own, so that they take none from the real ones.
    application.number = application.number or next_number(timezone.localtime(application.submitted_at).year)


def _close_again(application: Application) -> None:
    application.open_sections, application.answer_by = [], None
    application.snapshot = take(application)


def _one_after_the_other(application: Application) -> None:
    """Two applications of one organisation don't slip past the yearly limit (APP-8) at the same moment.

    A lock of its own: the applicant's row is held by those who change its people.
    """
    with connection.cursor() as cursor:
        name = f"grants.submit.{application.applicant_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])


@transaction.atomic
def submit(application: Application, *, user: User) -> Application:
    """Send the application: one file number, one receipt, whatever happens. Sending what is sent gives it back.

    Raises Refused with everything that is missing; nothing is stored then.
    """
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if locked.number and locked.state != State.DRAFT:
        return locked
    _one_after_the_other(locked)
    sent = perform(APPLICATION, locked, "submit", actor=user, prepare=_seal)
    tell_applicant(sent, "application_received", key=f"grants-received-{sent.pk}")
    if not sent.is_sample:
        make_papers.enqueue(sent.pk)
    return sent


@transaction.atomic
def resubmit(application: Application, *, user: User) -> Application:
    """Send what the office asked for; the steps close again, the trail says what has changed. Raises Refused.

    What was sent before stays on paper, even if the worker had no time for it yet.
    """
    if not application.is_sample:
        store_papers(application.pk)
    data: dict[str, list[str]] = {}

    def prepare(row: Application) -> None:
        data["changed"] = changed_keys(row)
        _close_again(row)

    sent = perform(APPLICATION, application, "resubmit", actor=user, data=data, prepare=prepare)
    sent.change_requests.filter(answered_at=None).update(answered_at=timezone.now())
    if not sent.is_sample:
        make_papers.enqueue(sent.pk)
    return sent


@transaction.atomic
def withdraw(application: Application, *, user: User, reason: str = "") -> Application:
    """Take the application back before it is decided; everybody who acts for the applicant is told. Raises Refused."""
    row = perform(APPLICATION, application, "withdraw", actor=user, reason=reason)
    tell_applicant(row, "application_withdrawn", key=f"grants-withdrawn-{row.pk}")
    return row


@transaction.atomic
def expire(application: Application) -> Application:
    """A draft whose deadline has passed. Called every night."""
    return perform(APPLICATION, application, "expire", actor=CLOCK)


@transaction.atomic
def copy(application: Application, *, user: User, key: UUID) -> Application:
    """A new draft with the texts and lines of this application, under today's rules. Raises Refused."""
    if not applicant_roles(user, application):
        raise Refused([_("You no longer act for this applicant.")])
    draft = begin(user=user, programme=application.programme, language=application.language, key=key)
    if draft.copied_from_id or draft.pk == application.pk:
        return draft
    for name in COPIED:
        setattr(draft, name, getattr(application, name))
    draft.applicant = application.applicant
    draft.copied_from = application
    draft.save()
    draft.cities.set(application.cities.all())
    draft.themes.set(application.themes.all())
    for name in ("costs", "incomes"):
        for line in getattr(application, name).all():
            line.pk, line.application = None, draft
            line._state.adding = True
            line.save()
    return draft
