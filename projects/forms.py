"""The form of a project proposal: what the public would like to know about a project, in any published language.

Limits stand in hints before anybody runs into them, and what was typed always stays.
"""

import datetime
import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired
from django.utils.translation import gettext_lazy as _

from partners.board.days import DayField, example
from partners.models import City, Theme
from projects.actions import Draft
from projects.proposal import Proposal
from twinning.feedback.forms import TOO_LONG, has_letter
from twinning.languages import current, own_name, served
from twinning.public_forms import CleanCharField, LineField, clean_text, fresh_key, read_key

TEXT_LIMIT = 5000
YEARS = range(1900, 2101)
_MONTH_FIRST = re.compile(r"(\d{1,2})\s*[./\-\s]\s*(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[./\-\s年]\s*(\d{1,2})月?")


class DateField(DayField):
    """A day of any year, or just a month: "5.2027" is the first of May."""

    default_error_messages = {
        "year": _("Write a year between %(first)d and %(last)d."),
        "invalid": _("Write month and year, or day, month and year. Example: %(example)s"),
    }

    def to_python(self, value: Any) -> datetime.date | None:
        text = clean_text(str(value or ""))
        if match := _MONTH_FIRST.fullmatch(text):
            text = f"1.{int(match[1])}.{int(match[2])}"
        elif match := _YEAR_FIRST.fullmatch(text):
            text = f"1.{int(match[2])}.{int(match[1])}"
        return super().to_python(text)

    def validate(self, value: datetime.date | None) -> None:
        """Projects may lie in the past or far ahead."""
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], "required")
        if value and value.year not in YEARS:
            params = {"first": YEARS[0], "last": YEARS[-1]}
            raise ValidationError(self.error_messages["year"], "year", params)


def language_here() -> str:
    """The published language of the page; easy German is German."""
    code = current()
    return code if code in settings.PUBLISHED_LANGUAGES else settings.LANGUAGE_CODE


class ProposalForm(forms.Form):
    """Everything that a submitter tells about a project."""

    title = LineField(
        label=_("Name of the project"),
        max_length=150,
        error_messages={"required": _("Give the project a name."), **TOO_LONG},
    )
    summary = LineField(
        label=_("In one or two sentences"),
        max_length=300,
        help_text=_("Who does what with whom? At most 300 characters."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a sentence what the project does."), **TOO_LONG},
    )
    text = CleanCharField(
        label=_("What it is about"),
        max_length=TEXT_LIMIT,
        help_text=_("What happens, why, and what comes of it? An empty line begins a new paragraph."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Tell in a few sentences what happens."), **TOO_LONG},
    )
    language = forms.ChoiceField(
        label=_("In which language do you write?"),
        help_text=_("We take care of the translations."),
        error_messages={
            "required": _("Choose the language of your texts."),
            "invalid_choice": _("Choose one of the languages in the list."),
        },
    )
    partners = CleanCharField(
        label=_("Who takes part?"),
        max_length=2000,
        help_text=_("Groups, schools, associations, and where they are. One line each."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Name at least one group that takes part."), **TOO_LONG},
    )
    cities = forms.MultipleChoiceField(
        label=_("With which partner cities?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one city."),
            "invalid_choice": _("Choose from the cities in the list."),
        },
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the themes in the list.")},
    )
    starts_on = DateField(
        label=_("When does it begin?"),
        error_messages={"required": _("Say when it begins; the month is enough.")},
    )
    ends_on = DateField(
        label=_("When does it end?"), required=False, help_text=_("Leave it empty when the end is open.")
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={"invalid": _("This is no address of a web page. Example: https://example.org")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cities, themes = City.objects.published().in_name_order(), Theme.objects.with_titles()
        self.rows = {"cities": {row.slug: row for row in cities}, "themes": {row.key: row for row in themes}}
        self.fields["cities"].choices = [(row.slug, served(row, "name").text) for row in cities]
        self.fields["themes"].choices = [(row.key, row.title().text) for row in themes]
        self.fields["language"].choices = [(code, own_name(code)) for code in settings.PUBLISHED_LANGUAGES]
        self.fields["starts_on"].help_text = _("A day or a month. Example: %(example)s") % {
            "example": example()
        }
        self.initial.setdefault("language", language_here())
        for field in self.fields.values():
            # The server says in words what is too long; a browser would cut it silently.
            field.widget.attrs.pop("maxlength", None)

    def clean_title(self) -> str:
        """A name has a letter."""
        if not has_letter(self.cleaned_data["title"]):
            raise ValidationError(self.fields["title"].error_messages["required"])
        return self.cleaned_data["title"]

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The end is before the beginning. Change one of the dates."))
        return cleaned

    def draft(self) -> Draft:
        """What was typed, for the actions."""
        values = {name: self.cleaned_data[name] for name in self.fields if name not in {"key", *self.rows}}
        chosen = {
            name: tuple(known[word] for word in self.cleaned_data[name]) for name, known in self.rows.items()
        }
        return Draft(**values, **chosen)


class NewProposalForm(ProposalForm):
    """A new proposal: its signed key makes a second submission the same row."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", fresh_key())

    def clean(self) -> dict[str, Any]:
        """Turn the signed key into its UUID; when it is too old, what was typed stays."""
        cleaned = super().clean()
        try:
            cleaned["key"] = read_key(self.data.get("key", ""))
        except SignatureExpired:
            self._renew(_("This page was open for more than a day. Nothing is lost: please send it again."))
        except BadSignature:
            self._renew(_("Please send the form again. What you have typed is still there."))
        return cleaned

    def _renew(self, text: str) -> None:
        self.data = self.data.copy()
        self.data["key"] = fresh_key()
        self.add_error(None, text)


def initial_of(proposal: Proposal) -> dict[str, Any]:
    """What the form shows of a proposal that is corrected."""
    names = ("title", "summary", "text", "language", "partners", "starts_on", "ends_on", "website")
    return {
        **{name: getattr(proposal, name) for name in names},
        "cities": [city.slug for city in proposal.cities.all()],
        "themes": [theme.key for theme in proposal.themes.all()],
    }
