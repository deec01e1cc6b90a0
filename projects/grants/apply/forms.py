"""What the forms of all steps share: nothing is required, rows of lines, and the same values as text for comparing.

A step may be saved half-filled; only values that can't be stored are refused, with what was typed kept. What is
still missing is told by `completeness.py`. `saving.py` calls `write()` inside the transaction of `save_step`.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.board.days import DayField
from projects.grants.application import Application
from twinning.accounts.models import User
from twinning.feedback.forms import TOO_LONG
from twinning.public_forms import CleanCharField, LineField, clean_text

MOST_ROWS = 40
YEARS = range(2000, 2101)
Data = dict[str, list[str]]
_MARKS = str.maketrans({",": ".", "٫": "."})


class AnyDayField(DayField):
    """A day of this century, typed as people write it."""

    default_error_messages = {"year": gettext_lazy("Write a year between %(first)d and %(last)d.")}

    def validate(self, value: datetime.date | None) -> None:
        """Whether the day fits the programme is a finding, no malformed value."""
        if value and value.year not in YEARS:
            params = {"first": YEARS[0], "last": YEARS[-1]}
            raise ValidationError(self.error_messages["year"], "year", params)


class CountField(forms.IntegerField):
    """A number of people, with the digits of any script."""

    def __init__(self, label: Any, **options: Any) -> None:
        messages = {
            "invalid": gettext_lazy("Write a whole number, such as 12."),
            "min_value": gettext_lazy("Write a whole number, such as 12."),
            "max_value": gettext_lazy("This number is too large."),
        }
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(
            label=label, min_value=0, max_value=32000, required=False, widget=widget, localize=False,
            error_messages=messages, **options,
        )  # fmt: skip


class HoursField(forms.DecimalField):
    """Hours with one decimal, "7,5" or "7.5"."""

    def __init__(self, label: Any, **options: Any) -> None:
        codes = ("invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits")
        messages = dict.fromkeys(codes, gettext_lazy("Write hours as a number, such as 7.5."))
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(
            label=label, required=False, min_value=0, max_digits=5, decimal_places=1, widget=widget,
            error_messages=messages, **options,
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        """A stored number as readers write it."""
        return number_format(value, 1) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(str(value or "").translate(_MARKS))


def line(label: Any, limit: int, **options: Any) -> LineField:
    """One line of text, in whatever direction its language runs."""
    return LineField(
        label=label, max_length=limit, required=False, error_messages=TOO_LONG,
        widget=forms.TextInput(attrs={"dir": "auto"}), **options,
    )  # fmt: skip


def passage(label: Any, limit: int, rows: int, **options: Any) -> CleanCharField:
    """Text of several lines; the page says how many characters are used."""
    field = CleanCharField(
        label=label, max_length=limit, required=False, error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **options,
    )  # fmt: skip
    field.counted = limit
    return field


def choice(label: Any, choices: Any = (), **options: Any) -> forms.ChoiceField:
    """One of a list, or nothing yet."""
    messages = {"invalid_choice": gettext_lazy("Choose from the list.")}
    return forms.ChoiceField(label=label, choices=choices, required=False, error_messages=messages, **options)


def several(label: Any, **options: Any) -> forms.MultipleChoiceField:
    """Any of a list."""
    messages = {"invalid_choice": gettext_lazy("Choose from the list.")}
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple, error_messages=messages, **options
    )


def spoken(field: forms.BoundField) -> str:
    """What a field says, as people read it: labels instead of values."""
    value = field.value()
    inner = field.field
    if isinstance(inner, forms.BooleanField):
        return _("yes") if value in (True, "on", "true", "True") else _("no")
    if isinstance(inner, forms.ChoiceField):
        wanted = value if isinstance(value, list | tuple) else [value]
        names = {str(code): str(name) for code, name in inner.choices}
        return ", ".join(names.get(str(code), str(code)) for code in wanted if code not in (None, ""))
    if isinstance(value, datetime.date):
        return date_format(value, "DATE_FORMAT")
    # Browsers write line ends in another way than the database keeps them.
    return "" if value is None else clean_text(str(value))


def as_data(form: forms.Form) -> Data:
    """What a browser would post of an unbound form."""
    data: Data = {}
    for field in form:
        value = field.field.prepare_value(field.value())
        if isinstance(field.field, forms.BooleanField):
            data[field.html_name] = ["on"] if value else []
        elif isinstance(value, list | tuple):
            data[field.html_name] = [str(item) for item in value]
        else:
            data[field.html_name] = ["" if value is None else str(value)]
    return data


class RowForm(forms.Form):
    """A line: a partner, a leg of the journey, a signatory. An empty line is no line."""

    # Set by choices that always have a value: they alone don't make a line.
    IDLE: ClassVar[tuple[str, ...]] = ()
    # Not "optional" on the page.
    NEEDED: ClassVar[tuple[str, ...]] = ()
    # Over the whole width of the line.
    WIDE: ClassVar[tuple[str, ...]] = ()

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def is_blank(self) -> bool:
        """Nothing was typed, or the line is to be removed."""
        values = self.cleaned_data
        if values.get("remove"):
            return True
        return not any(value for name, value in values.items() if name not in {"id", "remove", *self.IDLE})

    def values(self) -> dict[str, Any]:
        """What is stored of the line."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"id", "remove"}}


