"""How much one person may send. Counted by conversation and by mail address, never by network address: a school or
a library that shares one is not shut out. Called by the actions before they write.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from partners.conversations.models import Conversation, Message, Participant, Report

OPENED_A_DAY, SENT_AN_HOUR, REPORTED_A_DAY = 10, 20, 5
# New conversations about one row: whoever hangs up a slip is not buried in mail.
STARTED_AN_HOUR = 60

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class Refused(Exception):
    """What was asked for can't be done now; its text says why, in the reader's language."""


def check_opening(*, email: str, about: str, about_id: int) -> None:
    """Raises Refused when this address or this row has had enough new conversations."""
    now = timezone.now()
    new = Conversation.objects.filter(created_at__gt=now - DAY)
    mine = new.filter(participants__side=Participant.Side.ASKER, participants__email__iexact=email)
    if mine.count() >= OPENED_A_DAY:
        raise Refused(
            _("You have written to %(count)d people today. You can write to more people tomorrow.")
            % {"count": OPENED_A_DAY}
        )
    if new.filter(about=about, about_id=about_id, created_at__gt=now - HOUR).count() >= STARTED_AN_HOUR:
        raise Refused(_("Very many people are writing here at the moment. Please send it again in an hour."))


def check_message(author: Participant) -> None:
    """Raises Refused when this side has sent many messages within the hour."""
    sent = Message.objects.filter(author=author, created_at__gt=timezone.now() - HOUR).count()
    if sent >= SENT_AN_HOUR:
        raise Refused(
            _("You have sent %(count)d messages within an hour. Please send this one later.")
            % {"count": SENT_AN_HOUR}
        )


def check_report(reporter: Participant) -> None:
    """Raises Refused when this side has reported again and again; the office has it already."""
    reported = Report.objects.filter(reporter=reporter, created_at__gt=timezone.now() - DAY).count()
    if reported >= REPORTED_A_DAY:
        raise Refused(_("We have your reports and look at them. You can write to us again tomorrow."))
