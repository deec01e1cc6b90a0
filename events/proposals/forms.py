"""The forms of proposed events: a new one with or without an account, changes to one, a new personal link.

Limits stand in hints before anybody runs into them; what was typed always stays. What may happen with a proposal is
in `events.proposals.actions`.
"""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events.event import Event
from events.occurrence import Occurrence
from events.proposals.draft import Draft
from events.proposals.fields import EventDayField, TimeField, moment
from events.proposals.proposal import Proposal
from events.walltime import local
from partners.board.days import day_hint
from partners.board.places import HOME, cities_to_choose, city_choices, home_choice
from partners.city import City
from partners.organisations.organisation import Organisation
from partners.theme import Theme
from twinning import memory
from twinning.accounts.models import User
from twinning.feedback.forms import TOO_LONG, has_letter
from twinning.languages import current, own_name
from twinning.mailed_links import BAD_ADDRESS, NewLinkForm
from twinning.municipality.models import Municipality
from twinning.public_forms import CleanCharField, LineField, PublicForm
from twinning.templatetags.portal import tagged

TEXT_LIMIT = 5000
ADDRESS = re.compile(r"\S+@\S+\.\w")
INVALID_CHOICE = {"invalid_choice": _("Choose one from the list.")}
_day_hint = lazy(day_hint, str)
_time_hint = _("Example: 18:00")
PLAIN = (
    "title",
    "teaser",
    "text",
    "language",
    "format",
    "attendance",
    "place",
    "is_free",
    "price_note",
    "organiser",
)


def _choice(label: Any, required: Any = "", **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, error_messages={"required": required, **INVALID_CHOICE}, **kwargs)


