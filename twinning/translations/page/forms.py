"""The texts of one object in one language as a form. Made by the page's views; saving is the actions' business."""

from typing import Any

from django import forms
from django.db.models import CharField, Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from twinning.admin.widgets import RichTextWidget
from twinning.languages import column, direction
from twinning.translations import sources

# A line of the text areas holds about this many characters.
LINE = 60
MOST_ROWS = 14


class LineField(forms.CharField):
    """A text of one line in an area that wraps: the line ends of pasted text become blanks."""

    def clean(self, value: Any) -> str:
        return " ".join(super().clean(value).splitlines())


class TextsForm(forms.Form):
    """One control per translated field that German has, or that has a translation; nothing is required."""

    def __init__(self, obj: Model, language: str, texts: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=texts, prefix="text", **kwargs)
        model = type(obj)
        source = sources.source_texts(obj)
        for name in sources.fields_of(model):
            if name in source or texts.get(name):
                self.fields[name] = _field(model, name, language, source.get(name, ""))

    def texts(self) -> dict[str, str]:
        """What was typed, as it is to be stored; call after is_valid()."""
        return {name: self.cleaned_data.get(name, "").replace("\r\n", "\n") for name in self.fields}


class NoteForm(forms.Form):
    """Why a translation goes back."""

    note = forms.CharField(
        label=_("What has to change"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what has to change, so that the translator can work with it.")},
    )


def limit_of(model: type[Model], name: str, language: str) -> int | None:
    """How long the text of a field may be; None for as long as you like."""
    return model._meta.get_field(column(name, language)).max_length


def _field(model: type[Model], name: str, language: str, source: str) -> forms.CharField:
    label = capfirst(str(model._meta.get_field(name).verbose_name))
    rows = min(MOST_ROWS, max(2, 1 + len(source) // LINE + source.count("\n")))
    attrs = {
        "rows": rows,
        "lang": language,
        "dir": direction(language),
        "aria-describedby": f"about-{name} check-{name}",
    }
    widget = RichTextWidget(attrs=attrs) if sources.is_html(model, name) else forms.Textarea(attrs=attrs)
    kind = LineField if isinstance(model._meta.get_field(name), CharField) else forms.CharField
    return kind(label=label, required=False, widget=widget)
