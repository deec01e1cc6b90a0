"""Every address of the funding pages with somebody of every role, for the proof of who may open what.

The addresses come from the resolver; `World.url()` fills in their arguments from rows of one applicant.
"""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from projects.grants import office_actions
from projects.grants.models import (
    AgendaItem,
    Application,
    Attendance,
    BudgetLine,
    Invitation,
    Review,
    Session,
    TextBlock,
)
from tests.addresses import named
from tests.factories import make_user
from tests.factories_grants import make_applicant, make_application, make_budget
from tests.factories_grants_records import decide, make_case, make_letter, make_team_member
from twinning.accounts.models import User

STAFF = ("officer", "reviewer", "decider", "finance", "lead")
SECRET_TITLE, SECRET_NAME = "Quittenbaum unter Verschluss", "Verschwiegene Nachtigall e. V."


def addresses() -> dict[str, frozenset[str]]:
    """Name of every address of the funding pages, public and on the staff desk -> its arguments."""
    return named("grants:", "admin:grants_")


@dataclass
class World:
    """One applicant's case and draft, everything that hangs on them, and the people around."""

    people: dict[str, User | None]
    case: Application
    draft: Application
    awarded: Application
    rows: dict[str, Any] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        """Signed in, unless nobody is."""
        client = Client()
        if self.people[role]:
            client.force_login(self.people[role])
        return client

    def url(self, name: str, keys: frozenset[str]) -> str:
        """The address with arguments that lead to the case, or to the draft for the steps."""
        return reverse(name, kwargs={key: self._argument(name, key) for key in keys})

    def _argument(self, name: str, key: str) -> Any:
        if key == "uuid":
            is_step = name.startswith("grants:step-") or name == "grants:submit"
            return (self.draft if is_step else self.case).uuid
        for pattern, row in self.rows.items():
            wanted, _dash, argument = pattern.rpartition("/")
            if argument == key and name.startswith(wanted):
                return row
        raise AssertionError(f"{name} has an argument “{key}” that nothing fills: add it to make_world().")


def make_world() -> World:
    """Sent, checked and in review; the tied reviewer was asked before the tie was declared."""
    people: dict[str, User | None] = {
        "anonymous": None,
        "owner": make_user(name="Ottilie Owner"),
        "stranger": make_user(),
    }
    people |= {role: make_team_member(role, name=role.title()) for role in STAFF}
    people |= {
        "tied": make_team_member("reviewer", name="Tied"),
        "tied_officer": make_team_member("officer", name="Tied officer"),
    }
    owner, officer = people["owner"], people["officer"]
    make_application(people["stranger"])
    applicant = make_applicant(owner, name=SECRET_NAME)
    case = make_case(owner, officer, people["reviewer"], applicant=applicant, title=SECRET_TITLE)
    make_budget(case.programme)
    Review.objects.create(
        application=case, reviewer=people["tied"], due_on=timezone.localdate() + timedelta(days=5)
    )
    awarded = make_case(
        owner, officer, people["reviewer"], applicant=applicant, title=SECRET_TITLE, ruleset=case.ruleset
    )
    _declare(people, case, awarded)
    awarded = decide(awarded, officer, people["decider"])
    draft = make_application(owner, ruleset=case.ruleset, applicant=applicant, title=SECRET_TITLE)
    rows = {
        "admin:grants_application_compare/other": awarded.pk,
        "admin:grants_award/object_id": awarded.award.pk,
        "admin:grants_decision_change/number": awarded.decision.pk,
        "admin:grants_decision/number": awarded.pk,
    }
    return World(people, case, draft, awarded, rows | _rows(people, case))


def _declare(people: dict[str, User | None], *cases: Application) -> None:
    for case in cases:
        for role in ("officer", "decider", "lead"):
            office_actions.declare_ties(case, by=people[role], is_tied=False)
        for role in ("tied", "tied_officer"):
            office_actions.declare_ties(case, by=people[role], is_tied=True)


def _session(people: dict[str, User | None], case: Application) -> tuple[Session, AgendaItem]:
    """The case stands on the agenda beside another one."""
    session = Session.objects.create(
        programme=case.programme,
        held_at=timezone.now() + timedelta(days=3),
        chair=people["lead"],
        keeper=people["officer"],
    )
    for role in ("reviewer", "tied"):
        Attendance.objects.create(session=session, person=people[role], is_present=True)
    return session, AgendaItem.objects.create(session=session, application=case, position=1)


def _rows(people: dict[str, User | None], case: Application) -> dict[str, Any]:
    """Beginning of a name and argument -> value; the first that fits counts."""
    owner = people["owner"]
    session, item = _session(people, case)
    letter = make_letter(case, "application", is_sent=True)
    invitation = Invitation.objects.create(
        applicant=case.applicant, email="x@example.org", role="project", invited_by=owner
    )
    return {
        "admin:grants_application/number": case.pk,
        "admin:grants_application_act/act": "note",
        "admin:grants_application/file_format": "csv",
        "admin:grants_applicant/object_id": case.applicant_id,
        "admin:grants_programme/object_id": case.programme_id,
        "admin:grants_ruleset/object_id": case.ruleset_id,
        "admin:grants_textblock/object_id": (
            TextBlock.objects.first() or TextBlock.objects.create(code="x")
        ).pk,
        "admin:grants_application_statistics_file/file_format": "csv",
        "admin:grants_budgetline/number": BudgetLine.objects.get(programme=case.programme).pk,
        "admin:grants_session_item/number": item.pk,
        "admin:grants_session_remove/number": item.pk,
        "admin:grants_session/number": session.pk,
        "admin:grants_review_ask/number": case.pk,
        "admin:grants_review_release/number": case.reviews.get(reviewer=people["reviewer"]).pk,
        "admin:grants_review/number": case.reviews.get(reviewer=people["reviewer"]).pk,
        "grants:letter-detail/pk": letter.pk,
        "grants:file/file": case.attachments.first().uuid,
        "grants:invitation-accept/token": "nothing",
        "grants:invitation-delete/invitation": invitation.pk,
        "grants:member/member": case.applicant.members.get().pk,
        "grants:partner-ask/pk": case.partners.get().pk,
        "grants:/pk": case.applicant_id,
        "grants:partner/token": "nothing",
        "grants:/slug": case.programme.slug,
    }


# --- what an answer holds -------------------------------------------------------------------------
def _unpacked(content: bytes) -> str:
    if content.startswith(b"PK"):
        with ZipFile(io.BytesIO(content)) as archive:
            return " ".join(
                [*archive.namelist(), *(_unpacked(archive.read(name)) for name in archive.namelist())]
            )
    if content.startswith(b"%PDF") and len(content) > 500:
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode(errors="replace")


def words_of(response: HttpResponse) -> str:
    """Everything in an answer that can be read: body, headers, texts within archives and PDFs."""
    content = b"".join(response) if response.streaming else response.content
    return f"{_unpacked(content)} {dict(response.headers)}"
