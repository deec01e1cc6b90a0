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
from django.utils.translation import gettext as _

from events.calendars import rows
from events.calendars.board import list_address
from events.calendars.selection import KEYS, Names, Selection, names, parse
from events.models import Occurrence
from twinning import memory
from twinning.cldr import language_label
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
    stamps = rows.coming(dates, now=timezone.now(), most=rows.MOST_COMING)
    return Choices(
        total=len(stamps),
        cities=Counter(key for stamp in stamps for key in stamp.cities),
        themes=Counter(key for stamp in stamps for key in stamp.themes),
        languages=Counter(code for stamp in stamps for code in {code for code, *_rest in stamp.languages}),
    )


def lenient(values: QueryDict, known: Names) -> tuple[Selection, list[str]]:
    """The filters of the form, without those that nobody knows, and the labels of these."""
    good, ignored = QueryDict(mutable=True), []
    for key in KEYS:
        try:
            parse({key: values.get(key, "")}, known)
        except Http404:
            ignored.append(_labels()[key])
        else:
            good[key] = values.get(key, "")
    return parse(good, known), ignored


def _labels() -> dict[str, str]:
    return {
        "city": _("Partner city"),
        "theme": _("Aim or field"),
        "language": _("Language of the event"),
        "free": _("free admission"),
        "online": _("online"),
    }


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
            | {"links": links(request, Selection(city=city))}
            for city in _by_name(known.cities.values(), lambda city: served(city, "name").text)
            if found.cities[city.pk]
        ],
        "languages": [
            {"name": language_label(code), "count": found.languages[code]}
            | {"links": links(request, Selection(language=code))}
            for code in _by_name(found.languages, language_label)
        ],
    }


def _fields(known: Names, found: Choices, selection: Selection) -> list[dict[str, Any]]:
    """The select fields of the form: what has coming dates, and what is chosen already."""
    chosen = selection.pairs

    def option(key: str, value: str, label: object, count: int) -> dict[str, Any]:
        return {"value": value, "label": label, "count": count, "selected": chosen.get(key) == value}

    cities = [
        option("city", city.slug, served(city, "name"), found.cities[city.pk])
        for city in _by_name(known.cities.values(), lambda city: served(city, "name").text)
    ]
    themes = [
        option("theme", theme.key, theme.title(), found.themes[theme.pk]) for theme in known.themes.values()
    ]
    codes = {*found.languages, *([selection.language] if selection.language else [])}
    languages = [
        option("language", code, language_label(code), found.languages[code])
        for code in _by_name(codes, language_label)
    ]
    words = _labels()
    fields = [
        {"name": "city", "label": words["city"], "all_label": _("All cities"), "options": cities},
        {"name": "theme", "label": words["theme"], "all_label": _("All aims"), "options": themes},
        {
            "name": "language",
            "label": words["language"],
            "all_label": _("All languages"),
            "options": languages,
        },
    ]
    for field in fields:
        field["options"] = [each for each in field["options"] if each["count"] or each["selected"]]
    return fields


def _by_name(things: Iterable[Any], name: Any) -> list[Any]:
    """In the order in which readers of this language look for names."""
    return sorted(things, key=lambda thing: sort_key(name(thing), current()))
