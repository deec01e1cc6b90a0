"""The forms of the board: a new slip, changes to one, a new personal link, a day, an answer about the outcome.

Limits stand in hints before anybody runs into them; what was typed always stays. Rules of what may happen with a
slip are in `partners.board.actions`.
"""

import datetime
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.board import days
from partners.board.filters import months_ahead
from partners.board.places import ANY, HOME, cities_to_choose, city_choices, home_choice
from partners.board.slip import ADULT, Slip, SlipLanguage
from partners.city import City
from partners.theme import Theme
from twinning import memory
from twinning.cldr import language_label, month_span
from twinning.feedback.forms import TOO_LONG, has_letter
from twinning.languages import current, own_name
from twinning.mailed_links import BAD_ADDRESS, NewLinkForm
from twinning.municipality.models import Municipality
from twinning.public_forms import CleanCharField, LineField, PublicForm
from twinning.templatetags.portal import tagged

TITLE_LIMIT, TEXT_LIMIT = 70, 600
# Spoken by the groups of the board: languages of the twin towns, then those of many people at home.
LANGUAGES = ("de", "en", "fr", "pl", "ja", "ar", "ny", "ca", "uk", "tr")
ADDRESS = re.compile(r"\S+@\S+\.\w")
INVALID_CHOICE = {"invalid_choice": _("Choose one from the list.")}


def _about_the_end() -> str:
    hint = _(
        "Afterwards your slip leaves the board; we remind you 7 days before. Empty: half a year from now."
    )
    return f"{days.day_hint()}. {hint}"


_end_hint = lazy(_about_the_end, str)


