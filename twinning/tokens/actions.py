"""Make, look up, use up and sweep away the tokens in mailed links. Called by the actions and views of all floors."""

import secrets
from datetime import date, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from twinning.tokens.models import Token

BYTES = 24  # 192 bits: nobody guesses it


def _digest(raw: str) -> str:
    return sha256(raw.encode()).hexdigest()


def issue(*, purpose: str, object_id: int, lifetime: timedelta) -> str:
    """A new token in clear text, for one mail; it is never stored and can't be shown again."""
    raw = secrets.token_urlsafe(BYTES)
    Token.objects.create(
        digest=_digest(raw), purpose=purpose, object_id=object_id, expires_at=timezone.now() + lifetime
    )
    return raw


def find(raw: str, purpose: str) -> int | None:
    """The number of the row that the token opens for this purpose; None when it is wrong, expired or used up."""
    found = Token.objects.valid().filter(digest=_digest(raw), purpose=purpose)
    return found.values_list("object_id", flat=True).first()


def issued_on(raw: str, purpose: str) -> date | None:
    """The day on which the token was made, as the evidence for what somebody agreed to behind it."""
    made = Token.objects.valid().filter(digest=_digest(raw), purpose=purpose)
    moment = made.values_list("created_at", flat=True).first()
    return timezone.localdate(moment) if moment else None


@transaction.atomic
def spend(raw: str, purpose: str) -> int | None:
    """As `find`, but the token works only this once: of two clicks at the same moment one gets None."""
    token = Token.objects.select_for_update().valid().filter(digest=_digest(raw), purpose=purpose).first()
    if token is None:
        return None
    token.spent_at = timezone.now()
    token.save(update_fields=["spent_at"])
    return token.object_id


def revoke(*, object_id: int, purpose: str) -> int:
    """Make every link of this purpose to the row useless; how many there were."""
    return Token.objects.filter(purpose=purpose, object_id=object_id).delete()[0]


def sweep() -> int:
    """Delete what has expired; how many there were. Called every night by `manage.py sweep_tokens`."""
    return Token.objects.filter(expires_at__lte=timezone.now()).delete()[0]
