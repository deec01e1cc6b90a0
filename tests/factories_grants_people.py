"""Applicants with several people, and invitations, for tests."""

import re
from typing import Any

from projects.grants.models import Applicant, ApplicantMember, Invitation
from projects.grants.people import actions
from tests.factories import make_user
from tests.factories_grants import make_applicant
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail


def make_group(*roles: str) -> tuple[Applicant, list[User]]:
    """An applicant with one named person for each role."""
    applicant, people = make_applicant(), []
    for number, role in enumerate(roles):
        person = make_user(name=f"Person {number}")
        ApplicantMember.objects.create(applicant=applicant, user=person, role=role)
        people.append(person)
    return applicant, people


def make_invitation(applicant: Applicant, by: User, **fields: Any) -> tuple[Invitation, str]:
    """An invitation, and the path of the link that was mailed."""
    values = {"email": "gast@example.org", "role": "project", "language": "en"}
    row = actions.invite(applicant, by=by, **values | fields)
    mail = OutgoingMail.objects.filter(recipient=row.email).latest("pk")
    found = re.search(r"https?://[^/\s]+(/\S+/invitation/\S+/)", mail.text)
    assert found
    return row, found[1]
