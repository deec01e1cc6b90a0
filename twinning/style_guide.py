"""Invented content that shows every component of the portal in every state, on the staff's style guide.

Called by `twinning.views.style_guide`. Names, numbers and places are made up; hues come from style_guide.css.
"""

import datetime
from math import cos, radians, sin
from typing import Any

from django import forms
from django.core.paginator import Paginator

from twinning.languages import Served
from twinning.pages.models import Aim
from twinning.style_guide_rows import SAMPLES

COLOURS = {
    "Surfaces": ("paper", "ground", "raise", "wash", "deep"),
    "Text and lines": ("ink", "muted", "line", "edge"),
    "Thread and action": ("thread", "act", "act-2", "on-act"),
    "States": ("ok", "ok-bg", "warn", "warn-bg", "err", "err-bg"),
    "Map": ("sea", "land", "ring"),
}
POINTS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
# Distance in km and a name per compass point, nearest first on the signpost.
PLACES = {
    "north": (210, "Northwick"),
    "west": (320, "Westmouth"),
    "east": (480, "Eastville"),
    "southwest": (690, "Sud-Ouest-sur-Mer"),
    "south": (1190, "Porto Sul"),
    "northwest": (3100, "Nordvesthavn"),
    "southeast": (6400, "Selatan Timur"),
    "northeast": (8900, "Kitahigashi"),
}
FAR = 9600
LAND = "M-180 -120q60-90 150-60t120 90-30 120-150 90-120-120 0-240zM60 120q60-40 120 0t0 60-90 40-30-100z"
SHEET = {
    "land": "M-604-264h700q60 90-20 160t40 180l60 190h-780z",
    "borders": "M-200-264q60 200-40 300t80 230",
    "rings": [140, 280, 420, 560],
    "way": "M-470-768L0 0",
}
WEAVE = {
    "width": 300,
    "height": 200,
    "p1": "M75 0a25 25 0 0 0 25 25M0 75a25 25 0 0 1 25 25M25 0a75 75 0 0 0 75 75"
    "M0 25a75 75 0 0 1 75 75M25 100a25 25 0 0 1-25 25M75 200a25 25 0 0 1 25-25"
    "M75 100a75 75 0 0 1-75 75M25 200a75 75 0 0 1 75-75M125 0a25 25 0 0 1-25 25"
    "M175 100a25 25 0 0 1 25-25M175 0a75 75 0 0 1-75 75M125 100a75 75 0 0 1 75-75"
    "M175 100a25 25 0 0 0 25 25M100 175a25 25 0 0 1 25 25M125 100a75 75 0 0 0 75 75"
    "M100 125a75 75 0 0 1 75 75M225 0a25 25 0 0 1-25 25M275 100a25 25 0 0 1 25-25"
    "M275 0a75 75 0 0 1-75 75M225 100a75 75 0 0 1 75-75M225 100a25 25 0 0 1-25 25"
    "M275 200a25 25 0 0 1 25-25M275 100a75 75 0 0 1-75 75M225 200a75 75 0 0 1 75-75",
    "p2": "M50 0a50 50 0 0 0 50 50M0 50a50 50 0 0 1 50 50M50 100a50 50 0 0 1-50 50"
    "M50 200a50 50 0 0 1 50-50M150 0a50 50 0 0 1-50 50M150 100a50 50 0 0 1 50-50"
    "M150 100a50 50 0 0 0 50 50M100 150a50 50 0 0 1 50 50M250 100a50 50 0 0 1-50 50"
    "M250 200a50 50 0 0 1 50-50",
    "p3": "M250 0a50 50 0 0 1-50 50M250 100a50 50 0 0 1 50-50",
}


CLOCK = {"zone": "Asia/Tokyo", "utc_offset": "+09:00", "words": "8 hours later"}


def passage(text: str, language: str = "en", *, fell_back: bool = False) -> Served:
    """A text as the helpers of `twinning.languages` would serve it."""
    return Served(text, language, "ltr", fell_back)


