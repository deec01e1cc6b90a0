"""Copying an application, and accepting a grant: with the plan as it was sent, or, when the grant is smaller, with an
adapted one. Called by the pages of an application only.
"""

from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.grants import actions
from projects.grants.application import Application
from projects.grants.completeness import blocking
from projects.grants.decision import Award
from projects.grants.machines import AWARD
from projects.grants.mails import tell_applicant
from projects.grants.roles import applicant_roles
from projects.grants.sentences import euros, sentence
from projects.grants.snapshot import take
from projects.grants.workflow import Failure, Refused, perform
from twinning.accounts.models import User

# The frame of the programme was judged when the office decided; a smaller grant may lie below it.
NOT_AGAIN = {"KFP-3"}


def copy_once(application: Application, *, user: User, key: UUID) -> Application:
    """A new draft with the texts of this one; two clicks at the same moment give the same. Raises Refused.

    Application and person are part of the stored key: one page's key leads to no other draft.
    """
    own_key = uuid5(key, f"copy-{application.pk}-{user.pk}")
    try:
        with transaction.atomic():
            return actions.copy(application, user=user, key=own_key)
    except IntegrityError:
        # The other click was faster, and its row is there now.
        return Application.objects.get(key=own_key, created_by=user)


def _lock(application: Application) -> tuple[Application, Award]:
    """Both rows, locked in the order in which a step of the form is saved; raises Refused without an award."""
    row = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    award = Award.objects.select_for_update(of=("self",)).filter(application=row).first()
    if award is None or award.state in {Award.State.DRAFTED, Award.State.APPROVED}:
        raise Refused([_("There is nothing to accept yet.")])
    return row, award


def against_plan(application: Application, award: Award) -> list[Failure]:
    """Why the adapted plan does not do yet, as whole sentences."""
    found: list[Failure] = [
        sentence(finding)
        for finding in blocking(application)
        if finding.step == "costs" and finding.code not in NOT_AGAIN
    ]
    if application.requested > award.amount:
        values = {"requested": euros(application.requested), "amount": euros(award.amount)}
        found.append(
            _("Your plan still asks for %(requested)s. We granted %(amount)s: lower costs or add income.")
            % values
        )
    return found


def _adapted(application: Application) -> dict[str, Any]:
    """The plan that the grant is bound to, for the trail: what was sent stays as it was."""
    taken = take(application)
    return {"plan": {name: taken[name] for name in ("costs", "incomes", "sums")}}


def _now(award: Award) -> None:
    award.accepted_at = timezone.now()


@transaction.atomic
def accept(application: Application, *, user: User) -> Award:
    """Make the grant final; accepting what is accepted changes nothing. Raises Refused with every reason."""
    row, award = _lock(application)
    if "signatory" not in applicant_roles(user, row):
        raise Refused([_("Your role does not allow this.")])
    if award.accepted_at:
        return award
    data: dict[str, Any] = {}
    if award.needs_new_plan:
        found = against_plan(row, award)
        if found:
            raise Refused(found)
        data = _adapted(row)
        award.needs_new_plan = False
        award.save(update_fields=["needs_new_plan", "updated_at"])
    award = perform(AWARD, award, "accept", actor=user, data=data, prepare=_now)
    tell_applicant(row, "grant_accepted", key=f"grants-accepted-{award.pk}-{award.revision}")
    return award
