"""What becomes of applications when the account of somebody who acts for an applicant is deleted.

Nobody leaves an applicant without a signatory while something runs; drafts lose their text and files, as the page about
deleting promises. Their line in the list stays empty, because the trail of an application can't be deleted.
"""

from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.grants.applicant import Applicant, ApplicantMember
from projects.grants.application import Application
from projects.grants.decision import Award
from projects.grants.files.disk import delete_later
from projects.grants.people.actions import ENDED
from twinning.accounts.models import User

State = Application.State
TEXTS = (
    "title", "short_text", "concept", "audience", "publicity", "accessibility", "places", "public_dates",
    "early_start_reason", "signed_by",
)  # fmt: skip
NUMBERS = ("people_home", "people_partner", "people_young", "volunteers")
PARTS = ("costs", "incomes", "partners", "legs")


def _only_signatory_of(user: User) -> list[Applicant]:
    """Applicants for which nobody else may sign."""
    signing = ApplicantMember.Role.SIGNATORY
    mine = Applicant.objects.filter(members__user=user, members__role=signing)
    rows = mine.order_by("pk").select_for_update(of=("self",))
    return [row for row in rows if not row.members.filter(role=signing).exclude(user=user).exists()]


def let_go(user: User) -> None:
    """Called in the transaction that deletes the account. Raises ProtectedError while something runs."""
    alone = _only_signatory_of(user)
    over = Q(award__state__in=[Award.State.CLOSED, Award.State.REVOKED])
    mine = Application.objects.filter(applicant__in=alone)
    running = mine.exclude(state__in=[*ENDED, State.DRAFT]).exclude(over)
    if running.exists():
        raise ProtectedError(
            _("Something of yours is under way. Withdraw it or hand it over first."), set(running)
        )
    deserted = [row for row in alone if not row.members.exclude(user=user).exists()]
    left = Q(applicant=None, created_by=user) | Q(applicant__in=deserted)
    for draft in Application.objects.filter(left, state__in=[State.DRAFT, State.EXPIRED]):
        empty(draft)


def empty(draft: Application) -> None:
    """Take everything out of a draft that somebody wrote into it."""
    for name in TEXTS:
        setattr(draft, name, "")
    for name in NUMBERS:
        setattr(draft, name, None)
    draft.answers, draft.declared = {}, {}
    draft.save()
    draft.themes.clear()
    draft.cities.clear()
    for name in PARTS:
        getattr(draft, name).all().delete()
    for file in draft.attachments.exclude(file=""):
        delete_later(file)
        file.removed_at = file.removed_at or timezone.now()
        file.save()