STATIC = {
    "colours": COLOURS,
    "sheet": SHEET,
    "weave": WEAVE,
    "facts": [
        {"label": "As the crow flies", "value": "8,909 km"},
        {"label": "Local time", "clock": CLOCK},
        {"label": "Inhabitants", "value": "1,195,775", "note": "as of 1 January 2020"},
    ],
    "milestones": [
        {"when": "1968", "text": passage("First youth exchange")},
        {"when": "May 1983", "text": passage("The cities sign")},
        {"when": "2026", "text": passage("A play in both cities")},
    ],
    "steps": [
        {"text": "Sent", "state": "done"},
        {"text": "Being checked", "state": "now"},
        {"text": "Decision", "state": ""},
    ],
    "fan": {
        "name": passage("Old Harbour district"),
        "ties": [
            {"name": "Lilleby", "language": "da", "country": "Denmark", "since": "1961"},
            {
                "name": "Pikkukylä",
                "language": "fi",
                "country": "Finland",
                "since": "1970",
                "is_dormant": True,
            },
        ],
    },
    "people": [
        {
            "name": "Office for International Culture",
            "initials": "OI",
            "role": "Advises on travel and money",
            "email": "office@example.org",
            "place_class": "place-northeast",
        },
        {
            "name": "Friends of Northwick",
            "initials": "FN",
            "role": "Meet every first Monday",
            "phone": "+49 511 000 00",
            "url": "#",
            "url_label": "Profile",
        },
    ],
    "city": {
        "url": "#",
        "name": "Kitahigashi",
        "place_class": "place-northeast",
        "country": "Country",
        "since": "1983",
        "lede": passage("A town that stands for peace."),
        "sheet": SHEET,
    },
    "views": [{"label": "List", "url": "#", "current": True}, {"label": "Map", "url": "#"}],
    "buttons": [{"label": "Contact us", "url": "#"}, {"label": "Write an e-mail", "url": "#"}],
    "greeting": {
        "text": "こんにちは",
        "language": "ja",
        "direction": "ltr",
        "transliteration": "konnichiwa",
        "meaning": passage("Good day"),
        "language_label": "Japanese",
    },
    "wish": {"language": "ja", "language_name": "日本語", "shown_name": "Deutsch", "path": "/", "count": 14},
    "day": datetime.date(2023, 12, 31),
    "privacy": {"text": "We use what you write only to answer you.", "url": "#"},
    "fallen": passage("<p>Am Anfang standen Jugendgruppen, dann kamen Chöre.</p>", "de", fell_back=True),
    "article": passage(
        "<p>In the cold winter of 1947 children needed shoes.</p><h2>What came of it</h2>"
        '<p>A choir that travels. <a href="#">Two schools</a> that measure the same trees.</p>'
        "<ul><li>Letters</li><li>Visits</li></ul>"
        "<blockquote><p>You travel to show something and return having learned.</p></blockquote>"
    ),
}


class SampleForm(forms.Form):
    """One field of each kind that the public forms use."""

    subject = forms.CharField(label="Subject", max_length=80, help_text="At most 80 characters")
    email = forms.EmailField(
        label="E-mail address", help_text="Only if you would like an answer.", required=False
    )
    kind = forms.ChoiceField(
        label="What is it about?",
        choices=[("visit", "A visit"), ("project", "A project"), ("other", "Something else")],
        widget=forms.RadioSelect,
    )
    city = forms.ChoiceField(label="City", choices=[("north", "Northwick"), ("south", "Porto Sul")])
    text = forms.CharField(label="Your message", widget=forms.Textarea(attrs={"rows": 4}))
    copy = forms.BooleanField(label="Send me a copy", required=False)


def _point(name: str, radius: float) -> tuple[int, int]:
    angle = radians(POINTS.index(name) * 45)
    return round(radius * sin(angle)), round(-radius * cos(angle))


def _places() -> list[dict[str, Any]]:
    """Plates in all directions, near and far."""
    return [
        {
            "name": name,
            "url": "#",
            "country": "Country",
            "km": f"{km:,}",
            "is_east": 0 < POINTS.index(point) < 5,
            "place_class": f"place-{point}",
            "clock": CLOCK if km > 1000 else None,
        }
        for point, (km, name) in PLACES.items()
    ]


