"""What becomes of a proposal that is accepted: an event, its date and, if need be, its venue.

Called by `events.proposals.actions`; everything is stored through `events.editing.actions`, as if staff had typed it.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.html import linebreaks

from events.editing.actions import free_slug, save_event, save_occurrence
from events.event import Event
from events.occurrence import Occurrence
from events.proposals.pages import second_city
from events.proposals.proposal import Proposal
from events.proposals.workflow import Refused
from events.venue import Venue
from partners.city import City
from twinning.accounts.models import User
from twinning.languages import column
from twinning.municipality.home import current_home
from twinning.publishing import missing_for_publication
from twinning.slugs import make_slug


@dataclass(frozen=True, slots=True)
class Choice:
    """What staff decided about the event: draft or public, where it is; without a venue the typed place becomes one."""

    is_draft: bool = False
    venue: Venue | None = None
    city: City | None = None


def event_of(proposal: Proposal, *, is_draft: bool = True) -> Event:
    """The event, not saved: texts stand in the columns of the proposer's language."""
    language = proposal.language
    texts = {
        column("title", language): proposal.title,
        column("teaser", language): proposal.teaser,
        column("text", language): linebreaks(proposal.text, autoescape=True) if proposal.text else "",
        column("price_note", language): proposal.price_note,
    }
    return Event(
        format=proposal.format,
        is_free=proposal.is_free,
        website=proposal.website,
        organiser="" if proposal.organisation_id else proposal.organiser,
        origin=Event.Origin.FORM,
        is_sample=proposal.is_sample,
        state=Event.State.DRAFT if is_draft else Event.State.PUBLISHED,
        **{name: text for name, text in texts.items() if text},
    )


def make_event(proposal: Proposal, choice: Choice, *, by: User) -> Event:
    """Store event, venue and date. Raises Refused when something is missing for the public, or contradicts."""
    event = event_of(proposal, is_draft=choice.is_draft)
    if not choice.is_draft and (missing := missing_for_publication(event)):
        raise Refused(" ".join(missing))
    event.slug = free_slug(make_slug(proposal.title, proposal.language))
    save_event(event)
    cities = list(proposal.cities.in_name_order())
    event.cities.set(cities)
    event.themes.set(proposal.themes.all())
    event.organisations.set([proposal.organisation] if proposal.organisation_id else [])
    try:
        save_occurrence(_date_of(proposal, event, cities, choice), by=by)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    return event


def _date_of(proposal: Proposal, event: Event, cities: list[City], choice: Choice) -> Occurrence:
    is_online = proposal.attendance == Occurrence.Attendance.ONLINE
    takes_link = proposal.attendance != Occurrence.Attendance.ONSITE and bool(proposal.website)
    return Occurrence(
        event=event,
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        time_zone=proposal.time_zone,
        attendance=proposal.attendance,
        venue=None if is_online else choice.venue or _make_venue(proposal, choice.city),
        online_url=proposal.website if takes_link else "",
        is_online_url_public=takes_link,
        second_city=second_city(cities, proposal.time_zone, current_home()),
    )


def _make_venue(proposal: Proposal, city: City | None) -> Venue:
    """The typed place: what stands before the first comma is its name."""
    name, _comma, street = proposal.place.partition(",")
    return Venue.objects.create(
        name_de=name.strip()[:120],
        street=street.strip()[:120],
        city=city,
        **({"country": city.country} if city else {}),
        time_zone=proposal.time_zone,
        is_sample=proposal.is_sample,
    )
