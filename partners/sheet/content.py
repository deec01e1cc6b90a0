"""What stands on a city sheet, as plain data for `typst/sheet.typ`; every text says in which language it is.

Nothing here queries: the city comes as its page reads it. Called by the view of this package.
"""

import re
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from partners import citypage
from partners.city import City
from partners.distance import compass_point, side
from partners.mapdrawing import MapDrawing
from partners.sheet import phrases, sections
from partners.words import compass, kilometres
from twinning.languages import Served, current, direction, own_name, served
from twinning.municipality.models import Municipality
from twinning.richtext import plain_text

Data = dict[str, Any]
BLOCK = re.compile(r"</(?:p|h2|h3|li|blockquote)>|<br\s*/?>", re.IGNORECASE)


def build(
    city: City, home: Municipality, drawn: MapDrawing | None, languages: tuple[str, ...], base: str
) -> Data:
    """The sheet in one language, or in two side by side; the first is that of the document."""
    first = languages[0]
    columns = [_column(city, home, code, base) for code in languages]
    with override(first):
        title = _("%(city)s: city sheet") % {"city": served(city, "name").text}
        page = _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"}
    return {
        "lang": _tag(first),
        "rtl": direction(first) == "rtl",
        "title": title,
        "author": served(home, "office_name", first).text or str(home),
        "date": [city.updated_at.year, city.updated_at.month, city.updated_at.day],
        "page": page,
        "hue": city.hue,
        "thread": home.thread_light,
        "east": side(city.bearing or 0) == "e",
        "native": _native(city, columns),
        "map": _map(city, home, drawn, first),
        "columns": columns,
        "phrases": _phrases(city, languages),
    }


def _tag(code: str) -> str:
    return code.split("-")[0]


def _passage(text: Served | str) -> list[Any]:
    """A text with its language and direction, as the layout sets it; a plain one is in the active language."""
    if isinstance(text, Served):
        return [text.text, _tag(text.language), text.direction == "rtl"]
    return [text, _tag(current()), direction(current()) == "rtl"]


def _native(city: City, columns: list[Data]) -> list[Any]:
    """The city's name in its own language, unless a column says it already."""
    if not city.local_name or city.local_name in {column["name"][0] for column in columns}:
        return []
    code = city.local_name_language or "en"
    return [city.local_name, _tag(code), direction(code) == "rtl"]


def _column(city: City, home: Municipality, code: str, base: str) -> Data:
    """Everything in one language."""
    with override(code):
        tie = citypage.main_tie(city)
        return {
            "lang": _tag(code),
            "rtl": direction(code) == "rtl",
            "name": _passage(served(city, "name")),
            "kicker": citypage.kicker(city, tie),
            "km": _("%(km)s km") % {"km": kilometres(city.distance_km)} if city.distance_km else "",
            "bearing": compass(compass_point(city.bearing)) if city.bearing is not None else "",
            "lede": _passage(served(city, "lede")),
            "facts_heading": _("At a glance"),
            "facts": [[row["label"], _fact(row)] for row in citypage.facts(city, home, tie)],
            "story_heading": _("How it all began"),
            "story": [_passage(part) for part in _paragraphs(served(city, "story"))],
            "sections": _more(city),
            "source": [str(served(home, "office_name") or home), base + city.get_absolute_url()],
        }


def _fact(row: Data) -> str:
    value = row["clock"]["words"] if "clock" in row else row["value"]
    return f"{value} ({row['note']})" if row.get("note") else value


def _paragraphs(story: Served) -> list[Served]:
    """The story's paragraphs without markup."""
    parts = [" ".join(plain_text(part).split()) for part in BLOCK.split(story.text)]
    return [replace(story, text=part) for part in parts if part]


def _more(city: City) -> list[Data]:
    """What apps above add, empty sections left out."""
    found = [(str(section.heading), list(section.make(city))) for section in sections.sections()]
    return [
        {"heading": heading, "rows": [[_passage(title), _passage(text)] for title, text in rows]}
        for heading, rows in found
        if rows
    ]


def _map(city: City, home: Municipality, drawn: MapDrawing | None, first: str) -> Data:
    """The stored map sheet and what it shows in words; empty before the first `build_map`."""
    if drawn is None:
        return {}
    with override(first):
        caption = citypage.sheet_caption(city, home, drawn)
    details = drawn.details
    return {
        "caption": caption,
        "land": drawn.land,
        "borders": drawn.borders,
        "rings": details["rings"],
        "way": details["way"] or "",
    }


def _phrases(city: City, languages: tuple[str, ...]) -> Data:
    """The ten phrases in the sheet's languages and in the first local one that we have."""
    known = phrases.languages()
    wanted = [_tag(code) for code in languages] + [
        _tag(code) for code in city.languages if _tag(code) in known
    ][:1]
    codes = [code for code in dict.fromkeys(wanted) if code in known]
    texts = {code: phrases.phrases(code) for code in codes}
    with override(languages[0]):
        return {
            "heading": _("Ten phrases for the journey"),
            "remark": "" if phrases.are_checked() else _("Not checked by native speakers yet."),
            "columns": [
                {"name": own_name(code), "lang": code, "rtl": direction(code) == "rtl"} for code in codes
            ],
            "rows": [
                [[texts[code][index].text, texts[code][index].latin] for code in codes]
                for index in range(len(next(iter(texts.values()), [])))
            ],
        }