class RowSet(forms.BaseFormSet):
    """Lines, with an empty one below; works without a script."""

    extra, can_order, can_delete, can_delete_extra = 1, False, False, False
    min_num, max_num, absolute_max = 0, MOST_ROWS, MOST_ROWS + 1
    validate_min, validate_max = False, True
    renderer, form = None, RowForm
    default_error_messages = {"too_many_forms": gettext_lazy("At most %(num)d lines fit here.")}

    def __init__(self, form: type[RowForm], prefix: str, **options: Any) -> None:
        self.form = form
        self.renderer = forms.renderers.get_default_renderer()
        super().__init__(prefix=prefix, error_messages=self.default_error_messages, **options)

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """A box that takes the line away, and a number for the labels."""
        super().add_fields(form, index)
        form.number = (index or 0) + 1
        form.is_new = index is None or index >= self.initial_form_count()
        form.empty_permitted = False
        form.use_required_attribute = False
        form.fields["remove"] = forms.BooleanField(label=_("Remove"), required=False)

    def kept(self) -> list[tuple[int, RowForm]]:
        """The lines that have something in them, with their index."""
        return [(index, form) for index, form in enumerate(self.forms) if not form.is_blank()]

    def store(self, known: list[models.Model], make: Any) -> dict[str, str]:
        """Make the stored lines what was posted; answers the hidden ids that the page has to carry from now on.

        `known` are the stored lines, `make()` gives a new one. What was not posted is removed: under the version
        of the step, the post is the whole list.
        """
        left = {row.pk: row for row in known}
        ids: dict[str, str] = {f"{form.prefix}-id": "" for form in self.forms}
        for index, form in self.kept():
            row = left.pop(form.cleaned_data.get("id"), None) or make()
            for name, value in form.values().items():
                setattr(row, name, value)
            if hasattr(row, "position"):
                row.position = (index + 1) * 10
            row.save()
            ids[f"{form.prefix}-id"] = str(row.pk)
        for row in left.values():
            row.delete()
        return ids


@dataclass(frozen=True, slots=True)
class Problem:
    """A malformed value: where it is and what is wrong."""

    url: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """A field, or all lines of a kind, for comparing two texts: `names` are the posted names."""

    key: str
    label: str
    names: tuple[str, ...]
    text: str


