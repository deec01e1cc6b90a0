"""What an applicant's page shows: its data, its people with their roles, and what the reader may do about them."""

from typing import Any

from django.utils.translation import gettext as _

from projects.grants.applicant import Applicant, ApplicantMember
from projects.grants.application import Application
from projects.grants.people.forms import InviteForm, RoleForm
from projects.grants.people.permissions import ROLES, may_edit, may_manage
from twinning.accounts.models import User
from twinning.cldr import country_name


def facts_of(applicant: Applicant) -> list[dict[str, Any]]:
    """The data as terms and values; empty ones are left out."""
    place = " ".join(part for part in (applicant.postcode, applicant.town) if part)
    register = ", ".join(part for part in (applicant.register_court, applicant.register_number) if part)
    signers = "; ".join(
        f"{person.name}, {person.function}" if person.function else person.name
        for person in applicant.signatories.all()
    )
    rows = [
        (_("Legal form"), applicant.get_form_display() if applicant.form else ""),
        (_("Register"), register),
        (_("Street and number"), applicant.street),
        (_("Place"), place),
        (_("Country"), country_name(applicant.country)),
        (_("Charitable"), _("yes") if applicant.is_charitable else _("no")),
        (_("May deduct input tax"), applicant.get_input_tax_display()),
        (_("Website"), applicant.website),
        (_("Telephone"), applicant.phone),
        (_("May sign"), signers),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _people(applicant: Applicant, user: User) -> tuple[list[dict[str, Any]], ApplicantMember]:
    members = sorted(
        applicant.members.select_related("user"), key=lambda row: (ROLES.index(row.role), row.pk)
    )
    signing = sum(row.role == ApplicantMember.Role.SIGNATORY for row in members)
    rows = []
    for row in members:
        is_last = signing == 1 and row.role == ApplicantMember.Role.SIGNATORY
        form = RoleForm(initial={"role": row.role}, auto_id=f"id_{row.pk}_%s")
        rows.append({"member": row, "is_me": row.user_id == user.pk, "is_last": is_last, "form": form})
    return rows, next(row for row in members if row.user_id == user.pk)


def page_context(applicant: Applicant, user: User, invite: InviteForm | None = None) -> dict[str, Any]:
    """Everything on the page; `user` is one of the applicant's people."""
    people, me = _people(applicant, user)
    can_manage = may_manage(me.role)
    return {
        "applicant": applicant,
        "facts": facts_of(applicant),
        "people": people,
        "me": me,
        "can_manage": can_manage,
        "can_edit": may_edit(me.role),
        "invitations": list(applicant.invitations.filter(accepted_at=None)) if can_manage else [],
        "invite_form": (invite or InviteForm()) if can_manage else None,
        "application_count": Application.objects.filter(applicant=applicant).count(),
    }
