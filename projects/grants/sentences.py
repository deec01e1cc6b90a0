"""Findings as sentences that name the line and the way out, in the reader's language. Called by pages and letters."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.grants.completeness import Finding
from projects.grants.money import show
from twinning.languages import current, served

Writer = Callable[[Finding], str]
# What must not be empty, in the words of its form: names of model fields are for the office, in its languages only.
FIELDS: dict[tuple[str, str], Promise] = {
    ("applicant", "name"): gettext_lazy("Legal name"),
    ("applicant", "form"): gettext_lazy("Legal form"),
    ("applicant", "street"): gettext_lazy("Street and number"),
    ("applicant", "postcode"): gettext_lazy("Postcode"),
    ("applicant", "town"): gettext_lazy("Town"),
    ("project", "title"): gettext_lazy("Title of the project"),
    ("project", "short_text"): gettext_lazy("In short"),
    ("project", "concept"): gettext_lazy("Concept"),
    ("project", "audience"): gettext_lazy("Target groups"),
    ("time", "starts_on"): gettext_lazy("Begins on"),
    ("time", "ends_on"): gettext_lazy("Ends on"),
    ("time", "places"): gettext_lazy("Places"),
}


def euros(value: Decimal) -> str:
    """ "1.234,56 €" as the reader's language writes it."""
    return _("€%(amount)s") % {"amount": show(value, current())}


def _per_cent(value: Decimal) -> str:
    return show(value, current()).rstrip("0").rstrip(".,")


def _money(finding: Finding) -> dict[str, Any]:
    return {
        name: euros(value) if isinstance(value, Decimal) else value for name, value in finding.values.items()
    }


def _needed(finding: Finding) -> str:
    special = {
        "applicant": _("Say who applies."),
        "signatories": _("Name at least one person who may sign."),
    }
    if finding.field in special:
        return special[finding.field]
    return _("“%(field)s” is still empty.") % {"field": FIELDS[finding.step, finding.field]}


def _question(finding: Finding) -> str:
    question = finding.values["question"]
    if finding.code == "APP-3":
        return _("Please answer: %(question)s") % {"question": served(question, "text").text}
    return _("We can't fund this: %(reason)s") % {"reason": served(question, "explanation").text}


def _balance(finding: Finding) -> str:
    if "missing" in finding.values:
        return _(
            "%(missing)s is missing. Costs and income must be equal: add income or lower the costs."
        ) % _money(finding)
    return _(
        "There is %(surplus)s more income than costs. Lower an income or add the cost that is missing."
    ) % _money(finding)


_NOTHING = {
    "costs": gettext_lazy(
        "Line %(line)d of the costs comes to nothing. Enter quantity and price, or remove the line."
    ),
    "financing": gettext_lazy(
        "Line %(line)d of the financing comes to nothing. Enter an amount or remove the line."
    ),
    "work": gettext_lazy("Line %(line)d of your unpaid work has no hours. Enter them or remove the line."),
}
_NO_HEAD = {
    "costs": gettext_lazy("Line %(line)d of the costs has no type of cost yet. Choose one from the list."),
    "financing": gettext_lazy("Line %(line)d of the financing has no source yet. Choose one from the list."),
}


def _line(finding: Finding) -> str:
    texts = _NOTHING if finding.code == "KFP-6" else _NO_HEAD
    return str(texts[finding.values.get("side", "costs")]) % {"line": finding.line}


def _head(finding: Finding) -> str:
    values = {
        **finding.values,
        "most": euros(finding.values["most"]),
        "share": _per_cent(finding.values["share"]),
    }
    if finding.blocks:
        return _("Office costs may be %(share)s %% of the costs at most: %(most)s.") % values
    return _("Head %(head)s is more than %(share)s %% of the costs. Say why in the concept.") % values


def _shares(text: Promise) -> Writer:
    def write(finding: Finding) -> str:
        values = _money(finding)
        for name in ("rate", "share"):
            if name in finding.values:
                values[name] = _per_cent(finding.values[name])
        return str(text) % values

    return write


def _plain(text: Promise) -> Writer:
    return lambda finding: str(text) % {**_money(finding), "line": finding.line}


_WRITERS: dict[str, Writer] = {
    "NEEDED": _needed,
    "APP-3": _question,
    "APP-3x": _question,
    "KFP-1": _balance,
    "KFP-6": _line,
    "KFP-6h": _line,
    "KFP-7": _head,
    "KFP-4": _shares(
        gettext_lazy("We pay %(rate)s %% of the eligible costs at most: %(most)s. Find more money elsewhere.")
    ),
    "KFP-5": _shares(
        gettext_lazy("Own money must be %(share)s %% of the costs: %(needed)s. %(missing)s is missing.")
    ),
    "KFP-0": _plain(gettext_lazy("Enter at least one cost.")),
    "KFP-2": _plain(gettext_lazy("Your income covers all costs: there is nothing left to ask for.")),
    "KFP-3": _plain(
        gettext_lazy("We fund from %(least)s. What is missing in your plan comes to %(requested)s.")
    ),
    "KFP-8": _plain(gettext_lazy("You plan a flight. Add the cost of its CO₂ compensation (head B12).")),
    "KFP-10": _plain(
        gettext_lazy("%(applied)s of your financing is not promised yet. Tell us when you hear more.")
    ),
    "APP-1": _plain(gettext_lazy("The end is before the start. Change one of the dates.")),
    "APP-1b": _plain(
        gettext_lazy("The project begins today or has begun. Choose a later day, or ask for an early start.")
    ),
    "APP-1e": _plain(gettext_lazy("For an early start we need its day and the reason.")),
    "APP-2": _plain(gettext_lazy("Apply at least %(days)s days before the project begins.")),
    "APP-4": _plain(gettext_lazy("Choose at least one partner city.")),
    "APP-4p": _plain(gettext_lazy("Name a partner from there who works on the concept.")),
    "APP-5": _plain(gettext_lazy("Citizens' trips are only funded for twinning associations.")),
    "APP-7": _plain(gettext_lazy("This looks like %(number)s, “%(title)s”: same city, same time.")),
    "APP-8": _plain(
        gettext_lazy("Your organisation has sent %(limit)s applications this year, as many as it may.")
    ),
    "PARTNER": _plain(gettext_lazy("%(name)s has not confirmed yet.")),
    "TRAVEL-1": _plain(gettext_lazy("Leg %(line)s: we fund flights only with CO₂ compensation.")),
    "TRAVEL-2": _plain(
        gettext_lazy(
            "Leg %(line)s: %(to)s is reached within %(hours)s hours without a flight. Choose another way."
        )
    ),
    "TRAVEL-3": _plain(gettext_lazy("Leg %(line)s: how many hours does it take without a flight?")),
    "DECLARE": _plain(gettext_lazy("Please tick every declaration.")),
}


def sentence(finding: Finding) -> str:
    """The finding in words."""
    return _WRITERS[finding.code](finding)
