"""From a clock on the wall to a moment and back: the only place where a local time becomes an aware one.

Called by forms, the generator of dates and the import of calendars. Standard library only. Clocks that are put
forward leave an hour out, clocks that are put back show one twice: both are refused here, with the reason, because
a guess would send people an hour too late.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class NoSuchTime(ValueError):
    """The clocks skip this time; `after` is the first wall time that exists again."""

    def __init__(self, wall: datetime, after: datetime) -> None:
        super().__init__(f"{wall:%Y-%m-%d %H:%M} does not exist")
        self.wall, self.after = wall, after


class TwofoldTime(ValueError):
    """The clocks show this time twice; `first` and `second` are the two moments (UTC)."""

    def __init__(self, wall: datetime, first: datetime, second: datetime) -> None:
        super().__init__(f"{wall:%Y-%m-%d %H:%M} happens twice")
        self.wall, self.first, self.second = wall, first, second


def localise(wall: datetime, zone: str) -> datetime:
    """The aware moment at which the clocks of `zone` show `wall` (naive).

    Raises NoSuchTime in the gap of spring, TwofoldTime in the repeated hour of autumn.
    """
    place = ZoneInfo(zone)
    early, late = (wall.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early
    # In a gap the round trip through UTC comes back at another wall time.
    if early.astimezone(UTC).astimezone(place).replace(tzinfo=None) != wall:
        raise NoSuchTime(wall, early.astimezone(UTC).astimezone(place).replace(tzinfo=None))
    raise TwofoldTime(wall, early.astimezone(UTC), late.astimezone(UTC))


def local(moment: datetime, zone: str) -> datetime:
    """What the clocks of `zone` show at an aware moment."""
    return moment.astimezone(ZoneInfo(zone))


def day_start(day: date, zone: str) -> datetime:
    """The first moment of a day in `zone`; where midnight is skipped, the first time that exists."""
    wall = datetime.combine(day, time.min)
    try:
        return localise(wall, zone)
    except NoSuchTime as gap:
        return localise(gap.after, zone)
    except TwofoldTime as twice:
        return twice.first.astimezone(ZoneInfo(zone))


def day_end(day: date, zone: str) -> datetime:
    """The first moment of the next day: the exclusive end of `day`."""
    return day_start(day + timedelta(days=1), zone)
