"""Who of an applicant's people may do what. Signatories decide about people; whoever may write keeps the data."""

from projects.grants.applicant import Applicant, ApplicantMember
from twinning.accounts.models import User

Role = ApplicantMember.Role
# The order on the page: the one with the most rights first.
ROLES = (Role.SIGNATORY, Role.PROJECT, Role.FINANCE)


def role_of(user: User, applicant: Applicant) -> str:
    """The person's role, or "" for somebody who does not act for the applicant."""
    found = ApplicantMember.objects.filter(applicant=applicant, user=user)
    return found.values_list("role", flat=True).first() or ""


def may_manage(role: str) -> bool:
    """Invite, give roles, remove, hand over."""
    return role == Role.SIGNATORY


def may_edit(role: str) -> bool:
    """Change name, address and the persons who may sign."""
    return role in {Role.SIGNATORY, Role.PROJECT}
