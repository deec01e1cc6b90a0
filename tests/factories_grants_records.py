"""People of the funding team and a case with everything on it, for exports and for the proof of who sees what."""

import hashlib
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone

from projects.grants import actions, office_actions, role_groups
from projects.grants.case import ChangeRequest, Message
from projects.grants.decision import Letter
from projects.grants.models import Application, Attachment, BudgetLine, Review, Score
from projects.grants.ruleset import Criterion
from tests.factories import make_user
from tests.factories_grants import make_application, make_budget, make_ruleset
from twinning.accounts.models import User

GROUPS = {
    "officer": "Förderung: Sachbearbeitung",
    "decider": "Förderung: Entscheidung",
    "lead": "Förderung: Leitung",
    "reviewer": "Förderung: Gremium",
    "finance": "Förderung: Finanzen",
}
PDF = b"%PDF-1.7\n% a stored paper\n"


def make_team_member(*roles: str, **fields: Any) -> User:
    """Somebody of the funding team."""
    role_groups.set_up()
    user = make_user(is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=[GROUPS[role] for role in roles]))
    return User.objects.get(pk=user.pk)


def make_attachment(application: Application, content: bytes = PDF, **fields: Any) -> Attachment:
    """A checked file on the disk."""
    values = {"name": "Satzung.pdf", "content_type": "application/pdf", "state": "clean"}
    row = Attachment(
        application=application,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        **values | fields,
    )
    row.file.save(row.name, ContentFile(content), save=False)
    row.save()
    return row


def make_letter(application: Application, kind: str, *, is_sent: bool) -> Letter:
    """A stored letter."""
    content = PDF + kind.encode()
    row = Letter(
        application=application,
        kind=kind,
        language="de",
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        sent_at=timezone.now() if is_sent else None,
    )
    row.file.save("letter.pdf", ContentFile(content), save=False)
    row.save()
    return row


def make_case(person: User, officer: User, reviewer: User, **fields: Any) -> Application:
    """Sent, checked, reviewed: with files, a talk, a request for changes, a note, a review and a receipt."""
    rules = fields.pop("ruleset", None) or make_ruleset(uses_review=True)
    draft = make_application(person, ruleset=rules, language="fr", **fields)
    make_attachment(draft)
    row = office_actions.start_check(actions.submit(draft, user=person), by=officer)
    make_letter(row, "receipt", is_sent=True)
    said = Message.objects.create(
        application=row,
        key=uuid4(),
        is_from_office=False,
        author=person,
        author_name="Mika",
        text="Bonjour à vous",
    )
    said.attachments.add(make_attachment(row, PDF + b"2", name="../../etc/pass:wd.pdf", paper="message:"))
    ChangeRequest.objects.create(
        application=row, sections=["time"], text="Bitte ein Datum", answer_by=timezone.localdate()
    )
    office_actions.add_note(row, by=officer, text="Interner Vermerk")
    for code in office_actions.CHECKLIST:
        office_actions.settle_check(row, code, by=officer, verdict="ok")
    row = office_actions.send_to_review(row, by=officer)
    _review(row, reviewer)
    return row


def _review(application: Application, reviewer: User) -> None:
    review = Review.objects.create(
        application=application, reviewer=reviewer, advice="yes", text="Begutachtung im Wortlaut",
        submitted_at=timezone.now(),
    )  # fmt: skip
    criterion, _is_new = Criterion.objects.get_or_create(
        ruleset=application.ruleset, code="quality", defaults={"name": "Qualität der Idee"}
    )
    Score.objects.create(review=review, criterion=criterion, value=4, note="Notiz zur Bewertung")
    office_actions.declare_ties(application, by=reviewer, is_tied=False)


def decide(application: Application, officer: User, decider: User) -> Application:
    """Approve it; nothing is sent yet."""
    row = office_actions.send_to_decision(application, by=officer)
    line = BudgetLine.objects.filter(programme=row.programme).first() or make_budget(row.programme)
    decision = office_actions.prepare_decision(
        row,
        by=officer,
        outcome="approved",
        amount=Decimal(2500),
        budget_line=line,
        reason="Entscheidungsgrund",
    )
    return office_actions.sign_decision(decision, by=decider)