class StepForm(forms.Form):
    """Form of a step. `data` None shows what is stored."""

    # Prefix -> (form of a line, title of the lines).
    ROWS: ClassVar[dict[str, tuple[type[RowForm], Any]]] = {}
    # What must be filled in before sending (see completeness.py): not "optional" on the page.
    NEEDED: ClassVar[tuple[str, ...]] = ()
    # Over the whole width where fields stand in two columns.
    WIDE: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, application: Application, user: User, data: Any = None, *, locked: bool = False
    ) -> None:
        self.application, self.user = application, user
        # Hidden values that the page has to carry after it was saved, for the script that saves in the background.
        self.answer: dict[str, str] = {}
        # The step was saved from this very tab meanwhile, and the answer did not reach it.
        self.is_again = False
        super().__init__(data, initial=self.stored())
        self.prepare()
        self.rows = {
            prefix: RowSet(form, prefix, data=data, initial=self.stored_rows(prefix))
            for prefix, (form, _title) in self.kinds().items()
        }
        for form in self.all_forms():
            form.use_required_attribute = False
            for name, field in form.fields.items():
                # The server says in words what is too long; a browser would cut it silently.
                field.widget.attrs.pop("maxlength", None)
                field.disabled = locked
                field.is_needed, field.is_wide = name in form.NEEDED, name in form.WIDE

    # --- what each step says of itself ---------------------------------------------------------------
    def stored(self) -> dict[str, Any]:
        """Values of the fields as they are stored."""
        return {name: getattr(self.application, name) for name in self.base_fields}

    def stored_rows(self, prefix: str) -> list[dict[str, Any]]:
        """Values of the lines as they are stored."""
        form, _title = self.kinds()[prefix]
        names = form.base_fields
        return [
            {name: getattr(row, row_name(name)) for name in names}
            for row in getattr(self.application, prefix).all()
        ]

    def kinds(self) -> dict[str, tuple[type[RowForm], Any]]:
        """Kinds of lines that are asked for here."""
        return self.ROWS

    def prepare(self) -> None:
        """Fill in choices and leave out what this programme does not ask."""

    def write(self, locked: Application) -> None:
        """Put the values into the locked row and its lines."""
        for name in self.fields:
            setattr(locked, name, self.cleaned_data[name])
        for prefix in self.rows:
            self.store_rows(locked, prefix)

    def store_rows(self, locked: Application, prefix: str) -> None:
        """Store the lines of a kind."""
        related = getattr(locked, prefix)
        self.answer |= self.rows[prefix].store(list(related.all()), lambda: related.model(application=locked))

    # --- shared ---------------------------------------------------------------------------------------
    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """Every visible field but those that a template places by itself."""
        return self.visible_fields()

    def note_lines(self, prefix: str, texts: Iterable[tuple[int | None, str]]) -> None:
        """Hang findings on the lines they are about: `texts` counts the stored lines from 1."""
        rows = self.rows.get(prefix)
        if rows is None:
            return
        kept = [form for _index, form in rows.kept()] if self.is_bound and rows.is_valid() else rows.forms
        for number, text in texts:
            if number is not None and number <= len(kept):
                kept[number - 1].notes = [*getattr(kept[number - 1], "notes", []), text]

    def all_forms(self) -> Iterator[forms.Form]:
        """The form itself and each of its lines."""
        yield self
        for rows in self.rows.values():
            yield from rows.forms

    def is_valid(self) -> bool:
        """Fields and lines hold nothing malformed."""
        return all([super().is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    @property
    def problems(self) -> list[Problem]:
        """Everything malformed, with links to the fields."""
        if not self.is_bound:
            return []
        found = []
        for form in self.all_forms():
            found += [Problem("", "", text) for text in form.non_field_errors()]
            for field in form:
                place = f"#{field.id_for_label or field.auto_id}"
                found += [Problem(place, str(field.label), text) for text in field.errors]
        for rows in self.rows.values():
            found += [Problem("", "", text) for text in rows.non_form_errors()]
        return found

    def posted(self) -> Data:
        """What is stored, as a browser would post it."""
        data = as_data(self)
        for rows in self.rows.values():
            data |= as_data(rows.management_form)
            for form in rows.forms:
                data |= as_data(form)
        return data

    def groups(self) -> list[Group]:
        """Fields and kinds of lines with what they say."""
        found = [
            Group(field.html_name, str(field.label), (field.html_name,), spoken(field))
            for field in self.visible_fields()
        ]
        for prefix, rows in self.rows.items():
            names = tuple(as_data(rows.management_form)) + tuple(
                field.html_name for form in rows.forms for field in form
            )
            text = "\n".join(filter(None, (row_text(form) for form in rows.forms)))
            found.append(Group(prefix, str(self.kinds()[prefix][1]), names, text))
        return found


def row_name(field: str) -> str:
    """The attribute behind a field of a line; foreign keys by their number."""
    return "city_id" if field == "city" else field


def _in_line(field: forms.BoundField) -> str:
    """A value within a line: a box that is ticked says its label."""
    if isinstance(field.field, forms.BooleanField):
        return str(field.label) if field.value() else ""
    return spoken(field)


def row_text(form: RowForm) -> str:
    """A line in one line."""
    parts = [_in_line(field) for field in form.visible_fields() if field.name not in {"remove", *form.IDLE}]
    return ", ".join(part for part in parts if part)
