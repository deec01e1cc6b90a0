"""What may happen to a date, from which status and until when; asked by the actions and by the pages of staff.

Cancelling, postponing and moving online are refused once a date is over. A postponed date is never over by itself:
it waits for its new day, however long ago the old one was.
"""

from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from events.occurrence import Occurrence

Status = Occurrence.Status


class Refused(Exception):
    """It is not possible; the text says why."""


class Overtaken(Exception):
    """Somebody changed the date since the page was opened; the text says so."""


class Step(StrEnum):
    """What staff do with a date that was announced."""

    CANCEL = "cancel"
    POSTPONE = "postpone"
    MOVE_ONLINE = "online"


TAKES_PLACE = frozenset({Status.SCHEDULED, Status.RESCHEDULED, Status.MOVED_ONLINE})
FROM = {
    Step.CANCEL: TAKES_PLACE | {Status.POSTPONED},
    Step.POSTPONE: TAKES_PLACE | {Status.POSTPONED},
    Step.MOVE_ONLINE: frozenset({Status.SCHEDULED, Status.RESCHEDULED}),
}


def why_not(occurrence: Occurrence, step: Step, now: datetime) -> str:
    """Why the step is not possible now; "" when it is."""
    if occurrence.status == Status.CANCELLED:
        return _("This date is cancelled already.")
    if step is Step.MOVE_ONLINE and _is_online(occurrence):
        return _("This date takes place online already.")
    if occurrence.status not in FROM[step]:
        return _("This date is postponed. Give it its new time first, or cancel it.")
    if occurrence.ends_at <= now and occurrence.status != Status.POSTPONED:
        return _("This date is over.")
    return ""


def _is_online(occurrence: Occurrence) -> bool:
    return occurrence.status == Status.MOVED_ONLINE or occurrence.attendance == Occurrence.Attendance.ONLINE


def check(occurrence: Occurrence, step: Step, now: datetime) -> None:
    """Raise Refused when the step is not possible now."""
    if reason := why_not(occurrence, step, now):
        raise Refused(reason)


def needs_link(
    *, attendance: str | None, online_url: str | None, registration: str | None, room_de: str | None
) -> bool:
    """A date that takes place online, and nobody could know how to get there.

    Where one registers elsewhere the link comes from there; words under “room” say how people get it.
    """
    is_online = attendance in {Occurrence.Attendance.ONLINE, Occurrence.Attendance.HYBRID}
    return is_online and not (online_url or room_de or registration == Occurrence.Registration.EXTERNAL)
