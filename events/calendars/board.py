"""What one calendar, news feed or frame shows, put together from an address: rows first, words only when needed.

Called by the views of this package. Always what anybody may read, whoever asks: these answers are kept by caches, and
the programs that fetch them have no account.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.calendars import rows
from events.calendars.entries import Entry, entry
from events.calendars.rows import Stamp
from events.calendars.selection import Names, Selection, names, parse
from events.models import Event, Occurrence
from events.querysets import OccurrenceQuerySet
from twinning import memory
from twinning.addresses.actions import find
from twinning.languages import served
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality

KIND = "event"


@dataclass(frozen=True, slots=True)
class Board:
    """Stamps of the dates that an address asks for, and what is needed to put them into words."""

    request: HttpRequest
    home: Municipality
    names: Names
    stamps: Sequence[Stamp]
    selection: Selection
    now: datetime

    @property
    def base(self) -> str:
        """Scheme and host, to make addresses whole."""
        return self.request.build_absolute_uri("/").rstrip("/")

    @property
    def title(self) -> str:
        """The calendar's name with its town: "Hannover – Events: Rouen"."""
        words = {"town": served(self.home, "name").text, "title": self.selection.title()}
        return _("%(town)s – %(title)s") % words

    @property
    def edited(self) -> datetime:
        """The last edit of what is shown; last midnight where that is later, because the window moved then."""
        return max([rows.midnight(self.home, self.now), *(stamp.edited for stamp in self.stamps)])

    @property
    def marks(self) -> Iterator[str]:
        """What makes the answer another one: dates, and the names that stand in them."""
        yield from (stamp.mark for stamp in self.stamps)
        linked = {*self.names.cities.values(), *self.names.themes.values()}
        yield from sorted(f"{type(row).__name__}/{row.pk}/{row.updated_at}/{row}" for row in linked)
        yield str(self.home.updated_at)

    def entries(self) -> list[Entry]:
        """The dates in the active language (one query)."""
        return [
            entry(occurrence, stamp, home=self.home, names=self.names, base=self.base)
            for occurrence, stamp in rows.load(self.stamps)
        ]


Reader = Callable[[OccurrenceQuerySet, Municipality, datetime], list[Stamp]]


def subscribed(dates: OccurrenceQuerySet, home: Municipality, now: datetime) -> list[Stamp]:
    """From ninety days ago to the far end."""
    return rows.window(dates, since=rows.back_to(home, now), now=now)


def selected(request: HttpRequest, read: Reader = subscribed) -> Board:
    """The dates that the filters of the address leave; an unknown value raises Http404."""
    home, known, now = _home(), names(), timezone.now()
    selection = parse(request.GET, known)
    stamps = read(selection.apply(Occurrence.objects.published()), home, now)
    return Board(request, home, known, stamps, selection, now)


def of_event(request: HttpRequest, slug: str, pk: int | None = None) -> Board:
    """All dates of an event, or one of them; raises Http404 when nobody may read it."""
    dates = Occurrence.objects.published().filter(event__slug=slug)
    if pk is not None:
        dates = dates.filter(pk=pk)
    now = timezone.now()
    stamps = rows.whole(dates)
    if not stamps:
        raise Http404
    return Board(request, _home(), names(), stamps, Selection(), now)


def present_slug(slug: str) -> str:
    """The word that an event has now instead of `slug`; "" when nobody ever had it."""
    key = find(kind=KIND, language="", slug=slug)
    event = Event.objects.published().filter(pk=key).only("slug").first() if key else None
    return event.slug if event and event.slug != slug else ""


def list_address(selection: Selection) -> str:
    """The page that shows what a calendar holds."""
    return reverse("events:event-list") + selection.query


def _home() -> Municipality:
    """The home town as this process remembers it; never a reader's own, for nobody is signed in here."""
    return memory.recall("home", current_home)
