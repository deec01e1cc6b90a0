"""What the proposers' pages show: how far a proposal is, its times by every clock, what they may do."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.clocks import Clock, clocks
from events.event import Event
from events.occurrence import Occurrence
from events.proposals.proposal import Proposal
from events.proposals.workflow import Step, can
from partners.city import City
from twinning.accounts.models import User
from twinning.languages import Served, direction, served
from twinning.municipality.models import Municipality

State = Proposal.State
TAGS = {
    State.DRAFT: "warn",
    State.SUBMITTED: "info",
    State.RETURNED: "warn",
    State.PUBLISHED: "ok",
    State.DECLINED: "err",
    State.WITHDRAWN: "plain",
}


@dataclass(frozen=True, slots=True)
class Knot:
    """One step on the thread: "done", "now" or "" for what is still ahead."""

    text: str
    state: str = "done"
    day: str = ""


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""


def knots(proposal: Proposal, *, is_public: bool) -> list[Knot]:
    """From the first word to the page of the event, as far as it got."""
    done = [Knot(_("You wrote your proposal"), day=_day(proposal.created_at))]
    if proposal.account_id is None and proposal.confirmed_at:
        done.append(Knot(_("You confirmed your address"), day=_day(proposal.confirmed_at)))
    decided = _day(proposal.decided_at)
    ahead = [_("We check it, within two working days"), _("The event has its page")]
    if proposal.state == State.DRAFT:
        ahead = [_("You open the link in our mail"), *ahead]
    elif proposal.state == State.RETURNED:
        done.append(Knot(_("We had a question"), day=decided))
        ahead = [_("Your turn: change it and send it again"), *ahead]
    elif proposal.state == State.PUBLISHED:
        done.append(Knot(_("We accepted it"), day=decided))
        done += [Knot(_("The event has its page"))] if is_public else []
        ahead = [] if is_public else [_("We prepare the page"), _("The event has its page")]
    elif proposal.state == State.DECLINED:
        done, ahead = [*done, Knot(_("We declined it"), day=decided)], []
    elif proposal.state == State.WITHDRAWN:
        done, ahead = [*done, Knot(_("You withdrew it"), day=decided)], []
    return [*done, *(Knot(text, "now" if number == 0 else "") for number, text in enumerate(ahead))]


def second_city(cities: list[City], zone: str, home: Municipality) -> City | None:
    """The town in whose time the event is shown, too: where it takes place, else the first with other clocks."""
    if zone != home.time_zone:
        return next((city for city in cities if city.time_zone == zone), None)
    return next((city for city in cities if city.time_zone != home.time_zone), None)


def clocks_of(proposal: Proposal, cities: list[City], home: Municipality) -> list[Clock]:
    """Beginning and end as the page of the event will show them."""
    occurrence = Occurrence(
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        time_zone=proposal.time_zone,
        second_city=second_city(cities, proposal.time_zone, home),
    )
    return clocks(occurrence, home)


def is_public(event: Event | None) -> bool:
    """True when anybody can see the event's page now."""
    return bool(event and Event.objects.published().filter(pk=event.pk).exists())


def kind_of(proposal: Proposal) -> str:
    """The colour of its state."""
    return TAGS[proposal.state]


def state_of(proposal: Proposal, *, shown: bool) -> str:
    """Its state in a word; one whose event is still a draft of the office is accepted, not published."""
    if proposal.state == State.PUBLISHED and not shown:
        return _("accepted")
    return str(proposal.get_state_display())


def names_of(rows: list[City]) -> list[Served]:
    """Names of cities in the reader's language."""
    return [served(row, "name") for row in rows]


def page_context(proposal: Proposal, home: Municipality) -> dict[str, Any]:
    """Everything on the page of one proposal."""
    shown, cities = is_public(proposal.event), list(proposal.cities.in_name_order())
    return {
        "proposal": proposal,
        "direction": direction(proposal.language),
        "kind": kind_of(proposal),
        "state": state_of(proposal, shown=shown),
        "knots": knots(proposal, is_public=shown),
        "is_public": shown,
        "clocks": clocks_of(proposal, cities, home),
        "cities": names_of(cities),
        "themes": [theme.title() for theme in proposal.themes.with_titles()],
        "may_change": can(proposal, Step.CHANGE),
        "may_withdraw": can(proposal, Step.WITHDRAW),
    }


def list_context(user: User) -> dict[str, Any]:
    """One's own proposals: first those that wait for oneself (two queries)."""
    rows = Proposal.objects.visible_to(user).filter(account=user, erased_at=None).select_related("event")
    shown = set(Event.objects.published().filter(proposal__account=user).values_list("pk", flat=True))
    entries = [
        {
            "proposal": row,
            "direction": direction(row.language),
            "kind": kind_of(row),
            "state": state_of(row, shown=row.event_id in shown),
        }
        for row in rows
    ]
    return {
        "yours": [entry for entry in entries if entry["proposal"].state == State.RETURNED],
        "others": [entry for entry in entries if entry["proposal"].state != State.RETURNED],
    }