def _map() -> dict[str, Any]:
    """A disc map with everything that one can carry."""
    towns = []
    for point in ("north", "east", "southwest", "west"):
        km, name = PLACES[point]
        x, y = _point(point, 300 * (km / FAR) ** 0.5)
        label = {
            "label_x": x - 12 if x < 0 else x + 12,
            "label_y": y + 5,
            "anchor": "end" if x < 0 else "start",
        }
        towns.append({"name": name, "place_class": f"place-{point}", "x": x, "y": y} | label)
    rim_x, rim_y = _point("southeast", 283)
    return {
        "title": "A made-up map",
        "description": "Four towns near by, a hollow dot, and an arrow at the rim.",
        "land": LAND,
        "rings": [
            {"r": 97, "label": "1,000 km", "x": -86, "y": -42},
            {"r": 217, "label": "5,000 km", "x": -191, "y": -98},
        ],
        "ways": [{"x": town["x"], "y": town["y"]} for town in towns]
        + [{"x": 40, "y": -190, "thin": True}, {"x": rim_x, "y": rim_y}],
        "home": {"name": "Home", "x": 12, "y": 24, "anchor": "start"},
        "places": towns,
        "hubs": [{"x": towns[1]["x"], "y": towns[1]["y"]}],
        "minor": [{"name": "Lilleby", "x": 40, "y": -190, "label_x": 52, "label_y": -185, "anchor": "start"}],
        "arrows": [
            {
                "name": "Selatan Timur",
                "place_class": "place-southeast",
                "path": "M212 212L206 192 192 206z",
                "note": "5,000 km farther",
                "x": 178,
                "y": 200,
                "note_y": 220,
                "anchor": "end",
            }
        ],
    }


def _cards() -> list[dict[str, Any]]:
    """A card per state and kind of cover."""
    text = passage("Two schools plant trees and measure how much cooler it gets below.")
    kinds = [
        ("Shade for the city", "southeast", "running", "ok", "since 2025", "weave"),
        ("Kitchen without borders", "south", "finished", "plain", "2023–2025", "sheet"),
        ("Paper cranes", "northeast", "", "", "2026", "weave"),
    ]
    return [
        {
            "url": "#",
            "title": passage(title),
            "text": text,
            "place_class": f"place-{point}",
            "tag": tag,
            "tag_kind": kind,
            "meta": meta,
            cover: SHEET if cover == "sheet" else WEAVE,
        }
        for title, point, tag, kind, meta, cover in kinds
    ]


def _table() -> dict[str, Any]:
    """Columns and rows of the table of cities."""
    labels = ("City", "Since", "As the crow flies", "Direction", "Time there")
    columns = [
        {
            "label": label,
            "url": "#",
            "order": "ascending" if label == "Since" else "",
            "is_number": label in labels[1:3],
        }
        for label in labels
    ]
    rows = [
        {"name": name, "url": "#", "since": "1966", "km": f"{km:,}", "compass": "E", "clock": CLOCK}
        for km, name in list(PLACES.values())[:3]
    ]
    return {"columns": columns, "rows": rows}


def _spot(full: dict[str, Any]) -> dict[str, Any]:
    """The small map of one place."""
    town = full["places"][1] | {"label_y": -16, "anchor": "middle"}
    return {key: full[key] for key in ("title", "land", "rings")} | {
        "home": {"name": "Home", "x": 0, "y": 40, "anchor": "middle"},
        "places": [town],
        "ways": [{"x": town["x"], "y": town["y"]}],
    }


def _arms() -> list[dict[str, Any]]:
    """Threads of the compass."""
    ends = {point: _point(point, 75 + 165 * (km / FAR) ** 0.5) for point, (km, _name) in PLACES.items()}
    return [{"place_class": f"place-{point}", "x": x, "y": y} for point, (x, y) in ends.items()]


def _topics() -> list[Aim]:
    """Two aims that were never saved."""
    words = {
        "Meeting each other": "People meet and learn from one another.",
        "Cities work together": "Councils and offices solve common tasks.",
    }
    return [Aim(key="sample", title_en=title, summary_en=summary) for title, summary in words.items()]


def samples() -> dict[str, Any]:
    """Context of templates/style_guide.html."""
    return (
        STATIC
        | SAMPLES
        | {
            "project_cards": [card | {"weave": WEAVE} for card in SAMPLES["project_cards"]],
            "hues": [f"place-{point}" for point in POINTS],
            "places": _places(),
            "map": _map(),
            "spot": _spot(_map()),
            "arms": _arms(),
            "cards": _cards(),
            "topics": _topics(),
            "glance": _table(),
            "form": SampleForm(),
            "faulty_form": SampleForm({"email": "name.example.org", "kind": "visit"}, auto_id="faulty_%s"),
            "page": Paginator(range(60), 10).page(2),
        }
    )
