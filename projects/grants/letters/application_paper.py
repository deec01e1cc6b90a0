"""The application as it was sent, to read and to file: made from the frozen snapshot, never from today's rows.

Labels are in the active language; what the applicant typed stays as it was typed and says its language. Called by
`papers.py` once the application has been sent.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, DateField, Field
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.city import City
from partners.theme import Theme
from projects.grants.applicant import Applicant
from projects.grants.application import Application
from projects.grants.letters.facts import Facts
from projects.grants.letters.frame import (
    Block,
    Pair,
    apart,
    document,
    euro,
    facts,
    heading,
    moment_of,
    notice,
    passage,
    points,
    small,
    subheading,
    table,
    text,
    title,
)
from projects.grants.parts import TravelLeg
from projects.grants.snapshot import APPLICANT
from twinning.cldr import country_name
from twinning.languages import served, written

SHORT = ("title", "short_text", "audience", "is_trip")
LONG = ("concept", "publicity", "accessibility")
TIME = (
    "starts_on", "ends_on", "places", "public_dates", "people_home", "people_partner", "people_young", "volunteers",
    "wants_early_start", "early_start_on", "early_start_reason",
)  # fmt: skip


# The labels of the steps' forms, word for word (a test compares them): applicants know them from there.
LABELS: dict[str, Promise] = {
    "name": gettext_lazy("Legal name"),
    "form": gettext_lazy("Legal form"),
    "is_twinning_association": gettext_lazy("We are a twinning association"),
    "register_court": gettext_lazy("Register court"),
    "register_number": gettext_lazy("Register number"),
    "street": gettext_lazy("Street and number"),
    "postcode": gettext_lazy("Postcode"),
    "town": gettext_lazy("Town"),
    "country": gettext_lazy("Country"),
    "is_charitable": gettext_lazy("We are recognised as charitable"),
    "input_tax": gettext_lazy("May you deduct input tax?"),
    "website": gettext_lazy("Website"),
    "phone": gettext_lazy("Telephone"),
    "title": gettext_lazy("Title of the project"),
    "short_text": gettext_lazy("In short"),
    "concept": gettext_lazy("Concept"),
    "audience": gettext_lazy("Target groups"),
    "is_trip": gettext_lazy("It is a citizens' trip"),
    "publicity": gettext_lazy("How does the public take part?"),
    "accessibility": gettext_lazy("Accessibility"),
    "starts_on": gettext_lazy("Begins on"),
    "ends_on": gettext_lazy("Ends on"),
    "places": gettext_lazy("Places"),
    "public_dates": gettext_lazy("Public events"),
    "people_home": gettext_lazy("People from here"),
    "people_partner": gettext_lazy("People from the partner city"),
    "people_young": gettext_lazy("Of them under 27"),
    "volunteers": gettext_lazy("Volunteers"),
    "wants_early_start": gettext_lazy("We have to begin before the decision"),
    "early_start_on": gettext_lazy("Early start on"),
    "early_start_reason": gettext_lazy("Reason for the early start"),
}


def build(letter: Facts, *, is_original: bool) -> dict[str, Any]:
    """The document in the active language."""
    application = letter.application
    sent = application.submitted_at
    moment = moment_of(sent)
    head = letter.head(_("Application"), to_applicant=False)
    parts: list[Block] = (
        [] if is_original else [notice(_("Courtesy translation. Only the German text is binding."))]
    )
    rows = [
        Pair(_("File number"), application.number or ""),
        Pair(_("Programme"), served(application.programme, "title").text),
        Pair(_("Received"), moment),
        Pair(_("Requested"), euro(Decimal(letter.snapshot["sums"]["requested"]))),
    ]
    parts += [
        title(_("Application as it was sent")),
        facts(rows),
        *_applicant(letter),
        *_project(letter),
        *_partner(letter),
        *_time(letter),
        *_costs(letter),
        *_end(letter),
    ]
    return document(head, parts)


# --- single values --------------------------------------------------------------------------------
def _said(field: Field, value: Any) -> str:
    """A value of the snapshot in words; dates and yes or no come back from their plain form."""
    if value in (None, ""):
        return ""
    if isinstance(field, BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, DateField):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if field.name == "country":
        return country_name(value)
    return str(dict(field.flatchoices).get(value, value))


def _pairs(letter: Facts, model: type, values: dict[str, Any], names: Iterable[str]) -> list[Pair]:
    rows = []
    for name in names:
        field = model._meta.get_field(name)
        value = _said(field, values.get(name))
        typed = (
            isinstance(values.get(name), str)
            and name != "country"
            and not field.flatchoices
            and not isinstance(field, DateField)
        )
        language = letter.application.language if typed else ""
        rows.append(Pair(str(LABELS[name]), value, language))
    return rows


# --- the parts, in the order of the form ------------------------------------------------------------
def _applicant(letter: Facts) -> list[Block]:
    values = letter.snapshot.get("applicant") or {}
    people = [
        f"{row['name']}, {row['function']}"
        + (f" ({_('only together with another')})" if row["is_joint"] else "")
        for row in letter.snapshot.get("signatories", [])
    ]
    rows = [*_pairs(letter, Applicant, values, APPLICANT), Pair(_("Who may sign"), "\n".join(people))]
    return [heading(_("Who applies?")), facts(rows)]


def _project(letter: Facts) -> list[Block]:
    snapshot = letter.snapshot
    themes = Theme.objects.filter(key__in=snapshot.get("themes", []))
    rows = _pairs(letter, Application, snapshot, SHORT)
    rows.append(Pair(_("Aims"), ", ".join(served(theme, "name").text for theme in themes)))
    parts = [heading(_("Your project")), facts(rows)]
    for name in LONG:
        if snapshot.get(name):
            label = str(LABELS[name])
            parts += [subheading(label), passage(written(snapshot[name], letter.application.language))]
    return parts


def _partner(letter: Facts) -> list[Block]:
    cities = City.objects.filter(slug__in=letter.snapshot.get("cities", []))
    names = ", ".join(served(city, "name").text for city in cities)
    parts = [heading(_("Partner and city")), facts([Pair(_("Partner cities"), names)])]
    for row in letter.snapshot.get("partners", []):
        confirmed = row["confirmed_at"]
        moment = localtime(datetime.fromisoformat(confirmed)) if confirmed else None
        language = letter.application.language
        parts.append(
            facts(
                [
                    Pair(_("Organisation"), row["name"], language),
                    Pair(_("Contact person"), row["contact_name"], language),
                    Pair(_("Their part in the concept"), row["part"], language),
                    Pair(_("Confirmed"), date_format(moment, "DATE_FORMAT") if moment else _("not yet")),
                ]
            )
        )
    return parts


def _time(letter: Facts) -> list[Block]:
    rows = _pairs(letter, Application, letter.snapshot, TIME)
    legs = letter.snapshot.get("legs", [])
    parts = [heading(_("Time and place")), facts(rows)]
    if legs:
        columns = ((_("Journey"), -1, "start"), (_("By"), 30, "start"), (_("People"), 24, "end"))
        parts += [subheading(_("Travel")), table(columns, [_leg(row) for row in legs])]
    return parts


def _leg(row: dict[str, Any]) -> list[str]:
    mode = str(TravelLeg.Mode(row["mode"]).label)
    if row["is_compensated"]:
        mode += f" ({_('CO₂ is compensated')})"
    return [apart(f"{row['origin']} – {row['destination']}"), mode, str(row["people"])]


def _costs(letter: Facts) -> list[Block]:
    requested = Decimal(letter.snapshot["sums"]["requested"])
    parts = [heading(_("Costs and financing")), letter.costs_table()]
    parts.append(letter.income_table(requested, _("Requested grant")))
    if letter.own_work():
        parts.append(text(_("Own unpaid work: %(amount)s.") % {"amount": euro(letter.own_work())}))
    return parts


def _end(letter: Facts) -> list[Block]:
    """Answers about eligibility, files, declarations and who sent it."""
    snapshot, rules = letter.snapshot, letter.application.ruleset
    given = {"yes": _("yes"), "no": _("no")}
    answers = [
        [served(row, "text").text, given.get(snapshot["answers"].get(row.code, ""), "–")]
        for row in rules.questions.all()
    ]
    declared = [
        served(row, "text").text for row in rules.declarations.all() if snapshot["declared"].get(row.code)
    ]
    columns = ((_("Question"), -1, "start"), (_("Answer"), 30, "start"))
    parts = [heading(_("Does it fit?")), table(columns, answers)] if answers else []
    files = [
        [apart(row["name"]), filesizeformat(row["size"]), row["sha256"][:16]] for row in snapshot["files"]
    ]
    if files:
        columns = ((_("File"), -1, "start"), (_("Size"), 26, "end"), (_("Checksum (SHA-256)"), 44, "end"))
        parts += [heading(_("Files")), table(columns, files)]
    parts += [heading(_("Declarations")), points(declared)] if declared else []
    signed = snapshot.get("signed_by")
    parts.append(small(_("Sent in the portal by %(name)s.") % {"name": apart(signed)} if signed else ""))
    return parts
