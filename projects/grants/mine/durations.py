"""How long a step usually takes: the median of decided cases, because nobody likes to wait into the dark.

Only what really happened counts, and only when there is enough of it; else the page says so, with
the programme's own words.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.grants.application import Application
from projects.grants.case import Event
from projects.grants.programme import Programme
from twinning.languages import Served, served

YEARS = 2
ENOUGH = 5
# State -> codes of the programme's steps that tell about it, the first one that is there.
STEPS = {
    "submitted": ("formal_check", "check", "decision"),
    "in_check": ("formal_check", "check", "decision"),
    "in_review": ("panel", "decision"),
    "for_decision": ("panel", "decision", "notice"),
    "waitlisted": ("decision",),
}
Visit = tuple[int, str, str, datetime]


def days_spent(visits: Iterable[Visit], state: str) -> list[float]:
    """Days that each application spent in `state`, all its visits together; `visits` come in the order of time.

    A visit is (application, source, target, moment): it ends the time in `source` and begins that in `target`.
    """
    since: dict[int, datetime] = {}
    spent: dict[int, timedelta] = defaultdict(timedelta)
    for application, source, target, moment in visits:
        if source == state and application in since:
            spent[application] += moment - since.pop(application)
        if target == state:
            since[application] = moment
    return [length / timedelta(days=1) for length in spent.values()]


def usual_days(lengths: list[float]) -> int | None:
    """The median in whole days, at least one; None when there are too few to tell."""
    return max(1, round(median(lengths))) if len(lengths) >= ENOUGH else None


def _visits(programme: int, state: str) -> list[Visit]:
    """Moves of the programme's decided cases into and out of a state, in one query."""
    begin = timezone.now() - timedelta(days=365 * YEARS)
    moves = Event.objects.filter(
        machine="application",
        application__programme=programme,
        application__decided_at__gte=begin,
        application__state__in=[
            Application.State.APPROVED,
            Application.State.APPROVED_REDUCED,
            Application.State.REJECTED,
            Application.State.WAITLISTED,
        ],
    )
    rows = moves.order_by("at", "pk").values_list("application", "source", "target", "at")
    return [row for row in rows if state in row[1:3]]


def _from_programme(programme: Programme, state: str) -> Served | str:
    """What the programme says about its step."""
    steps = {step.code: step for step in programme.steps.all()}
    found = next((steps[code] for code in STEPS[state] if code in steps), None)
    return served(found, "duration") if found else ""


@dataclass(frozen=True, slots=True)
class Usual:
    """How long a step usually takes, in words; `note` is what the programme says when its cases are too few."""

    text: str
    note: Served | str = ""


def usual(application: Application, state: str) -> Usual | None:
    """How long this step usually takes; None when nobody waits for the office."""
    if state not in STEPS:
        return None
    days = usual_days(days_spent(_visits(application.programme_id, state), state))
    if days is None:
        text = _("There are not enough cases yet to say how long this usually takes.")
        return Usual(text, _from_programme(application.programme, state))
    text = ngettext("This usually takes %(days)d day.", "This usually takes %(days)d days.", days)
    return Usual(text % {"days": days})