class SpokenWidget(forms.Widget):
    """One list of levels per language: no script, and nothing to add or remove."""

    template_name = "board/spoken_widget.html"
    use_fieldset = True
    codes: tuple[str, ...] = LANGUAGES

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = value if isinstance(value, dict) else {}
        levels = [("", pgettext_lazy("level of a language", "–")), *SlipLanguage.Level.choices]
        context["is_invalid"] = context["widget"]["attrs"].get("aria-invalid") == "true"
        context["rows"] = [
            {
                "id": f"{context['widget']['attrs'].get('id', f'id_{name}')}_{code}",
                "name": f"{name}-{code}",
                "label": language_label(code),
                "levels": [(level, label, chosen.get(code, "") == level) for level, label in levels],
            }
            for code in dict.fromkeys((*self.codes, *chosen))
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        codes = {key.removeprefix(f"{name}-") for key in data if key.startswith(f"{name}-")}
        return {code: data.get(f"{name}-{code}", "") for code in sorted(codes) if data.get(f"{name}-{code}")}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class SpokenField(forms.Field):
    """{language: level} of everything but "–"; at least one."""

    widget = SpokenWidget

    def clean(self, value: Any) -> dict[str, str]:
        super().clean(value)
        wrong = [code for code in value if code not in self.widget.codes]
        if wrong or not set(value.values()) <= set(SlipLanguage.Level.values):
            raise ValidationError(INVALID_CHOICE["invalid_choice"], "invalid_choice")
        return {code: value[code] for code in self.widget.codes if code in value}


def _number(label: Any, limit: int) -> forms.IntegerField:
    messages = {
        "invalid": _("Write a number without letters."),
        "min_value": _("At least %(limit_value)d."),
        "max_value": _("At most %(limit_value)d."),
    }
    lowest = 0 if limit < 200 else 1
    return forms.IntegerField(
        label=label, min_value=lowest, max_value=limit, required=False, error_messages=messages,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


def _choice(label: Any, required: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, error_messages={"required": required, **INVALID_CHOICE}, **kwargs)


class SlipFields(forms.Form):
    """What a slip says, for new slips and for changes. `cities` are those to choose from, by address word."""

    kind = _choice(
        _("Do you seek or offer?"), _("Say whether you seek or offer something."), widget=forms.RadioSelect
    )
    title = LineField(
        label=_("In short"),
        max_length=TITLE_LIMIT,
        help_text=_("At most 70 characters. Example: Choir seeks guest choir for May"),
        error_messages={"required": _("Say in a few words what it is about."), **TOO_LONG},
    )
    group = _choice(_("Your group"), _("Choose who you are."))
    activity = _choice(_("What is it about?"), _("Choose what it is about."))
    size_from = _number(_("People from"), 999)
    size_to = _number(_("People to"), 999)
    age_from = _number(_("Age from"), 120)
    age_to = _number(_("Age to"), 120)
    adult_contact = LineField(
        label=_("Adult contact"), max_length=150, required=False, error_messages=TOO_LONG,
        help_text=_("Do children or young people under 18 take part? Then name a grown-up. Only the office sees it."),
    )  # fmt: skip
    place = _choice(_("Where are you?"), _("Choose the town that you are in."))
    wanted = _choice(_("Where do you look for somebody?"), _("Choose a town, or any twin town."))
    months = forms.MultipleChoiceField(
        label=_("Months that suit you"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means: any time."),
        error_messages=INVALID_CHOICE,
    )
    wants_to_travel = forms.BooleanField(label=_("We would like to travel"), required=False)
    can_host = forms.BooleanField(label=_("We can host guests"), required=False)
    languages = SpokenField(
        label=_("Which languages do you speak, and how well?"),
        error_messages={"required": _("Choose at least one language that you speak.")},
    )
    text = CleanCharField(
        label=_("Your text"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In any language. At most 600 characters. We do not translate it."),
        error_messages={"required": _("Write a sentence or two about what you have in mind."), **TOO_LONG},
    )
    language = _choice(_("Your text is written in"), _("Choose the language of your text."))
    reply_by = days.DayField(
        label=_("Reply by"),
        required=False,
        help_text=_end_hint(),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple, error_messages=INVALID_CHOICE
    )
    name = LineField(
        label=_("Your name"),
        max_length=150,
        help_text=_("Stands on your slip, for everybody to see."),
        error_messages={
            "required": _("Say who you are. A first name or the name of your group is enough."),
            **TOO_LONG,
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    wants_suggestions = forms.BooleanField(
        label=_("Send me slips that fit mine, once a week at most."), required=False
    )

    def __init__(
        self, *args: Any, cities: dict[str, City], home: Municipality, themes: Iterable[Theme], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cities = cities
        self.themes = {theme.key: theme for theme in themes}
        self._choose(home)
        for field in self.fields.values():
            # The server says in words what is too long; a browser would cut it silently.
            field.widget.attrs.pop("maxlength", None)

    def _choose(self, home: Municipality) -> None:
        """Choices in the reader's language."""
        fields, empty = self.fields, ("", _("Please choose"))
        towns = city_choices(self.cities)
        fields["kind"].choices = [(Slip.Kind.SEEKS, _("I seek")), (Slip.Kind.OFFERS, _("I offer"))]
        fields["group"].choices = [empty, *_capital(Slip.Group.choices)]
        fields["activity"].choices = [empty, *_capital(Slip.Activity.choices)]
        fields["place"].choices = [empty, home_choice(home), *towns]
        fields["wanted"].choices = [(ANY, _("Any twin town")), home_choice(home), *towns]
        fields["months"].choices = [
            (f"{month:%Y-%m}", month_span(month, month))
            for month in sorted({*months_ahead(), *self._known_months()})
        ]
        fields["language"].choices = [(code, own_name(code)) for code in LANGUAGES]
        fields["themes"].choices = [(key, tagged(theme.title())) for key, theme in self.themes.items()]
        self.initial.setdefault("wanted", ANY)
        self.initial.setdefault("language", current().split("-")[0])

    def _known_months(self) -> list[datetime.date]:
        """Months of a stored slip that lie behind us stay in the list, so that nothing is lost unseen."""
        return [datetime.date.fromisoformat(f"{month}-01") for month in self.initial.get("months", [])]

    # --- each answer ------------------------------------------------------------------------------
    def _words(self, field: str, message: Any) -> str:
        text = self.cleaned_data[field]
        if not has_letter(text):
            raise ValidationError(message)
        if ADDRESS.search(text):
            raise ValidationError(
                _(
                    "Leave e-mail addresses out: replies reach you through the portal, your address stays secret."
                )
            )
        return text

    def clean_title(self) -> str:
        """A title has a letter and no address."""
        return self._words("title", self.fields["title"].error_messages["required"])

    def clean_text(self) -> str:
        """A text has a letter and no address."""
        return self._words("text", self.fields["text"].error_messages["required"])

    def clean_name(self) -> str:
        """The public name has a letter and is no address."""
        return self._words("name", self.fields["name"].error_messages["required"])

    def clean_months(self) -> list[datetime.date]:
        """First days of the months."""
        return [datetime.date.fromisoformat(f"{month}-01") for month in sorted(self.cleaned_data["months"])]

    def clean_themes(self) -> list[Theme]:
        """The themes themselves."""
        return [self.themes[key] for key in self.cleaned_data["themes"]]

    # --- answers together -------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_order("size", _("The smaller number of people comes first."))
        self._check_order("age", _("The lower age comes first."))
        self._check_adult()
        if cleaned.get("place") and cleaned.get("wanted") == cleaned["place"]:
            self.add_error(
                "wanted", _("You are in this town yourself. Choose another one, or any twin town.")
            )
        return cleaned

    def _check_order(self, name: str, message: Any) -> None:
        low, high = (self.cleaned_data.get(f"{name}_{end}") for end in ("from", "to"))
        if low is not None and high is not None and low > high:
            self.add_error(f"{name}_to", message)

    def _check_adult(self) -> None:
        ages = [self.cleaned_data.get(f"age_{end}") for end in ("from", "to")]
        youngest = next((age for age in ages if age is not None), None)
        named = self.cleaned_data.get("adult_contact") or "adult_contact" in self.errors
        if youngest is not None and youngest < ADULT and not named:
            self.add_error(
                "adult_contact", _("Children or young people take part: name a grown-up whom we can ask.")
            )

    # --- what the actions take --------------------------------------------------------------------
    def values(self) -> dict[str, Any]:
        """Columns of Slip."""
        cleaned = self.cleaned_data
        wanted = cleaned["wanted"] if cleaned["wanted"] in {ANY, HOME} else Slip.Scope.CITY
        plain = ("kind", "title", "text", "group", "activity", "size_from", "size_to", "age_from", "age_to", "months",
                 "can_host", "wants_to_travel", "reply_by", "name", "adult_contact", "wants_suggestions")  # fmt: skip
        return {name: cleaned[name] for name in plain} | {
            "place": self.cities.get(cleaned["place"]),
            "wanted": wanted,
            "wanted_city": self.cities.get(cleaned["wanted"]),
        }


def choices_for(user: object, home: Municipality, *slips: Slip) -> dict[str, Any]:
    """What the forms offer to choose from; the cities of a stored slip are always among it."""
    named = {city.slug: city for slip in slips for city in (slip.place, slip.wanted_city) if city}
    themes = memory.recall_for(user, "board themes", lambda: list(Theme.objects.with_titles()))
    return {"cities": cities_to_choose(user) | named, "home": home, "themes": themes}


def _capital(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in choices]


def initial_of(slip: Slip) -> dict[str, Any]:
    """What the form shows of a stored slip."""
    plain = ("kind", "title", "text", "language", "group", "activity", "size_from", "size_to", "age_from", "age_to",
             "can_host", "wants_to_travel", "reply_by", "name", "adult_contact", "wants_suggestions")  # fmt: skip
    return {name: getattr(slip, name) for name in plain} | {
        "place": slip.place.slug if slip.place else HOME,
        "wanted": slip.wanted_city.slug if slip.wanted_city else slip.wanted,
        "months": [f"{month:%Y-%m}" for month in slip.months],
        "languages": dict(slip.languages.values_list("language", "level")),
        "themes": list(slip.themes.values_list("key", flat=True)),
    }


class SlipForm(SlipFields, PublicForm):
    """A new slip; no account needed."""

    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("Stays secret. We send you a link to confirm it."),
        error_messages={
            "required": _("We need your e-mail address: replies reach you there."),
            "invalid": BAD_ADDRESS,
            **TOO_LONG,
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def values(self) -> dict[str, Any]:
        return super().values() | {"email": self.cleaned_data["email"]}


class ChangeForm(SlipFields):
    """Changes to a slip, behind the owner's personal link. The address stays: it was confirmed."""

    # Read by components/form.html: the link itself is the key, so no cookie.
    is_public = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def values(self) -> dict[str, Any]:
        return super().values() | {"language": self.cleaned_data["language"]}

    def show_version(self, version: int) -> None:
        """Let the owner send what was typed once more, now against the slip as it stands."""
        self.data = self.data.copy()
        self.data["version"] = str(version)


class RenewForm(forms.Form):
    """Keep a slip on the board: a click, or a click and a new day."""

    is_public = True

    reply_by = days.DayField(
        label=_("Reply by"),
        required=False,
        help_text=lazy(
            lambda: _("Empty: half a year from today. %(example)s") % {"example": days.day_hint()}, str
        )(),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OutcomeForm(forms.Form):
    """Did it come about?"""

    is_public = True

    outcome = _choice(_("What became of it?"), _("Choose an answer."), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [choice for choice in _capital(Slip.Outcome.choices) if choice[0]]


class LinkForm(NewLinkForm):
    """Send me the personal links of my slips."""

    help_text = _("The address that you gave with your slip.")
    needed_text = _("We need the address of your slip.")
