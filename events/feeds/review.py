"""What the review page of partners' calendars shows: one card for each entry, or for each series of new ones.

Called by `events.feeds.desk_views`; the decisions themselves are `events.feeds.actions`.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.booking.registration import Registration
from events.clocks import Clock, clocks
from events.feeds.actions import marks_of
from events.feeds.feed import FeedItem
from events.feeds.fields import Change, changes, known_venue, language_of
from events.feeds.making import Choice, draft_of
from events.feeds.parsing import Item
from events.occurrence import Occurrence
from events.venue import Venue
from twinning import memory
from twinning.languages import direction, own_languages, own_name, served
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality
from twinning.publishing import missing_for_publication

State = FeedItem.State
PER_PAGE = 20
# Days before a date from which a change of it is a matter of haste.
SOON = 30
TABS = {
    State.NEW: gettext_lazy("New"),
    State.CHANGED: gettext_lazy("Changed"),
    State.VANISHED: gettext_lazy("Vanished"),
    State.DECLINED: gettext_lazy("Not wanted"),
}
# Tabs in which a series is one card.
GROUPED = frozenset({State.NEW, State.DECLINED})
NEW_VENUE, ONLINE = "new", "online"


@dataclass(frozen=True, slots=True)
class Setting:
    """What all cards of a page need, read once."""

    home: Municipality
    venues: list[Venue]

    @classmethod
    def read(cls, *, with_venues: bool) -> "Setting":
        """At most one query; the home town is remembered by this process."""
        venues = list(Venue.objects.order_by("pk")) if with_venues else []
        return cls(memory.recall("home", current_home), venues)


class SeenForm(forms.Form):
    """The version of the entry that was read, and for a series whether all of it is meant."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    whole_series = forms.BooleanField(required=False)


