"""Applications in every situation, and grants whose letter was sent, for tests of the applicant's pages."""

from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from projects.grants.models import Application, Award, Decision
from tests.factories import make_user
from tests.factories_grants import make_application, make_budget
from tests.factories_grants_records import make_letter
from twinning.accounts.models import User

_numbers = count(1)
LETTER_OF = {
    "approved": "award",
    "approved_reduced": "award",
    "rejected": "rejection",
    "waitlisted": "waitlist",
}


def make_sent(user: User, state: str, **fields: Any) -> Application:
    """An application as it is in a state after sending, without its trail."""
    values = {
        "number": f"HF-2099-{next(_numbers):04d}",
        "submitted_at": timezone.now(),
        "snapshot": {"title": "Papierkraniche"},
        "state": state,
    }
    return make_application(user, **values | fields)


def make_decided(user: User, state: str, *, is_told: bool, **fields: Any) -> Application:
    """A decided application, whose letter was sent or not; nobody looked at it in between."""
    row = make_sent(user, state, decided_at=timezone.now(), **fields)
    if is_told:
        make_letter(row, LETTER_OF[state], is_sent=True)
    return row


def make_award(user: User, amount: int = 2000, *, is_told: bool = True, **fields: Any) -> Award:
    """A grant out of 2,500 euros asked for; less than that waits for an adapted plan."""
    state = "approved" if amount >= 2500 else "approved_reduced"
    row = make_decided(user, state, is_told=is_told, **fields)
    decision = Decision.objects.create(
        application=row,
        outcome=state,
        amount=Decimal(amount),
        budget=make_budget(row.programme),
        reason="Das Geld reicht nicht.",
        prepared_by=make_user(is_staff=True),
    )
    return Award.objects.create(
        application=row,
        decision=decision,
        amount=Decimal(amount),
        state="notified" if is_told else "approved",
        needs_new_plan=amount < 2500,
    )
