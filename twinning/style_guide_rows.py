"""Invented rows for the style guide: filtered lists, years, people who work together, documents, pictures, money.

Called by `twinning.style_guide`. Shapes are named at the top of each component's template.
"""

from types import SimpleNamespace
from typing import Any

from twinning.languages import Served


def _passage(text: str, language: str = "en") -> Served:
    return Served(text, language, "ltr", language != "en")


def _option(value: str, label: str, count: int, *, selected: bool = False) -> dict[str, Any]:
    return {"value": value, "label": _passage(label), "count": count, "selected": selected}


FILTERS = {
    "label": "Filter something",
    "fields": [
        {
            "name": "city",
            "label": "City",
            "all_label": "All cities",
            "options": [_option("north", "Northwick", 7, selected=True), _option("east", "Eastville", 0)],
        },
        {"name": "year", "label": "Year", "all_label": "All years", "options": [_option("2026", "2026", 3)]},
    ],
    "active": [
        {"label": _passage("Northwick"), "url": "#", "place": "place-north"},
        {"label": "2026", "url": "#"},
    ],
}


def _bar(start: float, width: float, done: float, **ends: bool) -> SimpleNamespace:
    indent = min(int(start // 5) * 5, 40)
    return SimpleNamespace(start=start, width=width, done=done, indent=indent, is_late=start > 45, **ends)


def _year_row(title: str, when: str, point: str, bar: SimpleNamespace) -> dict[str, Any]:
    tags = [{"text": title.split()[0], "place": f"place-{point}"}]
    return {
        "url": "#",
        "title": _passage(title),
        "when": when,
        "tags": tags,
        "bar": bar,
        "place_class": f"place-{point}",
    }


TIMELINE = {
    "years": ["2023", "2024", "2025", "2026", "2027"],
    "now": 78.0,
    "rows": [
        _year_row(
            "Open tea school", "every second Saturday", "northeast", _bar(0, 100, 78, came=True, goes_on=True)
        ),
        _year_row("City by the river", "2023–2025", "north", _bar(2, 50, 50)),
        _year_row("Paper cranes", "2026–2027", "south", _bar(62, 34, 16)),
        _year_row("Harbour and hall", "from May 2027", "west", _bar(87, 13, 0, goes_on=True)),
    ],
}
TIES = [
    {
        "home": {
            "name": _passage("Young theatre"),
            "url": "#",
            "place": "Home",
            "role": "lead",
            "is_home": True,
        },
        "partner": {
            "name": _passage("Jugendbühne", "de"),
            "place": "Kitahigashi",
            "role": "partner",
            "note": _passage("writes and acts"),
        },
    },
    {"home": {"name": _passage("Savings foundation"), "place": "Home", "role": "funder"}, "partner": None},
]
DOCUMENTS = [
    {
        "sign": "PDF",
        "url": "#",
        "title": _passage("企画の概要", "ja"),
        "hreflang": "ja",
        "meta": "Japanese · 2 pages · accessible",
    },
    {
        "sign": "✓",
        "title": _passage("Exhibition of the letters"),
        "tag": "exhibition",
        "text": _passage("City library, June 2026"),
    },
]
PHOTOS = [
    {
        "src": "/static/twinning/img/mark.svg",
        "width": 400,
        "height": 300,
        "alt": "Rings round a point.",
        "caption": _passage("The mark of the portal."),
        "credit": "The office",
        "licence": "CC BY 4.0",
    }
]
FUNDINGS = {
    "rows": [
        {
            "source": _passage("The town"),
            "programme": _passage("Meeting each other"),
            "amount": "€7,000",
            "url": "#",
        },
        {"source": _passage("The group itself")},
    ],
    "totals": ["€7,000"],
}
BIG = [
    {"label": "Letters", "value": "340"},
    {"label": "Languages on stage", "value": "3", "note": "as of 15 November 2026"},
    {"label": "Aims", "links": [{"label": _passage("Meeting each other"), "url": "#"}]},
]
PROJECT_CARDS = [
    {
        "url": "#",
        "title": _passage("Three cities, one choir"),
        "text": _passage("Choirs rehearse online and sing together once a year."),
        "tags": [
            {"text": _passage("Northwick"), "place": "place-north"},
            {"text": _passage("Eastville"), "place": "place-east"},
            {"text": "running", "kind": "ok"},
            {"text": "Sample", "kind": "plain"},
        ],
        "when": "since 2024",
        "theme": _passage("Meeting each other"),
        "place_class": "place-north",
    }
]
SAMPLES = {
    "filters": FILTERS,
    "timeline": TIMELINE,
    "pairs": TIES,
    "documents": DOCUMENTS,
    "photos": PHOTOS,
    "fundings": FUNDINGS,
    "big": BIG,
    "project_cards": PROJECT_CARDS,
}
