"""What somebody has typed into the form of a proposal: handed from the forms to the actions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from events.proposals.proposal import Proposal
from partners.city import City
from partners.organisations.organisation import Organisation
from partners.theme import Theme

MANY = ("cities", "themes")


@dataclass(frozen=True, slots=True)
class Draft:
    """The words and facts of a proposal, without its writer."""

    language: str
    organiser: str
    title: str
    teaser: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    text: str = ""
    format: str = "other"
    attendance: str = "onsite"
    place: str = ""
    is_free: bool = True
    price_note: str = ""
    website: str = ""
    organisation: Organisation | None = None
    cities: Sequence[City] = ()
    themes: Sequence[Theme] = ()

    def columns(self) -> dict[str, Any]:
        """Everything that is a column of the proposal."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name not in MANY}

    def own_key(self, key: UUID, writer: str) -> UUID:
        """The form's key with the content: going back and writing something else is something else."""
        chosen = [sorted(row.pk for row in getattr(self, name)) for name in MANY]
        columns = self.columns() | {"organisation": self.organisation.pk if self.organisation else None}
        return uuid5(key, json.dumps([writer, columns, chosen], sort_keys=True, default=str))

    def is_written_in(self, proposal: Proposal) -> bool:
        """True when the proposal says just this already."""
        same = all(getattr(proposal, name) == value for name, value in self.columns().items())
        return same and all(set(getattr(proposal, name).all()) == set(getattr(self, name)) for name in MANY)
