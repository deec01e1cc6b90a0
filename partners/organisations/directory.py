"""The directory: all entries in outline, filtered and counted in Python, and the cards of one page. Called by its view.

Filters need a few facts of every entry but no texts, so these are read once and remembered like other public rows.
Nothing here names a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, ExpressionWrapper
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.city import City
from partners.organisations.filters import HOME, KEYS, Asked, Facets, counts, fits, parse
from partners.organisations.organisation import Organisation
from partners.organisations.presenters import card, city_tag, kind_label
from partners.theme import Theme
from twinning import memory
from twinning.cldr import language_label
from twinning.languages import all_columns, current, served
from twinning.municipality.home import home_of
from twinning.municipality.models import Municipality
from twinning.querysets import is_public
from twinning.search.spelling import QUERY_LIMIT, spellings, words_of
from twinning.sorting import fold, sort_key

PER_PAGE = 24
CORE = Organisation.Kind.TWINNING_ASSOCIATION
AIM_TEXTS = tuple(f"aim__{name}" for field in ("summary", "body") for name in (field, *all_columns(field)))
LABELS: dict[str, tuple[str | Promise, str | Promise]] = {
    "kind": (gettext_lazy("Kind"), gettext_lazy("All kinds")),
    "city": (gettext_lazy("City"), gettext_lazy("All cities")),
    "theme": (gettext_lazy("Theme"), gettext_lazy("All themes")),
    "language": (gettext_lazy("Language"), gettext_lazy("All languages")),
}


@dataclass(frozen=True, slots=True)
class Outline:
    """What lists need of an entry: `facets` are its values for the filters, `folded` its names as search compares."""

    pk: int
    name: str
    is_core: bool
    is_sample: bool
    folded: str
    city_ids: tuple[int, ...]
    theme_keys: tuple[str, ...]
    facets: Facets


@dataclass(frozen=True, slots=True)
class Directory:
    """The outlines, and what their keys stand for."""

    entries: tuple[Outline, ...]
    cities: dict[int, City]
    themes: dict[str, Theme]


def sits_at_home(kind: str, city_id: int | None, place: str, home: Municipality) -> bool:
    """True when an entry without a city is in the home town: its place is empty or names the town.

    A network is everywhere, unless it says where.
    """
    if city_id or (kind == Organisation.Kind.NETWORK and not place):
        return False
    names = {fold(getattr(home, name) or "") for name in all_columns("name")} - {""}
    return not place or any(name in fold(place) for name in names)


def _outline(row: dict[str, Any], cities: dict[int, City], home: Municipality) -> Outline:
    known = tuple(dict.fromkeys(key for key in (row["city_id"], *row["city_ids"]) if key in cities))
    places = {cities[key].slug for key in known}
    if sits_at_home(row["kind"], row["city_id"], row["place"], home):
        places.add(HOME)
    return Outline(
        pk=row["pk"],
        name=row["name"],
        is_core=row["kind"] == CORE,
        is_sample=row["is_sample"],
        folded=spellings(f"{row['name']} {row['other_names']}"),
        city_ids=known,
        theme_keys=tuple(row["theme_keys"]),
        facets={
            "kind": frozenset({row["kind"]}),
            "city": frozenset(places),
            "theme": frozenset(row["theme_keys"]),
            "language": frozenset(row["languages"]),
        },
    )


def _load(home: Municipality) -> Directory:
    """Three queries, whatever there is."""
    has_page = ExpressionWrapper(is_public(), output_field=BooleanField())
    rows = City.objects.named_in_public().nearest_first().without_long_texts().annotate(has_page=has_page)
    cities = {city.pk: city for city in rows}
    themes = {theme.key: theme for theme in Theme.objects.published().with_titles().defer(*AIM_TEXTS)}
    index = list(Organisation.objects.published().for_index())
    for row in index:
        row["city_ids"] = [key for key in cities if key in row["city_ids"]]
        row["theme_keys"] = [key for key in themes if key in row["theme_keys"]]
    return Directory(tuple(_outline(row, cities, home) for row in index), cities, themes)


# --- filters --------------------------------------------------------------------------------------
def _names(directory: Directory, home: Municipality) -> dict[str, dict[str, str]]:
    """What each value of each filter is called, in the order of the form."""
    spoken = {code for entry in directory.entries for code in entry.facets["language"]}
    labels = {code: language_label(code) for code in spoken}
    cities = {city.slug: served(city, "name").text or city.local_name for city in directory.cities.values()}
    return {
        "kind": {value: kind_label(value) for value in Organisation.Kind.values},
        "city": {HOME: served(home, "name").text, **cities},
        "theme": {key: theme.title().text for key, theme in directory.themes.items()},
        "language": {
            code: labels[code] for code in sorted(labels, key=lambda code: sort_key(labels[code], current()))
        },
    }


def _filters(asked: Asked, names: dict[str, dict[str, str]], directory: Directory) -> list[dict[str, Any]]:
    """The fields of the form: choices that would leave something, each with its count, and the chosen one."""
    left = counts(((entry.facets, entry.folded) for entry in directory.entries), asked)
    return [
        {
            "key": key,
            "label": LABELS[key][0],
            "all": LABELS[key][1],
            "choices": [
                {
                    "value": value,
                    "label": label,
                    "count": left[key][value],
                    "chosen": value == asked.values[key],
                }
                for value, label in names[key].items()
                if left[key][value] or value == asked.values[key]
            ],
        }
        for key in KEYS
    ]


def _active(asked: Asked, names: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    """The filters that apply, each with the address without it."""
    return [
        {"label": f"“{value}”" if key == "q" else names[key][value], "url": asked.without(key)}
        for key, value in asked.pairs
    ]


# --- the page -------------------------------------------------------------------------------------
def _sections(page: Page, directory: Directory) -> list[dict[str, Any]]:
    """The page's cards under their headings: twinning associations, then everybody else (one query)."""
    outlines: dict[int, Outline] = {entry.pk: entry for entry in page.object_list}
    rows = Organisation.objects.published().without_long_texts().in_bulk(list(outlines))
    cards = [
        (entry.is_core, _card(rows[key], entry, directory)) for key, entry in outlines.items() if key in rows
    ]
    titles = {True: _("Twinning associations"), False: _("Clubs, schools, groups")}
    parts = [
        {
            "key": f"part-{core:d}",
            "title": title,
            "cards": [made for is_core, made in cards if is_core == core],
        }
        for core, title in titles.items()
    ]
    return [part for part in parts if part["cards"]]


def _card(row: Organisation, outline: Outline, directory: Directory) -> dict[str, Any]:
    tags = [city_tag(directory.cities[key]) for key in outline.city_ids]
    return card(row, tags, [directory.themes[key].title() for key in outline.theme_keys])


def _in_order(entries: Iterable[Outline]) -> list[Outline]:
    return sorted(entries, key=lambda entry: (not entry.is_core, sort_key(entry.name, current()), entry.pk))


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything that templates/organisations/list.html names, in at most six queries with the page's frame."""
    home = home_of(request)
    directory = memory.recall_for(request.user, "organisation directory", lambda: _load(home))
    names = _names(directory, home)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:QUERY_LIMIT]
    asked = Asked(parse(request.GET, names), tuple(words_of(query)), query)
    found = [entry for entry in directory.entries if fits(entry.facets, entry.folded, asked)]
    page = Paginator(_in_order(found), PER_PAGE).get_page(request.GET.get("page"))
    kept = asked.without("")
    return {
        "filters": _filters(asked, names, directory),
        "active": _active(asked, names),
        "query": query,
        "page": page,
        "prefix": kept if kept == "?" else f"{kept}&",
        "samples": sum(entry.is_sample for entry in found),
        "sections": _sections(page, directory),
    }
