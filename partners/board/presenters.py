"""Slips as the pages of the board show them: cards, facts, details.

Every fact comes out in the reader's words; title and text keep the language they were written in. Nothing here
queries: callers bring slips from `for_cards()` or `for_page()`.
"""

from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.board import facts
from partners.board.matching import Match
from partners.board.slip import ADULT, Slip, SlipLanguage
from partners.board.wishes import Found
from partners.board.words import table
from partners.city import City
from twinning.cldr import language_label
from twinning.languages import Served, current, served
from twinning.municipality.models import Municipality
from twinning.querysets import unfolded

TEASER = 180
# From so many days on the card says how long there is still time; from two weeks on in days.
SOON_DAYS, VERY_SOON_DAYS = 60, 14


def spoken_by(slip: Slip) -> list[tuple[str, str]]:
    """(language, level) pairs out of the annotation of `with_spoken()`."""
    return [(row["language"], row["level"]) for row in slip.spoken]


def place_name(city: City | None, home: Municipality) -> Served:
    """A partner city, or the home town."""
    return served(city or home, "name")


def time_left(slip: Slip) -> str:
    """ "8 weeks left" or "5 days left" near the end, else empty."""
    days = (slip.expires_on - timezone.localdate()).days
    if days > SOON_DAYS or days < 0:
        return ""
    if days == 0:
        return _("last day")
    if days <= VERY_SOON_DAYS:
        return ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}
    weeks = days // 7
    return ngettext("%(count)d week left", "%(count)d weeks left", weeks) % {"count": weeks}


def reply_day(slip: Slip) -> str:
    """Until when to reply; "any time" without a fixed day."""
    return date_format(slip.reply_by, "DATE_FORMAT") if slip.reply_by else _("any time")


def wanted_place(slip: Slip, home: Municipality) -> Served | str:
    """Where the owner looks for somebody; empty when any twin town will do."""
    if slip.wanted == Slip.Scope.ANY:
        return ""
    return place_name(slip.wanted_city, home)


def head(slip: Slip, home: Municipality) -> dict[str, Any]:
    """What card and page have in common."""
    city = slip.place
    return {
        "url": slip.get_absolute_url(),
        "title": slip.title,
        "language": slip.language,
        "direction": slip.direction,
        "place": place_name(city, home),
        "place_class": city.place_class if city else "",
        "kind": capfirst(str(slip.get_kind_display())),
        "is_sample": slip.is_sample,
    }


def card(slip: Slip, home: Municipality) -> dict[str, Any]:
    """A slip as templates/board/card.html shows it."""
    return head(slip, home) | {
        "text": Truncator(slip.text).chars(TEASER),
        "time_left": time_left(slip),
        "rows": [
            row
            for row in (
                {"label": _("Who"), "value": facts.who(slip)},
                {"label": _("Where to"), "value": wanted_place(slip, home)},
                {"label": _("Languages"), "value": facts.spoken(spoken_by(slip))},
                {"label": _("Reply by"), "value": reply_day(slip)},
            )
            if row["value"]
        ],
    }


