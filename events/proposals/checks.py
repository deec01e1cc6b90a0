"""What a reader of a proposal would look up: addresses in the text, the date, doubles, cities, who wrote it.

Hints for the person who decides, never a rule. Called by the queue on the staff desk, for all cards at once: each of
the two look-ups is one query, however many proposals there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import SequenceMatcher
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.occurrence import Occurrence
from events.proposals.pages import second_city
from events.proposals.proposal import Proposal
from events.proposals.workflow import OPEN
from events.walltime import day_end, day_start, local
from partners.board.detect import ways_around
from twinning.cldr import listed
from twinning.languages import all_columns, served
from twinning.municipality.models import Municipality
from twinning.sorting import fold

Check = tuple[str, str]
# How alike two titles of one day are that may mean the same event.
ALIKE = 0.6
SOON = timedelta(days=7)
LONG = timedelta(days=2)
NIGHT_ENDS = 6


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Something else on the same day."""

    title: str
    start: object
    proposal: int = 0


@dataclass(slots=True)
class Lookup:
    """What was read once for all cards."""

    dates: list[Neighbour] = field(default_factory=list)
    proposals: list[dict] = field(default_factory=list)


def look_up(rows: Sequence[Proposal], open_rows: list[dict]) -> Lookup:
    """Dates of all events on the days of these proposals (one query), and the open proposals that were read already."""
    return Lookup(_dates_near(rows), open_rows)


def _dates_near(rows: Sequence[Proposal]) -> list[Neighbour]:
    if not rows:
        return []
    days = [Q(starts_at__gte=start, starts_at__lt=end) for start, end in map(_day_of, rows)]
    columns = [f"event__{name}" for name in all_columns("title")]
    found = Occurrence.objects.rewrite(False).filter(reduce(or_, days)).order_by("pk")
    mine = {row.event_id for row in rows if row.event_id}
    dates = found.exclude(event__in=mine).values_list("starts_at", *columns)
    return [Neighbour(title, start) for start, *titles in dates for title in titles if title]


def _day_of(proposal: Proposal) -> tuple:
    day = local(proposal.starts_at, proposal.time_zone).date()
    return day_start(day, proposal.time_zone), day_end(day, proposal.time_zone)


def is_alike(one: str, other: str) -> bool:
    """True when two titles may mean the same event."""
    first, second = fold(one), fold(other)
    return first in second or second in first or SequenceMatcher(None, first, second).ratio() >= ALIKE


def _doubles(proposal: Proposal, known: Lookup) -> list[Check]:
    start, end = _day_of(proposal)
    others = [
        Neighbour(row["title"], row["starts_at"]) for row in known.proposals if row["pk"] != proposal.pk
    ]
    same_day = [one for one in (*known.dates, *others) if start <= one.start < end]
    alike = dict.fromkeys(one.title for one in same_day if is_alike(one.title, proposal.title))
    if alike:
        return [("ask", _("On the same day there is already: %(titles)s") % {"titles": listed(alike)})]
    return [("ok", _("Nothing with a similar title on the same day"))]


def _text_check(proposal: Proposal) -> Check:
    found = ways_around("\n".join((proposal.title, proposal.teaser, proposal.text, proposal.price_note)))
    if found:
        return "ask", _("Looks like an address or a number: %(found)s") % {"found": listed(found)}
    return "ok", _("No addresses or telephone numbers in the text")


def _date_checks(proposal: Proposal) -> list[Check]:
    now, start = timezone.now(), local(proposal.starts_at, proposal.time_zone)
    if proposal.ends_at <= now:
        return [("ask", _("The event is over already"))]
    if proposal.starts_at <= now:
        return [("ask", _("The event has begun already"))]
    days = (start.date() - local(now, proposal.time_zone).date()).days
    text = ngettext("Begins in %(count)d day", "Begins in %(count)d days", days) % {"count": days}
    found = [("ask" if proposal.starts_at - now < SOON else "ok", text)]
    if start.hour < NIGHT_ENDS:
        found.append(("ask", _("Begins at night: is the time meant like this?")))
    if proposal.ends_at - proposal.starts_at > LONG:
        end = date_format(local(proposal.ends_at, proposal.time_zone), "DATE_FORMAT")
        found.append(("ask", _("Lasts for several days, until %(day)s") % {"day": end}))
    return found


def _city_check(proposal: Proposal, home: Municipality) -> Check:
    cities = list(proposal.cities.all())
    if not cities:
        return "ask", _("No partner city chosen")
    names = listed(served(city, "name").text for city in cities)
    if proposal.time_zone != home.time_zone and second_city(cities, proposal.time_zone, home) is None:
        return "ask", _("The time is that of none of the chosen cities: %(names)s") % {"names": names}
    return "ok", _("Partner cities: %(names)s") % {"names": names}


def _writer_checks(proposal: Proposal, known: Lookup) -> list[Check]:
    found = []
    if proposal.account_id and proposal.organisation_id:
        text = _("Sent with an account that speaks for %(name)s") % {"name": proposal.organisation}
        found.append(("ok", text))
    elif proposal.account_id:
        found.append(("ok", _("Sent with an account")))
    elif proposal.confirmed_at:
        day = date_format(timezone.localtime(proposal.confirmed_at), "DATE_FORMAT")
        found.append(("ok", _("The proposer confirmed the address on %(day)s") % {"day": day}))
    email = proposal.email.lower()
    others = sum(row["email"].lower() == email and row["pk"] != proposal.pk for row in known.proposals)
    if others:
        text = ngettext(
            "The same address has %(count)d more open proposal",
            "The same address has %(count)d more open proposals",
            others,
        )
        found.append(("ask", text % {"count": others}))
    return found


def checks(proposal: Proposal, known: Lookup, home: Municipality) -> list[Check]:
    """(sign, sentence): "ok", or "ask" for what needs a look."""
    return [
        _text_check(proposal),
        *_date_checks(proposal),
        *_doubles(proposal, known),
        _city_check(proposal, home),
        *_writer_checks(proposal, known),
    ]


def open_proposals() -> list[dict]:
    """Everything that is open, with what the checks and the tabs of the queue count (one query)."""
    rows = Proposal.objects.filter(state__in=OPEN, erased_at=None).order_by("pk")
    return list(rows.values("pk", "state", "title", "starts_at", "email"))