def _short(field: type[forms.Field], label: Any, hint: Any, required: Any) -> forms.Field:
    return field(
        label=label,
        help_text=hint,
        required=bool(required),
        error_messages={"required": required},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ProposalFields(forms.Form):
    """What a proposal says, for new ones and for changes. `cities` are those to choose from, by address word."""

    title = LineField(
        label=_("Title of the event"),
        max_length=150,
        error_messages={"required": _("Give the event a title."), **TOO_LONG},
    )
    format = _choice(_("What kind of event is it?"), _("Choose what kind of event it is."))
    teaser = LineField(
        label=_("In one or two sentences"),
        max_length=300,
        help_text=_("What happens, and for whom? At most 300 characters."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a sentence what happens."), **TOO_LONG},
    )
    text = CleanCharField(
        label=_("More about it"),
        max_length=TEXT_LIMIT,
        required=False,
        help_text=_("An empty line begins a new paragraph."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages=TOO_LONG,
    )
    language = _choice(
        _("In which language do you write?"),
        _("Choose the language of your texts."),
        help_text=_("Our mails to you are in this language, too. We take care of the translations."),
    )
    day = _short(EventDayField, _("Day"), _day_hint(), _("Say on which day it begins."))
    time = _short(TimeField, _("Time"), _time_hint, _("Say at what time it begins."))
    end_time = _short(TimeField, _("End"), _time_hint, _("Say at what time it ends; about is enough."))
    end_day = _short(EventDayField, _("Last day"), _("Only if it ends on another day."), "")
    zone = _choice(
        _("By the clocks of which town?"),
        _("Choose the town whose clocks you mean."),
        help_text=_("Where the event takes place. Online: the town whose time you have written."),
    )
    attendance = _choice(
        _("How does one take part?"), _("Choose how one takes part."), widget=forms.RadioSelect
    )
    place = LineField(
        label=_("Place"),
        max_length=200,
        required=False,
        help_text=_(
            "Name of the house, street and number, town. Not needed for events that are only online."
        ),
        error_messages=TOO_LONG,
    )
    cities = forms.MultipleChoiceField(
        label=_("Which partner cities has it to do with?"),
        error_messages={
            "required": _("Choose at least one city."),
            "invalid_choice": _("Choose from the cities in the list."),
        },
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the themes in the list.")},
    )
    is_free = forms.BooleanField(label=_("Admission is free"), required=False)
    price_note = LineField(
        label=_("Price"),
        max_length=150,
        required=False,
        help_text=_("Only if it costs something. Example: 8 €, reduced 4 €."),
        error_messages=TOO_LONG,
    )
    link = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        max_length=200,
        help_text=_("Where there is more about it, or where one takes part online."),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={
            "invalid": _("This is no address of a web page. Example: https://example.org"),
            **TOO_LONG,
        },
    )
    organiser = LineField(
        label=_("Who invites?"),
        max_length=150,
        help_text=_("Your association, group or house. It stands on the page of the event."),
        error_messages={"required": _("Say who invites to the event."), **TOO_LONG},
    )

    def __init__(
        self, *args: Any, cities: dict[str, City], themes: Iterable[Theme], home: Municipality, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cities, self.home = cities, home
        # Needed unless it is online: the page does not call it optional.
        self.fields["place"].is_needed = True
        self.themes = {theme.key: theme for theme in themes}
        self._choose()
        self.initial.setdefault("language", current() if current() in settings.PUBLISHED_LANGUAGES else "")
        self.initial.setdefault("attendance", Occurrence.Attendance.ONSITE)
        self.initial.setdefault("zone", HOME)
        for field in self.fields.values():
            # The server says in words what is too long; a browser would cut it silently.
            field.widget.attrs.pop("maxlength", None)

    def _choose(self) -> None:
        """Choices in the reader's language."""
        fields, empty, towns = self.fields, ("", _("Please choose")), city_choices(self.cities)
        fields["format"].choices = [empty, *_capital(Event.Format.choices)]
        fields["attendance"].choices = _capital(Occurrence.Attendance.choices)
        fields["language"].choices = [(code, own_name(code)) for code in settings.PUBLISHED_LANGUAGES]
        fields["zone"].choices = [home_choice(self.home), *towns]
        fields["cities"].choices = towns
        fields["themes"].choices = [(key, tagged(theme.title())) for key, theme in self.themes.items()]

    def clean_title(self) -> str:
        """A title has a letter and no address, which would stand in every list."""
        title = self.cleaned_data["title"]
        if not has_letter(title):
            raise ValidationError(self.fields["title"].error_messages["required"])
        if ADDRESS.search(title):
            raise ValidationError(_("Leave e-mail addresses out of the title."))
        return title

    def clean(self) -> dict[str, Any]:
        """What the answers say together: when it is, where it is, what it costs."""
        cleaned = super().clean() or {}
        self._check_place()
        if not cleaned.get("is_free") and not cleaned.get("price_note") and "price_note" not in self.errors:
            self.add_error("price_note", _("Say what it costs, or tick that admission is free."))
        start, end = self._moment("day", "time"), self._moment("end_day", "end_time")
        if start and start <= timezone.now():
            self.add_error("day", _("This moment has passed. Choose a later one."))
        if start and end and end <= start:
            self.add_error(
                "end_time",
                _("The end must come after the beginning. If it ends on another day, write that day below."),
            )
        return cleaned | {"starts_at": start, "ends_at": end}

    def _check_place(self) -> None:
        attendance, errors = self.cleaned_data.get("attendance"), self.errors
        online = Occurrence.Attendance.ONLINE
        if (
            attendance
            and attendance != online
            and not self.cleaned_data.get("place")
            and "place" not in errors
        ):
            self.add_error("place", _("Say where it takes place."))
        if attendance == online and not self.cleaned_data.get("link") and "link" not in errors:
            self.add_error("link", _("Give the address where one takes part or finds out how."))

    def _moment(self, day: str, time: str) -> Any:
        """The moment of both answers, or None when one is missing or wrong. Without a last day it is the first one."""
        values = self.cleaned_data
        on, at, zone = values.get(day) or values.get("day"), values.get(time), values.get("zone")
        if not (on and at and zone) or day in self.errors:
            return None
        try:
            return moment(on, at, self._zone(zone))
        except ValidationError as error:
            self.add_error(time, error)
            return None

    def _zone(self, place: str) -> str:
        return self.home.time_zone if place == HOME else self.cities[place].time_zone

    def draft(self) -> Draft:
        """What was typed, for the actions; the town whose clocks count is one of the cities."""
        cleaned = self.cleaned_data
        chosen = dict.fromkeys(cleaned["cities"])
        if cleaned["zone"] != HOME:
            chosen[cleaned["zone"]] = None
        return Draft(
            **{name: cleaned[name] for name in PLAIN if name in cleaned} | self.organising(),
            starts_at=cleaned["starts_at"],
            ends_at=cleaned["ends_at"],
            time_zone=self._zone(cleaned["zone"]),
            website=cleaned["link"],
            cities=tuple(self.cities[slug] for slug in chosen),
            themes=tuple(self.themes[key] for key in cleaned["themes"]),
        )

    def organising(self) -> dict[str, Any]:
        """Who invites: words, or an organisation of the directory."""
        return {"organiser": self.cleaned_data["organiser"]}


class PublicProposalForm(ProposalFields, PublicForm):
    """A new proposal; no account needed."""

    name = LineField(
        label=_("Your name"),
        max_length=120,
        help_text=_("Only the office sees it."),
        error_messages={"required": _("Say whom we may ask about the event."), **TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("Stays secret. We send you a link to confirm it."),
        error_messages={
            "required": _("We need your e-mail address: you confirm the proposal with it."),
            "invalid": BAD_ADDRESS,
            **TOO_LONG,
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class MemberMixin(forms.Form):
    """People with an account choose the organisation that they speak for, or write who invites."""

    organisation = forms.ChoiceField(
        label=_("Which organisation invites?"), required=False, error_messages=INVALID_CHOICE
    )

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(row.pk): row for row in organisations}
        field = self.fields["organisation"]
        field.choices = [
            *((key, row.name) for key, row in self.organisations.items()),
            ("", _("another group")),
        ]
        if not self.organisations:
            del self.fields["organisation"]
            return
        self.fields["organiser"].required = False
        self.fields["organiser"].help_text = _("Only for another group. It stands on the page of the event.")
        self.initial.setdefault("organisation", next(iter(self.organisations)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (
            not cleaned.get("organisation")
            and not cleaned.get("organiser")
            and "organiser" not in self.errors
        ):
            self.add_error("organiser", self.fields["organiser"].error_messages["required"])
        return cleaned

    def organising(self) -> dict[str, Any]:
        organisation = self.organisations.get(self.cleaned_data.get("organisation", ""))
        organiser = organisation.name if organisation else self.cleaned_data["organiser"]
        return {"organisation": organisation, "organiser": organiser}


class MemberProposalForm(MemberMixin, ProposalFields, PublicForm):
    """A new proposal of somebody with an account, whose address is known and confirmed."""

    is_public = False


class ChangeForm(ProposalFields):
    """Changes behind the proposer's personal link. The address stays: it was confirmed."""

    # Read by the template: the link itself is the key, so no cookie.
    is_public = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def show_version(self, version: int) -> None:
        """Let the proposer send what was typed once more, now against the proposal as it stands."""
        self.data = self.data.copy()
        self.data["version"] = str(version)


class MemberChangeForm(MemberMixin, ChangeForm):
    """Changes by somebody with an account."""

    is_public = False


class LinkForm(NewLinkForm):
    """Send me the personal links of my proposals."""

    help_text = _("The address that you gave with your proposal.")
    needed_text = _("We need the address of your proposal.")


def choices_for(user: object, home: Municipality) -> dict[str, Any]:
    """What the forms offer to choose from."""
    themes = memory.recall_for(user, "event proposal themes", lambda: list(Theme.objects.with_titles()))
    return {"cities": cities_to_choose(user), "themes": themes, "home": home}


def organisations_of(user: User) -> list[Organisation]:
    """Those that this person speaks for."""
    return list(Organisation.objects.maintained_by(user).without_long_texts().order_by("name", "pk"))


def _capital(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in choices]


def initial_of(proposal: Proposal, home: Municipality) -> dict[str, Any]:
    """What the form shows of a stored proposal, by the clocks that it was written in."""
    start, end = (local(value, proposal.time_zone) for value in (proposal.starts_at, proposal.ends_at))
    cities = list(proposal.cities.all())
    there = next((city.slug for city in cities if city.time_zone == proposal.time_zone), HOME)
    return {name: getattr(proposal, name) for name in PLAIN} | {
        "day": start.date(),
        "time": start.time(),
        "end_day": end.date() if end.date() != start.date() else None,
        "end_time": end.time(),
        "zone": HOME if proposal.time_zone == home.time_zone else there,
        "link": proposal.website,
        "cities": [city.slug for city in cities],
        "themes": [theme.key for theme in proposal.themes.all()],
        "organisation": str(proposal.organisation_id or ""),
        "version": proposal.version,
    }
