"""Questions of an event: their fields in the form, and their answers in the reader's words.

An answer out of a list is stored in German, whatever language it was given in, so that staff can count and read it.
Called by the form, the person's own page and the staff's lists.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.booking.registration import Answer, Question
from twinning.feedback.forms import TOO_LONG
from twinning.languages import Served, served
from twinning.public_forms import LineField

ANSWER_LIMIT, MOST_PEOPLE = 500, 500
YES, NO = "yes", "no"
REQUIRED = {"required": _("Please answer this question."), "invalid_choice": _("Choose one from the list.")}


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def options_of(question: Question) -> list[tuple[str, str]]:
    """The answers to choose from: as stored, and in the active language where it has as many lines."""
    stored = _lines(question.options_de)
    shown = _lines(served(question, "options").text)
    return list(zip(stored, shown if len(shown) == len(stored) else stored, strict=True))


def field_of(question: Question) -> forms.Field:
    """The field of the form that takes the answer."""
    common: dict[str, Any] = {
        "label": served(question, "label").text,
        "help_text": served(question, "help").text,
        "required": question.required,
    }
    kind = Question.Kind(question.kind)
    if kind is Question.Kind.NUMBER:
        return _number(common)
    if kind is Question.Kind.TEXT:
        return LineField(max_length=ANSWER_LIMIT, error_messages=REQUIRED | TOO_LONG, **common)
    choices = [(YES, _("Yes")), (NO, _("No"))] if kind is Question.Kind.YES_NO else options_of(question)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=REQUIRED, **common)


def _number(common: dict[str, Any]) -> forms.IntegerField:
    messages = {
        "invalid": _("Write a number without letters."),
        "min_value": _("At least %(limit_value)d."),
        "max_value": _("At most %(limit_value)d."),
    }
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(
        min_value=0, max_value=MOST_PEOPLE, error_messages=REQUIRED | messages, widget=widget, **common
    )


def answer_text(answer: Answer) -> str:
    """The answer in the reader's words. Needs `question` selected."""
    question, value = answer.question, answer.value
    if question.kind == Question.Kind.YES_NO:
        return {YES: gettext("Yes"), NO: gettext("No")}.get(value, value)
    if question.kind == Question.Kind.NUMBER and value.isdecimal():
        return ngettext("%(count)d person", "%(count)d people", int(value)) % {"count": int(value)}
    if question.kind == Question.Kind.CHOICE:
        return dict(options_of(question)).get(value, value)
    return value


def answers_shown(answers: Iterable[Answer]) -> list[tuple[Served, str]]:
    """Questions with their answers, for pages."""
    return [(served(answer.question, "label"), answer_text(answer)) for answer in answers]
