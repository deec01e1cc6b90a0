"""Who acts for an applicant: invite, accept, change roles, remove, leave, hand over. Each is one transaction.

Every act locks the applicant first, so that two of them at the same moment never leave it without a signatory.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.grants.applicant import Applicant, ApplicantMember, Invitation
from projects.grants.application import Application
from projects.grants.people import mails
from projects.grants.people.permissions import may_edit, may_manage, role_of
from projects.grants.workflow import Refused, record
from twinning.accounts.models import User
from twinning.tokens import actions as tokens

Role = ApplicantMember.Role
State = Application.State
MOST_OPEN = 20
ENDED = (State.REJECTED, State.WITHDRAWN, State.EXPIRED, State.INADMISSIBLE)


class WrongPerson(Exception):
    """The link was mailed to another address than that of the account."""


class Outdated(Exception):
    """Somebody has changed the applicant's data since the form was opened."""


def _lock(applicant: Applicant) -> Applicant:
    return Applicant.objects.select_for_update().get(pk=applicant.pk)


def _manager(user: User, applicant: Applicant) -> None:
    if not may_manage(role_of(user, applicant)):
        raise Refused([_("Only somebody who may sign for the applicant can do this.")])


def _stamp() -> str:
    return f"{timezone.now():%Y%m%d%H%M%S%f}"


def _keep_a_signatory(member: ApplicantMember) -> None:
    """Refuse what would leave nobody who may send."""
    others = ApplicantMember.objects.filter(applicant=member.applicant_id, role=Role.SIGNATORY)
    if member.role == Role.SIGNATORY and not others.exclude(pk=member.pk).exists():
        raise Refused(
            [_("This is the only person who may sign. First give this role to somebody else, or hand over.")]
        )


@transaction.atomic
def update(
    applicant: Applicant,
    *,
    by: User,
    version: int | None,
    values: dict[str, Any],
    store_lines: Callable[[Applicant], None],
) -> Applicant:
    """Store the data; what was sent before keeps the old ones. Raises Outdated, Refused."""
    row = _lock(applicant)
    if not may_edit(role_of(by, row)):
        raise Refused([_("Your role does not allow this.")])
    if row.version != version:
        raise Outdated
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    store_lines(row)
    return row


@transaction.atomic
def invite(applicant: Applicant, *, by: User, email: str, role: str, language: str) -> Invitation:
    """Ask somebody to act for the applicant; inviting the same address again gives the same row. Raises Refused."""
    _lock(applicant)
    _manager(by, applicant)
    address = email.lower()
    if applicant.members.filter(user__email__iexact=address).exists():
        raise Refused([_("This person is a member already.")])
    invitation = applicant.invitations.filter(email=address, accepted_at=None).first()
    if invitation is None:
        if applicant.invitations.filter(accepted_at=None).count() >= MOST_OPEN:
            raise Refused([_("Too many invitations are open. Take some back first.")])
        invitation = Invitation(applicant=applicant, email=address)
    invitation.role, invitation.language, invitation.invited_by = role, language, by
    invitation.save()
    mails.invite(invitation)
    return invitation


@transaction.atomic
def take_back(invitation: Invitation, *, by: User) -> None:
    """An open invitation is void from now on, and so is its link. Raises Refused."""
    _lock(invitation.applicant)
    _manager(by, invitation.applicant)
    tokens.revoke(object_id=invitation.pk, purpose=mails.INVITATION)
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None).delete()


def invitation_behind(raw: str) -> Invitation | None:
    """The invitation that a mailed link opens; None when it is void, too old or does not exist."""
    number = tokens.find(raw, mails.INVITATION)
    rows = Invitation.objects.select_related("applicant", "invited_by")
    return rows.filter(pk=number).first() if number else None


