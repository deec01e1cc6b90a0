"""The days in the life of a slip, by the calendar of the home town. Pure dates: no database, no clock.

Called by the nightly tasks and by pages that name these days.
"""

import calendar
import datetime
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from partners.board.slip import Slip

DAY = datetime.timedelta(days=1)
# A reminder a week before the end; "Did it come about?" two weeks after it was to happen.
REMIND_BEFORE = 7 * DAY
ASK_AFTER = 14 * DAY
# An answer needs some time before everything is erased.
ANSWER_TIME = 30 * DAY
# A slip that was never released and whose last day passed so long ago is given up.
LAPSE_AFTER = 30 * DAY
SUGGEST_EVERY = 7 * DAY


def end_of_months(months: Iterable[datetime.date]) -> datetime.date | None:
    """The last day of the last month; None when none is named."""
    last = max(months, default=None)
    return last and last.replace(day=calendar.monthrange(last.year, last.month)[1])


def erase_day(slip: Slip) -> datetime.date | None:
    """The day on which name, address and text go; None as long as the slip has not ended."""
    if slip.ended_at is None:
        return None
    return timezone.localdate(slip.ended_at) + settings.BOARD_DAYS * DAY


def question_day(slip: Slip) -> datetime.date | None:
    """The day to ask "Did it come about?": 14 days after the end and after the last month that was wanted.

    It never waits so long that the address would be erased before an answer; None without an end in sight.
    """
    wanted = end_of_months(slip.months)
    erased = erase_day(slip)
    if erased is None:
        return wanted and wanted + ASK_AFTER
    ended = timezone.localdate(slip.ended_at)
    asked = max(ended, wanted or ended) + ASK_AFTER
    return max(ended, min(asked, erased - ANSWER_TIME))
