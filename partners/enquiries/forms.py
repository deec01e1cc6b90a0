"""What the enquirer fills in: the question, and further letters of the thread."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.enquiries.models import Enquiry
from partners.models import City
from twinning import memory
from twinning.feedback.forms import TEXT_LIMIT, TOO_LONG, VisitorForm
from twinning.languages import all_columns, current, own_name, served
from twinning.public_forms import CleanCharField, PublicForm
from twinning.sorting import sort_key

Choices = list[tuple[str, Any]]


def language_here() -> str:
    """The published language of the page; easy German is German."""
    code = current()
    return code if code in settings.PUBLISHED_LANGUAGES else settings.LANGUAGE_CODE


def city_choices(user: object) -> Choices:
    """Published cities with their names in the reader's language, in its order; one query, remembered for a moment."""
    return memory.recall_for(user, ("advice cities", current()), _read_cities)


def _read_cities() -> Choices:
    rows = City.objects.published().rewrite(False).order_by().values("slug", *all_columns("name"))
    names = [(row["slug"], served(SimpleNamespace(**row), "name").text) for row in rows]
    return sorted(names, key=lambda pair: sort_key(pair[1], current()))


class EnquiryForm(VisitorForm):
    """Ask the office. Opened with `?city=rouen&topic=projects`, it has chosen these already."""

    field_order = ("topic", "city", "text", "answer_language", "name", "email")

    topic = forms.ChoiceField(
        label=_("What is it about?"),
        error_messages={
            "required": _("Choose a topic, so that the right person reads it."),
            "invalid_choice": _("Choose one of the topics in the list."),
        },
    )
    city = forms.ChoiceField(
        label=_("Which city?"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the cities in the list, or none.")},
    )
    answer_language = forms.ChoiceField(
        label=_("In which language may we answer?"),
        error_messages={
            "required": _("Choose the language of our answer."),
            "invalid_choice": _("Choose one of the languages in the list."),
        },
    )

    def __init__(self, *args: Any, cities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", _("Please choose")), *Enquiry.Topic.choices]
        self.fields["city"].choices = [("", pgettext_lazy("city", "No particular one")), *cities]
        self.fields["answer_language"].choices = [
            (code, own_name(code)) for code in settings.PUBLISHED_LANGUAGES
        ]
        self.initial.setdefault("answer_language", language_here())
        self.fields["text"].label = _("Your question")
        self.fields["text"].help_text = _("Write in the language that you like best.")
        self.fields["text"].error_messages["required"] = _("Write a sentence, so that we can answer.")
        self.fields["email"].required = True
        self.fields["email"].error_messages["required"] = _("We need your e-mail address to answer you.")

    def clean_city(self) -> City | None:
        """The city itself."""
        slug = self.cleaned_data["city"]
        return City.objects.published().filter(slug=slug).first() if slug else None


class ReplyForm(PublicForm):
    """A further letter of somebody who opened the personal link in one of our mails."""

    text = CleanCharField(
        label=_("Your message"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write a sentence, so that we can answer."), **TOO_LONG},
    )
