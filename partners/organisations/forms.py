"""Forms for people with an account: enter an organisation, claim one, maintain it, propose a change, decide.

What was typed always stays; a signed key makes a second submission the same row.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired
from django.utils.translation import gettext_lazy as _

from partners.city import City
from partners.organisations import entries
from partners.organisations.logos import validate_logo
from partners.organisations.organisation import Organisation
from partners.organisations.presenters import kind_label, text_direction
from partners.theme import Theme
from twinning.cldr import language_label
from twinning.feedback.forms import TOO_LONG, has_letter
from twinning.images import strip_metadata
from twinning.languages import column, current, own_name, served
from twinning.models import Editorial
from twinning.municipality.home import current_home
from twinning.public_forms import CleanCharField, LineField, fresh_key, read_key
from twinning.sorting import sort_key

TEXT_LIMIT = 3000
SUMMARY_LIMIT = 300
# Languages that groups tick; an entry keeps others that staff have written into it.
SPOKEN = (
    "de", "en", "fr", "pl", "ja", "ar", "uk", "tr", "ny", "ca", "es", "it", "pt", "nl", "da", "sv", "cs", "hu", "ro",
    "bg", "hr", "sr", "el", "ru", "fa", "ku", "he", "hi", "vi", "zh", "ko",
)  # fmt: skip
WHOLE = {"invalid": _("Write a whole number."), "min_value": _("Write a number of at least %(limit_value)d.")}


def _by_name(codes: set[str]) -> list[tuple[str, str]]:
    """Languages by the names and in the order of the reader's language."""
    pairs = [(code, language_label(code)) for code in codes]
    return sorted(pairs, key=lambda pair: sort_key(pair[1], current()))


