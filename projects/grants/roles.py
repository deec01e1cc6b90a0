"""Who is who around an application: roles of the applicant's people, of staff, and of the portal's clock.

Staff roles are Django groups with permissions, made by `manage.py set_up_grant_roles`. Somebody with a tie to the
application has no staff role in it at all.
"""

from typing import Any

from projects.grants.applicant import ApplicantMember
from projects.grants.review import Conflict

# Role in an application -> permission that gives it.
STAFF_ROLES = {
    "officer": "grants.change_application",
    "decider": "grants.decide_application",
    "lead": "grants.lead_grants",
    "finance": "grants.view_award",
}


class _Clock:
    """What happens by itself: drafts expire."""

    pk = None
    is_staff = False

    def __str__(self) -> str:
        return "Portal"


CLOCK = _Clock()


def is_tied(user: Any, application: Any) -> bool:
    """True for somebody who wrote the application, acts for its applicant, or has declared a tie."""
    if application.created_by_id == user.pk:
        return True
    if ApplicantMember.objects.filter(applicant=application.applicant_id, user=user).exists():
        return True
    return Conflict.objects.filter(application=application, user=user, is_tied=True).exists()


def applicant_roles(user: Any, application: Any) -> set[str]:
    """ "writer" for everybody who may write, "signatory" for those who may send, "finance_writer" for the money."""
    if application.applicant_id is None:
        return {"writer", "signatory", "finance_writer"} if application.created_by_id == user.pk else set()
    member = ApplicantMember.objects.filter(applicant=application.applicant_id, user=user).first()
    if member is None:
        return set()
    return {
        ApplicantMember.Role.SIGNATORY: {"writer", "signatory", "finance_writer"},
        ApplicantMember.Role.PROJECT: {"writer", "finance_writer"},
        ApplicantMember.Role.FINANCE: {"finance_writer"},
    }[ApplicantMember.Role(member.role)]


def roles_of(actor: Any, obj: Any) -> set[str]:
    """All roles of a person (or of the clock) in an application or in what hangs on one."""
    if actor is CLOCK:
        return {"clock"}
    if not getattr(actor, "pk", None):
        return set()
    application = getattr(obj, "application", obj)
    mine = applicant_roles(actor, application)
    if not actor.is_staff or is_tied(actor, application):
        return mine
    return mine | {role for role, permission in STAFF_ROLES.items() if actor.has_perm(permission)}
