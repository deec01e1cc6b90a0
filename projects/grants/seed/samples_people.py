"""Who acts in the invented applications: staff of every role, members of three applicants. Called by `samples.py`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from partners.organisations.models import Organisation
from projects.grants.models import Applicant, ApplicantMember, Signatory
from twinning.accounts.demo import DemoUser
from twinning.accounts.models import User

OFFICER, DECIDER = "sachbearbeitung@example.org", "entscheidung@example.org"
PANEL = {"gremium": "gremium@example.org", "jury": "jury@example.org", "jury2": "jury2@example.org"}
TREASURER = "kasse@example.org"


def _staff(email: str, name: str, role: str, group: str) -> DemoUser:
    return DemoUser(email, name, role, is_staff=True, groups=(f"Förderung: {group}",))


PEOPLE = (
    _staff(OFFICER, "Sascha Sachbearbeitung", "desk officer for funding", "Sachbearbeitung"),
    _staff(DECIDER, "Enna Entscheidung", "decider for funding", "Entscheidung"),
    _staff("leitung@example.org", "Luca Leitung", "lead for funding", "Leitung"),
    _staff("finanzen@example.org", "Finn Finanzen", "finance for funding", "Finanzen"),
    _staff(PANEL["gremium"], "Gerrit Gremium", "panel member", "Gremium"),
    _staff(PANEL["jury"], "Juna Jury", "panel member", "Gremium"),
    _staff(PANEL["jury2"], "Jannis Jury", "panel member", "Gremium"),
    DemoUser("werkhalle@example.org", "Mika Werkhalle", "applicant (culture centre)"),
    DemoUser("chor@example.org", "Charlie Chor", "applicant (choir)"),
    DemoUser(TREASURER, "Kaja Kasse", "treasurer of the choir"),
    DemoUser("schule@example.org", "Jona Weidenufer", "applicant (school)"),
)
ADDRESSES = [person.email for person in PEOPLE]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody by address, and the applicants with the person who writes for them."""

    people: dict[str, User]
    applicants: dict[str, tuple[Applicant, User]]

    @property
    def officer(self) -> User:
        """Who works on the cases and prepares decisions."""
        return self.people[OFFICER]

    @property
    def decider(self) -> User:
        """Who signs."""
        return self.people[DECIDER]

    def reviewer(self, word: str) -> User:
        """A member of the panel."""
        return self.people[PANEL[word]]


def gather(users: list[User], applicants: list[dict[str, Any]]) -> Cast:
    """The applicants of the file with their members."""
    people = {user.email: user for user in users}
    return Cast(people, {values["slug"]: _applicant(people, values) for values in applicants})


def _applicant(people: dict[str, User], values: dict[str, Any]) -> tuple[Applicant, User]:
    member = people[values["member"]]
    entry = Organisation.objects.filter(slug=values["slug"], is_sample=True).first()
    applicant, is_new = Applicant.objects.get_or_create(
        name=values["fields"]["name"], is_sample=True, defaults={**values["fields"], "organisation": entry}
    )
    if is_new:
        name, function = values["signatory"]
        Signatory.objects.create(applicant=applicant, name=name, function=function)
        ApplicantMember.objects.create(applicant=applicant, user=member, role="signatory")
        if values["fields"].get("is_twinning_association"):
            ApplicantMember.objects.create(applicant=applicant, user=people[TREASURER], role="finance")
    return applicant, member


@contextmanager
def unmailed() -> Iterator[None]:
    """While the past is played nobody gets mail about it: mails go to people whose account is active."""
    theirs = User.objects.filter(email__in=ADDRESSES, is_staff=False, is_active=True)
    resting = list(theirs.values_list("pk", flat=True))
    theirs.update(is_active=False)
    try:
        yield
    finally:
        User.objects.filter(pk__in=resting).update(is_active=True)