class KeyedForm(forms.Form):
    """Base: a hidden key that the server has signed."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", fresh_key())
        for field in self.fields.values():
            # The server says in words what is too long; a browser would cut it silently.
            field.widget.attrs.pop("maxlength", None)

    def clean(self) -> dict[str, Any]:
        """Turn the signed key into its UUID; when it is too old, what was typed stays."""
        cleaned = super().clean() or {}
        try:
            cleaned["key"] = read_key(self.data.get("key", ""))
        except SignatureExpired:
            self.renew(_("This page was open for more than a day. Nothing is lost: please send it again."))
        except BadSignature:
            self.renew(_("Please send the form again. What you have typed is still there."))
        return cleaned

    def renew(self, text: Any, **values: Any) -> None:
        """Show the form once more with a fresh key and `values` in hidden fields, and say why."""
        self.data = self.data.copy()
        self.data.update({"key": fresh_key(), **values})
        self.add_error(None, text)


class LogoField(forms.FileField):
    """A picture judged by its content; what is kept is a clean copy without camera and place data."""

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        if file is None:
            return None
        validate_logo(file)
        try:
            return strip_metadata(file)
        except (OSError, SyntaxError, ValueError) as error:
            raise ValidationError(_("This picture is damaged."), code="damaged") from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"accept": "image/jpeg,image/png,image/webp"}


class EntryForm(KeyedForm):
    """What stands in an entry, with its texts in one language."""

    name = LineField(
        label=_("Name"),
        max_length=150,
        error_messages={"required": _("Write the name of the organisation."), **TOO_LONG},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    name_language = forms.ChoiceField(label=_("In which language is the name?"))
    other_names = LineField(
        label=_("Other names"),
        max_length=300,
        required=False,
        error_messages=TOO_LONG,
        help_text=_("Short forms and spellings that people look for."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    kind = forms.ChoiceField(label=_("What kind of organisation is it?"))
    city = forms.ChoiceField(label=_("Where is it?"), required=False)
    place = LineField(
        label=_("District or other town"),
        max_length=100,
        required=False,
        error_messages=TOO_LONG,
        help_text=_("If you like; or a town that is not in the list."),
    )
    summary = LineField(
        label=_("In one sentence"),
        max_length=SUMMARY_LIMIT,
        required=False,
        error_messages=TOO_LONG,
        help_text=_("At most 300 characters. It stands on the card in the list."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    description = CleanCharField(
        label=_("About us"),
        max_length=TEXT_LIMIT,
        required=False,
        error_messages=TOO_LONG,
        help_text=_("At most 3,000 characters. Who are you, what do you do?"),
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    looks_for = CleanCharField(
        label=_("What we look for"),
        max_length=TEXT_LIMIT,
        required=False,
        error_messages=TOO_LONG,
        help_text=_("At most 3,000 characters. For example: a choir to visit, a partner school."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    partner_cities = forms.MultipleChoiceField(
        label=_("With which cities do you work?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    themes = forms.MultipleChoiceField(
        label=_("What do you work on?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Which languages do you speak?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    members = forms.IntegerField(
        label=_("Members"), required=False, min_value=1, max_value=2_000_000_000, error_messages=WHOLE
    )
    age_from = forms.IntegerField(
        label=_("Age from"), required=False, min_value=0, max_value=120, error_messages=WHOLE
    )
    age_to = forms.IntegerField(
        label=_("Age to"), required=False, min_value=0, max_value=120, error_messages=WHOLE
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        max_length=200,
        error_messages={"invalid": _("This is no web address. Example: https://www.example.org"), **TOO_LONG},
    )

    def __init__(
        self, *args: Any, language: str, organisation: Organisation | None = None, **kwargs: Any
    ) -> None:
        self.language, self.organisation = language, organisation
        if organisation is not None:
            kwargs["initial"] = self._stored() | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self._offer()
        for name in entries.TEXTS:
            self.fields[name].widget.attrs |= text_direction(language)

    def _names(self) -> dict[str, str]:
        """Field to column: texts stand in the column of the form's language."""
        texts = {name: column(name, self.language) for name in entries.TEXTS}
        return {name: texts.get(name, name) for name in (*entries.PLAIN, *entries.RELATED, *texts)}

    def _stored(self) -> dict[str, Any]:
        names = self._names()
        values = entries.snapshot(self.organisation, tuple(names.values()))
        return {name: values[place] for name, place in names.items()}

    def _offer(self) -> None:
        """Choices in the reader's language, the entry's own values among them."""
        cities = [
            (city.slug, served(city, "name").text)
            for city in City.objects.published().nearest_first().without_long_texts()
        ]
        own = self.initial.get("city")
        rest = [(own, own)] if own and own not in dict(cities) else []
        spoken = set(SPOKEN) | set(self.initial.get("languages", ()))
        self.fields["kind"].choices = [(value, kind_label(value)) for value in Organisation.Kind.values]
        self.fields["city"].choices = [("", str(current_home())), *cities, *rest]
        self.fields["partner_cities"].choices = cities
        self.fields["themes"].choices = [
            (theme.key, theme.title().text) for theme in Theme.objects.published().with_titles()
        ]
        self.fields["languages"].choices = _by_name(spoken)
        self.fields["name_language"].choices = _by_name(
            set(SPOKEN) | {self.initial.get("name_language", "de")}
        )

    def clean_name(self) -> str:
        """A name has a letter."""
        if not has_letter(name := self.cleaned_data["name"]):
            raise ValidationError(_("Write a name with at least one letter."))
        return name

    def clean_summary(self) -> str:
        """The sentence of a public entry may change, but not go: German is what other languages fall back on."""
        summary = self.cleaned_data["summary"]
        is_public = self.organisation is not None and self.organisation.state == Editorial.State.PUBLISHED
        if is_public and not summary and self.language == settings.LANGUAGE_CODE:
            raise ValidationError(_("A public entry needs this sentence in German."))
        return summary

    def clean(self) -> dict[str, Any]:
        """Ages in their order."""
        cleaned = super().clean()
        first, last = cleaned.get("age_from"), cleaned.get("age_to")
        if first is not None and last is not None and first > last:
            self.add_error("age_to", _("The lower age comes first."))
        return cleaned

    def values(self) -> entries.Values:
        """What was typed, by column; lists of known rows keep those that this form does not offer."""
        found = {}
        for name, place in self._names().items():
            value = self.cleaned_data[name]
            found[place] = "" if value is None else value
        for name in ("partner_cities", "themes"):
            hidden = set(self.initial.get(name, ())) - set(dict(self.fields[name].choices))
            found[name] = sorted({*found[name], *hidden})
        return found


