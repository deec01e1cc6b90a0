"""What staff and the clock do with the outbox: try again, deliver leftovers, forget old mails."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from twinning.mail.models import OutgoingMail, OutgoingMailQuerySet
from twinning.mail.tasks import deliver

# Long enough to answer "I got no mail"; after that, nobody needs these personal data.
KEEP_SENT = timedelta(days=90)


@transaction.atomic
def retry(mails: OutgoingMailQuerySet) -> int:
    """Queue failed mails anew with all their attempts; returns how many.

    Mails whose text was erased stay as they are: their link would have run out.
    """
    ids = list(mails.failed().filter(is_confidential=False).select_for_update().values_list("pk", flat=True))
    OutgoingMail.objects.filter(pk__in=ids).update(
        state=OutgoingMail.State.QUEUED, attempts=0, next_attempt_at=None, last_error=""
    )
    for mail_id in ids:
        deliver.enqueue(mail_id)
    return len(ids)


def deliver_due() -> int:
    """Deliver every mail whose turn it is, in this process; returns how many were tried."""
    ids = list(OutgoingMail.objects.due().order_by("created_at").values_list("pk", flat=True))
    for mail_id in ids:
        deliver.call(mail_id)
    return len(ids)


def forget_sent() -> int:
    """Delete mails that went out, or were given up, long ago; returns how many."""
    limit = timezone.now() - KEEP_SENT
    given_up = Q(state=OutgoingMail.State.FAILED, created_at__lt=limit)
    return OutgoingMail.objects.filter(Q(sent_at__lt=limit) | given_up).delete()[0]
