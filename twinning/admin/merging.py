"""Two people edit the same row: what each of them changed, value by value, from what the forms show and send.

A form carries a short mark per value as it was when the page was opened (`marks`). When somebody else has saved
meanwhile, `Merge` compares three states of every value: the opened one, the stored one and the typed one. What
only they changed is taken over, what only I changed stays, what both changed is reported and mine stays typed.
Called by `twinning.admin.versions`; nothing here writes to the database.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django import forms
from django.db.models import Model
from django.forms import BoundField
from django.forms.models import BaseInlineFormSet, ModelChoiceField
from django.http import QueryDict
from django.utils.translation import gettext as _

from twinning.admin.widgets import RichTextWidget
from twinning.richtext import plain_text

Controls = dict[str, list[str]]
MACHINERY = frozenset({"DELETE", "ORDER"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that both changed; `language` is set for translated texts."""

    label: str
    language: str
    theirs: str
    mine: str


@dataclass
class Report:
    """What merging found: values taken over from the others, values that both changed, rows that came or went."""

    taken: list[str] = field(default_factory=list)
    both: list[Difference] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        """True when what was typed differs from what is stored."""
        return bool(self.taken or self.both or self.kept or self.notes)


def _clean(values: list[Any]) -> list[str]:
    """Values as a browser sends them: text, one kind of line end, nothing for an empty control."""
    texts = [str(value).replace("\r\n", "\n") for value in values if value not in (None, "")]
    return sorted(texts)


def _controls(field_: forms.Field, widget: forms.Widget, name: str, value: Any) -> Controls:
    """Names and contents of the controls that show `value`: what an untouched form would send back."""
    widget = getattr(widget, "widget", widget)
    if isinstance(widget, forms.MultiWidget):
        parts = widget.decompress(value)
        pairs = zip(widget.widgets, widget.widgets_names, parts, strict=True)
        return {
            key: texts
            for part, end, one in pairs
            for key, texts in _controls(field_, part, name + end, one).items()
        }
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"] if value else []}
    value = field_.prepare_value(value)
    if isinstance(value, list | tuple | set):
        return {name: _clean([getattr(one, "pk", one) for one in value])}
    shown = widget.format_value(value)
    return {name: _clean(shown if isinstance(shown, list | tuple) else [shown])}


def shown(bound: BoundField) -> Controls | None:
    """The controls of a field as the stored row fills them; None for files, which no browser sends back."""
    if isinstance(bound.field, forms.FileField) or bound.name in MACHINERY:
        return None
    return _controls(bound.field, bound.field.widget, bound.html_name, bound.initial)


def _sent(bound: BoundField, values: list[str]) -> list[str]:
    """What came back for one control, written as `shown` writes it."""
    if isinstance(bound.field, forms.BooleanField):
        return ["on"] if bound.field.to_python(next(iter(values), "")) else []
    return _clean(values)


def _mark(controls: Controls) -> str:
    text = "\0".join(part for values in controls.values() for part in ("\1", *values))
    return sha256(text.encode()).hexdigest()[:12]


def fields_of(form: forms.ModelForm, formset: BaseInlineFormSet | None = None) -> Iterator[BoundField]:
    """The fields that hold contents, not the machinery of formsets."""
    machinery = {formset.model._meta.pk.name, formset.fk.name} if formset is not None else set()
    for bound in form:
        if bound.name not in machinery and shown(bound) is not None:
            yield bound


def _key(formset: BaseInlineFormSet, row: Model, name: str) -> str:
    return f"{formset.prefix}:{row.pk}:{name}"


def marks(version: int, form: forms.ModelForm, formsets: list[BaseInlineFormSet]) -> str:
    """The version and a mark per stored value, for a hidden control of the form."""
    found = {bound.name: _mark(shown(bound)) for bound in fields_of(form)}
    for formset in formsets:
        for row in formset.initial_forms:
            if row.instance.pk:
                found |= {
                    _key(formset, row.instance, b.name): _mark(shown(b)) for b in fields_of(row, formset)
                }
    return json.dumps({"version": version, "marks": found}, separators=(",", ":"))


def read_marks(text: str) -> tuple[int | None, dict[str, str]]:
    """What `marks` wrote; (None, {}) when it is missing or spoilt, which counts as an outdated form."""
    try:
        data = json.loads(text)
        return int(data["version"]), dict(data["marks"])
    except (ValueError, KeyError, TypeError):
        return None, {}


def _readable(bound: BoundField, controls: Controls) -> str:
    """The contents of a field in words."""
    values = [value for texts in controls.values() for value in texts]
    if isinstance(bound.field, ModelChoiceField):
        rows = bound.field.queryset.filter(pk__in=[value for value in values if value.isdigit()])
        return ", ".join(str(row) for row in rows)
    if choices := getattr(bound.field, "choices", None):
        names = {str(key): str(name) for key, name in choices}
        values = [names.get(value, value) for value in values]
    text = ", ".join(values)
    if isinstance(bound.field, forms.BooleanField):
        return _("yes") if text else _("no")
    return plain_text(text) if isinstance(bound.field.widget, RichTextWidget) else text


