"""Every address of events with somebody of every role, for the proof of who may open what.

The addresses come from the resolver; `World.url()` fills in their arguments from rows of one event.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.booking import views
from events.booking.links import CONFIRM, MANAGE, OFFER
from events.feeds.actions import digest_of
from events.feeds.parsing import Item
from events.models import (
    EmbedOrigin,
    Event,
    Feed,
    FeedItem,
    GenerationRun,
    Occurrence,
    Proposal,
    Registration,
)
from events.proposals import links as proposal_links
from events.proposals import views as proposal_views
from events.seed.role_groups import set_up
from tests.addresses import named
from tests.factories import make_city, make_home, make_user
from tests.factories_events import (
    make_event,
    make_occurrence,
    make_question,
    make_registration,
    make_series,
)
from twinning.accounts.models import User
from twinning.tokens.actions import issue

GUEST, GUEST_MAIL = "Verschwiegene Nachtigall", "nachtigall@example.org"
PROPOSER, PROPOSER_MAIL = "Heimlicher Zaunkönig", "zaunkoenig@example.org"
NEEDS = "Ein Quittenbaum am Eingang"
SECRETS = (GUEST, GUEST_MAIL, PROPOSER, PROPOSER_MAIL, NEEDS)
ROLES = ("anonymous", "member", "staff", "planner")
HOUR = timedelta(hours=1)
# The archive shows a date of this year.
OVER = datetime(2024, 5, 4, 18, tzinfo=UTC)
SENT = {"events:registration-sent": views.SENT, "events:proposal-sent": proposal_views.SENT}


def addresses() -> dict[str, frozenset[str]]:
    """Name of every address of events, public and on the staff desk -> its arguments."""
    return named("events:", "admin:events_")


@dataclass
class World:
    """One event with everything that hangs on it, and the people around."""

    people: dict[str, User | None]
    event: Event
    date: Occurrence
    registration: Registration
    proposal: Proposal
    rows: dict[str, int]

    def client(self, role: str) -> Client:
        """Signed in, unless nobody is."""
        client = Client()
        if self.people[role]:
            client.force_login(self.people[role])
        return client

    def url(self, name: str, keys: frozenset[str]) -> str:
        """The address with arguments that lead to the rows of this world."""
        return reverse(name, kwargs={key: self._argument(name, key) for key in keys})

    def _argument(self, name: str, key: str) -> Any:
        own = {"slug": self._slug, "token": self._token, "year": self._year}
        own["month"] = lambda _name: self.date.starts_at.month
        if key in own:
            return own[key](name)
        if name.startswith("events:proposal"):
            return self.proposal.pk
        if name.startswith("events:"):
            return self.date.pk
        model = name.removeprefix("admin:events_").partition("_")[0]
        return self.rows[model]

    def _year(self, name: str) -> int:
        return OVER.year if name == "events:archive-year" else self.date.starts_at.year

    def _slug(self, name: str) -> str:
        return self.event.series.slug if name == "events:series-detail" else self.event.slug

    def _token(self, name: str) -> str:
        """A fresh link, because some work only once."""
        purposes = {
            "events:registration-confirm": (CONFIRM, self.registration.pk),
            "events:registration-offer": (OFFER, self.registration.pk),
            "events:proposal-confirm": (proposal_links.CONFIRM, self.proposal.pk),
        }
        if name in SENT:
            return SENT[name].token(self.registration.pk if "registration" in name else self.proposal.pk)
        usual = (MANAGE, self.registration.pk)
        if name.startswith("events:proposal"):
            usual = (proposal_links.MANAGE, self.proposal.pk)
        purpose, number = purposes.get(name, usual)
        return issue(purpose=purpose, object_id=number, lifetime=HOUR)


def make_world() -> World:
    """An event of a series with a date for which somebody with a name to find has registered."""
    make_home()
    set_up()
    planner = make_user(is_staff=True, name="Pia Planung")
    planner.groups.add(Group.objects.get(name="Veranstaltungen: Planung"))
    people = {
        "anonymous": None,
        "member": make_user(name="Mona Mitglied"),
        "staff": make_user(is_staff=True, name="Stina Stab"),
        "planner": planner,
    }
    city = make_city("hiroshima", time_zone="Asia/Tokyo")
    event = make_event("faltabend", series=make_series("winter"), cities=[city])
    question = make_question(event)
    date = make_occurrence(event, capacity=20, second_city=city)
    make_occurrence(event, starts_at=OVER, venue=date.venue)
    registration = make_registration(date, name=GUEST, email=GUEST_MAIL, access_needs=NEEDS, places=2)
    registration.answers.create(question=question, value=NEEDS)
    proposal = _proposal()
    feed = Feed.objects.create(
        title="Kalender",
        url="https://calendar.example.org/a.ics",
        city=city,
        language="ja",
        time_zone="Asia/Tokyo",
    )
    item = _item(feed)
    run = GenerationRun.objects.create(
        event=event, rule="FREQ=WEEKLY", wall_start=date.starts_at, time_zone="Europe/Berlin", key=uuid4()
    )
    origin = EmbedOrigin.objects.create(origin="https://www.example.org")
    rows = {
        "event": event, "series": event.series, "occurrence": date, "venue": date.venue, "question": question,
        "registration": registration, "proposal": proposal, "feed": feed, "feeditem": item, "generationrun": run,
        "embedorigin": origin,
    }  # fmt: skip
    return World(people, event, date, registration, proposal, {name: row.pk for name, row in rows.items()})


def _proposal() -> Proposal:
    now = timezone.now()
    return Proposal.objects.create(
        key=uuid4(), name=PROPOSER, email=PROPOSER_MAIL, language="de", organiser="Chor", title="Ein Abend",
        teaser="Ein Satz.", starts_at=now + 240 * HOUR, ends_at=now + 242 * HOUR, time_zone="Europe/Berlin",
        place="Saal", state="submitted", confirmed_at=now, submitted_at=now,
    )  # fmt: skip


def _item(feed: Feed) -> FeedItem:
    now = timezone.now()
    item = Item(
        uid="a", recurrence_id="", title="祭り", text="", place="広島", url="", zone="Asia/Tokyo",
        starts=(now + 240 * HOUR).isoformat(), ends=(now + 242 * HOUR).isoformat(),
    )  # fmt: skip
    return FeedItem.objects.create(
        feed=feed, uid=item.uid, digest=digest_of(item), starts_at=item.start, title=item.title,
        offered=item.as_json(), seen_at=now,
    )  # fmt: skip