@transaction.atomic
def accept(invitation: Invitation, *, user: User) -> ApplicantMember:
    """Become a member; accepting twice changes nothing. Raises WrongPerson, Refused when it was taken back.

    The account's address has to be the invited one: nobody is bound to a stranger's applicant by a forwarded link.
    """
    _lock(invitation.applicant)
    row = Invitation.objects.filter(pk=invitation.pk).first()
    if row is None or (row.accepted_at and row.accepted_by_id != user.pk):
        raise Refused([_("This invitation is no longer open.")])
    if row.email != user.email.lower():
        raise WrongPerson
    known = ApplicantMember.objects.filter(applicant=row.applicant_id, user=user).first()
    if row.accepted_at:
        if known is None:
            raise Refused([_("This invitation is no longer open.")])
        return known
    row.accepted_at, row.accepted_by = timezone.now(), user
    row.save()
    if known is None:
        known = ApplicantMember.objects.create(applicant=row.applicant, user=user, role=row.role)
    if row.invited_by.is_active:
        key = f"grants-invitation-accepted-{row.pk}"
        mails.tell(row.invited_by, "invitation_accepted", row.applicant, key=key, about=str(user))
    return known


@transaction.atomic
def set_role(member: ApplicantMember, *, by: User, role: str) -> ApplicantMember:
    """Give another role; the person is told. Raises Refused for the last signatory."""
    _lock(member.applicant)
    _manager(by, member.applicant)
    row = ApplicantMember.objects.select_related("applicant", "user").get(pk=member.pk)
    if row.role == role:
        return row
    _keep_a_signatory(row)
    row.role = role
    row.save()
    if row.user_id != by.pk:
        key = f"grants-role-{row.pk}-{_stamp()}"
        mails.tell(row.user, "member_role_changed", row.applicant, key=key, about=str(by))
    return row


@transaction.atomic
def remove(member: ApplicantMember, *, by: User) -> None:
    """Leave, or remove somebody; their open invitations end too. Raises Refused for the last signatory."""
    _lock(member.applicant)
    row = ApplicantMember.objects.select_related("applicant", "user").filter(pk=member.pk).first()
    if row is None:
        return
    if row.user_id != by.pk:
        _manager(by, row.applicant)
    _keep_a_signatory(row)
    person, applicant = row.user, row.applicant
    for invitation in applicant.invitations.filter(invited_by=person, accepted_at=None):
        tokens.revoke(object_id=invitation.pk, purpose=mails.INVITATION)
        invitation.delete()
    row.delete()
    if person.pk != by.pk:
        key = f"grants-removed-{member.pk}-{person.pk}"
        mails.tell(person, "member_removed", applicant, key=key, about=str(by), name="application-list")


@transaction.atomic
def hand_over(applicant: Applicant, *, by: User, to: ApplicantMember, stays: bool) -> None:
    """Another member signs from now on in place of `by`, who stays as a writer or leaves; every running
    application's trail says so. Raises Refused.
    """
    _lock(applicant)
    _manager(by, applicant)
    row = applicant.members.select_related("user").filter(pk=to.pk).exclude(user=by).first()
    if row is None:
        raise Refused([_("This person no longer acts for the applicant.")])
    for application in applicant.applications.exclude(state__in=ENDED).order_by("pk"):
        record(application, "hand_over", actor=by, data={"to": row.user_id, "to_name": str(row.user)})
    row.role = Role.SIGNATORY
    row.save()
    mine = applicant.members.get(user=by)
    if stays:
        mine.role = Role.PROJECT
        mine.save()
    else:
        mine.delete()
    key = f"grants-handed-over-{row.pk}-{_stamp()}"
    mails.tell(row.user, "applicant_handed_over", applicant, key=key, about=str(by))


def stale_invitations() -> QuerySet[Invitation]:
    """Invitations that nobody can answer any more."""
    limit = timezone.now() - 2 * mails.LIFETIME
    return Invitation.objects.filter(accepted_at=None, updated_at__lt=limit)


def forget(invitation: Invitation) -> bool:
    """Delete the address of somebody who never answered. Called every night, which locks the row first."""
    return bool(invitation.delete())
