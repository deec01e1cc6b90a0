"""What the matrix is narrowed down to: kind of content, language, state, translator. Called by the matrix's views."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from twinning import coverage
from twinning.accounts.models import User
from twinning.languages import own_name
from twinning.translations.models import TranslationState, TranslatorLanguage
from twinning.translations.permissions import target_languages

State = TranslationState.State
OPEN, EVERY = "open", "every"
ME, NOBODY = "me", "nobody"


def is_open() -> Q:
    """Something is to do. Easy language is a choice: where it was never begun, nothing is missing."""
    return ~Q(state=State.UP_TO_DATE) & ~Q(
        state=State.MISSING, language=settings.EASY_LANGUAGE, translator=None
    )


def kinds() -> list[tuple[ContentType, coverage.Content]]:
    """Every kind of translatable content."""
    return [(ContentType.objects.get_for_model(content.model), content) for content in coverage.contents()]


def translators() -> list[tuple[User, list[str]]]:
    """People who translate, with their languages (one query)."""
    rows = TranslatorLanguage.objects.filter(user__is_active=True, user__is_staff=True).select_related("user")
    found: dict[User, list[str]] = {}
    for row in rows.order_by("user__name", "user__email", "language"):
        found.setdefault(row.user, []).append(row.language)
    return list(found.items())


def _plural(content: coverage.Content) -> str:
    return capfirst(str(content.model._meta.verbose_name_plural))


class Filters(forms.Form):
    """The filters above the matrix; what is unknown counts as not asked for."""

    kind = forms.ChoiceField(required=False)
    language = forms.ChoiceField(required=False)
    state = forms.ChoiceField(required=False)
    who = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, people: list[tuple[User, list[str]]], **kwargs: Any) -> None:
        super().__init__(*args, prefix=None, auto_id="filter-%s", **kwargs)
        every = ("", _("All"))
        content = [(str(kind.pk), _plural(content)) for kind, content in kinds()]
        codes = [(code, own_name(code)) for code in target_languages()]
        states = [("", _("Everything that is open")), (EVERY, _("All")), *((s.value, s.label) for s in State)]
        persons = [(str(person.pk), str(person)) for person, _codes in people]
        options = {
            "kind": (_("Content"), [every, *content]),
            "language": (_("Language"), [every, *codes]),
            "state": (_("State"), states),
            "who": (_("Translator"), [every, (ME, _("I")), (NOBODY, _("Nobody")), *persons]),
        }
        for name, (label, choices) in options.items():
            self.fields[name].label, self.fields[name].choices = label, choices

    def chosen(self) -> dict[str, str]:
        """Valid values that are not empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def conditions(self, user: User) -> Q:
        """What a translation has to meet for its content to be shown."""
        chosen = self.chosen()
        state, who = chosen.get("state", OPEN), chosen.get("who")
        found = is_open() if state == OPEN else Q() if state == EVERY else Q(state=state)
        if "kind" in chosen:
            found &= Q(content_type=int(chosen["kind"]))
        if "language" in chosen:
            found &= Q(language=chosen["language"])
        if who == NOBODY:
            return found & Q(translator=None)
        return found & Q(translator=user.pk if who == ME else int(who)) if who else found
