"""Which staff can work on a case, and who has to say whether they are tied to it. Read by the pages of the office."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from projects.grants.applicant import ApplicantMember
from projects.grants.application import Application
from projects.grants.querysets import ApplicationQuerySet
from projects.grants.review import Conflict, Review
from twinning.accounts.models import User

CHANGE = "change_application"
TAKES_PART = ("grants.change_application", "grants.decide_application", "grants.lead_grants")


def takes_part(user: User) -> bool:
    """Works on cases or decides about them; others of the office only read."""
    return any(user.has_perm(name) for name in TAKES_PART)


def officers() -> QuerySet[User]:
    """Everybody who may work on cases; one query."""
    own = Q(user_permissions__codename=CHANGE, user_permissions__content_type__app_label="grants")
    group = Q(groups__permissions__codename=CHANGE, groups__permissions__content_type__app_label="grants")
    people = User.objects.filter(is_staff=True, is_active=True)
    return people.filter(Q(is_superuser=True) | own | group).distinct().order_by("name", "email")


def officers_for(application: Application) -> QuerySet[User]:
    """Officers without a tie to the case."""
    tied = Conflict.objects.filter(application=application, user=OuterRef("pk"), is_tied=True)
    own = ApplicantMember.objects.filter(applicant=application.applicant_id, user=OuterRef("pk"))
    return officers().exclude(pk=application.created_by_id).filter(~Exists(tied), ~Exists(own))


def askable(user: User) -> ApplicationQuerySet:
    """Cases about which a person may declare ties: all that the office sees, or those they shall review."""
    rows = Application.objects.sent().without_conflict(user)
    if user.has_perm("grants.view_application"):
        return rows
    return rows.filter(Exists(Review.objects.filter(application=OuterRef("pk"), reviewer=user)))