class Merge:
    """Brings a posted form up to what is stored now; `data` is the new post, `report` says what happened."""

    def __init__(self, posted: QueryDict, seen: dict[str, str]) -> None:
        self.posted = posted
        self.seen = seen
        self.data = posted.copy()
        self.report = Report()

    def form(self, form: forms.ModelForm) -> None:
        """The main form; `form` shows the stored row."""
        for bound in fields_of(form):
            stored = shown(bound)
            self._value(bound, bound.name, str(bound.label), stored, {name: name for name in stored})

    def _value(
        self, bound: BoundField, key: str, label: str, stored: Controls, names: dict[str, str]
    ) -> None:
        """One value; `names` leads from the control's new name to the one it was posted under."""
        mine = {new: _sent(bound, self.posted.getlist(old)) for new, old in names.items()}
        opened = self.seen.get(key, "")
        if mine == stored:
            result = stored
        elif _mark(mine) == opened:
            self.report.taken.append(label)
            result = stored
        else:
            if _mark(stored) == opened:
                self.report.kept.append(label)
            else:
                language = bound.field.widget.attrs.get("lang", "")
                theirs, typed = _readable(bound, stored), _readable(bound, mine)
                self.report.both.append(Difference(label, language, theirs, typed))
            result = {new: self.posted.getlist(old) for new, old in names.items()}
        for name, values in result.items():
            self.data.setlist(name, values)

    def formset(self, formset: BaseInlineFormSet) -> None:
        """The rows of an inline: rebuilt from the stored ones, then what I added; `formset` shows the stored rows."""
        rows = _PostedRows(self.posted, formset)
        for name in [name for name in self.data if name.startswith(f"{formset.prefix}-")]:
            if not name.endswith("_FORMS"):
                del self.data[name]
        for form in formset.initial_forms:
            self._stored_row(formset, form, rows)
        count = len(formset.initial_forms)
        for number in rows.without_stored_row():
            if rows.is_touched(number, self.seen):
                self._own_row(formset, rows, number, count)
                count += 1
            else:
                self.report.notes.append(
                    _("Deleted meanwhile: %(row)s") % {"row": formset.model._meta.verbose_name}
                )
        self.data[f"{formset.prefix}-TOTAL_FORMS"] = str(count)
        self.data[f"{formset.prefix}-INITIAL_FORMS"] = str(len(formset.initial_forms))

    def _stored_row(self, formset: BaseInlineFormSet, form: forms.ModelForm, rows: "_PostedRows") -> None:
        row, number = form.instance, rows.number_of(form.instance)
        self.data[form.add_prefix(formset.model._meta.pk.name)] = str(row.pk)
        self.data[form.add_prefix(formset.fk.name)] = str(formset.instance.pk)
        if number is None:
            self.report.notes.append(_("Added meanwhile: %(row)s") % {"row": row})
        elif self.posted.get(rows.name(number, "DELETE")):
            self.data[form.add_prefix("DELETE")] = "on"
            self.report.notes.append(_("You want to delete: %(row)s") % {"row": row})
        for bound in fields_of(form, formset):
            stored = shown(bound)
            if number is None:
                for name, values in stored.items():
                    self.data.setlist(name, values)
                continue
            names = {name: name.replace(form.prefix, rows.name(number), 1) for name in stored}
            label = f"{formset.model._meta.verbose_name} “{row}”: {bound.label}"
            self._value(bound, _key(formset, row, bound.name), label, stored, names)

    def _own_row(self, formset: BaseInlineFormSet, rows: "_PostedRows", number: int, place: int) -> None:
        """A row that I added, or that somebody deleted while I worked on it: kept as a new one."""
        mine = rows.name(number)
        for name in self.posted:
            if name.startswith(f"{mine}-"):
                new = name.replace(mine, f"{formset.prefix}-{place}", 1)
                self.data.setlist(new, self.posted.getlist(name))
        if rows.key(number):
            self.report.notes.append(
                _("Deleted meanwhile, kept as a new entry with your changes: %(row)s")
                % {"row": formset.model._meta.verbose_name}
            )
        else:
            self.report.kept.append(str(formset.model._meta.verbose_name))
        self.data[f"{formset.prefix}-{place}-{formset.model._meta.pk.name}"] = ""


class _PostedRows:
    """The rows of one inline as they were posted."""

    def __init__(self, posted: QueryDict, formset: BaseInlineFormSet) -> None:
        self.posted, self.formset = posted, formset
        total = posted.get(f"{formset.prefix}-TOTAL_FORMS", "0")
        self.count = min(int(total), formset.absolute_max) if total.isdigit() else 0
        self.stored = {str(form.instance.pk) for form in formset.initial_forms}

    def name(self, number: int, end: str = "") -> str:
        name = f"{self.formset.prefix}-{number}"
        return f"{name}-{end}" if end else name

    def key(self, number: int) -> str:
        """The primary key that the row was posted with; "" for a new one."""
        return self.posted.get(self.name(number, self.formset.model._meta.pk.name), "")

    def number_of(self, row: Model) -> int | None:
        return next((number for number in range(self.count) if self.key(number) == str(row.pk)), None)

    def without_stored_row(self) -> list[int]:
        return [number for number in range(self.count) if self.key(number) not in self.stored]

    def is_touched(self, number: int, seen: dict[str, str]) -> bool:
        """True for a new row with contents, and for a deleted one that I had changed."""
        blank = self.formset.empty_form
        for bound in fields_of(blank, self.formset):
            before = shown(bound)
            names = {name: name.replace(blank.prefix, self.name(number), 1) for name in before}
            mine = {new: _sent(bound, self.posted.getlist(old)) for new, old in names.items()}
            opened = (
                seen.get(f"{self.formset.prefix}:{self.key(number)}:{bound.name}")
                if self.key(number)
                else _mark(before)
            )
            if _mark(mine) != opened:
                return True
        return False
