"""The form of a call to print and fill in by hand: every field of the six steps, in the visitor's language.

It takes labels and hints from the steps' own forms, so that paper and page never ask for different things. Called by
the page `empty-form`.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.grants.apply.applicant_form import ApplicantForm, SignatoryRow
from projects.grants.apply.partner_form import PartnerRow
from projects.grants.apply.project_form import ProjectForm
from projects.grants.apply.time_form import LegRow, TimeForm
from projects.grants.completeness import NEEDED, NEEDED_OF_APPLICANT, NEEDED_SHORT
from projects.grants.letters.frame import (
    Block,
    Letterhead,
    choices,
    document,
    entry,
    hands,
    heading,
    notice,
    passage,
    small,
    subheading,
    table,
    text,
    title,
)
from projects.grants.plan import GRANT, OWN_WORK
from projects.grants.programme import Programme
from projects.grants.ruleset import Head, Ruleset
from twinning.languages import served
from twinning.municipality.home import current_home

# Fields of the forms that steer the page and ask for nothing.
SILENT = ("applicant", "country")
# What the short track asks about people and partners.
NAME = ("name",)
COST_ROWS, INCOME_ROWS, LEG_ROWS, PARTNERS = 12, 6, 4, 2
MANY_LINES, SOME_LINES = 14, 4
LONG_TEXT = 2000


def build(programme: Programme, rules: Ruleset) -> dict[str, Any]:
    """The document in the active language."""
    name = served(programme, "title").text
    head = Letterhead(
        home=current_home(),
        title=_("Application form: %(programme)s") % {"programme": name},
        number="",
        day=timezone.localtime(rules.in_force_from).date() if rules.in_force_from else timezone.localdate(),
        email=programme.contact_email,
        remark=_("Rules: version %(number)s") % {"number": rules.number},
    )
    parts = [
        title(name),
        passage(served(programme, "summary")),
        notice(
            _(
                "This form is for preparing your application on paper. Please send the application in the portal."
            )
        ),
        small(_("Fields with * are needed.")),
        *_questions(rules),
        *_applicant(rules),
        *_project(programme, rules),
        *_partner(rules),
        *_time(rules),
        *_costs(rules),
        *_end(rules),
    ]
    return document(head, parts)


# --- single fields --------------------------------------------------------------------------------
def _label(name: str, field: forms.Field, needed: Iterable[str]) -> str:
    return f"{field.label} *" if name in needed else str(field.label)


def _field(name: str, field: forms.Field, needed: Iterable[str]) -> Block:
    """Boxes to tick, a line, or several lines, by what the field takes."""
    label = _label(name, field, needed)
    if isinstance(field, forms.BooleanField):
        return choices(label, [_("yes"), _("no")])
    given = [str(word) for value, word in getattr(field, "choices", []) if value]
    if given:
        return choices(label, given)
    lines = 1
    if isinstance(field.widget, forms.Textarea):
        lines = MANY_LINES if (getattr(field, "max_length", 0) or 0) > LONG_TEXT else SOME_LINES
    return entry(label, str(field.help_text or ""), lines)


def _fields(
    form: type[forms.BaseForm], needed: Iterable[str], *, only: Iterable[str] | None = None
) -> list[Block]:
    return [
        _field(name, field, needed)
        for name, field in form.base_fields.items()
        if not field.widget.is_hidden and name not in SILENT and (only is None or name in only)
    ]


def _empty_rows(count: int, width: int) -> list[list[str]]:
    return [[" "] * width for _number in range(count)]


# --- the parts, in the order of the form ------------------------------------------------------------
def _questions(rules: Ruleset) -> list[Block]:
    rows = [choices(served(row, "text").text, [_("yes"), _("no")]) for row in rules.questions.all()]
    return [heading(_("Does it fit?")), *rows] if rows else []


def _applicant(rules: Ruleset) -> list[Block]:
    needed = (*NEEDED_OF_APPLICANT, "input_tax")
    only = NEEDED_OF_APPLICANT if rules.is_short else None
    return [
        heading(_("Who applies?")),
        *_fields(ApplicantForm, needed, only=only),
        subheading(_("Persons who may sign")),
        *_fields(SignatoryRow, ("name",), only=NAME if rules.is_short else None),
    ]


def _project(programme: Programme, rules: Ruleset) -> list[Block]:
    needed = (NEEDED_SHORT if rules.is_short else NEEDED)["project"]
    only = needed if rules.is_short else [name for name in ProjectForm.base_fields if name != "themes"]
    return [heading(_("Your project")), *_fields(ProjectForm, needed, only=only)]


def _partner(rules: Ruleset) -> list[Block]:
    parts = [heading(_("Partner and city")), entry(_("Partner cities") + " *", "", 1)]
    only = NAME if rules.is_short else None
    for number in range(1, (1 if rules.is_short else PARTNERS) + 1):
        parts += [
            subheading(_("Partner %(number)s") % {"number": number}),
            *_fields(PartnerRow, ("name",), only=only),
        ]
    return parts


def _time(rules: Ruleset) -> list[Block]:
    needed = (NEEDED_SHORT if rules.is_short else NEEDED)["time"]
    parts = [
        heading(_("Time and place")),
        *_fields(TimeForm, needed, only=needed if rules.is_short else None),
    ]
    if rules.is_short:
        return parts
    fields = LegRow.base_fields
    names = [
        str(fields[name].label)
        for name in ("origin", "destination", "mode", "people", "hours_without_flight")
    ]
    columns = [
        (names[0], -1, "start"),
        (names[1], -1, "start"),
        (names[2], 24, "start"),
        (names[3], 24, "start"),
        (names[4], 30, "start"),
    ]
    return [*parts, subheading(_("Legs of the journey")), _ruled(columns, LEG_ROWS)]


def _ruled(columns: list[tuple[str, int, str]], count: int) -> Block:
    """A table to write into."""
    return table(columns, _empty_rows(count, len(columns)), tall=True)


def _costs(rules: Ruleset) -> list[Block]:
    heads = [head for head in rules.heads.all() if head.code != GRANT]
    spending = [row for row in heads if row.side == Head.Side.COSTS]
    income = [row for row in heads if row.side == Head.Side.FINANCING]
    costs = [
        (_("Head"), 18, "start"),
        (_("What for"), -1, "start"),
        (_("Quantity"), 22, "end"),
        (_("Unit price"), 28, "end"),
        (_("Amount"), 30, "end"),
    ]
    money = [
        (_("Head"), 18, "start"),
        (_("From whom"), -1, "start"),
        (_("Status"), 34, "start"),
        (_("Amount"), 30, "end"),
    ]
    work = _("Head %(head)s: your own unpaid work stands apart.") % {"head": OWN_WORK}
    return [
        heading(_("Costs and financing")),
        text(_("The grant is what your costs lack after all other money. All amounts in euros.")),
        subheading(_("Costs")),
        small(_legend(spending)),
        _ruled(costs, COST_ROWS),
        subheading(_("Financing")),
        small(_legend(income)),
        small(work) if any(row.code == OWN_WORK for row in income) else {},
        _ruled(money, INCOME_ROWS),
    ]


def _legend(heads: Iterable[Head]) -> str:
    return " · ".join(f"{row.code} {served(row, 'name').text}" for row in heads)


def _end(rules: Ruleset) -> list[Block]:
    papers = [
        choices(served(row, "text").text + (" *" if row.is_required else ""), [""])
        for row in rules.papers.all()
    ]
    declared = [choices(served(row, "text").text, [""]) for row in rules.declarations.all()]
    parts = [heading(_("What you need")), *papers] if papers else []
    parts += [heading(_("Declarations")), *declared] if declared else []
    return [*parts, hands([_("Place and date"), _("Signature")])]
