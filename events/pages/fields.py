"""The filter form of the lists of events: labels, choices with counts, filters that apply, and the way out.

Called by `events.pages.listing`; pure words over outlines.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.event import Event
from events.pages.details import spoken_label
from events.pages.outlines import EASY, PERIODS, PLACES, Outline, Programme
from events.venue import VenueAccess
from projects.filters import Selection, counts, query, way_out
from twinning.languages import Served, current, served
from twinning.sorting import sort_key


def key_label(key: str) -> str:
    """What a filter is called."""
    return {
        "city": _("Partner city"),
        "theme": _("Aim or field"),
        "period": _("When"),
        "where": _("Where"),
        "format": _("Format"),
        "language": _("Language or interpretation"),
        "free": _("Admission"),
        "access": _("Accessibility"),
    }[key]


def _all_label(key: str) -> str:
    return {
        "city": _("All cities"),
        "theme": _("All aims"),
        "period": _("From today"),
        "where": _("Everywhere"),
        "language": _("All languages"),
    }.get(key, _("All"))


def value_label(key: str, value: str, programme: Programme, home: str) -> Served | str:
    """What a choice is called in the reader's language."""
    named: dict[str, Callable[[], Served | str]] = {
        "city": lambda: served(programme.cities[value], "name"),
        "theme": lambda: programme.themes[value].title(),
        "format": lambda: capfirst(str(Event.Format(value).label)),
        "language": lambda: _("Easy language") if value == EASY else spoken_label(value),
        "access": lambda: capfirst(str(VenueAccess.Feature(value).label)),
        "free": lambda: _("Free admission"),
        "period": lambda: _period_label(value),
        "where": lambda: _place_label(value) % {"town": home},
    }
    return named[key]()


def _period_label(value: str) -> str:
    return {"week": _("Next 7 days"), "month": _("This month"), "next-month": _("Next month")}[value]


def _place_label(value: str) -> str:
    return {"home": _("In %(town)s"), "there": _("In the partner city"), "online": _("Online")}[value]


def _ordered(key: str, values: Iterable[str], programme: Programme, home: str) -> list[str]:
    """The values of a field in the order in which people look for them."""
    fixed = {"period": list(PERIODS), "where": list(PLACES), "access": list(VenueAccess.Feature)}
    if key in fixed:
        return sorted(values, key=fixed[key].index)
    if key == "theme":
        return sorted(values, key=list(programme.themes).index)
    return sorted(
        values, key=lambda value: sort_key(str(value_label(key, value, programme, home)), current())
    )


def fields(
    programme: Programme, selection: Selection, keys: tuple[str, ...], home: str
) -> list[dict[str, Any]]:
    """The fields of the filter form, each choice with how many dates it would leave."""
    left = counts((one.facets for one in programme.dates), selection, keys)
    return [
        {
            "name": key,
            "label": key_label(key),
            "all_label": _all_label(key),
            "further": selection.further(key),
            "options": [
                {
                    "value": value,
                    "label": value_label(key, value, programme, home),
                    "count": left[key][value],
                    "selected": value == selection.first(key),
                }
                for value in _ordered(key, programme.present[key] | _asked(selection, key), programme, home)
            ],
        }
        for key in keys
    ]


def _asked(selection: Selection, key: str) -> frozenset[str]:
    """What is asked for stays in the form, even where nothing fits."""
    return frozenset(value for name, value in selection.pairs if name == key)


def active(programme: Programme, selection: Selection, home: str) -> list[dict[str, Any]]:
    """The filters that apply, each with the address without it."""
    return [
        {
            "label": value_label(key, value, programme, home),
            "url": query(selection.without((key, value))),
            "place": f"place-{value}" if key == "city" else "",
        }
        for key, value in selection.pairs
    ]


def summary(found: tuple[Outline, ...]) -> dict[str, str]:
    """How many dates, with how many cities, and how many of them are invented."""
    cities = len({slug for one in found for slug in one.cities})
    samples = sum(one.is_sample for one in found)
    rest = []
    if cities:
        rest.append(ngettext("with %(count)d city", "with %(count)d cities", cities) % {"count": cities})
    if samples:
        rest.append(
            ngettext("%(count)d of them is a sample", "%(count)d of them are samples", samples)
            % {"count": samples}
        )
    number = ngettext("%(count)d date", "%(count)d dates", len(found)) % {"count": len(found)}
    return {"number": number, "rest": " – ".join(rest)}


def nothing(
    programme: Programme, selection: Selection, *, address: str, empty: str, home: str
) -> dict[str, Any]:
    """What a page says when no date fits: remove the filter that is in the way before removing all."""
    if not selection.pairs:
        return {"title": empty}
    words = {"title": _("No date fits these filters")}
    all_of_them = {"url": address, "label": _("All events")}
    best = way_out([one.facets for one in programme.dates], selection)
    if best is None:
        return words | all_of_them
    pair, left = best
    label = {"filter": value_label(*pair, programme, home), "count": left}
    without = ngettext(
        "Without “%(filter)s” there is %(count)d date.",
        "Without “%(filter)s” there are %(count)d dates.",
        left,
    )
    return words | {
        "text": without % label,
        "url": address + query(selection.without(pair)).removesuffix("?"),
        "label": _("Remove the filter “%(filter)s”") % label,
        "alt_url": all_of_them["url"],
        "alt_label": all_of_them["label"],
    }
