"""How registration for a date stands: open or not and why, how many places are left, who waits.

One answer for everybody who shows it: the pages of events, the form, calendars and staff. Nothing here writes, and
nothing here decides: whoever registers is judged again under the lock (events.booking.actions).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.booking.registration import Registration
from events.clocks import clock_time, weekday_date
from events.occurrence import Occurrence
from events.walltime import local


class State(StrEnum):
    """What registration for a date comes down to."""

    NONE = "none"  # nobody has to register
    EXTERNAL = "external"  # one registers elsewhere
    NOT_OPEN = "not_open"  # it has not begun
    OPEN = "open"
    FULL_WAITING = "full_waiting"  # full, and one can wait
    FULL = "full"
    CLOSED = "closed"  # the last moment has passed
    OVER = "over"  # the date has passed
    OFF = "off"  # cancelled or postponed


TAKES = frozenset({State.OPEN, State.FULL_WAITING})


@dataclass(frozen=True, slots=True)
class Booking:
    """How registration for one date stands."""

    state: State
    # None: there is no limit.
    capacity: int | None
    left: int | None
    taken: int
    waiting: int
    # None: the waiting list has no limit.
    waiting_left: int | None
    opens: datetime | None
    closes: datetime
    shows_places: bool
    most: int
    external_url: str
    # "7 places left", "Full – waiting list", …: a few words for lists and tags; empty when there is nothing to say.
    label: str

    @property
    def can_register(self) -> bool:
        """The form takes people, be it only for the waiting list."""
        return self.state in TAKES

    @property
    def is_full(self) -> bool:
        """Nobody gets a place at once."""
        return self.state in {State.FULL, State.FULL_WAITING}

    @property
    def shows_bar(self) -> bool:
        """The places may be counted in public, and there is a number of them."""
        return bool(self.shows_places and self.capacity)


def closing(occurrence: Occurrence) -> datetime:
    """The last moment to register: the one that staff chose, else the beginning."""
    return occurrence.registration_closes or occurrence.starts_at


def waiting_people(occurrences: Iterable[int]) -> dict[int, int]:
    """How many people wait for each of these dates (one query); dates without a queue are missing."""
    rows = Registration.objects.filter(occurrence__in=list(occurrences), status="waiting").order_by()
    return dict(rows.values_list("occurrence").annotate(people=Sum("places")))


def booking_state(occurrence: Occurrence, now: datetime, *, waiting: int | None = None) -> Booking:
    """How registration stands at `now`.

    `waiting` is the number of people in the queue; without it there is one query, for dates with registration only.
    Lists pass `waiting_people(...)`, so that they ask once.
    """
    if waiting is None:
        is_counted = occurrence.registration == Occurrence.Registration.INTERNAL
        waiting = waiting_people([occurrence.pk]).get(occurrence.pk, 0) if is_counted else 0
    limit = occurrence.waiting_limit
    waiting_left = None if limit is None else max(limit - waiting, 0)
    state = _state(occurrence, now, waiting, waiting_left)
    return Booking(
        state=state,
        capacity=occurrence.capacity,
        left=occurrence.places_left,
        taken=occurrence.taken,
        waiting=waiting,
        waiting_left=waiting_left,
        opens=occurrence.registration_opens,
        closes=closing(occurrence),
        shows_places=occurrence.shows_places,
        most=occurrence.most_places,
        external_url=occurrence.external_url,
        label=_label(occurrence, state),
    )


def _state(occurrence: Occurrence, now: datetime, waiting: int, waiting_left: int | None) -> State:
    if occurrence.is_off:
        return State.OFF
    if occurrence.registration == Occurrence.Registration.NONE:
        return State.NONE
    if now >= occurrence.ends_at:
        return State.OVER
    if occurrence.registration_opens and now < occurrence.registration_opens:
        return State.NOT_OPEN
    if now >= closing(occurrence):
        return State.CLOSED
    if occurrence.registration == Occurrence.Registration.EXTERNAL:
        return State.EXTERNAL
    left = occurrence.places_left
    if left is None or (left > 0 and _first_come(occurrence, waiting)):
        return State.OPEN
    return State.FULL if waiting_left == 0 else State.FULL_WAITING


def _first_come(occurrence: Occurrence, waiting: int) -> bool:
    """Whether a free place can go to somebody new: with a strict queue only once nobody waits."""
    return waiting == 0 or occurrence.queue == Occurrence.Queue.FITTING


def _label(occurrence: Occurrence, state: State) -> str:
    if state == State.OPEN:
        return _places_left(occurrence)
    if state == State.NOT_OPEN:
        opens = local(occurrence.registration_opens, occurrence.time_zone)
        return _("Registration opens on %(day)s, %(time)s") % {
            "day": weekday_date(opens),
            "time": clock_time(opens),
        }
    words = {
        State.EXTERNAL: _("Registration elsewhere"),
        State.FULL_WAITING: _("Full, with a waiting list"),
        State.FULL: _("Full"),
        State.CLOSED: _("Registration has closed"),
        State.OVER: _("Over"),
    }
    return words.get(state, "")


def _places_left(occurrence: Occurrence) -> str:
    left = occurrence.places_left
    if left is None or not occurrence.shows_places:
        return _("Places left")
    return ngettext("%(count)d place left", "%(count)d places left", left) % {"count": left}
