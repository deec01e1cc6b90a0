"""Who sits on the panel and who is tied to what: asked in bulk, for lists and sessions. Read by the panel's pages."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from projects.grants.applicant import ApplicantMember
from projects.grants.application import Application
from projects.grants.review import Conflict
from twinning.accounts.models import User

REVIEW = "change_review"
TEAM = (REVIEW, "change_application", "decide_application", "lead_grants")


def _with(*codes: str) -> QuerySet[User]:
    """Active staff with one of the rights of their own or from a group. Superusers do not sit on panels by that."""
    own = Q(user_permissions__codename__in=codes, user_permissions__content_type__app_label="grants")
    group = Q(groups__permissions__codename__in=codes, groups__permissions__content_type__app_label="grants")
    people = User.objects.filter(is_staff=True, is_active=True)
    return people.filter(own | group).distinct().order_by("name", "email")


def members() -> QuerySet[User]:
    """The members of the panel: those who may review."""
    return _with(REVIEW)


def company() -> QuerySet[User]:
    """Everybody who may sit in a session: the panel and the funding team."""
    return _with(*TEAM)


def members_for(application: Application) -> QuerySet[User]:
    """Members of the panel who can be asked about a case: no tie, not asked yet."""
    conflict = Conflict.objects.filter(application=application, user=OuterRef("pk"), is_tied=True)
    own = ApplicantMember.objects.filter(applicant=application.applicant_id, user=OuterRef("pk"))
    rows = members().exclude(pk=application.created_by_id).filter(~Exists(conflict), ~Exists(own))
    return rows.exclude(pk__in=application.reviews.values("reviewer"))


def tied(cases: Sequence[Application], people: Sequence[User]) -> dict[int, set[int]]:
    """Case -> those of the people who have a tie to it: declared, as its author, or as the applicant's people."""
    keys = {person.pk for person in people}
    found: dict[int, set[int]] = {case.pk: {case.created_by_id} & keys for case in cases}
    declared = Conflict.objects.filter(application__in=cases, user__in=keys, is_tied=True)
    for case, user in declared.values_list("application", "user"):
        found[case].add(user)
    members_of: dict[int, set[int]] = {}
    of_applicants = ApplicantMember.objects.filter(
        applicant__in={case.applicant_id for case in cases}, user__in=keys
    )
    for applicant, user in of_applicants.values_list("applicant", "user"):
        members_of.setdefault(applicant, set()).add(user)
    for case in cases:
        found[case.pk] |= members_of.get(case.applicant_id, set())
    return found
