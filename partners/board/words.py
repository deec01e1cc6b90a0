"""A match in the reader's words: one sentence per reason, or a table. Called by the pages and the weekly suggestions.

Nothing here decides anything: `partners.board.matching` did. Names of cities and themes are remembered for a moment.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.board import facts
from partners.board.matching import ANYWHERE, HOME, HOST, TRAVEL, Match, Month, Range, Reason, Verdict
from partners.board.places import cities_to_choose
from partners.board.slip import Slip
from partners.theme import Theme
from twinning import memory
from twinning.cldr import listed
from twinning.languages import served
from twinning.municipality.home import current_home

SIGNS = {Verdict.FITS: "✓", Verdict.PARTLY: "~", Verdict.NOT: "×"}
WORDS: dict[Verdict, Promise] = {
    Verdict.FITS: gettext_lazy("fits"),
    Verdict.PARTLY: gettext_lazy("partly"),
    Verdict.NOT: gettext_lazy("does not fit"),
}
LABELS: dict[str, Promise] = {
    "group": gettext_lazy("Who"),
    "activity": gettext_lazy("What"),
    "size": gettext_lazy("Size"),
    "months": gettext_lazy("When"),
    "languages": gettext_lazy("Languages"),
    "hosting": gettext_lazy("Guests"),
    "age": gettext_lazy("Age"),
    "place": gettext_lazy("Where to"),
    "themes": gettext_lazy("Themes"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A reason as a sentence; `word` says what the sign means."""

    sign: str
    text: str
    word: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Row:
    """A reason as a row of the comparison; `word` is the verdict."""

    criterion: str
    mine: str
    theirs: str
    sign: str
    word: str
    verdict: str


def lines(match: Match) -> list[Line]:
    """One sentence per reason, to the reader as the owner of the first slip."""
    return [
        Line(SIGNS[reason.verdict], _sentence(reason), str(WORDS[reason.verdict]), reason.verdict.value)
        for reason in match.reasons
    ]


def table(match: Match) -> list[Row]:
    """One row per reason: what it is about, what the first and the second slip say, how it fits."""
    return [
        Row(
            str(LABELS[reason.criterion]),
            capfirst(_in_words(reason.criterion, reason.mine)),
            capfirst(_in_words(reason.criterion, reason.theirs)),
            SIGNS[reason.verdict],
            str(WORDS[reason.verdict]),
            reason.verdict.value,
        )
        for reason in match.reasons
    ]


# --- answers in words -----------------------------------------------------------------------------
def _number(span: Range) -> str:
    return str(span[0]) if span[0] == span[1] else facts.ages(span)


def _months(months: frozenset[Month]) -> str:
    return facts.when(datetime.date(year, month, 1) for year, month in months)


def _hosting(ways: tuple[str, ...]) -> str:
    words = {HOST: _("can host guests"), TRAVEL: _("wants to travel")}
    return listed(words[way] for way in ways)


def _place(key: str) -> str:
    if key == ANYWHERE:
        return _("any twin town")
    if key == HOME:
        return served(memory.recall("home", current_home), "name").text
    city = cities_to_choose(None).get(key)
    return served(city, "name").text if city else key


def _themes(keys: frozenset[str]) -> str:
    known = memory.recall("board themes", lambda: list(Theme.objects.with_titles()))
    return listed(str(theme.title()) for theme in known if theme.key in keys)


_WORDS: dict[str, Callable[[Any], str]] = {
    "group": lambda group: str(Slip.Group(group).label),
    "activity": lambda activity: str(Slip.Activity(activity).label),
    "size": facts.people,
    "months": _months,
    "languages": facts.spoken,
    "hosting": _hosting,
    "age": facts.ages,
    "place": lambda pair: _place(pair[1]),
    "themes": _themes,
}


def _in_words(criterion: str, value: Any) -> str:
    return _WORDS[criterion](value)


# --- sentences ------------------------------------------------------------------------------------
def _both(reason: Reason) -> str:
    """Who, what, when, themes: what is the same, or each side's answer."""
    if reason.verdict is Verdict.FITS:
        return _("both: %(what)s") % {"what": _in_words(reason.criterion, reason.shared)}
    return _("%(what)s: you %(mine)s, they %(theirs)s") % {
        "what": LABELS[reason.criterion],
        "mine": _in_words(reason.criterion, reason.mine),
        "theirs": _in_words(reason.criterion, reason.theirs),
    }


def _numbers(reason: Reason) -> str:
    """Size and age."""
    values = {
        "what": LABELS[reason.criterion],
        "mine": _number(reason.mine),
        "theirs": _number(reason.theirs),
    }
    if reason.verdict is Verdict.FITS:
        return _("%(what)s: %(mine)s fits %(theirs)s") % values
    return _("%(what)s: %(mine)s and %(theirs)s") % values


def _languages(reason: Reason) -> str:
    values = {"mine": facts.spoken(reason.mine), "theirs": facts.spoken(reason.theirs)}
    return _("You speak %(mine)s, they speak %(theirs)s") % values


def _guests(reason: Reason) -> str:
    we_host = HOST in reason.mine and TRAVEL in reason.theirs
    they_host = TRAVEL in reason.mine and HOST in reason.theirs
    if we_host and they_host:
        return _("You can visit each other")
    if we_host:
        return _("You can host, they want to travel")
    if they_host:
        return _("You want to travel, they can host")
    if HOST in reason.mine:
        return _("Both can host, nobody wants to travel")
    return _("Both want to travel, nobody can host")


def _direction(reason: Reason) -> str:
    values = {"mine": _place(reason.mine[1]), "theirs": _place(reason.theirs[1])}
    return _("You look for somebody in %(mine)s, they look for somebody in %(theirs)s") % values


_SENTENCES: dict[str, Callable[[Reason], str]] = {
    "size": _numbers,
    "age": _numbers,
    "languages": _languages,
    "hosting": _guests,
    "place": _direction,
}


def _sentence(reason: Reason) -> str:
    return _SENTENCES.get(reason.criterion, _both)(reason)
