"""When invented events are: never over, whenever a demonstration runs. Called by `events.seed.samples`.

The file holds wall times. One that has passed moves by whole years of 52 weeks, so that the day of the week, the
season and the time of day stay; what belongs to the archive is counted back from this week.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from events.walltime import day_start, local, localise

YEAR = timedelta(weeks=52)


def ahead(wall: datetime, zone: str) -> timedelta:
    """By how much a wall time has to move so that it is still to come; nothing while it is."""
    moved, now = wall, local(timezone.now(), zone).replace(tzinfo=None)
    while moved <= now:
        moved += YEAR
    return moved - wall


def coming(values: dict[str, Any]) -> dict[str, datetime]:
    """Beginning and end of a date that is to come, with its former beginning and end if it was moved."""
    zone, starts, ends = (
        values["time_zone"],
        *(datetime.fromisoformat(values[name]) for name in ("starts", "ends")),
    )
    shift = ahead(starts, zone)
    found = {"starts_at": localise(starts + shift, zone), "ends_at": localise(ends + shift, zone)}
    if "previous" in values:
        previous = datetime.fromisoformat(values["previous"]) + shift
        found["previous_start"] = localise(previous, zone)
        found["previous_end"] = localise(previous + (ends - starts), zone)
    return found


def weekly(values: dict[str, Any]) -> list[dict[str, datetime]]:
    """A row of dates, one each week at the same time on the wall, also across a change of the clocks."""
    zone, starts, ends = (
        values["time_zone"],
        *(datetime.fromisoformat(values[name]) for name in ("starts", "ends")),
    )
    shift = ahead(starts, zone)
    weeks = [shift + timedelta(weeks=number) for number in range(values["count"])]
    return [
        {"starts_at": localise(starts + week, zone), "ends_at": localise(ends + week, zone)} for week in weeks
    ]


def gone(values: dict[str, Any]) -> dict[str, datetime]:
    """Beginning and end of a date some weeks ago: on a day of the week at a time, or over whole days."""
    zone, ago = values["time_zone"], values["ago"]
    today = local(timezone.now(), zone).date()
    day = (
        today
        - timedelta(days=today.weekday())
        - timedelta(weeks=ago["weeks"])
        + timedelta(days=ago["weekday"])
    )
    if "days" in ago:
        return {
            "starts_at": day_start(day, zone),
            "ends_at": day_start(day + timedelta(days=ago["days"]), zone),
        }
    starts = datetime.combine(day, datetime.strptime(ago["time"], "%H:%M").time())
    return {
        "starts_at": localise(starts, zone),
        "ends_at": localise(starts + timedelta(minutes=ago["minutes"]), zone),
    }