# --- the page of one slip -------------------------------------------------------------------------
def key_facts(slip: Slip) -> list[dict[str, str]]:
    """Terms over values, as facts.html prints them; what was not said is left out."""
    rows = [
        (_("Who"), capfirst(str(slip.get_group_display()))),
        (_("How many"), facts.people((slip.size_from, slip.size_to))),
        (_("When"), capfirst(facts.when(slip.months))),
        (_("Age"), facts.ages((slip.age_from, slip.age_to))),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def themes_of(slip: Slip) -> list[Served]:
    """Titles out of the annotation of `for_page()`: an aim's theme shows the aim's own title."""
    found = []
    for row in unfolded(slip.shown_themes):
        prefix = "aim__title" if row.aim else "name"
        titles = {
            name.replace(prefix, "name"): text for name, text in vars(row).items() if name.startswith(prefix)
        }
        found.append(served(SimpleNamespace(**titles), "name"))
    return found


def _yes(is_so: bool, yes: str, unknown: str) -> dict[str, Any]:
    if is_so:
        return {"state": "y", "sign": "✓", "text": yes}
    return {"state": "u", "sign": "?", "text": unknown, "note": _("Ask them.")}


def _understood(slip: Slip) -> dict[str, Any]:
    """What they speak, and what that means for the reader."""
    reader = current().split("-")[0]
    levels, name = dict(spoken_by(slip)), language_label(reader)
    text = _("Speaks %(languages)s") % {"languages": facts.spoken(spoken_by(slip))}
    if reader not in levels:
        return {"state": "n", "sign": "×", "text": text, "note": _("Not %(language)s.") % {"language": name}}
    if levels[reader] == SlipLanguage.Level.BASIC:
        note = _("Write short sentences in %(language)s.") % {"language": name}
        return {"state": "p", "sign": "~", "text": text, "note": note}
    note = _("You can write in %(language)s.") % {"language": name}
    return {"state": "y", "sign": "✓", "text": text, "note": note}


def details(slip: Slip, home: Municipality) -> list[dict[str, Any]]:
    """Signs with words: yes, partly, no, not known. "Not known" is never "no"."""
    rows = [
        _yes(slip.can_host, _("Can host guests"), _("Hosting guests: not known")),
        _yes(slip.wants_to_travel, _("Would like to travel"), _("Travelling: not known")),
    ]
    if slip.spoken:
        rows.append(_understood(slip))
    if slip.age_from is not None and slip.age_from < ADULT:
        rows.append(
            {
                "state": "y",
                "sign": "✓",
                "text": _("A grown-up is in charge"),
                "note": _("Known to the office."),
            }
        )
    return rows


def more(slip: Slip, home: Municipality) -> list[dict[str, Any]]:
    """What has no sign: what it is about, where to, themes."""
    where = wanted_place(slip, home) or capfirst(str(Slip.Scope.ANY.label))
    rows = [
        {"label": _("What"), "values": [capfirst(str(slip.get_activity_display()))]},
        {"label": _("Where to"), "values": [where]},
        {"label": _("Themes"), "values": themes_of(slip)},
    ]
    return [row for row in rows if row["values"]]


def until(slip: Slip) -> str:
    """Days that are left and the last one: "69 days left, until 31 January 2027"."""
    days = (slip.expires_on - timezone.localdate()).days
    day = date_format(slip.expires_on, "DATE_FORMAT")
    text = ngettext("%(count)d day left, until %(day)s", "%(count)d days left, until %(day)s", days)
    return text % {"count": days, "day": day} if days > 0 else _("until today, %(day)s") % {"day": day}


def _organisation(slip: Slip) -> dict[str, str] | None:
    group = slip.organisation
    if group is None or group.state != group.State.PUBLISHED:
        return None
    return {"name": group.name, "language": group.name_language, "url": group.get_absolute_url()}


def page(slip: Slip, home: Municipality) -> dict[str, Any]:
    """A slip as templates/board/slip.html shows it."""
    return head(slip, home) | {
        "pk": slip.pk,
        "organisation": _organisation(slip),
        "facts": key_facts(slip),
        "details": details(slip, home),
        "more": more(slip, home),
        "until": until(slip),
        "text": slip.text,
        "name": slip.name,
        "language_label": "" if slip.language == current().split("-")[0] else language_label(slip.language),
        "reply_by": reply_day(slip),
    }


# --- matches --------------------------------------------------------------------------------------
def score(match: Match) -> dict[str, Any]:
    """Points as score.html draws them: a thread of pieces, the missing ones dotted."""
    return {
        "points": match.points,
        "of": match.of,
        "pieces": [number < match.points for number in range(match.of)],
    }


def similar(pairs: Found, home: Municipality) -> list[dict[str, Any]]:
    """Other slips that fit one, with their points (similar.html)."""
    return [head(slip, home) | {"score": score(match)} for slip, match in pairs]


def compared(pairs: Found, home: Municipality) -> list[dict[str, Any]]:
    """The same, compared row by row (match_table.html)."""
    return [
        row | {"table": table(match)} for row, (_slip, match) in zip(similar(pairs, home), pairs, strict=True)
    ]
