"""The page about subscribing: one choice of events, its addresses in every form, and a list of towns and languages.

Called by the view of that page, and by other pages through `links`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.calendars import rows
from events.calendars.board import list_address
from events.calendars.selection import (
    EASY,
    HOME,
    KEYS,
    ONLINE,
    THERE,
    Names,
    Selection,
    language_name,
    names,
    parse,
    place_name,
)
from events.models import Event, Occurrence, OccurrenceLanguage
from events.pages.fields import key_label
from partners.models import City
from twinning import memory
from twinning.languages import current, served
from twinning.sorting import sort_key


@dataclass(frozen=True, slots=True)
class Links:
    """One selection in every form. `webcal` opens the calendar program, `ics` is to be copied or saved."""

    webcal: str
    ics: str
    atom: str
    json: str
    embed: str
    page: str


def links(request: HttpRequest, selection: Selection) -> Links:
    """Whole addresses of a selection, in the active language."""
    base = request.build_absolute_uri("/").rstrip("/")

    def whole(name: str) -> str:
        return base + reverse(f"events:{name}") + selection.query

    ics = whole("calendar-ics")
    return Links(
        webcal=f"webcal://{ics.split('://', 1)[1]}",
        ics=ics,
        atom=whole("feed-atom"),
        json=whole("feed-json"),
        embed=whole("embed"),
        page=base + list_address(selection),
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """How many coming dates there are, in all and for each town, theme and language."""

    total: int
    cities: Counter[int]
    themes: Counter[int]
    languages: Counter[str]


def choices() -> Choices:
    """Counted over all coming dates; remembered for ten seconds (one query)."""
    return memory.recall("calendar choices", _count)


def _count() -> Choices:
    dates = Occurrence.objects.published()
    stamps = rows.coming(dates, now=timezone.now(), most=rows.MOST_COUNTED)
    return Choices(
        total=len(stamps),
        cities=Counter(key for stamp in stamps for key in stamp.cities),
        themes=Counter(key for stamp in stamps for key in stamp.themes),
        languages=Counter(code for stamp in stamps for code in _codes(stamp)),
    )


def _codes(stamp: rows.Stamp) -> set[str]:
    """The languages of a date as the filter has them."""
    easy = OccurrenceLanguage.Role.EASY
    return {EASY if role == easy else code for code, role, _on_request in stamp.languages}


def lenient(values: QueryDict, known: Names) -> tuple[Selection, list[str]]:
    """The filters of the form, without those that nobody knows, and the labels of these."""
    good, ignored = QueryDict(mutable=True), []
    for key in KEYS:
        alone = QueryDict(mutable=True)
        alone.setlist(key, values.getlist(key))
        try:
            parse(alone, known)
        except Http404:
            ignored.append(key_label(key))
        else:
            good.setlist(key, values.getlist(key))
    return parse(good, known), ignored


def context(request: HttpRequest) -> dict[str, Any]:
    """What templates/events/calendars/subscribe.html names."""
    known, found = names(), choices()
    selection, ignored = lenient(request.GET, known)
    return {
        "selection": selection,
        "title": selection.title(),
        "links": links(request, selection),
        "ignored": ignored,
        "fields": _fields(known, found, selection),
        "total": found.total,
        "towns": [
            {"name": served(city, "name"), "place": city.place_class, "count": found.cities[city.pk]}
            | {"links": links(request, Selection(cities=(city,)))}
            for city in _by_name(known.cities.values(), _city_name)
            if found.cities[city.pk]
        ],
        "languages": [
            {"name": language_name(code), "count": found.languages[code]}
            | {"links": links(request, Selection(language=code))}
            for code in _by_name(found.languages, language_name)
        ],
    }


def _city_name(city: City) -> str:
    return served(city, "name").text


def _fields(known: Names, found: Choices, selection: Selection) -> list[dict[str, Any]]:
    """The select fields of the form: what has coming dates, and what is chosen already."""
    chosen: dict[str, list[str]] = {}
    for key, value in selection.pairs:
        chosen.setdefault(key, []).append(value)

    def options(key: str, rows: Iterable[tuple[str, object, int | None]]) -> list[dict[str, Any]]:
        first = chosen.get(key, [""])[0]
        found = (
            {"value": value, "label": label, "count": count, "selected": value == first}
            for value, label, count in rows
        )
        return [each for each in found if each["count"] != 0 or each["selected"]]

    cities = (
        (city.slug, served(city, "name"), found.cities[city.pk])
        for city in _by_name(known.cities.values(), _city_name)
    )
    themes = ((theme.key, theme.title(), found.themes[theme.pk]) for theme in known.themes.values())
    codes = _by_name({*found.languages, *([selection.language] if selection.language else [])}, language_name)
    rows = {
        "city": (_("All cities"), cities),
        "theme": (_("All aims"), themes),
        "format": (_("All"), ((code, capfirst(label), None) for code, label in Event.Format.choices)),
        "language": (
            _("All languages"),
            ((code, language_name(code), found.languages[code]) for code in codes),
        ),
        "where": (_("Everywhere"), ((where, place_name(where), None) for where in (HOME, THERE, ONLINE))),
    }
    return [
        {"name": key, "label": key_label(key), "all_label": every, "options": options(key, values)}
        | {"further": chosen.get(key, [])[1:]}
        for key, (every, values) in rows.items()
    ]


def _by_name(things: Iterable[Any], name: Any) -> list[Any]:
    """In the order in which readers of this language look for names."""
    return sorted(things, key=lambda thing: sort_key(name(thing), current()))