class MemberForm(EntryForm):
    """For members: where messages go, and the logo, too. `version` is the state of the entry that they saw."""

    email = forms.EmailField(
        label=_("E-mail for messages"),
        required=False,
        max_length=254,
        help_text=_("Never shown: messages go through the portal."),
        error_messages={"invalid": _("This is no e-mail address. Example: name@example.org"), **TOO_LONG},
    )
    mail_language = forms.ChoiceField(label=_("Language of mails"))
    logo = LogoField(
        label=_("New logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at least 96 pixels, at most 1 MB."),
    )
    remove_logo = forms.BooleanField(label=_("Take the logo away"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        initial = {"version": organisation.version} | kwargs.pop("initial", {})
        super().__init__(*args, organisation=organisation, initial=initial, **kwargs)
        self.fields["mail_language"].choices = [
            (code, own_name(code)) for code in settings.PUBLISHED_LANGUAGES
        ]
        if not organisation.logo:
            del self.fields["remove_logo"]

    def _names(self) -> dict[str, str]:
        return super()._names() | {name: name for name in entries.ADDRESS}

    def logo_change(self) -> Any:
        """A new picture, False to take it away, None to leave it."""
        if self.cleaned_data.get("logo"):
            return self.cleaned_data["logo"]
        return False if self.cleaned_data.get("remove_logo") else None


class ProposalForm(EntryForm):
    """For everybody else: nothing happens until staff decide."""

    note = CleanCharField(
        label=_("Anything we should know?"),
        max_length=TEXT_LIMIT,
        required=False,
        error_messages=TOO_LONG,
        help_text=_("For example where you read it. Only the office sees this."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class ClaimForm(KeyedForm):
    """Who asks to speak for an organisation, and how the office can make sure."""

    role = LineField(
        label=_("What is your role there?"),
        max_length=100,
        error_messages={"required": _("Say in a few words what you do there."), **TOO_LONG},
        help_text=_("For example: member of the board."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    text = CleanCharField(
        label=_("How can we check it?"),
        max_length=TEXT_LIMIT,
        error_messages={"required": _("Say how we can make sure that you speak for them."), **TOO_LONG},
        help_text=_("For example: a page that names you, or somebody whom we may call."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class NewEntryForm(ClaimForm, EntryForm):
    """Put an organisation forward and say who you are to it."""

    field_order = ("key", *EntryForm.base_fields, "role", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("name_language", current())
        self.fields["summary"].required = True
        self.fields["summary"].error_messages["required"] = _("Tell in one sentence who you are.")
        self.fields["languages"].initial = [current()]

    # The public entry that has this name already, once the form was checked.
    known: Organisation | None = None

    def clean(self) -> dict[str, Any]:
        """The same name in the same place is the same organisation."""
        cleaned = super().clean()
        name, city = cleaned.get("name", ""), cleaned.get("city", "")
        rows = Organisation.objects.published().filter(name__iexact=name)
        self.known = rows.filter(city__slug=city).first() if city else rows.filter(city=None).first()
        if self.known:
            text = _("“%(name)s” is in the directory already. Take over that entry instead.")
            self.add_error("name", ValidationError(text, params={"name": self.known.name}, code="known"))
        return cleaned


class PressForm(KeyedForm):
    """Nothing but a button."""


class ConsentForm(forms.Form):
    """What a contact person agrees to. The secret address of the page is its protection, so there is no cookie."""

    is_public = True

    messages = forms.BooleanField(
        label=_("People may write to me through the portal. My address stays hidden."), required=False
    )
