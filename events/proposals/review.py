"""What the queue of proposals on the staff desk shows: one card each, with checks and what can be decided.

Called by `events.proposals.desk_views`; the decisions themselves are `events.proposals.actions`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.clocks import Clock
from events.proposals.checks import Check, Lookup, checks, look_up, open_proposals
from events.proposals.links import mail_language
from events.proposals.making import Choice, event_of
from events.proposals.pages import clocks_of, second_city
from events.proposals.permissions import may_decide
from events.proposals.proposal import Proposal
from events.proposals.words import READY, ready_text
from events.proposals.workflow import Step
from events.querysets import ProposalQuerySet
from events.venue import Venue
from partners.board.places import HOME, city_choices, home_choice
from partners.theme import Theme
from twinning import memory
from twinning.desk import Act
from twinning.languages import direction, own_name, served
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality
from twinning.public_forms import CleanCharField
from twinning.publishing import missing_for_publication
from twinning.sorting import fold

State = Proposal.State
PER_PAGE = 20
MESSAGE_LIMIT = 2000
TABS = {"waiting": State.SUBMITTED, "returned": State.RETURNED}
# Stands for the place that the proposer typed, of which a venue is made.
NEW = "new"
# A decision whose form has to be shown again: by number and step.
Bound = Mapping[tuple[int, Step], forms.Form]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the forms offer, read once for all cards."""

    venues: list[Venue]
    home: Municipality

    @classmethod
    def read(cls) -> "Choices":
        """One query; of the home town name and clocks are enough, as this process remembers them."""
        return cls(list(Venue.objects.order_by("pk")), memory.recall("home", current_home))


