"""Invented proposals of events in every state, without the mails that real ones would send. Called by the seed."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from events.event import Event
from events.proposals.actions import delete_proposal
from events.proposals.proposal import Proposal
from events.seed import dates
from partners.city import City
from partners.organisations.models import Organisation
from partners.theme import Theme
from twinning import seeding
from twinning.accounts.models import User

HERE = Path(__file__).parent
SPACE = UUID("5f0b6f0a-2f0c-5b35-9a43-6f6b9d1f6c11")
HOME_ZONE = "Europe/Berlin"
COLUMNS = (
    "language", "name", "email", "organiser", "title", "teaser", "text", "format", "attendance", "place", "is_free",
    "website", "state", "message",
)  # fmt: skip


def create() -> None:
    """Add those that are missing."""
    for values in seeding.read(HERE, "proposals.json"):
        if not Proposal.objects.filter(key=uuid5(SPACE, values["id"])).exists():
            _add(values)


def _add(values: dict[str, Any]) -> None:
    now = timezone.now()
    submitted = now - timedelta(days=values["days"])
    proposal = Proposal.objects.create(
        key=uuid5(SPACE, values["id"]),
        is_sample=True,
        time_zone=HOME_ZONE,
        account=User.objects.filter(email=values.get("account", "")).first(),
        organisation=Organisation.objects.filter(slug=values.get("organisation", "")).first(),
        event=Event.objects.filter(slug=values.get("event", ""), is_sample=True).first(),
        confirmed_at=submitted,
        submitted_at=submitted,
        decided_at=now - timedelta(days=values["decided"]) if "decided" in values else None,
        **dates.coming(values | {"time_zone": HOME_ZONE}),
        **{name: values[name] for name in COLUMNS if name in values},
    )
    proposal.cities.set(City.objects.filter(slug__in=values["cities"]))
    proposal.themes.set(Theme.objects.filter(key__in=values["themes"]))


def remove() -> None:
    """Take them away with what staff did with them."""
    proposals = Proposal.objects.filter(is_sample=True)
    for proposal in proposals:
        delete_proposal(proposal)
    seeding.forget(proposals)