class AcceptForm(SeenForm):
    """Where it takes place; the buttons bring `is_draft`."""

    venue = forms.ChoiceField(label=gettext_lazy("Venue"))
    is_draft = forms.BooleanField(required=False)

    def __init__(self, *args: Any, row: FeedItem, venues: list[Venue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.venues = {str(venue.pk): venue for venue in venues}
        place = Item.of(row.offered).place
        new = [(NEW_VENUE, _("New venue: %(place)s") % {"place": place})] if place else []
        rows = [(key, _venue_name(venue)) for key, venue in self.venues.items()]
        self.fields["venue"].choices = [*new, (ONLINE, _("online")), *rows]
        known = known_venue(place, venues) if place else row.feed.venue
        self.initial["venue"] = str(known.pk) if known else (NEW_VENUE if place else ONLINE)

    def choice(self) -> Choice:
        """For the action."""
        cleaned = self.cleaned_data
        return Choice(
            is_draft=cleaned["is_draft"],
            venue=self.venues.get(cleaned["venue"]),
            is_online=cleaned["venue"] == ONLINE,
            whole_series=cleaned["whole_series"],
        )


def _venue_name(venue: Venue) -> str:
    return ", ".join(part for part in (served(venue, "name").text, venue.street, venue.town) if part)


@dataclass(slots=True)
class Card:
    """One entry as templates/admin/events/feeds/card.html shows it."""

    row: FeedItem
    item: Item
    clocks: list[Clock]
    city: Any
    language: str
    direction: str
    dates: int
    form: forms.Form | None
    # Why it can only become a draft for now.
    missing: list[str]
    changes: list[Change]
    marks: str
    effects: list[str]


def _clocks(item: Item, row: FeedItem, setting: Setting) -> list[Clock]:
    occurrence = Occurrence(
        starts_at=item.start,
        ends_at=item.end,
        time_zone=item.zone,
        all_day=item.all_day,
        shows_end=item.shows_end,
        second_city=row.feed.city,
    )
    return clocks(occurrence, setting.home)


def card(row: FeedItem, setting: Setting, form: forms.Form | None = None) -> Card:
    """One entry for the page."""
    item, is_new = Item.of(row.offered), row.state == State.NEW or row.occurrence is None
    changed = changes(row) if row.state == State.CHANGED else []
    if is_new and form is None:
        form = accept_form(row, setting.venues)
    return Card(
        row=row,
        item=item,
        clocks=_clocks(item, row, setting),
        city=served(row.feed.city, "name"),
        language=own_name(row.feed.language),
        direction=direction(row.feed.language),
        dates=getattr(row, "dates", None) or 1,
        form=form if is_new else None,
        missing=missing_for_publication(draft_of(row)) if is_new else [],
        changes=changed,
        marks=marks_of(row),
        effects=_effects(row, changed),
    )


def accept_form(row: FeedItem, venues: list[Venue], data: Any = None) -> AcceptForm:
    """The form of a new entry, empty or as it was posted."""
    return AcceptForm(data, row=row, venues=venues, auto_id=f"id_{row.pk}_%s", initial={"seen": row.version})


def _effects(row: FeedItem, changed: list[Change]) -> list[str]:
    """What taking over would do besides: mails and texts that turn old."""
    if not row.occurrence:
        return []
    found, people = _soon(row) if changed else [], getattr(row, "people", 0)
    if people and any(change.field.is_mailed for change in changed):
        found.append(
            ngettext(
                "%(count)d registered person gets a mail when the time, the place or the status changes.",
                "%(count)d registered people get a mail when the time, the place or the status changes.",
                people,
            )
            % {"count": people}
        )
    if any(change.field.is_translated for change in changed):
        found += _old_versions(row)
    return found


def _soon(row: FeedItem) -> list[str]:
    days = (row.occurrence.starts_at - timezone.now()).days
    if not 0 < days <= SOON:
        return []
    return [
        ngettext("This date is in %(count)d day.", "This date is in %(count)d days.", days) % {"count": days}
    ]


def _old_versions(row: FeedItem) -> list[str]:
    event, own = row.occurrence.event, language_of(row.feed)
    names = [own_name(code) for code in own_languages(event, ("title",)) if code != own]
    if not names:
        return []
    return [_("These versions will be out of date: %(languages)s.") % {"languages": ", ".join(names)}]


def _waiting(state: str) -> QuerySet[FeedItem]:
    """The entries of a tab whose day has not passed; of a new series the first one stands for all."""
    rows = FeedItem.objects.filter(state=state, starts_at__gte=timezone.now())
    if state not in GROUPED:
        return rows
    firsts = rows.order_by("feed_id", "uid", "starts_at", "pk").distinct("feed_id", "uid")
    return FeedItem.objects.filter(pk__in=firsts.values("pk"))


def for_cards(rows: QuerySet[FeedItem]) -> QuerySet[FeedItem]:
    """With everything that a card shows."""
    living = Registration.objects.filter(occurrence=OuterRef("occurrence")).living().order_by()
    people = living.values("occurrence").annotate(total=Count("pk")).values("total")
    same = FeedItem.objects.filter(
        feed=OuterRef("feed"), uid=OuterRef("uid"), state=OuterRef("state")
    ).order_by()
    dates = same.values("feed", "uid").annotate(total=Count("pk")).values("total")
    related = ("feed__city", "feed__venue", "occurrence__event", "occurrence__venue")
    return rows.select_related(*related).annotate(people=Coalesce(Subquery(people), 0), dates=Subquery(dates))


def counts() -> dict[str, int]:
    """How many cards each tab has (one query)."""
    rows = FeedItem.objects.filter(state__in=TABS, starts_at__gte=timezone.now())
    found = (
        rows.order_by()
        .values_list("state")
        .annotate(
            rows=Count("pk"),
            series=Count(Concat("feed_id", Value(" "), "uid", output_field=TextField()), distinct=True),
        )
    )
    known = {state: series if state in GROUPED else single for state, single, series in found}
    return {state: known.get(state, 0) for state in TABS}


def queue(request: HttpRequest) -> dict[str, Any]:
    """Tabs, cards and pages."""
    tab = request.GET.get("tab") if request.GET.get("tab") in TABS else State.NEW
    found = counts()
    pages = Paginator(for_cards(_waiting(tab)).order_by("starts_at", "pk"), PER_PAGE)
    pages.count = found[tab]
    page = pages.get_page(request.GET.get("page"))
    setting = Setting.read(with_venues=tab == State.NEW)
    return {
        "tabs": [
            {"key": key, "label": label, "count": found[key], "is_current": key == tab}
            for key, label in TABS.items()
        ],
        "tab": str(tab),
        "page": page,
        "cards": [card(row, setting) for row in page],
    }