class SeenForm(forms.Form):
    """The version of the proposal that was read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class AnswerForm(SeenForm):
    """Words to the proposer in their language: a ready sentence, words of one's own, or both."""

    ready = forms.ChoiceField(label=gettext_lazy("Ready sentence"), required=False)
    message = CleanCharField(
        label=gettext_lazy("Message to the proposer"),
        max_length=MESSAGE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "max_length": gettext_lazy(
                "At most %(limit_value)d characters fit here; there are %(show_value)d."
            )
        },
    )

    def __init__(self, *args: Any, proposal: Proposal, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = READY[step]
        self.fields["ready"].choices = [("", _("none")), *((key, one.label) for key, one in ready.items())]
        self.texts = [ready_text(proposal, step, key) for key in ready]

    def clean(self) -> dict[str, Any]:
        """One of both is needed."""
        cleaned = super().clean()
        if not cleaned.get("ready") and not cleaned.get("message") and not self.errors:
            self.add_error("message", _("Say why: the proposer reads it."))
        return cleaned


class PublishForm(SeenForm):
    """Where it is, and whether it is public at once; the buttons bring `is_draft`."""

    venue = forms.ChoiceField(label=gettext_lazy("Venue"), required=False)
    city = forms.ChoiceField(label=gettext_lazy("Town of the new venue"), required=False)
    is_draft = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, proposal: Proposal, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.venues, self.cities = {str(row.pk): row for row in choices.venues}, {}
        if proposal.attendance == "online":
            del self.fields["venue"], self.fields["city"]
            return
        new = (NEW, _("New venue: %(place)s") % {"place": proposal.place})
        self.fields["venue"].choices = [new, *((str(row.pk), _named(row)) for row in choices.venues)]
        self.cities = {city.slug: city for city in proposal.cities.all()}
        self.fields["city"].choices = [home_choice(choices.home), *city_choices(self.cities)]
        town = _town_of(proposal, choices.home)
        self.initial |= {"venue": _known_venue(proposal, choices.venues), "city": town}

    def choice(self) -> Choice:
        """For the action."""
        cleaned = self.cleaned_data
        return Choice(
            is_draft=cleaned["is_draft"],
            venue=self.venues.get(cleaned.get("venue", "")),
            city=self.cities.get(cleaned.get("city", "")),
        )


def _named(venue: Venue) -> str:
    parts = (served(venue, "name").text, venue.street, venue.town)
    return ", ".join(part for part in parts if part)


def _known_venue(proposal: Proposal, venues: Sequence[Venue]) -> str:
    """The venue whose name the typed place begins with."""
    place = fold(proposal.place)
    named = ((str(row.pk), fold(served(row, "name").text)) for row in venues)
    return next((key for key, name in named if name and place.startswith(name)), NEW)


def _town_of(proposal: Proposal, home: Municipality) -> str:
    """The town by whose clocks it begins; among those with the same clocks the home town."""
    there = second_city(list(proposal.cities.all()), proposal.time_zone, home)
    return there.slug if there and proposal.time_zone != home.time_zone else HOME


@dataclass(slots=True)
class Card:
    """One proposal as templates/admin/events/proposals/card.html shows it."""

    proposal: Proposal
    direction: str
    language: str
    mail_language: str
    cities: list[Any]
    clocks: list[Clock]
    facts: list[tuple[str, str]]
    was_returned: bool
    # Why it can only become a draft for now.
    missing: list[str]
    acts: dict[str, Act]
    checks: list[Check] = field(default_factory=list)


def form_for(proposal: Proposal, step: Step, choices: Choices, data: Any = None) -> forms.Form:
    """The form of a decision, empty or as it was posted."""
    kwargs: dict[str, Any] = {"auto_id": f"id_{proposal.pk}_{step}_%s", "initial": {"seen": proposal.version}}
    if step is Step.PUBLISH:
        return PublishForm(data, proposal=proposal, choices=choices, **kwargs)
    return AnswerForm(data, proposal=proposal, step=step, **kwargs)


def _acts(request: HttpRequest, proposal: Proposal, choices: Choices, bound: Bound) -> dict[str, Act]:
    found = {}
    for step in (Step.PUBLISH, Step.RETURN, Step.DECLINE):
        form = bound.get((proposal.pk, step))
        is_open = form is not None
        form = form if is_open else form_for(proposal, step, choices)
        found[step.value] = Act(form, may_decide(request.user, proposal, step)[1], is_open)
    return found


def _facts(proposal: Proposal) -> list[tuple[str, str]]:
    rows = [
        (_("Where"), proposal.place or _("online")),
        (_("How one takes part"), proposal.get_attendance_display()),
        (_("Kind"), proposal.get_format_display()),
        (_("Who invites"), proposal.organiser),
        (_("Admission"), _("free") if proposal.is_free else proposal.price_note),
        (_("Themes"), ", ".join(str(theme) for theme in proposal.themes.all())),
    ]
    return [(label, capfirst(str(value))) for label, value in rows if value]


def card(
    request: HttpRequest, proposal: Proposal, choices: Choices, known: Lookup, bound: Bound | None = None
) -> Card:
    """One proposal for a page of the desk."""
    cities = list(proposal.cities.all())
    is_waiting = proposal.state == State.SUBMITTED
    return Card(
        proposal=proposal,
        direction=direction(proposal.language),
        language=own_name(proposal.language),
        mail_language=own_name(mail_language(proposal)),
        cities=[served(city, "name") for city in cities],
        clocks=clocks_of(proposal, cities, choices.home),
        facts=_facts(proposal),
        was_returned=is_waiting and bool(proposal.message),
        missing=missing_for_publication(event_of(proposal)),
        acts=_acts(request, proposal, choices, bound or {}),
        checks=checks(proposal, known, choices.home) if is_waiting else [],
    )


def for_cards(rows: ProposalQuerySet) -> ProposalQuerySet:
    """With everything that a card shows."""
    return rows.select_related("organisation", "decided_by").prefetch_related(
        "cities", Prefetch("themes", Theme.objects.with_titles())
    )


class _Pages(Paginator):
    """A paginator that was told how many rows there are."""

    def __init__(self, rows: ProposalQuerySet, count: int) -> None:
        super().__init__(rows, PER_PAGE)
        self.count = count


def queue(request: HttpRequest, bound: Bound | None = None) -> dict[str, Any]:
    """Tabs, cards and pages of the queue, oldest first."""
    labels = {"waiting": _("To check"), "returned": _("With the proposer")}
    tab = request.GET.get("tab") if request.GET.get("tab") in TABS else "waiting"
    open_rows = open_proposals()
    counts = Counter(row["state"] for row in open_rows)
    rows = Proposal.objects.visible_to(request.user).filter(state=TABS[tab], erased_at=None)
    pages = _Pages(for_cards(rows).order_by("submitted_at", "pk"), counts[TABS[tab]])
    page = pages.get_page(request.GET.get("page"))
    proposals, choices = list(page), Choices.read()
    known = look_up(proposals, open_rows)
    return {
        "tabs": [
            {"key": key, "label": label, "count": counts[TABS[key]], "is_current": key == tab}
            for key, label in labels.items()
        ],
        "tab": tab,
        "page": page,
        "cards": [card(request, row, choices, known, bound) for row in proposals],
    }


def case(request: HttpRequest, proposal: Proposal, bound: Bound | None = None) -> Card:
    """One proposal by itself."""
    return card(request, proposal, Choices.read(), look_up([proposal], open_proposals()), bound)
